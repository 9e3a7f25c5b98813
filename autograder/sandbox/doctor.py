"""Say in words what confines student code on this machine, and what to do where something does not work."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.sandbox.confinement.namespaces import outermost
from autograder.sandbox.confinement.probe import (
    UID_COUNT,
    choose,
    interpreter_paths,
    open_to_all,
    open_to_others,
    probe,
)
from autograder.sandbox.packages import find_packages
from autograder.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.sandbox.confinement.probe import Plan, Powers

LANDLOCK_SINCE = (5, 13)
_NAMED = 3  # folders that a sentence names before it says "and so on"


@dataclass(frozen=True, kw_only=True)
class DoctorFinding:
    """How one layer of the confinement works on this machine."""

    layer: str
    holds: bool
    sentence: str
    advice: str = ""  # what to do; "" where nothing has to be done


def diagnosis(secrets: Iterable[Path] = ()) -> tuple[DoctorFinding, ...]:
    """Examine each layer; the last finding is the verdict, for which a worker is really confined.

    Args:
        secrets: What student code must not read; its modes are checked.
    """
    powers = probe()
    if not powers.linux:
        return (_verdict(powers, (), ()),)
    read = outermost((*interpreter_paths(), *find_packages(()).read))
    plan = choose(powers, read, allow_weak=True)
    readable = tuple(str(folder) for folder in secrets if open_to_others(folder))
    return (
        _other_users(powers),
        _interpreter(powers, plan, read),
        _landlock(powers),
        *([] if powers.landlock or plan.first_uid is not None else [_namespaces(powers)]),
        _seccomp(powers),
        _tests(plan, readable),
        _verdict(powers, read, () if _files_hidden(plan) else readable),
    )


def _files_hidden(plan: Plan) -> bool:
    """Whether workers cannot read files that every user may read."""
    return bool(plan.landlock or plan.namespaces)


def _other_users(powers: Powers) -> DoctorFinding:
    if powers.other_users:
        last = powers.first_uid + UID_COUNT - 1
        sentence = (
            f"Each submission runs as a user of its own, with a number from {powers.first_uid} to {last}."
        )
        return DoctorFinding(layer="separate user", holds=True, sentence=sentence)
    if os.geteuid() != 0:
        return DoctorFinding(
            layer="separate user",
            holds=False,
            sentence="You are not root, so workers run as your own user, whose files Landlock has to hide from them.",
            advice="Nothing, where Landlock holds; else grade as root, in a container if you like.",
        )
    return DoctorFinding(
        layer="separate user",
        holds=False,
        sentence="You are root without the right to become other users, or without their numbers in this container.",
        advice="Give the container CAP_SETUID, CAP_SETGID, CAP_KILL and CAP_CHOWN, and a map of 65,536 users.",
    )


def _interpreter(powers: Powers, plan: Plan, read: Iterable[str]) -> DoctorFinding:
    private = next((path for path in read if not open_to_all(Path(path))), None)
    if private is None or not powers.other_users:
        sentence = f"Workers can read what they need to run {sys.executable}."
        return DoctorFinding(layer="interpreter", holds=True, sentence=sentence)
    consequence = (
        "workers keep the right to pass through private folders, and Landlock bounds what they read by it"
        if plan.keep_search
        else "workers cannot be other users"
    )
    return DoctorFinding(
        layer="interpreter",
        holds=plan.keep_search,
        sentence=f"Other users cannot read {private}, so {consequence}.",
        advice="Use an interpreter and packages that everyone may read, such as /usr/bin/python3 and a virtual "
        "environment of it outside of private home folders.",
    )


def _landlock(powers: Powers) -> DoctorFinding:
    if powers.landlock:
        sentence = f"Landlock (version {powers.landlock}) hides all files but the interpreter's and the submission's."
        return DoctorFinding(layer="landlock", holds=True, sentence=sentence)
    release = os.uname().release
    if _version(release) < LANDLOCK_SINCE:
        sentence = f"Linux {release} is older than Landlock."
        advice = "Grade on Linux 5.13 or newer."
    else:
        sentence = f"Linux {release} could have Landlock, but does not offer it."
        advice = (
            "Add landlock to the lsm= list that the kernel is started with (see /sys/kernel/security/lsm); in a "
            "container, use a Docker of 20.10.18 or newer, and no gVisor."
        )
    return DoctorFinding(layer="landlock", holds=False, sentence=sentence, advice=advice)


def _seccomp(powers: Powers) -> DoctorFinding:
    if powers.seccomp:
        sentence = (
            "A seccomp filter refuses processes, sockets, signals and all but the system calls that it lists."
        )
        return DoctorFinding(layer="seccomp", holds=True, sentence=sentence)
    return DoctorFinding(
        layer="seccomp",
        holds=False,
        sentence=f"The kernel takes no seccomp filter for {os.uname().machine}.",
        advice="Grade on x86_64 or aarch64, with a kernel built with CONFIG_SECCOMP_FILTER.",
    )


def _namespaces(powers: Powers) -> DoctorFinding:
    if powers.namespaces and powers.seccomp:
        sentence = (
            "In place of Landlock, user, mount and process namespaces give each worker its own root folder."
        )
        return DoctorFinding(layer="namespaces", holds=True, sentence=sentence)
    return DoctorFinding(
        layer="namespaces",
        holds=False,
        sentence="Namespaces, which could stand in for Landlock, do not work here, or not without seccomp.",
        advice="Nothing, where Landlock can be had; else allow unprivileged user namespaces (see the sysctls "
        "user.max_user_namespaces, kernel.unprivileged_userns_clone and "
        "kernel.apparmor_restrict_unprivileged_userns).",
    )


def _tests(plan: Plan, readable: tuple[str, ...]) -> DoctorFinding:
    if not readable:
        held = plan.first_uid is not None or _files_hidden(plan)
        sentence = "Nothing was found of what is private in a course that other users could enter"
        sentence += "." if held else ", but workers run as your own user."
        return DoctorFinding(layer="tests", holds=held, sentence=sentence)
    folders = ", ".join(readable[:_NAMED]) + (" and others" if len(readable) > _NAMED else "")
    return DoctorFinding(
        layer="tests",
        holds=_files_hidden(plan),
        sentence=f"Other users of this machine can enter {folders}"
        + (", but workers cannot." if _files_hidden(plan) else ", and so can workers."),
        advice=f"chmod go= {shlex.join(readable)}",
    )


def _verdict(powers: Powers, read: Iterable[str], open_tests: tuple[str, ...]) -> DoctorFinding:
    """Whether grading starts, the first worker is confined, and it cannot read the tests."""
    try:
        choose(powers, read, allow_weak=False)
        with Sandbox() as sandbox:
            layers = ", ".join(sandbox.protection)
    except SandboxError as error:
        return DoctorFinding(
            layer="verdict", holds=False, sentence=f"Grading refuses to start: {error}.", advice="See above."
        )
    if open_tests:
        return DoctorFinding(
            layer="verdict",
            holds=False,
            sentence=f"Student code is held ({layers}), but the tests lie open to it.",
            advice="Close their folders to other users, as said above.",
        )
    return DoctorFinding(
        layer="verdict", holds=True, sentence=f"Student code is held, as a first worker shows: {layers}."
    )


def in_words(findings: Iterable[DoctorFinding]) -> Iterator[str]:
    """The findings as lines for a person."""
    for finding in findings:
        yield f"{'holds' if finding.holds else 'absent':<8} {finding.layer + ':':<15} {finding.sentence}"
        if finding.advice:
            yield f"{'':<8} {'what to do:':<15} {finding.advice}"


def _version(release: str) -> tuple[int, ...]:
    """The first two numbers of a kernel's release."""
    return tuple(map(int, re.findall(r"\d+", release)[:2]))
