"""Make the data that the handout carries: three lengths in inches."""


def make(source):
    return {"lengths.csv": b"1.5\n2\n4.25\n"}
