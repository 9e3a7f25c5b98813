"""The same with other numbers."""

import numpy as np
import pytest


@pytest.mark.question("numbers")
def test_student(student, check, rng):
    """The modules of the student, by their names."""
    check.close("roots", [student.m.root(x) for x in rng.uniform(1, 9, 3)])


@pytest.mark.question("effects")
def test_fresh_student(student, fresh_student, check):
    """Two processes of one student: what happens in one is not seen in the other."""
    one, other = student.m.Counter().add().add(), fresh_student.m.Counter().add()
    check.equal("counts", [one.count, other.count])


@pytest.mark.question("numbers")
def test_rng(student, check, rng):
    """Numbers of the test, which in a hidden test nobody can know."""
    check.close("softplus", student.m.softplus(rng.normal(size=(2, 3))))


@pytest.mark.question("effects")
def test_data_folder(student, check, data_folder):
    """The lengths of the data, in centimetres."""
    student.m.convert("data/lengths.csv", "out.txt")
    inches = np.loadtxt(data_folder / "lengths.csv")
    written = [float(line) for line in student.read_file("out.txt").split()]
    check.close("centimetres", written, expected=2.54 * inches, atol=0.006)


@pytest.mark.question("effects")
def test_console(student, check):
    """What is printed, and what is returned."""
    with student.console(stdin="Bob\n") as console:
        name = student.m.greet()
    check.equal("name", name)
    check.text("prints", console.stdout)


@pytest.mark.question("effects")
def test_write_file(student, check):
    """A file with two lengths."""
    student.write_file("in.txt", "1\n10\n")
    student.m.convert("in.txt", "out.txt")
    check.text("out.txt", student.read_file("out.txt"))


@pytest.mark.question("effects")
def test_read_file(student, check, rng):
    """Whatever the lengths are."""
    student.write_file("in.txt", f"{rng.uniform(1, 9):.2f}\n")
    student.m.convert("in.txt", "centimetres.txt")
    check.text("centimetres.txt", student.read_file("centimetres.txt"), mode="numbers")


@pytest.mark.question("effects")
def test_identical(student, check):
    """`add` returns the counter itself."""
    counter = student.m.Counter()
    check.true(student.identical(counter.add(), counter), "`add` should return the counter itself")
    check.equal("count", counter.count)


@pytest.mark.question("numbers")
def test_package(student, check):
    """Dice of a generator with a seed."""
    generator = student.package("numpy.random").default_rng(5)
    check.equal("dice", student.m.dice(generator, 6))


@pytest.mark.question("numbers")
def test_beside(student, check, rng):
    """The minimum of a function that is not the test's own."""
    low = rng.uniform(-3, -2)
    check.close("minimum", student.m.minimum(student.beside.here.bowl, low, 4.0), expected=2.0, atol=1e-3)


@pytest.mark.question("values")
def test_question(student, check):
    """Words with capitals; a part of the question "values"."""
    check.same("counts", student.m.count_words("Rose is a rose"))


@pytest.mark.question("values")
@pytest.mark.weight(2)
def test_weight(student, check, rng):
    """Many rows, for twice the points of another test."""
    check.equal("labels", student.m.labels(rng.normal(size=(20, 4))))


@pytest.mark.question("style")
@pytest.mark.needs("numbers")
def test_needs(student, check):
    """The sum of roots; skipped as long as the question "numbers" is not passed."""
    check.close("total", student.m.total([student.m.root(4.0), [student.m.root(6.25)]]))


@pytest.mark.question("numbers")
@pytest.mark.batch
def test_batch(student, check, rng):
    """Fifty roots, asked for at once."""
    roots = [student.m.root(x) for x in rng.uniform(1, 9, 50)]
    check.close("roots", roots)


@pytest.mark.question("effects")
@pytest.mark.uses("values")
def test_uses(student, check):
    """Where this fails and "values" lost points, the student is told to mend that first."""
    student.write_file("words.txt", "1\n")
    student.m.convert("words.txt", "out.txt")
    check.same("counts", student.m.count_words(student.read_file("out.txt")))


@pytest.mark.question("numbers")
@pytest.mark.limit(seconds=2)
def test_limit(student, check):
    """The minimum, in two seconds of processor time."""
    check.close("minimum", student.m.minimum(student.beside.here.bowl, -1e6, 1e6), expected=2.0, atol=1e-3)


@pytest.mark.question("numbers")
def test_grade(student, check, rng):
    """The closer to the minimum, the more points."""
    found = student.m.minimum(student.beside.here.bowl, rng.uniform(-2, -1), 3.0)
    check.grade("distance", abs(found - 2.0), steps=[(0.1, 0.5), (0.001, 1)], order="ascending")


@pytest.mark.question("values")
def test_check(student, check, rng):
    """Each check judges a value by a name, under which it stands in the feedback."""
    text = " ".join(rng.choice(["red", "Red", "blue"]) for _ in range(9))
    counts = student.m.count_words(text)
    check.equal("words", sum(counts.values()))
    check.same("counts", counts)


@pytest.mark.question("values")
def test_recorded(student, check):
    """Either label of a row with two equal scores is right."""
    last = check.recorded("the last", lambda: 2 - student.m.labels(np.array([[0.0, 4.0, 4.0]])[:, ::-1]))
    check.close("label", student.m.labels(np.array([[0.0, 4.0, 4.0]])), also=[last])


@pytest.mark.question("effects")
def test_own(student, check, rng):
    """What the function changes in its argument."""
    numbers = student.own([rng.integer(-9, 9) for _ in range(8)] + [-1, 5])
    student.m.keep_positive(numbers)
    check.equal("what is left", numbers)


@pytest.mark.question("effects")
@pytest.mark.without("lengths.csv")
def test_without(student, check):
    """A length of one's own, where those of the data set do not exist."""
    student.write_file("in.txt", "3\n")
    student.m.convert("in.txt", "out.txt")
    check.close("centimetres", float(student.read_file("out.txt")), expected=7.62, atol=0.006)
