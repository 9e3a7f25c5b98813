"""What the documents promise exists: commands, options, targets, files and the version."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.cli.main import parser
from autograder.toml import read_toml

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# Where a path that a document names may begin: here, in the package, or in an assignment's folders.
BASES = (ROOT, ROOT / "autograder", ROOT / "source/cmu10701-hw3", ROOT / "release/cmu10701-hw3")
MADE = {"dist", "demo"}  # by the commands, and not in git
KINDS_OF_CHANGE = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command line that a document shows."""

    place: str
    words: tuple[str, ...]


def shown_commands(path: Path) -> list[Command]:
    """The command lines of a document's shell blocks; in `console` blocks those behind the `$`."""
    found = []
    language = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = re.match(r"\s*```(\w*)", line)
        if fence:
            language = "" if language else fence[1] or "text"
        elif language in {"sh", "bash", "shell"} or (
            language == "console" and line.lstrip().startswith("$ ")
        ):
            found += [
                Command(place=f"{path.name}:{number}", words=tuple(words))
                for words in split_commands(line.strip().removeprefix("$ "))
            ]
    return found


def split_commands(line: str) -> list[list[str]]:
    """The words of each command of a line: `a b && c > d  # e` is [a b] and [c]."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    commands: list[list[str]] = [[]]
    for word in lexer:
        if set(word) <= set("();<>|&"):
            commands.append([])
        else:
            commands[-1].append(word)
    return [words for words in commands if words]


SHOWN = [command for path in DOCUMENTS for command in shown_commands(path)]


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """The commands of `autograder`, by name."""
    for action in parser()._actions:  # noqa: SLF001 - argparse has no public list of its subparsers
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - argparse names no public class
            return dict(action.choices)
    pytest.fail("the parser has no subcommands")


def make_targets() -> set[str]:
    """The targets of the Makefile that `make help` lists."""
    return set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_the_reader_of_documents_sees_the_commands(tmp_path: Path) -> None:
    """The tests below are worth what this reader is worth."""
    (tmp_path / "a.md").write_text(
        "```console\n$ make demo\nmake nothing\n```\nmake no\n```sh\na 'b c' && d | e > f # g\n```\n```\nh\n```\n",
        encoding="utf-8",
    )

    found = [command.words for command in shown_commands(tmp_path / "a.md")]

    assert found == [("make", "demo"), ("a", "b c"), ("d",), ("e",), ("f",)]


def test_the_readme_shows_commands_at_all() -> None:
    """Otherwise the next tests would pass on an empty file."""
    first_words = {Path(command.words[0]).name for command in SHOWN}

    assert {"make", "autograder"} <= first_words


def test_every_shown_autograder_command_is_understood() -> None:
    """Command, options and number of arguments, as the parser itself takes them."""
    wrong = []
    for command in SHOWN:
        if Path(command.words[0]).name == "autograder":
            try:
                parser().parse_args(command.words[1:])
            except SystemExit as stop:
                if stop.code:
                    wrong.append(f"{command.place}: {shlex.join(command.words)}")

    assert wrong == []


def test_every_shown_make_target_exists() -> None:
    """A target that was renamed is renamed in the documents too."""
    wrong = [
        f"{command.place}: make {word}"
        for command in SHOWN
        if command.words[0] == "make"
        for word in command.words[1:]
        if "=" not in word and not word.startswith("-") and word not in make_targets()
    ]

    assert wrong == []


@pytest.mark.parametrize("name", subcommands())
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`autograder NAME --help` says what it does and ends well."""
    with pytest.raises(SystemExit) as stop:
        parser().parse_args([name, "--help"])

    assert stop.value.code == 0
    assert subcommands()[name].description
    assert f"autograder {name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", subcommands())
def test_every_command_is_in_the_readme(name: str) -> None:
    """What the README does not name, no one finds."""
    assert re.search(rf"\bautograder {re.escape(name)}\b", README)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_inside_the_repository_lead_somewhere(path: Path) -> None:
    """Relative links only; the web is not asked."""
    targets = re.findall(r"\]\((?!\w+:|#)([^)\s#]+)", path.read_text(encoding="utf-8"))

    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_exists(path: Path) -> None:
    """Paths in backticks that begin with a folder of the repository, the package or an assignment."""
    found = {folder.name for base in BASES for folder in base.iterdir() if folder.is_dir()}
    folders = "|".join(sorted(map(re.escape, found - MADE)))
    named = re.findall(rf"`((?:{folders})/[\w./-]*)`", path.read_text(encoding="utf-8"))

    assert [name for name in named if not any((base / name).exists() for base in BASES)] == []


def test_the_changelog_has_the_packages_version() -> None:
    """Newest first, below what is not released yet."""
    version = read_toml(ROOT / "pyproject.toml").table("project").get("version", str)
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert headings[:2] == ["Unreleased", version]


def test_the_changelog_keeps_its_form() -> None:
    """Keep a Changelog: a title, dated versions, and six kinds of change."""
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    versions = [line for line in lines if line.startswith("## ")]
    kinds = {line.removeprefix("### ") for line in lines if line.startswith("### ")}

    assert lines[0] == "# Changelog"
    assert versions[0] == "## [Unreleased]"
    for line in versions[1:]:
        assert re.fullmatch(r"## \[\d+\.\d+\.\d+\] - (\d{4}-\d\d-\d\d|Unreleased)", line)
    assert kinds <= KINDS_OF_CHANGE


def test_the_reference_is_what_the_docstrings_and_the_loader_say() -> None:
    """`make picture` writes it anew."""
    ran = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "docs/authoring.md"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
