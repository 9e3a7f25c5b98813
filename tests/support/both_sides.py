"""Run tests of an assignment on one student's files at home and in the sandbox, to see that both say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.harness.checks.expected import Records, record_key
from autograder.harness.session.session import Tests, run_tests
from autograder.harness.student.local import LocalStudent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from autograder.harness.checks.test_record import TestRecord
    from autograder.sandbox.sandbox import Sandbox

Ran = dict[str, tuple[str, str]]


class BothSides:
    """Tests of the folder `hidden`, and what their checks recorded of a reference.

    Args:
        folder: Where files may be laid.
        tests: The text of the one file of tests.
        sandbox: Where student code is held.
        reference: The text of each module, by the module's name.
    """

    def __init__(self, folder: Path, tests: str, sandbox: Sandbox, reference: Mapping[str, str]) -> None:
        self._folder, self._sandbox, self._modules = folder, sandbox, tuple(reference)
        (folder / "hidden").mkdir()
        (folder / "hidden" / "test_m.py").write_text(tests, encoding="utf-8")
        self._tests = Tests(folders={"hidden": folder / "hidden"}, seed=1, questions=("q",))
        ran = run_tests(self._tests, None, self._home(reference))
        failed = {one.id: one.finding for one in ran if one.finding is not None}
        assert not failed, failed
        self._records = Records(
            {record_key(one.id, name): one.observed[name] for one in ran for name in one.recorded_names}
        )

    def at_home(self, **modules: str) -> Ran:
        """By the name of each test, how it ended and what was said, with these modules in this process."""
        return _said(run_tests(self._tests, self._records, self._home(modules)))

    def in_the_sandbox(self, **modules: str) -> Ran:
        """The same in the sandbox."""
        files = {f"{name}.py": text.encode() for name, text in modules.items()}
        with self._sandbox.submission(files, self._modules) as submission:
            return _said(run_tests(self._tests, self._records, submission.worker))

    def folder_with(self, **modules: str) -> Path:
        """A new folder with these modules."""
        folder = self._folder / f"home{len(list(self._folder.iterdir()))}"
        folder.mkdir()
        for name, text in modules.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return folder

    def at_home_in(self, folder: Path) -> Ran:
        """The same as `at_home` with the modules of this folder."""
        return _said(run_tests(self._tests, self._records, lambda: LocalStudent(folder, self._modules)))

    def _home(self, modules: Mapping[str, str]) -> Callable[[], LocalStudent]:
        folder = self.folder_with(**modules)
        return lambda: LocalStudent(folder, self._modules)


def _said(records: list[TestRecord]) -> Ran:
    return {
        one.id.rpartition("::")[2]: (one.status.value, one.finding.sentence if one.finding else "")
        for one in records
    }
