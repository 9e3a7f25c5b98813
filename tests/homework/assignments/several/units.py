"""Units of length, given."""

PER_METER = {"m": 1.0, "cm": 100.0, "mm": 1000.0}


def to_meters(length, unit):
    """A length in meters.

    Raises:
        KeyError: if there is no such unit.
    """
    return length / PER_METER[unit]
