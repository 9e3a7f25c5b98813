"""Import a student's files once before their tests, to find what takes long or fails, as the grader does."""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

import numpy as np

from ..importing.measure import LONGEST_TEXT, Measurement, Part
from ..importing.module_names import file_in
from ..importing.statements import FUTURES, parsed, split
from ..leaving_out.decide import BUDGET, Beginning, Decider
from ..leaving_out.words import module_notes
from ..session.prints import Prints
from ..student.asking import ask_student
from ..student.local import LocalStudent
from ..student.plain import Fault
from ..student.proxy import StudentError
from .own_terminal import own_descriptors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import NoReturn

    from typing_extensions import Self

    from ..importing.measure import Finding
    from .description import Handout

    Position = tuple[int, int, int]

_AFFORDABLE = 1.0  # seconds at each import


class OwnImports:
    """What was found when a student's files were imported.

    Args:
        folder: Their folder.
        names: The names of the modules.
        budget: Seconds for all measuring.
        stand_ins: Packages that have stand-ins, besides those that always have.
        imported: Those of the modules that are imported; None for all.
    """

    def __init__(
        self,
        folder: Path,
        names: Sequence[str],
        budget: float = BUDGET,
        stand_ins: Sequence[str] = (),
        imported: Sequence[str] | None = None,
    ) -> None:
        self._stand_ins = tuple(stand_ins)
        self._folder, self._names = folder.resolve(), tuple(names)
        with quiet(), _same_random_numbers():
            tried = tuple(names if imported is None else imported)
            self.decisions = Decider(tried, self._open, _AFFORDABLE, budget).decide()

    @classmethod
    def in_handout(cls, folder: Path, handout: Handout) -> Self:
        """What is found in a folder of the files that a handout asks for."""
        return cls(folder, handout.module_names, stand_ins=handout.stand_ins, imported=handout.imported_names)

    @property
    def left_out(self) -> Mapping[str, Sequence[int]]:
        """The modules of which something is left out, and the numbers of the statements."""
        return {name: one.left_out for name, one in self.decisions.items() if one.left_out}

    @property
    def notes(self) -> list[str]:
        """What takes long and what fails, in sentences."""
        return [note for name, one in self.decisions.items() for note in module_notes(self._file(name), one)]

    def _file(self, name: str) -> str:
        return file_in(str(self._folder), name, self._names)

    @contextlib.contextmanager
    def _open(self) -> Iterator[_Measurer]:
        with own_descriptors(), LocalStudent(self._folder, self._names, stand_ins=self._stand_ins):
            yield _Measurer(self._folder, self._file)


class _Measurer:
    """Runs modules in this process."""

    def __init__(self, folder: Path, file_of: Callable[[str], str]) -> None:
        self._folder, self._file_of = folder, file_of
        self._measured: dict[str, Measurement] = {}

    def begin(self, name: str, left_out: Sequence[int]) -> Beginning:
        """Read a module; run nothing."""
        own = self._file_of(name)
        file = self._folder / own
        if not file.is_file():
            raise StudentError(Fault.MISSING, message=f"{own} is not there", file=own)
        measurement: Measurement = ask_student(
            self._folder, Fault.IMPORT, _measurement, name, str(file), left_out
        )
        self._measured[name] = measurement
        return Beginning(
            next=measurement.next,
            imported=frozenset(measurement.imported),
            definitions=measurement.definitions,
        )

    def run(self, name: str, most: int, limit: float) -> tuple[Position | None, list[Finding], float]:
        """Run its next statements."""
        measurement = self._measured[name]
        findings, seconds = measurement.run(most, limit)
        return measurement.next, findings, seconds

    def working(self, name: str) -> list[Finding]:
        """Those of its statements that compute something."""
        return self._measured[name].working()


def _measurement(name: str, file: str, left_out: Sequence[int]) -> Measurement:
    with open(file, "rb") as stream:  # noqa: PTH123 - student code may have changed pathlib
        data = stream.read()
    whole = compile(data, file, "exec", dont_inherit=True)
    tree = parsed(data, file)
    parts = [Part(0, tree, split(tree), file=file, flags=whole.co_flags & FUTURES)]
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])
    spec = spec_from_file_location(name, file)
    if spec is None:
        raise ImportError(name)
    module = sys.modules[name] = module_from_spec(spec)
    importlib.invalidate_caches()
    return Measurement(parts, vars(module), left_out, text_of=_text_of, at_home=True)


def _text_of(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_TEXT]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Show no prints, since the tests show them, answer no question, and do not let the files end the process."""
    with goes_on(), Prints().kept():
        yield


@contextlib.contextmanager
def goes_on() -> Iterator[None]:
    """Do not let a student's code end the process, but raise SystemExit within the block."""
    end = os._exit
    os._exit = _refuse_to_end
    try:
        yield
    finally:
        os._exit = end


def _refuse_to_end(status: int) -> NoReturn:
    raise SystemExit(status)


@contextlib.contextmanager
def _same_random_numbers() -> Iterator[None]:
    """Leave the random numbers that come next as they would be without the block."""
    states = random.getstate(), np.random.get_state()  # noqa: NPY002 - it is the state that students use
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002 - see above
