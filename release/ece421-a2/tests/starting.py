"""The initial weights, which are other numbers in every call: what can be asked is their mean and their spread."""

import numpy as np
from training import as_in_the_document, document_runs, without_arguments


def judge_spread(student, check, units_in, units_out):
    """xavier, or a learning that takes no arguments and draws its own weights."""
    runs = document_runs(student, check)
    if without_arguments(student, instead_of="xavier"):
        as_in_the_document(student, check, runs)
        return

    drawn = student.starter.xavier(units_in, units_out)
    check.not_none(drawn, "xavier returns None: is the `return` missing?")
    check.equal("the shape", list(np.shape(drawn)), expected=[units_in, units_out])
    # Some read 2 / (in + out) as the standard deviation: then that is what all weights have.
    got, right = float(np.std(drawn)), np.sqrt(2 / (units_in + units_out))
    check.close("the standard deviation", got, expected=right, also=[right**2], rtol=0.05)
    mean = float(np.mean(drawn)) / got
    check.true(abs(mean) < 6 / np.sqrt(units_in * units_out), "the mean of the weights should be about 0")
    far = float(np.mean(np.abs(drawn) > 2 * got))  # 0.0455 of a normal distribution
    check.true(0.03 < far < 0.06, "the weights should be normally distributed")
