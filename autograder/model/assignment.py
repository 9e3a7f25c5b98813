"""What an assignment is: the records that `assignment.toml` is read into, validated key by key."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from autograder.harness.diagnosis.relations.sizes import SizeRole
from autograder.harness.diagnosis.size_rules import SizeRule
from autograder.harness.importing.module_names import module_name
from autograder.harness.spelling.spellings import Spellings
from autograder.harness.student.beside import BESIDE
from autograder.model.file_names import given_files, module_files, program_files, refuse_packages_in_pieces
from autograder.model.keys import KEYS
from autograder.model.measures import Measure, load_measures
from autograder.model.other_names import load_names
from autograder.toml import Table, read_toml

if TYPE_CHECKING:
    from pathlib import Path

# What a test's `student` has beside the modules.
_OF_STUDENTS = {
    *("batch", "beside", "call_log", "drop", "identical", "log_calls", "own", "package", "settle"),
    *("console", "figure", "figures", "put_away", "read_file", "script", "write_file"),
}
MOST_DIGITS = 6  # of a measure: more would only show rounding errors, or what a submission hides in them


BY_HAND = " (graded by hand)"  # ends the title of a question that people grade


class Visibility(Enum):
    """When students see a test's result; the values are Gradescope's words."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"


class Hints(Enum):
    """For which tests the feedback may say why they failed."""

    NONE = "none"
    PUBLIC = "public"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of the rubric; its tests share its points by their weights."""

    id: str
    title: str
    points: float
    visibility: Visibility
    hints: Hints
    builds_on: tuple[str, ...]  # other questions; a fault in their code can cost points here too
    manual: bool = False  # whether people give its points; its tests are shown without points
    bonus: bool = False  # whether its points come on top of those that make full marks


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a submission may use. Seconds are processor time; sizes are in MiB or KiB.

    On the clock six times as much may pass in a test and in all tests, which only catches code that sleeps.
    """

    test_seconds: float = 10.0
    total_seconds: float = 300.0
    cpu_seconds: float = 60.0  # per worker; the kernel's own limit, should nobody look
    memory_mib: int = 2048  # address space per worker
    resident_mib: int = 512  # memory that a worker has touched, beyond what it shares with the zygote
    output_kib: int = 64  # prints kept per worker; the rest is thrown away
    reply_mib: int = 32  # largest frame from the worker
    scratch_mib: int = 16  # files that a worker may write, in a folder of its own; 0: none
    processes: int = 64


@dataclass(frozen=True, kw_only=True)
class Stub:
    """The wording that stands in a handout where a solution region stood."""

    comment: str = "### TYPE HERE"
    body: str = "pass"


@dataclass(frozen=True, kw_only=True)
class Data:
    """The data set that a release carries, made by the assignment's `data.py` when it is built."""

    folder: str  # its name in the handout


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One folder of `source/`, or a bundle made from it."""

    name: str
    folder: Path
    title: str
    modules: tuple[str, ...]  # file names that students hand in, in the order a reader meets them
    given: tuple[str, ...]  # file names that students receive as they are
    packages: tuple[str, ...]  # third-party packages that student code may import
    seed: int
    stub: Stub
    data: Data | None
    limits: Limits
    questions: tuple[Question, ...]
    measures: tuple[Measure, ...] = ()
    sizes: tuple[SizeRule, ...] = ()  # the sizes that feedback may name, and where tests show them
    programs: tuple[str, ...] = ()  # those of the modules that are run, and never imported
    beside: tuple[str, ...] = ()  # file names in beside/: modules that tests use through `student.beside`
    stand_ins: tuple[str, ...] = ()  # packages that student code may import, and not use
    spellings: Spellings = field(default_factory=Spellings)  # the names that are accepted in place of others
    written_in_score: bool = False  # whether the points of written answers belong to the score

    @property
    def beside_files(self) -> dict[str, Path]:
        """The modules that tests use through `student.beside`, by name; the tests run in other folders than ours."""
        return {name.removesuffix(".py"): self.folder.resolve() / BESIDE / name for name in self.beside}

    @property
    def module_names(self) -> tuple[str, ...]:
        """The names that the students' modules are imported by: `hw3_lib` for `hw3_lib.py`."""
        return tuple(map(module_name, self.modules))

    @property
    def imported_names(self) -> tuple[str, ...]:
        """The names of the modules that are imported: all but the programs."""
        return tuple(module_name(file) for file in self.modules if file not in self.programs)

    @property
    def max_points(self) -> float:
        """What makes full marks by tests: the questions' points, without bonus and what people give."""
        return sum(question.points for question in self.questions if not (question.bonus or question.manual))

    @property
    def by_hand(self) -> tuple[Question, ...]:
        """The questions that people grade."""
        return tuple(question for question in self.questions if question.manual)

    def question(self, id_: str) -> Question:
        """The question of that id; KeyError where there is none."""
        return {question.id: question for question in self.questions}[id_]


