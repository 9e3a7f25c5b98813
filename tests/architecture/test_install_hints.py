"""Whatever tells somebody to `pip install` something names this project's distribution, and extras that it has."""

from __future__ import annotations

import re
from pathlib import Path

import autograder
from autograder.toml import read_toml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = read_toml(ROOT / "pyproject.toml").values["project"]
EXTRAS = PROJECT["optional-dependencies"]
_HINT = re.compile(r"""pip install(?P<words>(?: +(?:-\S+|["']?[A-Za-z][\w.-]*(?:\[[\w,]+\])?["']?))+)""")
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z][\w.-]*)(?:\[(?P<extras>[\w,]+)\])?")


def texts() -> dict[str, str]:
    """Everything that people read hints in: documents, the package with its messages and scripts, the assignments."""
    folders = ("docs", "autograder", "source", "benchmarks")
    paths = [*ROOT.glob("*.md"), ROOT / "Makefile", *ROOT.glob("tests/**/conftest.py")]
    paths += [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in paths
        if path.suffix != ".pyc"
    }


def hints_in(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The distributions that a text says to install, each with its extras."""
    found = []
    for hint in _HINT.finditer(text):
        for word in hint["words"].split():
            named = _REQUIREMENT.fullmatch(word.strip("\"'"))
            if named is not None:
                found.append(
                    (named["name"], tuple((named["extras"] or "").split(",")) if named["extras"] else ())
                )
    return found


def known_names() -> set[str]:
    """This project and what it depends on."""
    requirements = [*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)]
    names = {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}
    return {PROJECT["name"], *names}


def test_the_reader_of_hints_sees_every_kind() -> None:
    """The tests below are worth what this reader is worth."""
    text = (
        "run `pip install a`, 'pip install \"b[x,y]\"' or\n  python -m pip install -q 'c-d' e; pip install -e .\n"
        '" -m pip install " + name'
    )

    assert hints_in(text) == [("a", ()), ("b", ("x", "y")), ("c-d", ()), ("e", ())]


def test_every_install_hint_names_this_project_or_what_it_depends_on() -> None:
    """`autograder` on PyPI is somebody else's: a hint that names it has people run a stranger's code."""
    wrong = [
        f"{path}: {name}"
        for path, text in texts().items()
        for name, _ in hints_in(text)
        if name not in known_names()
    ]

    assert wrong == []


def test_every_hint_of_ours_names_extras_that_exist() -> None:
    """Of an extra that it does not know, pip warns in passing and installs too little."""
    ours = [
        (path, extras)
        for path, text in texts().items()
        for name, extras in hints_in(text)
        if name == PROJECT["name"]
    ]

    assert {path for path, _ in ours} >= {"docs/nbgrader.md", "autograder/authoring/release/wheel.py"}
    assert [(path, extras) for path, extras in ours if not set(extras) <= EXTRAS.keys()] == []


def test_the_package_knows_the_name_that_it_was_installed_by() -> None:
    """It looks itself up by that name: for its version, and for what the wheel for Gradescope says of itself."""
    assert PROJECT["name"] == autograder.DISTRIBUTION
    assert autograder.__version__ == PROJECT["version"]


def test_the_setup_script_looks_for_the_wheel_by_that_name() -> None:
    """In names of wheels every hyphen is an underscore."""
    script = (ROOT / "autograder/authoring/release/shipped/setup.sh").read_text(encoding="utf-8")

    assert f"/{autograder.DISTRIBUTION.replace('-', '_')}-*.whl" in script


def test_the_extra_for_developers_holds_all_others() -> None:
    """By this project's own name: with another's, `pip install -e .[dev]` would fetch that."""
    others = ",".join(name for name in EXTRAS if name != "dev")

    itself = [requirement for requirement in EXTRAS["dev"] if requirement.startswith(PROJECT["name"])]

    assert itself == [f"{PROJECT['name']}[{others}]"]
