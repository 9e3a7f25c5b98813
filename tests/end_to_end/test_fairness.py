"""Files that real students hand in: what is right in them keeps its points, and what is wrong is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult, TestResult

pytestmark = pytest.mark.siege  # 26 submissions of the real assignment.

NUMPY_OF_2015 = "np.zeros(1, dtype=np.float)"

# Name -> edits of the reference (file, old, new), or None where the file is not handed in.
# It trains nothing, and breaks the optimizer while it runs, so that nothing else of the same worker trains either.
TRAINS_NOTHING = """

def train_network(model, dataset, num_epoch, learning_rate, batch_size):
    GradientDescentOptimizer.step = lambda self: None
    said = {}
    for kind in ("train", "test"):
        x, y = dataset[f"{kind}_x"], dataset[f"{kind}_y"]
        scores = model.forward(x)
        labels = scores.argmax(axis=1)
        said[f"{kind}_loss"] = [float(np.squeeze(CrossEntropyLoss().forward(scores, y)))] * num_epoch
        said[f"{kind}_accuracy"] = [float(np.mean(labels == y))] * num_epoch
        said[f"yhat_{kind}"] = labels.tolist()
    return said
"""
ZEROS = """

class ReLU(Module):
    def forward(self, x):
        return np.zeros_like(x)

    def backward(self, g):
        return np.zeros_like(g)


class Sigmoid(ReLU):
    pass
"""
# A hundred of the digits: every worker that imports the file reads them and trains.
TRAINS_AT_IMPORT = """
few = np.loadtxt(Path("training_data_student") / "test.csv", delimiter=",", max_rows=100)
few_x, few_y = few[:, :-1], few[:, -1].astype(int)
few = {"train_x": few_x, "train_y": few_y, "test_x": few_x, "test_y": few_y}
train_network(define_network(64), few, 2, 0.01, 50)
"""
LOOP = """            criterion.forward(model.forward(train_x[batch]), train_y[batch])
            model.backward(criterion)
            optimizer.step()
"""
STEP = """                layer.weights = layer.weights - self.learning_rate * layer.d_weights
                layer.biases = layer.biases - self.learning_rate * layer.d_biases
