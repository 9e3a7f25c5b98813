"""Gradescope: the fields of results.json, and that there always is one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from autograder.errors import SandboxError
from autograder.files import write_tree
from autograder.grading.feedback import NOT_IMPORTED
from autograder.grading.platforms.gradescope import LARGEST_OUTPUT, main, to_results, write_results
from autograder.harness.checks.expected import Records
from autograder.harness.checks.status import Status
from autograder.model.assignment import Assignment, Visibility, load_assignment
from autograder.model.results import QuestionResult, SubmissionResult, TestResult
from tests.support.secret import secret_files

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.grading.intake.submission import Submission
    from autograder.model.bundle import Bundle

ASSIGNMENT = """\
name = "hw3"
title = "HW3"
seed = 10701
modules = ["hw3_lib.py", "hw3_sol.py"]

[[questions]]
id = "linear"
title = "Linear layer"
points = 5

[[questions]]
id = "train"
title = "Training"
points = 20
visibility = "hidden"

[[measures]]
id = "seconds"
title = "seconds until it has learned"
order = "ascending"
digits = 1

[[measures]]
id = "accuracy"
title = "test accuracy"
order = "descending"
digits = 3

[[measures]]
id = "broken"
title = "no number"
order = "descending"
digits = 3

[[measures]]
id = "absent"
title = "not reported"
order = "descending"
digits = 3
"""
FOR_STAFF = "expected 2.6912 in /autograder/source/bundle/tests/hidden"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What Gradescope lays out, with a submission of one module."""
    for folder in ("source/bundle", "submission", "results"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "source/bundle/assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    write_tree(tmp_path / "source/bundle", {"records.npz": Records({}).to_bytes(), **secret_files()})
    (tmp_path / "submission/hw3_lib.py").write_text("x = 1\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def assignment(root: Path) -> Assignment:
    """The bundle's assignment."""
    return load_assignment(root / "source/bundle")


def one_test(id_: str, question: str, status: Status, points: float, **changes: Any) -> TestResult:  # noqa: ANN401 - any of its fields
    """A test's result, public unless it is changed."""
    result = TestResult(
        id=id_,
        question=question,
        title=f"title of {id_}",
        status=status,
        points=points if status is Status.PASSED else 0.0,
        max_points=points,
        visibility=Visibility.VISIBLE,
        feedback="",
        diagnosis="",
        seconds=0.1,
    )
    return replace(result, **changes)


def graded(*tests: TestResult, **changes: Any) -> SubmissionResult:  # noqa: ANN401 - any field may change
    """A submission's result with these tests."""
    result = SubmissionResult(
        assignment="hw3",
        submission="submission",
        points=sum(test.points for test in tests),
        max_points=25.0,
        questions=(QuestionResult(id="linear", title="Linear layer", points=0.0, max_points=5.0),),
        tests=tests,
        written=(),
        notes=(),
        mistakes=(),
        measures={},
        protection=("landlock", "seccomp"),
        autograder="0.1.0",
        bundle="b" * 64,
        submission_sha256="s" * 64,
        seed=10701,
        secret_sha256="k" * 64,
        seconds=1.23456,
        grader_seconds=0.5,
        grader_peak_mib=80.0,
    )
    return replace(result, **changes)


def results_of(root: Path) -> dict[str, Any]:
    """The results file, which has to be JSON without NaN."""
    text = (root / "results/results.json").read_text(encoding="utf-8")
    results = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert set(results) >= {"score", "output", "tests"}
    return dict(results)


def test_the_fields_are_gradescope_s_own(assignment: Assignment) -> None:
    """All of them, for a passed public and a failed hidden test."""
    result = graded(
        one_test("public/a", "linear", Status.PASSED, 5.0),
        one_test(
            "hidden/b",
            "train",
            Status.FAILED,
            20.0,
            visibility=Visibility.HIDDEN,
            feedback="no",
            diagnosis="sign",
        ),
        notes=("hw3_sol.py is missing: the tests that need it fail.",),
        measures={"accuracy": 0.87612, "seconds": 12.04, "broken": float("nan"), "unknown": 1.0},
    )

    assert to_results(result, assignment) == {
        "score": 5.0,
        "execution_time": 2,
        "output": "hw3_sol.py is missing: the tests that need it fail.\n"
        "There are hidden tests besides those shown: passing all that you see is not yet full points.",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "number": "1.1",
                "name": "Linear layer: public tests (1 of 1 passed)",
                "name_format": "text",
                "score": 5.0,
                "max_score": 5.0,
                "status": "passed",
                "output": "ok    title of public/a",
                "output_format": "text",
                "visibility": "visible",
                "tags": ["linear"],
                "extra_data": {
                    "tests": {
                        "public/a": {"status": "passed", "points": 5.0, "max_points": 5.0, "diagnosis": ""}
                    }
                },
            },
            {
                "number": "2.2",
                "name": "Training: hidden tests (0 of 1 passed)",
                "name_format": "text",
                "score": 0.0,
                "max_score": 20.0,
                "status": "failed",
                "output": "FAIL  title of hidden/b\n      no",
                "output_format": "text",
                "visibility": "hidden",
                "tags": ["train"],
                "extra_data": {
                    "tests": {
                        "hidden/b": {
                            "status": "failed",
                            "points": 0.0,
                            "max_points": 20.0,
                            "diagnosis": "sign",
                        }
                    }
                },
            },
        ],
        "leaderboard": [
            {"name": "seconds until it has learned", "value": 12.0, "order": "asc"},
            {"name": "test accuracy", "value": 0.876, "order": "desc"},
        ],
        "extra_data": {
            "autograder": "0.1.0",
            "bundle": "b" * 64,
            "submission_sha256": "s" * 64,
            "seed": 10701,
            "secret_sha256": "k" * 64,
            "protection": ["landlock", "seccomp"],
        },
    }


