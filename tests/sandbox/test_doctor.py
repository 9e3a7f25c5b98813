"""What `autograder doctor` says of this machine, and of machines that are not at hand."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from autograder import cli
from autograder.errors import SandboxError
from autograder.sandbox import doctor
from autograder.sandbox import sandbox as of_the_sandbox
from autograder.sandbox.confinement.confine import NAMESPACES
from autograder.sandbox.confinement.probe import Powers, namespaces_work, probe
from autograder.sandbox.doctor import DoctorFinding, diagnosis, in_words
from tests.support.open_folders import open_to_everybody

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typing_extensions import Self  # of the type checker; Python has it from 3.11

ALL = Powers(linux=True, other_users=True, first_uid=210_000, landlock=7, seccomp=True, search=True)
LAPTOP = replace(ALL, other_users=False, search=False)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, DoctorFinding]]:
    """The findings, by layer, on a machine with these powers; no worker is forked for it."""

    def look(
        powers: Powers, *secrets: Path, release: str = "6.1.0", private: bool = False
    ) -> dict[str, DoctorFinding]:
        monkeypatch.setattr(doctor, "probe", lambda: powers)
        monkeypatch.setattr(doctor, "Sandbox", _Held)
        monkeypatch.setattr("autograder.sandbox.confinement.probe.open_to_all", lambda _: not private)
        monkeypatch.setattr(doctor, "open_to_all", lambda _: not private)
        monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(release=release, machine="x86_64"))
        return {finding.layer: finding for finding in diagnosis(secrets)}

    return look


class _Held:
    """A sandbox whose first worker was held."""

    protection = ("seccomp",)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def tests_of_all(tmp_path: Path) -> Path:
    """A folder with tests that every user may enter."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    open_to_everybody(folder)
    return folder


def test_this_machine_is_described_as_it_is() -> None:
    """The layers that a real first worker names are those that the findings say hold."""
    found = {finding.layer: finding for finding in diagnosis()}
    powers = probe()

    assert found["landlock"].holds == bool(powers.landlock)
    assert found["seccomp"].holds == powers.seccomp
    assert found["separate user"].holds == powers.other_users
    assert found["verdict"].holds
    assert "seccomp" in found["verdict"].sentence


def test_the_verdict_comes_from_a_worker_that_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """All powers are there, and a layer does not hold all the same."""
    monkeypatch.setattr(of_the_sandbox, "interpreter_paths", lambda: ("/",))

    verdict = diagnosis()[-1]

    assert not verdict.holds
    assert "could read a file of the grader's" in verdict.sentence


def test_where_all_works_all_holds_and_nothing_is_to_be_done(
    machine: Callable[..., dict[str, DoctorFinding]],
) -> None:
    """Root, a new kernel, an interpreter for all."""
    found = machine(ALL)

    assert all(finding.holds and not finding.advice for finding in found.values())
    assert "210000 to 210999" in found["separate user"].sentence


def test_an_interpreter_in_a_private_home_is_named_with_what_it_costs(
    machine: Callable[..., dict[str, DoctorFinding]],
) -> None:
    """With Landlock a right is kept; without, nothing holds."""
    passing = machine(ALL, private=True)
    stuck = machine(replace(ALL, landlock=0), private=True)

    assert passing["interpreter"].holds
    assert "keep the right to pass" in passing["interpreter"].sentence
    assert "/usr/bin/python3" in passing["interpreter"].advice
    assert passing["verdict"].holds
    assert not stuck["interpreter"].holds
    assert not stuck["verdict"].holds
    assert "could not read" in stuck["verdict"].sentence


@pytest.mark.parametrize(
    ("release", "advice"),
    [("4.18.0-553.el8", "Linux 5.13"), ("5.10.0", "Linux 5.13"), ("5.15.0-microsoft", "lsm=")],
)
def test_a_missing_landlock_is_told_from_an_old_kernel(
    machine: Callable[..., dict[str, DoctorFinding]], release: str, advice: str
) -> None:
    """A new kernel may have been started without it, and then a newer one is no help."""
    found = machine(replace(LAPTOP, landlock=0), release=release)

    assert not found["landlock"].holds
    assert release in found["landlock"].sentence
    assert advice in found["landlock"].advice
    assert not found["verdict"].holds
    assert not found["tests"].holds


def test_root_without_landlock_is_held_by_other_users(
    machine: Callable[..., dict[str, DoctorFinding]],
) -> None:
    """As in an old container; namespaces are then no matter."""
    found = machine(replace(ALL, landlock=0), release="5.10.0")

    assert found["verdict"].holds
    assert "namespaces" not in found


def test_namespaces_stand_in_for_landlock(machine: Callable[..., dict[str, DoctorFinding]]) -> None:
    """They are named where they matter, working or not."""
    old = replace(LAPTOP, landlock=0)
    working, refused = machine(replace(old, namespaces=True)), machine(old)

    assert working["namespaces"].holds
    assert working["verdict"].holds
    assert not refused["namespaces"].holds
    assert "user.max_user_namespaces" in refused["namespaces"].advice
    assert not refused["verdict"].holds