def load_assignment(folder: Path) -> Assignment:
    """Read and validate `folder/assignment.toml`.

    Raises:
        SourceError: with file and line, for whatever is missing, misspelt or of the wrong kind.
    """
    top = read_toml(folder / "assignment.toml", KEYS)
    assignment = Assignment(
        name=top.get("name", str),
        folder=folder,
        title=top.get("title", str),
        modules=module_files(top, "modules"),
        given=given_files(top),
        programs=program_files(top, top.strings("modules")),
        packages=top.strings("packages", ("numpy",)),
        seed=top.get("seed", int),
        stub=_stub(top.table("stub")),
        data=_data(top.table("data")) if "data" in top.values else None,
        limits=_limits(top.table("limits")),
        questions=_questions(top),
        measures=load_measures(top),
        sizes=_sizes(top),
        beside=module_files(top, "beside", ()),
        stand_ins=_stand_ins(top),
        spellings=load_names(top.table("names")),
        written_in_score=_written(top.table("written")),
    )
    top.close()
    refuse_packages_in_pieces(top, assignment.modules, assignment.given)
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", assignment.name) is None:
        raise top.error("name", "`name` has to be made of letters, digits, `-` and `_`")
    for name in sorted(_OF_STUDENTS.intersection(assignment.module_names)):
        raise top.error("modules", f"`student.{name}` means something else to a test; rename {name}.py")
    if not assignment.modules:
        raise top.error("modules", "`modules` has to name at least one file")
    return assignment


def _stand_ins(top: Table) -> tuple[str, ...]:
    names = top.strings("stand_ins", ())
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise top.error(
                "stand_ins",
                f"`stand_ins` names {name!r}, and no import statement can; write it as in `import tqdm`",
            )
        if name in top.strings("packages", ("numpy",)) or name in sys.stdlib_module_names:
            raise top.error("stand_ins", f"`stand_ins` names {name!r}, which is really there; take it out")
    return names


def _stub(table: Table) -> Stub:
    stub = Stub(comment=table.get("comment", str, Stub.comment), body=table.get("body", str, Stub.body))
    table.close()
    if not stub.comment.startswith("#"):
        raise table.error("comment", "`comment` has to be a Python comment, beginning with `#`")
    return stub


def _data(table: Table) -> Data:
    data = Data(folder=table.get("folder", str))
    table.close()
    if re.fullmatch(r"[A-Za-z0-9_]+", data.folder) is None:
        raise table.error("folder", "`folder` has to be a plain folder name")
    return data


def _written(table: Table) -> bool:
    in_score = table.get("in_score", bool, False)
    table.close()
    return in_score


def _limits(table: Table) -> Limits:
    values = {name: table.get(name, type(default), default) for name, default in vars(Limits()).items()}
    table.close()
    for name, value in values.items():
        if not 0 <= value < math.inf or (value == 0 and name != "scratch_mib"):
            raise table.error(name, f"`{name}` has to be a finite number above 0, and is {value}")
    return Limits(**values)


def _questions(top: Table) -> tuple[Question, ...]:
    questions: dict[str, Question] = {}
    for table in top.tables("questions"):
        bonus, manual = table.get("bonus", bool, False), table.get("manual", bool, False)
        question = Question(
            id=table.get("id", str),
            title=f"{table.get('title', str)}{' (bonus)' if bonus else ''}{BY_HAND if manual else ''}",
            points=table.get("points", float),
            visibility=table.word("visibility", Visibility, Visibility.VISIBLE),
            hints=table.word("hints", Hints, Hints.PUBLIC),
            builds_on=table.strings("builds_on", ()),
            bonus=bonus,
            manual=manual,
        )
        table.close()
        if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", question.id) is None:
            raise table.error("id", "`id` has to be made of small letters, digits, `-` and `_`")
        if question.id in questions:
            raise table.error("id", f"the question `{question.id}` stands twice")
        if not 0 < question.points < math.inf:
            raise table.error(
                "points", f"`points` has to be a finite number above 0, and is {question.points:g}"
            )
        for other in question.builds_on:
            if other not in questions:
                raise table.error(
                    "builds_on", f"`builds_on` names `{other}`, which is no question above this one"
                )
        questions[question.id] = question
    if questions and all(question.manual for question in questions.values()):
        raise top.error("questions", "every question is graded by hand, so tests have nothing to grade")
    if questions and all(question.bonus or question.manual for question in questions.values()):
        raise top.error(
            "questions", "every question is a bonus, so nothing makes full marks; take one `bonus` out"
        )
    if not questions:
        raise top.error("questions", "there is no question; write [[questions]] with id, title and points")
    return tuple(questions.values())


def _sizes(top: Table) -> tuple[SizeRule, ...]:
    sizes: dict[str, SizeRule] = {}
    for table in top.tables("sizes"):
        size = SizeRule(
            name=table.get("name", str).strip(),
            role=table.word("role", SizeRole, SizeRole.OTHER),
            rows_of=table.strings("rows_of", ()),
            columns_of=table.strings("columns_of", ()),
            arguments=table.strings("arguments", ()),
        )
        table.close()
        if not size.name:
            raise table.error(
                "name", "`name` is empty; give the words that students read, such as the batch size"
            )
        if size.name in sizes:
            raise table.error("name", f"the size `{size.name}` stands twice")
        if not (size.rows_of or size.columns_of or size.arguments):
            raise table.error(
                "name", "say where tests show this size: give `rows_of`, `columns_of` or `arguments`"
            )
        sizes[size.name] = size
    return tuple(sizes.values())