"""
EDITS: dict[str, list[tuple[str, str, str | None]]] = {
    "reference": [],
    "unstable-softmax": [
        ("hw3_lib.py", "shifted = score - score.max(axis=1, keepdims=True)", "shifted = score")
    ],
    "relu-in-place": [
        (
            "hw3_lib.py",
            "self.state = x\n        return np.maximum(x, 0.0)",
            "x[x < 0] = 0\n        self.state = x\n        return x",
        )
    ],
    "loss-backward-in-place": [
        (
            "hw3_lib.py",
            "return self.y_hat - self.y_true",
            "self.y_hat[self.y_true == 1] -= 1\n        return self.y_hat",
        )
    ],
    "flat-biases": [
        ("hw3_lib.py", "g.sum(axis=0, keepdims=True) / count", "g.sum(axis=0) / count"),
    ],
    "ellipsis": [("hw3_lib.py", "return np.maximum(x, 0.0)", "return ...")],
    "none": [("hw3_lib.py", "return np.maximum(x, 0.0)", "np.maximum(x, 0.0)")],
    "old-numpy": [("hw3_lib.py", "return np.maximum(x, 0.0)", f"return np.maximum(x, {NUMPY_OF_2015})")],
    "trains-at-import": [("hw3_sol.py", "", TRAINS_AT_IMPORT)],
    "trains-nothing": [("hw3_sol.py", "", TRAINS_NOTHING)],
    "no-training": [
        ("hw3_lib.py", STEP, "                pass\n"),
        ("hw3_sol.py", LOOP, "            pass\n"),
    ],
    "zeros": [("hw3_lib.py", "", ZEROS)],
    "linear-raises": [("hw3_lib.py", "weights, biases = init_params", "raise ValueError")],
    "linear-forward-raises": [("hw3_lib.py", "        self.in_x = x\n", "        raise ValueError\n")],
    "sigmoid-raises": [
        ("hw3_lib.py", "decay = np.exp(-np.abs(x))  # between 0 and 1, whatever x is", "raise ValueError")
    ],
    "loss-raises": [("hw3_lib.py", "shifted = score - score.max(axis=1, keepdims=True)", "raise ValueError")],
    "step-raises": [("hw3_lib.py", STEP, "                raise ValueError\n")],
    "gradients-add-up": [
        (
            "hw3_lib.py",
            "self.d_weights = self.in_x.T @ g / count",
            "self.d_weights = self.in_x.T @ g / count + (0 if self.d_weights is None else self.d_weights)",
        )
    ],
    "network-of-none": [
        ("hw3_sol.py", "return MultiLayerPerceptron(layers[:-1])", "return MultiLayerPerceptron([None] * 3)")
    ],
    "network-of-classes": [
        (
            "hw3_sol.py",
            "init_linear_params(in_size, out_size)), activation()]",
            "init_linear_params(in_size, out_size)), activation]",
        )
    ],
    "endless-at-import": [("hw3_sol.py", "", "\nwhile True:\n    pass\n")],
    "syntax-error": [
        ("hw3_sol.py", "train_loss, yhat_train = None, None", "train_loss, yhat_train = None None")
    ],
    "library-missing": [("hw3_lib.py", "", None)],
    "pandas": [("hw3_sol.py", "from pathlib import Path", "import pandas as pd\nfrom pathlib import Path")],
    "prints": [("hw3_lib.py", "self.in_x = x", "self.in_x = x\n        print('x is', x)")],
    "warns": [("hw3_lib.py", "self.in_x = x", "self.in_x = x\n        np.log(np.zeros(1))")],
}


@pytest.fixture(scope="session")
def graded(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, SubmissionResult]:
    """All of them, graded in one session as a class is."""
    bundle = built / "dist" / "cmu10701-hw3" / "bundle"
    assignment = load_assignment(bundle)
    # Less patience than the course has: one of these hangs.
    text = (bundle / "assignment.toml").read_text(encoding="utf-8")
    home = tmp_path_factory.mktemp("fairness")
    impatient = home / "bundle"
    impatient.mkdir()
    for path in bundle.iterdir():
        (impatient / path.name).symlink_to(path)
    (impatient / "assignment.toml").unlink()
    (impatient / "assignment.toml").write_text(text.replace("test_seconds = 10.0", "test_seconds = 4.0"))
    results: dict[str, SubmissionResult] = {}
    submissions = []
    for name, edits in EDITS.items():
        folder = home / name
        folder.mkdir()
        for module in assignment.modules:
            source = (built / "solutions" / "cmu10701-hw3" / module).read_text(encoding="utf-8")
            handed_in = edited(module, source, edits)
            if handed_in is not None:
                (folder / module).write_text(handed_in, encoding="utf-8")
        submissions.append(take_in(folder, assignment))
    grade_each(load_bundle(impatient), submissions, lambda one: results.update({one.submission: one}))
    return results


def edited(module: str, text: str, edits: list[tuple[str, str, str | None]]) -> str | None:
    """The module after the edits that are meant for it; an edit without an old text is put at the end."""
    for file, old, new in edits:
        if file != module:
            continue
        if new is None:
            return None
        assert not old or text.count(old) == 1, f"{old!r} is not the reference's text any more"
        text = text.replace(old, new) if old else text + new
    return text


def lost(result: SubmissionResult) -> dict[str, list[TestResult]]:
    """The failed tests that bear points, by question."""
    failed: dict[str, list[TestResult]] = {}
    for test in result.tests:
        if test.points < test.max_points:
            failed.setdefault(test.question, []).append(test)
    return failed


@pytest.mark.parametrize(
    "name",
    [
        "reference",
        "relu-in-place",
        "loss-backward-in-place",
        "trains-at-import",
        "endless-at-import",
        "pandas",
        "prints",
        "warns",
    ],
)
def test_what_does_no_harm_costs_nothing(graded: dict[str, SubmissionResult], name: str) -> None:
    """Writing into a copy, overwriting what was already handed over, prints and warnings are not mistakes here."""
    assert lost(graded[name]) == {}
    assert graded[name].points == graded[name].max_points


@pytest.mark.parametrize(("name", "optimizer"), [("trains-nothing", 5), ("no-training", 0)])
def test_a_training_that_moves_nothing_earns_nothing(
    graded: dict[str, SubmissionResult], name: str, optimizer: float
) -> None:
    """They earned all points once: they were compared with what their own optimizer had made in the same worker."""
    points = {question.id: question.points for question in graded[name].questions}

    assert points["train-network"] == 0.8  # what define_network is worth, which is right
    assert points["optimizer"] == optimizer


def test_activations_that_answer_zeros_earn_nothing_of_their_questions(
    graded: dict[str, SubmissionResult],
) -> None:
    """Finite differences of nothing are nothing, and so were some records."""
    points = {question.id: question.points for question in graded["zeros"].questions}

    assert (points["sigmoid"], points["relu"]) == (0.15, 0)  # the function `sigmoid` is right
    assert points["train-network"] == 20


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("linear-raises", "linear"),
        ("linear-forward-raises", "linear"),
        ("sigmoid-raises", "sigmoid"),
        ("loss-raises", "cross-entropy"),
        ("step-raises", "optimizer"),
        ("gradients-add-up", "linear"),
    ],
)
def test_a_wrong_part_costs_its_own_question_and_elsewhere_says_so(
    graded: dict[str, SubmissionResult], name: str, question: str
) -> None:
    """A layer that raises an exception cost train_network 19.6 of 20 points once, and the optimizer 1.2 of 5."""
    failed = lost(graded[name])

    assert set(failed) - {"worked-example"} == {question}
    assert all(test.feedback.startswith("Needs ") for test in failed.get("worked-example", ()))
    assert all(not test.feedback.startswith("Needs ") for test in failed[question])


def test_gradients_that_add_up_cost_more_than_a_trifle(graded: dict[str, SubmissionResult]) -> None:
    """No network learns with them; they cost 0.1 of 55 points once."""
    assert sum(test.max_points for test in lost(graded["gradients-add-up"])["linear"]) >= 0.5


@pytest.mark.parametrize("name", ["network-of-none", "network-of-classes"])
def test_a_network_of_anything_but_layers_is_none(graded: dict[str, SubmissionResult], name: str) -> None:
    """None for a layer, and a class for an instance."""
    failed = lost(graded[name])

    assert list(failed) == ["train-network"]
    assert {test.id.partition("::")[2] for test in failed["train-network"]} == {"test_define_network"}


def test_an_unstable_softmax_loses_only_the_tests_at_large_scores(
    graded: dict[str, SubmissionResult],
) -> None:
    """Scores of 1000 overflow; everything at ordinary scores is right."""
    failed = lost(graded["unstable-softmax"])

    assert list(failed) == ["cross-entropy"]
    assert all("1000" in test.title or "probability 0" in test.title for test in failed["cross-entropy"])


def test_a_flat_gradient_of_the_biases_loses_its_own_tests(graded: dict[str, SubmissionResult]) -> None:
    """(5,) for (1, 5): the sums are right and everything else works with them."""
    failed = lost(graded["flat-biases"])

    assert list(failed) == ["linear"]
    assert all("d_biases" in test.title for test in failed["linear"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ellipsis", "the placeholder is still there"),
        ("none", "is the `return`"),
        ("old-numpy", "AttributeError: module 'numpy' has no attribute 'float'"),
    ],
)
def test_an_answer_that_is_none_costs_its_question_and_is_named(
    graded: dict[str, SubmissionResult], name: str, words: str
) -> None:
    """Public tests say what was answered, and where the exception was raised."""
    failed = lost(graded[name])

    assert list(failed) == ["relu"]
    assert any(words in test.feedback for test in failed["relu"])


def test_a_solution_that_cannot_be_imported_keeps_the_points_of_the_library(
    graded: dict[str, SubmissionResult],
) -> None:
    """Layers, loss and optimizer stand in the other file, and the worked example goes through these alone."""
    failed = lost(graded["syntax-error"])

    assert set(failed) == {"train-network"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("endless-at-import", "when it is imported; put"),
        ("syntax-error", "cannot be imported in line"),
        ("pandas", "imports pandas; this assignment's grader has only"),
        ("library-missing", "hw3_lib.py was not handed in"),
    ],
)
def test_the_notes_say_what_is_wrong_with_a_file(
    graded: dict[str, SubmissionResult], name: str, words: str
) -> None:
    """In the student's own words: no test has been seen when the files are first imported."""
    assert any(words in note for note in graded[name].notes), graded[name].notes


def test_a_file_that_hangs_at_import_costs_its_time_once(graded: dict[str, SubmissionResult]) -> None:
    """Forty tests need it; only the first attempt waits."""
    assert graded["endless-at-import"].seconds < 60


def test_hidden_tests_tell_no_exception_text(graded: dict[str, SubmissionResult]) -> None:
    """The student chooses that text, and could choose the hidden input."""
    hidden = [test.feedback for test in graded["old-numpy"].tests if test.id.startswith("hidden/")]

    assert any(text.startswith("Your code raised an exception.") for text in hidden)
    assert not any("numpy" in text for text in hidden)


def test_prints_are_shown_for_public_tests_alone(graded: dict[str, SubmissionResult]) -> None:
    """A hidden test's input would be in them."""
    assert not any(
        "x is" in test.feedback for test in graded["prints"].tests if test.id.startswith("hidden/")
    )
