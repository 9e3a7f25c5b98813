"""Which days and months stand once among possible birthdays, each of them a tuple of month and day."""


def unique_day(day, possible_birthdays):
    """Whether exactly one of the birthdays is on this day."""
    ### BEGIN SOLUTION
    days = 0
    for birthday in possible_birthdays:
        if birthday[1] == day:
            days += 1
    return days == 1
    ### END SOLUTION


def unique_month(month, possible_birthdays):
    """Whether exactly one of the birthdays is in this month."""
    ### BEGIN SOLUTION
    months = 0
    for birthday in possible_birthdays:
        if birthday[0] == month:
            months += 1
    return months == 1
    ### END SOLUTION


def contains_unique_day(month, possible_birthdays):
    """Whether a birthday in this month is on a day on which no other of the birthdays is."""
    ### BEGIN SOLUTION
    for birthday in possible_birthdays:
        if birthday[0] == month and unique_day(birthday[1], possible_birthdays):
            return True
    return False
    ### END SOLUTION