def test_a_question_has_a_card_for_its_public_and_one_for_its_hidden_tests(assignment: Assignment) -> None:
    """However many tests there are: the points of a card are those of its tests."""
    tests = [
        one_test(f"{folder}/{number}", question, Status.PASSED, 0.5)
        for question in ("linear", "train")
        for folder in ("public", "hidden")
        for number in range(30)
    ]

    shown = to_results(graded(*tests), assignment)["tests"]

    assert [one["number"] for one in shown] == ["1.1", "1.2", "2.1", "2.2"]
    assert [one["name"] for one in shown][:2] == [
        "Linear layer: public tests (30 of 30 passed)",
        "Linear layer: hidden tests (30 of 30 passed)",
    ]
    assert {(one["score"], one["max_score"], one["status"]) for one in shown} == {(15.0, 15.0, "passed")}


def test_what_failed_comes_first_and_what_is_said_of_several_tests_is_said_once(
    assignment: Assignment,
) -> None:
    """Below the last of the tests that it is said of."""
    tests = [
        one_test("public/a", "linear", Status.PASSED, 1.0),
        one_test("public/b", "linear", Status.FAILED, 1.0, feedback="got 1\n  why"),
        one_test("public/c", "linear", Status.FAILED, 1.0, feedback="other"),
        one_test("public/d", "linear", Status.FAILED, 1.0, feedback="got 1\n  why"),
    ]

    (card,) = to_results(graded(*tests), assignment)["tests"]

    assert card["output"].splitlines() == [
        "FAIL  title of public/b",
        "FAIL  title of public/d",
        "      got 1",
        "        why",
        "FAIL  title of public/c",
        "      other",
        "ok    title of public/a",
    ]


def test_what_to_look_at_first_stands_on_top(assignment: Assignment) -> None:
    """The first failed test that costs points and that the student sees, a public one if there is one."""
    unseen = one_test("hidden/x", "linear", Status.FAILED, 1.0, visibility=Visibility.HIDDEN, feedback="no")
    tests = [
        unseen,
        one_test("public/0", "linear", Status.FAILED, 0.0, feedback="no points"),
        one_test("hidden/b", "linear", Status.FAILED, 1.0, feedback="hidden"),
        one_test("public/c", "train", Status.FAILED, 1.0, feedback="shape"),
    ]

    assert to_results(graded(*tests), assignment)["output"].startswith(
        "Look at this first: Training: title of public/c\n      shape\n"
    )
    assert "Look at" not in to_results(graded(unseen), assignment)["output"]