def test_tests_that_others_may_enter_are_named(
    machine: Callable[..., dict[str, DoctorFinding]], tests_of_all: Path
) -> None:
    """Landlock keeps workers out; other users of the machine it does not."""
    found = machine(ALL, tests_of_all)

    assert found["tests"].holds
    assert str(tests_of_all) in found["tests"].sentence
    assert found["tests"].advice == f"chmod go= {tests_of_all}"
    assert found["verdict"].holds


def test_tests_that_workers_may_enter_are_not_held(
    machine: Callable[..., dict[str, DoctorFinding]], tests_of_all: Path
) -> None:
    """Another user without Landlock reads whatever everybody may read."""
    found = machine(replace(ALL, landlock=0), tests_of_all)
    tests_of_all.chmod(0o700)
    closed = machine(replace(ALL, landlock=0), tests_of_all)

    assert not found["tests"].holds
    assert not found["verdict"].holds
    assert "the tests lie open" in found["verdict"].sentence
    assert closed["tests"].holds
    assert closed["verdict"].holds


def test_without_seccomp_nothing_is_held(machine: Callable[..., dict[str, DoctorFinding]]) -> None:
    """Whatever else works."""
    found = machine(replace(ALL, seccomp=False))

    assert not found["seccomp"].holds
    assert "CONFIG_SECCOMP_FILTER" in found["seccomp"].advice
    assert not found["verdict"].holds


def test_root_that_may_not_become_another_user_is_told_what_it_lacks(
    machine: Callable[..., dict[str, DoctorFinding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container that took the capabilities away; and somebody who is not root."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    root = machine(LAPTOP)["separate user"]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    user = machine(LAPTOP)["separate user"]

    assert not root.holds
    assert "CAP_SETUID" in root.advice
    assert not user.holds
    assert "You are not root" in user.sentence


def test_another_system_gets_one_sentence(machine: Callable[..., dict[str, DoctorFinding]]) -> None:
    """None of the layers exists there."""
    found = machine(replace(ALL, linux=False))

    assert list(found) == ["verdict"]
    assert not found["verdict"].holds
    assert "Linux" in found["verdict"].sentence


def test_an_old_kernel_is_tried_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the fallback that this machine has, if it has one."""
    powers = replace(probe(), other_users=False, landlock=0, namespaces=namespaces_work())
    monkeypatch.setattr(doctor, "probe", lambda: powers)
    monkeypatch.setattr(of_the_sandbox, "probe", lambda: powers)

    verdict = diagnosis()[-1]

    assert verdict.holds == powers.namespaces
    assert (NAMESPACES in verdict.sentence) == powers.namespaces


def test_the_words_are_a_line_and_its_advice() -> None:
    """For a person at a terminal."""
    bad = DoctorFinding(layer="b", holds=False, sentence="Bad.", advice="Do.")
    findings = [DoctorFinding(layer="a", holds=True, sentence="Good."), bad]

    lines = list(in_words(findings))

    assert [line.split()[0] for line in lines] == ["holds", "absent", "what"]
    assert lines[2].endswith("Do.")


def test_the_command_ends_with_0_where_student_code_is_held(capsys: pytest.CaptureFixture[str]) -> None:
    """On this machine, in words and as JSON."""
    assert cli.main(["doctor"]) == 0
    words = capsys.readouterr()
    assert cli.main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert "verdict" in words.out
    assert words.err == ""
    assert found["holds"] is True
    assert {"layer", "holds", "sentence", "advice"} == set(found["findings"][0])
    assert found["findings"][-1]["layer"] == "verdict"


def test_the_command_ends_with_1_where_it_is_not(
    machine: Callable[..., dict[str, DoctorFinding]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The words still go to stdout: they are the answer."""
    machine(replace(ALL, linux=False))

    assert cli.main(["doctor"]) == 1
    assert "Grading refuses to start" in capsys.readouterr().out


def test_the_command_looks_at_the_course_that_it_is_run_in(
    tests_of_all: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its sources and its bundles, from a folder within it too; without a course it works as well."""
    course = tests_of_all
    for name in ("source/hw1", "dist/hw1/bundle"):
        (course / name).mkdir(parents=True)
        (course / name / "assignment.toml").touch()
    monkeypatch.chdir(course / "source" / "hw1")

    cli.main(["doctor", "--json"])
    inside = capsys.readouterr().out
    monkeypatch.chdir("/")
    cli.main(["doctor", "--json"])

    assert f"chmod go= {course}/source {course}/dist" in inside
    assert "Nothing was found of what is private in a course" in capsys.readouterr().out


def test_a_sandbox_that_breaks_is_a_finding_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says."""

    def broken() -> None:
        raise SandboxError("the zygote has ended")

    monkeypatch.setattr(doctor, "Sandbox", broken)

    assert diagnosis()[-1].sentence == "Grading refuses to start: the zygote has ended."
