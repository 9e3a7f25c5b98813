"""One test for each check, fixture and mark; docs/authoring.md shows them."""

import numpy as np
import pytest


@pytest.mark.question("numbers")
def test_close(student, check, rng):
    """Columns with mean 0 and standard deviation 1."""
    check.close("columns", student.m.standardize(rng.uniform(-1, 1, (5, 3))))


@pytest.mark.question("numbers")
def test_gradient(student, check, rng):
    """The slope of softplus."""
    x = rng.uniform(-2, 2, 4)
    check.gradient("slope", student.m.softplus_slope(x), student.m.softplus, x, then=np.sum)


@pytest.mark.question("numbers")
def test_true(student, check, rng):
    """A root times itself is the number."""
    x = rng.uniform(2, 3)
    check.true(abs(student.m.root(x) ** 2 - x) < 1e-9, "the root times itself should be the number")


@pytest.mark.question("numbers")
def test_not_none(student, check):
    """There is a minimum."""
    found = student.m.minimum(student.beside.here.bowl, -1.0, 3.0)
    check.not_none(found, "`minimum` should return where the minimum is")
    check.close("minimum", found, expected=2.0, atol=1e-3)


@pytest.mark.question("numbers")
def test_measure(student, check, rng):
    """The spread of standardized numbers goes to the leaderboard."""
    columns = student.m.standardize(rng.uniform(-1, 1, (9, 1)))
    check.close("columns", columns)
    check.measure("spread", np.ptp(columns))


@pytest.mark.question("values")
def test_equal(student, check):
    """The labels of three rows."""
    check.equal("labels", student.m.labels(np.array([[1.0, 3, 2], [4, 0, 1], [0, 1, 5]])))


@pytest.mark.question("values")
def test_same(student, check):
    """How often each word occurs."""
    check.same("counts", student.m.count_words("To be or not to be"))


@pytest.mark.question("values")
def test_any_of(student, check):
    """Either word in the middle is right."""
    found = student.m.middle(["a", "b", "c", "d"])
    check.any_of(
        lambda: check.equal("upper", found, expected="c"),
        lambda: check.equal("lower", found, expected="b"),
    )


@pytest.mark.question("values")
def test_raises(student, check):
    """A root, and a ValueError for a negative number."""
    check.close("root", student.m.root(2.25))
    with check.raises("root of -1", "ValueError", match="negative"):
        student.m.root(-1.0)


@pytest.mark.question("effects")
def test_text(student, check):
    """What is printed, without regard to spaces."""
    with student.console(stdin="Ann\n") as console:
        student.m.greet()
    check.text("prints", console.stdout, mode="spaces")


@pytest.mark.question("style")
def test_source(student, check):
    """A sum by recursion, without a `while`."""
    check.equal("total", student.m.total([1, [2, [3, 4]], 5]))
    check.source(student.m.total, forbid=["while"], calls_itself=True)


@pytest.mark.question("effects")
def test_find_class(student, check):
    """The class that counts, whatever it is called."""
    counter = check.find_class(student.m, methods=["add"])()
    check.equal("count", counter.add().add().count)


@pytest.mark.question("numbers")
def test_find_function(student, check, rng):
    """The function of three arguments, whatever it is called."""
    smallest = check.find_function(student.m, parameters=3)
    low = rng.uniform(-3, -2)
    check.close("minimum", smallest(student.beside.here.bowl, low, 4.0), expected=2.0, atol=1e-3)