def test_what_is_wrong_by_itself_is_looked_at_before_what_is_not_begun_or_needs_it(
    assignment: Assignment,
) -> None:
    """Even if that is a hidden test."""
    tests = [
        one_test("public/a", "linear", Status.FAILED, 1.0, feedback="not begun: `Linear.forward`"),
        one_test("public/b", "linear", Status.FAILED, 1.0, feedback="Needs Training: mend `train` first.\nx"),
        one_test("hidden/c", "train", Status.FAILED, 1.0, feedback="An answer has the wrong value."),
    ]

    assert to_results(graded(*tests), assignment)["output"].startswith(
        "Look at this first: Training: title of hidden/c\n"
    )


def test_where_a_file_cannot_be_imported_the_note_is_what_to_look_at(assignment: Assignment) -> None:
    """It stands on top already, with the line; the tests that need the file say so once."""
    tests = [one_test(f"public/{name}", "linear", Status.FAILED, 1.0, feedback=NOT_IMPORTED) for name in "ab"]

    results = to_results(graded(*tests, notes=("toy.py, line 3: never closed",)), assignment)

    assert results["output"] == "toy.py, line 3: never closed"
    assert results["tests"][0]["output"].count(NOT_IMPORTED) == 1


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PASSED])
def test_only_a_pass_is_passed(assignment: Assignment, status: Status) -> None:
    """Gradescope knows two words; silence and faults are not the good one."""
    (one,) = to_results(graded(one_test("a", "linear", status, 5.0)), assignment)["tests"]

    assert (one["status"], one["score"]) == ("failed", 0.0)
    assert one["extra_data"]["tests"]["a"]["status"] == status.value


def test_written_answers_do_not_count_into_the_score_nor_show_right_and_wrong(assignment: Assignment) -> None:
    """Their points are for the staff."""
    answers = (
        one_test("written/3.1", "written", Status.PASSED, 2.0, visibility=Visibility.AFTER_PUBLISHED),
        one_test(
            "written/3.2",
            "written",
            Status.FAILED,
            4.0,
            visibility=Visibility.AFTER_PUBLISHED,
            feedback="wrong",
        ),
    )

    results = to_results(graded(one_test("a", "linear", Status.PASSED, 5.0), written=answers), assignment)

    assert results["score"] == sum(one["score"] for one in results["tests"]) == 5.0
    assert (
        results["output"]
        == "The written answers in answers.toml were read; they are counted apart from this score."
    )
    assert results["extra_data"]["written"] == {
        "points": 2.0,
        "max_points": 6.0,
        "answers": {
            "written/3.1": {"status": "passed", "points": 2.0},
            "written/3.2": {"status": "failed", "points": 0.0},
        },
    }


def test_written_answers_count_where_the_rubric_says_so_and_show_when_grades_are_published(
    assignment: Assignment,
) -> None:
    """One card, whose points belong to the score; what a person grades is not in it."""
    later = {"visibility": Visibility.AFTER_PUBLISHED}
    answers = (
        one_test("written/3.1", "written", Status.PASSED, 2.0, **later),
        one_test("written/3.2", "written", Status.FAILED, 4.0, feedback="wrong", **later),
        one_test("written/3.3", "written", Status.MANUAL, 3.0, **later),
    )
    result = graded(one_test("public/a", "linear", Status.PASSED, 5.0), written=answers)

    results = to_results(result, replace(assignment, written_in_score=True))

    card = results["tests"][-1]
    assert (results["score"], card["score"], card["max_score"]) == (7.0, 2.0, 6.0)
    assert (card["name"], card["number"]) == ("Written answers (1 of 2 passed)", "3")
    assert (card["visibility"], card["tags"]) == ("after_published", ["written"])
    assert "counted apart" not in results["output"]


