"""The two plots, as numbers and words: what is drawn counts, and not how it looks."""

import numpy as np
from training import as_in_the_document, document_runs, without_arguments

NAMES = ("train_loss", "valid_loss", "train_acc", "valid_acc")


def judge_curves(student, check, curves):
    """The four curves of plotCurves, over the epochs."""

    def verdict(_, lines):
        others = [line for line in lines if not any(shows(line, curve) for curve in curves)]
        for name, curve in zip(NAMES, curves):
            own = [line for line in lines if shows(line, curve)] or others
            check.true(bool(own), f"plotCurves should draw {name} as well")
            line = nearest(own, curve)
            check.close(name, line.y, expected=curve)
            check.close(f"the epochs of {name}", np.diff(line.x), expected=np.ones(len(curve) - 1))

    _judge(student, check, curves, verdict)


def judge_names(student, check, curves):
    """The names at the axes and in the legends of plotCurves."""

    def verdict(axes, lines):
        named = any(one.xlabel for one in axes) and any(one.ylabel for one in axes)
        check.true(named, "the axes should have names: plt.xlabel and plt.ylabel")
        for name, curve in zip(NAMES, curves):
            check.true(
                not any(misnamed(name, line.label) for line in lines if shows(line, curve)),
                f"the name of {name} in the legend is that of the other set",
            )

    _judge(student, check, curves, verdict)


def _judge(student, check, curves, verdict):
    """What plotCurves draws, or a learning that takes no arguments and draws its own curves."""
    runs = document_runs(student, check)
    if without_arguments(student, instead_of="plotCurves"):
        as_in_the_document(student, check, runs)
        return

    student.starter.plotCurves(*curves)
    axes = [one for figure in student.figures() for one in figure.axes]
    lines = [line for one in axes for line in one.lines]
    check.true(bool(lines), "plotCurves should draw curves with plt.plot")
    verdict(axes, lines)


def shows(line, curve):
    """Whether a line has the heights of a curve."""
    return len(line.y) == len(curve) and np.allclose(line.y, curve)


def misnamed(name, label):
    """Whether a curve has the name of the other set: "validation" at that of the training, or the other way round."""
    own, other = ("train", "val") if name.startswith("train") else ("val", "train")
    return other in label.lower() and own not in label.lower()


def nearest(lines, curve):
    """The line that is nearest to a curve, of those with as many points if there are any."""

    def apart(line):
        same = len(line.y) == len(curve)
        return (not same, float(np.sum(np.abs(np.subtract(line.y, curve)))) if same else 0.0)

    return min(lines, key=apart)
