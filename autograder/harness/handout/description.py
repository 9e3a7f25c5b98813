"""Read and write `tests/assignment.json`, which describes a handout: what students may know of the assignment."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ..answers.kinds import AnswerKind
from ..crashes.given import Given
from ..diagnosis.size_rules import SizeRule
from ..importing.module_names import module_name
from ..reading.stub_functions import StubFunctions
from ..session.students import Tests
from ..spelling.spellings import Spellings
from ..student.beside import BESIDE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ..diagnosis.known_mistakes import KnownMistakes

FORMAT = 4  # increased when a handout needs another harness.zip than before


@dataclass(frozen=True)
class HandoutQuestion:
    """One question, as far as students may know it.

    Attributes:
        id: What `-q` takes.
        title: Its title.
        points: Its points in the course, as far as tests give them.
        public_points: The part of these points that the public tests have.
        builds_on: The questions that its tests use if they do not say otherwise.
        by_hand: The points that people give; then tests have none.
    """

    id: str
    title: str
    points: float
    public_points: float
    builds_on: tuple[str, ...] = ()
    by_hand: float = 0.0


@dataclass(frozen=True)
class HandoutAnswer:
    """One written question, as far as the form shows it.

    Attributes:
        id: Its name in the form.
        kind: What kind of answer it asks for.
        options: Those to choose from.
    """

    id: str
    kind: AnswerKind
    options: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {"id": self.id, "kind": self.kind.value, "options": list(self.options)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> HandoutAnswer:
        """From what `to_json` gives."""
        return cls(value["id"], AnswerKind(value["kind"]), tuple(value["options"]))


@dataclass(frozen=True)
class Handout:
    """What students may know of an assignment; these fields are the keys of `tests/assignment.json`.

    Attributes:
        name: The assignment's name.
        title: Its title.
        modules: The file names that students hand in.
        packages: The packages that the grader has.
        seed: The seed of the tests' random numbers.
        data_folder: The folder of the data set, or None.
        placeholder: The comment that stands where students write.
        shared: The file names of the modules in `tests/` that tests import.
        questions: In the order of the rubric.
        measures: The ids of the measures that a test may report.
        sizes: Where the tests show the sizes that a diagnosis may name.
        test_seconds: The processor time that a test may use.
        beside: The file names of the modules in `tests/beside/` that tests use through `student.beside`.
        given: The file names of the modules that students are given beside those that they hand in.
        answers: The written questions of `answers.toml`.
        stubs: The functions that students are to write.
        stand_ins: Packages that have stand-ins, besides those that always have.
        names: By a name that tests ask for, those that are accepted in its place.
        programs: Those of the modules that are run, and never imported.
    """

    name: str
    title: str
    modules: tuple[str, ...]
    packages: tuple[str, ...]
    seed: int
    data_folder: str | None
    placeholder: str
    shared: tuple[str, ...]
    questions: tuple[HandoutQuestion, ...]
    measures: tuple[str, ...] = ()
    sizes: tuple[SizeRule, ...] = ()
    test_seconds: float = 10.0
    beside: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    answers: tuple[HandoutAnswer, ...] = ()
    stubs: StubFunctions = field(default_factory=StubFunctions)
    stand_ins: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    programs: tuple[str, ...] = ()

    def beside_files(self, home: Path) -> dict[str, Path]:
        """The modules that tests use through `student.beside`, by name; `home` is the handout's folder."""
        return {name.removesuffix(".py"): home / "tests" / BESIDE / name for name in self.beside}

    @property
    def is_alone(self) -> bool:
        """Whether no code but the student's calls the student's functions, the tests aside."""
        return not (self.given or self.beside)

    @property
    def module_names(self) -> tuple[str, ...]:
        """The names that the modules are imported by: `hw3_lib` for `hw3_lib.py`."""
        return tuple(map(module_name, self.modules))

    @property
    def imported_names(self) -> tuple[str, ...]:
        """The names of the modules that are imported: all but the programs."""
        return tuple(module_name(file) for file in self.modules if file not in self.programs)

    @property
    def spellings(self) -> Spellings:
        """The names that are accepted in place of others."""
        return Spellings(self.names)

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the questions, by id."""
        return {question.id: question.title for question in self.questions}

    @property
    def in_order(self) -> tuple[HandoutQuestion, ...]:
        """The questions in the order in which a student meets them in the files."""
        own = {question.id: question for question in self.questions}
        return tuple(own[id_] for id_ in self.stubs.in_order(own))

    def session_tests(
        self,
        home: Path,
        folders: Mapping[str, Path],
        *,
        only: str | None,
        known: KnownMistakes | None,
        explain: bool,
    ) -> Tests:
        """The tests in these folders, in the form that a session needs.

        Args:
            home: The handout's folder.
            folders: The name `public` or `hidden` to the folder itself.
            only: The one question to run, or None for all.
            known: What the catalogued mistakes make of these tests, or None.
            explain: Whether to look for what a wrong value has to do with the right one.
        """
        return Tests(
            folders=folders,
            seed=self.seed,
            questions=tuple(question.id for question in self.questions),
            shared=tuple(home / "tests" / name for name in self.shared),
            data_folder=home / self.data_folder if self.data_folder else None,
            only=only,
            known=known,
            measures=self.measures,
            sizes=self.sizes,
            explain=explain,
            manual=tuple(question.id for question in self.questions if question.by_hand),
            builds_on={question.id: question.builds_on for question in self.questions},
            given=Given.load(home / "tests"),
            order=tuple(question.id for question in self.in_order),
        )

    def to_json(self) -> bytes:
        """The content of `tests/assignment.json`."""
        values = {
            "format": FORMAT,
            **asdict(self),
            "sizes": [size.to_json() for size in self.sizes],
            "answers": [answer.to_json() for answer in self.answers],
            "stubs": self.stubs.to_json(),
        }
        return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()


def load_handout(folder: Path) -> Handout:
    """Read `tests/assignment.json`.

    Raises:
        OSError, ValueError, KeyError, TypeError: if it is not as the build wrote it.
    """
    values: dict[str, Any] = json.loads((folder / "tests" / "assignment.json").read_text(encoding="utf-8"))
    if values.pop("format") != FORMAT:
        raise ValueError("it belongs to another version of harness.zip")
    for key in ("modules", "packages", "shared", "measures", "beside", "given", "stand_ins", "programs"):
        values[key] = tuple(values[key])
    values["questions"] = tuple(
        HandoutQuestion(**{**question, "builds_on": tuple(question["builds_on"])})
        for question in values["questions"]
    )
    values["sizes"] = tuple(map(SizeRule.from_json, values["sizes"]))
    values["answers"] = tuple(map(HandoutAnswer.from_json, values["answers"]))
    values["stubs"] = StubFunctions.from_json(values["stubs"])
    values["names"] = {name: tuple(others) for name, others in values["names"].items()}
    return Handout(**values)