def test_output_is_cut_where_gradescope_would_cut_it(assignment: Assignment) -> None:
    """The first tests keep theirs; the results stay complete."""
    tests = [
        one_test(f"{folder}/{number}", question, Status.FAILED, 0.1, feedback=f"{number}" + "x" * 50_000)
        for question in ("linear", "train")
        for folder in ("public", "hidden")
        for number in range(10)
    ]

    results = to_results(graded(*tests, notes=("y" * 200_000,)), assignment)

    outputs = [one["output"] for one in results["tests"]]
    assert sum(map(len, outputs)) + len(results["output"]) <= LARGEST_OUTPUT
    assert outputs[0].endswith("\n... (cut)")
    assert len(outputs) == 4


def test_control_and_direction_characters_do_not_reach_the_page(assignment: Assignment) -> None:
    """Markup stays as it is, shown as plain text."""
    evil = "\x1b[31m<b>\N{RIGHT-TO-LEFT OVERRIDE}=cmd|\ud800\0"

    results = to_results(
        graded(one_test("a", "linear", Status.FAILED, 5.0, feedback=evil, title=evil + "\n"), notes=(evil,)),
        assignment,
    )

    (one,) = results["tests"]
    shown = "<b>{0}=cmd|{0}{0}".format("\N{REPLACEMENT CHARACTER}")
    assert one["output"] == f"FAIL  {shown}\n      {shown}"
    assert results["output"].splitlines() == [
        f"Look at this first: Linear layer: {shown}",
        "",
        f"      {shown}",
        shown,
    ]
    assert {one["output_format"], one["name_format"], results["output_format"]} == {"text"}


def test_a_graded_submission_leaves_its_results(root: Path) -> None:
    """The zero comes first, and is replaced when all is done."""
    seen: list[Any] = []

    def grade(bundle: Bundle, submission: Submission) -> SubmissionResult:
        seen.append((bundle.assignment.folder, dict(submission.files), results_of(root)["score"]))
        return graded(one_test("a", "linear", Status.PASSED, 5.0), notes=submission.notes)

    assert main([str(root)], grade) == 0
    assert seen == [(root / "source/bundle", {"hw3_lib.py": b"x = 1\n"}, 0.0)]
    assert results_of(root)["score"] == 5.0
    assert results_of(root)["output"] == "hw3_sol.py is missing: the tests that need it fail."
    assert [path.name for path in (root / "results").iterdir()] == ["results.json"]


def test_a_refused_submission_has_a_result_with_the_sentence(root: Path) -> None:
    """That is the student's to mend, so the grader ends well."""
    (root / "submission/hw3_lib.py").rename(root / "submission/lib.py")

    def grade(_: Bundle, __: Submission) -> SubmissionResult:
        raise AssertionError

    assert main([str(root)], grade) == 0
    assert results_of(root)["score"] == 0
    assert results_of(root)["output"] == (
        "Your submission could not be graded: the submission holds lib.py, "
        "and none of the files asked for: hw3_lib.py, hw3_sol.py."
    )


@pytest.mark.parametrize(
    "fault",
    [
        SandboxError(FOR_STAFF),
        RuntimeError(FOR_STAFF),
        KeyboardInterrupt(FOR_STAFF),
        SystemExit(0),
        MemoryError(),
    ],
)
def test_the_grader_s_fault_leaves_a_zero_and_no_traceback_for_students(
    root: Path, capsys: pytest.CaptureFixture[str], fault: BaseException
) -> None:
    """Staff find the fault on stderr and in the hidden field."""

    def grade(_: Bundle, __: Submission) -> SubmissionResult:
        raise fault

    assert main([str(root)], grade) == 1
    results = results_of(root)
    assert results["score"] == 0
    assert results["tests"] == []
    assert results["output"].startswith("The grader did not finish, so this is not your score.")
    assert results["extra_data"]["fault"].startswith(type(fault).__name__)
    assert FOR_STAFF not in results["output"]
    assert results["stdout_visibility"] == "hidden"
    captured = capsys.readouterr()
    assert "Traceback" in captured.err
    assert captured.out == ""


