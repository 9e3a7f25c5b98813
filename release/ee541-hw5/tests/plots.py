"""The plot of a run, as numbers and words: what is drawn counts, and not how it looks."""

import numpy as np

DRAWN = (
    "my_plot should draw both accuracies with plt.plot, and not close the figure before it is shown or saved"
)


def judge_plot(student, check, train_acc, valid_acc, decay_after):
    """Both curves, each with its own name, and names at the axes."""
    student.adapter.my_plot(train_acc, valid_acc, decay_after)
    axes = axes_of(student, train_acc)
    lines = [line for one in axes for line in one.lines]
    check.true(bool(lines), DRAWN)
    for name, curve in (("train_acc", train_acc), ("valid_acc", valid_acc)):
        if name == "valid_acc":
            both = sum(len(line.y) == len(curve) for line in lines) > 1
            check.true(
                both, "the plot should draw two curves, of the training and of the validation accuracy"
            )
        line = nearest([line for line in lines if shows(line, curve)] or lines, curve)
        check.any_of(
            lambda line=line, name=name, curve=curve: check.close(name, line.y, expected=curve),
            lambda line=line, name=name, curve=curve: check.close(
                f"{name}, read as percentages", line.y, expected=[100 * one for one in curve]
            ),
        )
        swapped = f"the name of {name} in the legend is that of the other set"
        check.true(not misnamed(name, line.label), swapped)
        check.close(f"the epochs of {name}", np.diff(line.x), expected=np.ones(len(curve) - 1))
    named = any(one.xlabel for one in axes) and any(one.ylabel for one in axes)
    check.true(named, "the axes should have names: plt.xlabel and plt.ylabel")


def judge_marks(student, check, train_acc, valid_acc, decay_after):
    """A mark at each epoch of decay: a vertical line, or points there."""
    student.adapter.my_plot(train_acc, valid_acc, decay_after)
    axes = axes_of(student, train_acc)
    lines = [line for one in axes for line in one.lines]
    check.true(bool(lines), DRAWN)
    marks = [x for line in lines if is_mark(line, len(train_acc)) for x in np.ravel(line.x)]
    marks += [x for one in axes for points in one.points for x in np.ravel(points.x)]
    for epoch in decay_after:
        # The curves may begin at 0 or at 1, and the mark may stand at the last epoch before or the first one behind.
        near = any(abs(mark - epoch) <= 1 for mark in marks)
        check.true(near, f"the plot should mark where the rate was halved, as at epoch {epoch}: plt.axvline")
    far = [x for x in marks if all(abs(x - epoch) > 1 for epoch in decay_after)]
    check.true(not far, "the plot should mark no other epochs than those of decay")


def axes_of(student, curve):
    """The axes that show a curve, or it in percent; all where none does. A file may have drawn others on import."""
    axes = [one for figure in student.figures() for one in figure.axes]
    return [one for one in axes if any(shows(line, curve) for line in one.lines)] or axes


def shows(line, curve):
    """Whether a line has the heights of a curve, or these in percent."""
    return len(line.y) == len(curve) and any(
        np.allclose(line.y, factor * np.asarray(curve)) for factor in (1, 100)
    )


def is_mark(line, epochs):
    """Whether a line is none of the curves: it has another number of points, or stands upright."""
    return len(line.x) != epochs or len(set(np.ravel(line.x).tolist())) == 1


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