def test_a_score_that_is_no_number_is_the_grader_s_fault(root: Path) -> None:
    """NaN is no JSON; Gradescope would refuse the file."""
    assert main([str(root)], lambda *_: graded(points=float("nan"))) == 1
    assert results_of(root)["score"] == 0


@pytest.mark.parametrize("breakage", ["absent", "not TOML", "no folder"])
def test_a_broken_bundle_is_the_grader_s_fault(root: Path, breakage: str) -> None:
    """The student reads that it is not theirs."""
    toml = root / "source/bundle/assignment.toml"
    toml.unlink()
    if breakage == "not TOML":
        toml.write_text("name = ", encoding="utf-8")
    if breakage == "no folder":
        shutil.rmtree(toml.parent)

    assert main([str(root)], lambda *_: graded()) == 1
    assert results_of(root)["output"].startswith("The grader did not finish")


def test_results_are_made_where_there_is_no_folder_for_them(root: Path) -> None:
    """Whatever the container forgot."""
    (root / "results").rmdir()

    assert main([str(root)], lambda *_: graded(points=1.0)) == 0
    assert results_of(root)["score"] == 1.0


@pytest.mark.parametrize("metadata", [None, b"", b"\xff{not json", b'{"users": [{"name": "Jane"}]}'])
def test_the_metadata_do_not_matter(root: Path, metadata: bytes | None) -> None:
    """Absent, broken or whole: they are not read, and closed to others."""
    path = root / "submission_metadata.json"
    if metadata is not None:
        path.write_bytes(metadata)
        path.chmod(0o644)

    assert main([str(root)], lambda *_: graded(points=1.0)) == 0
    assert results_of(root)["score"] == 1.0
    if metadata is not None and sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
        assert (root / "submission").stat().st_mode & 0o777 == 0o700


def test_links_in_a_submission_are_not_followed(root: Path) -> None:
    """Not even to a file of the right name."""
    (root / "source/hw3_sol.py").write_text("reference", encoding="utf-8")
    (root / "submission/hw3_sol.py").symlink_to(root / "source/hw3_sol.py")

    assert main([str(root)], lambda *_: graded(points=5.0)) == 0
    assert "hw3_sol.py is a link or a device" in results_of(root)["output"]
    assert results_of(root)["score"] == 0


def test_a_link_in_place_of_the_results_is_replaced_not_followed(root: Path, tmp_path: Path) -> None:
    """What it points at keeps its content."""
    (tmp_path / "precious").write_text("kept", encoding="utf-8")
    (root / "results/results.json").symlink_to(tmp_path / "precious")

    write_results(root / "results/results.json", {"score": 0, "output": "", "tests": []})

    assert (tmp_path / "precious").read_text(encoding="utf-8") == "kept"
    assert results_of(root)["score"] == 0


def test_results_that_cannot_be_put_in_place_leave_nothing_behind(root: Path) -> None:
    """No half-written file beside."""
    (root / "results/results.json").mkdir()

    with pytest.raises(OSError, match=r"results\.json"):
        write_results(root / "results/results.json", {"score": 0})

    assert [path.name for path in (root / "results").iterdir()] == ["results.json"]


def test_the_command_runs_isolated_and_says_how_it_is_used(root: Path) -> None:
    """As run_autograder calls it, from any folder."""
    command = [sys.executable, "-I", "-m", "autograder.grading.platforms.gradescope"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "usage: python -I -m autograder.grading.platforms.gradescope ROOT\n"


def test_the_command_leaves_results_of_a_refused_submission(root: Path) -> None:
    """The whole way through a process of its own."""
    (root / "submission/hw3_lib.py").rename(root / "submission/conftest.py")
    command = [sys.executable, "-I", "-m", "autograder.grading.platforms.gradescope", str(root)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert "the submission holds conftest.py" in results_of(root)["output"]
