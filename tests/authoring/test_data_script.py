"""An assignment's data.py: what it has to make, and what the build says where it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring.source.data_script import make_data
from autograder.errors import BadInputError, SourceError
from autograder.model.assignment import load_assignment

GOOD = 'def make(source):\n    return {"b.csv": b"2", "a.csv": str(source).encode()}\n'


@pytest.fixture
def folder(source: Path) -> Path:
    """The source folder of an assignment that has a data set."""
    toml = source / "assignment.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[stub]", '[data]\nfolder = "numbers"\n\n[stub]'), "utf-8"
    )
    return source


def made(folder: Path, script: str | None = None, source: Path | None = None) -> dict[str, bytes]:
    """What the assignment's data.py makes."""
    if script is not None:
        (folder / "data.py").write_text(script, encoding="utf-8")
    return make_data(load_assignment(folder), source)


def refusal(folder: Path, script: str | None) -> str:
    """What the build says to this data.py, from the file's name on."""
    with pytest.raises(SourceError) as refused:
        made(folder, script)
    return str(refused.value).removeprefix(f"{folder}/")


def test_the_files_come_by_their_names_in_order(folder: Path) -> None:
    """Made from the folder of real data sets that was named."""
    files = made(folder, GOOD, Path("sets"))

    assert list(files.items()) == [("a.csv", b"sets"), ("b.csv", b"2")]


def test_without_real_data_sets_make_is_called_with_none(folder: Path) -> None:
    """So that an assignment can be built offline."""
    assert made(folder, GOOD)["a.csv"] == b"None"


def test_the_script_leaves_nothing_behind(folder: Path) -> None:
    """No compiled file in the source folder, whose hash says what a bundle was made from."""
    before = {*folder.rglob("*"), folder / "data.py"}

    made(folder, GOOD)

    assert set(folder.rglob("*")) == before


def test_the_script_may_define_dataclasses_and_print(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its prints are no part of what a command answers on standard output."""
    script = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n@dataclass\nclass A:\n"
        "    x: int\n\ndef make(source):\n    print('working')\n    return {'a': b'%d' % A(1).x}\n"
    )

    assert made(folder, script) == {"a": b"1"}
    assert capsys.readouterr().out == ""


def test_an_assignment_without_a_data_set_needs_no_script(source: Path) -> None:
    """Many have none."""
    assert made(source) == {}


def test_a_missing_script_is_asked_for_with_its_form(folder: Path) -> None:
    """[data] alone makes nothing."""
    assert refusal(folder, None) == (
        "data.py: the file is missing, and [data] in assignment.toml needs it: "
        "write `def make(source: Path | None) -> Mapping[str, bytes]`"
    )


def test_a_script_that_nothing_would_run_is_refused(source: Path) -> None:
    """Its author believes that students get a data set."""
    assert "data.py: nothing runs this, for assignment.toml has no [data]" in refusal(source, GOOD)


def test_a_script_that_is_also_a_file_of_students_is_refused(folder: Path) -> None:
    """It would go out with them, and say how the data set was made."""
    toml = folder / "assignment.toml"
    toml.write_text(toml.read_text("utf-8").replace("toy_given.py", "data.py"), "utf-8")

    assert re.match(r"assignment\.toml:\d+: `data\.py` makes the data set", refusal(folder, GOOD))


def test_students_may_have_a_data_py_where_there_is_no_data_set(source: Path) -> None:
    """It is a common name for a module."""
    toml = source / "assignment.toml"
    toml.write_text(toml.read_text("utf-8").replace("toy_given.py", "data.py"), "utf-8")

    assert made(source, "raise RuntimeError\n") == {}


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("def make(source:\n", "data.py:1: not valid Python: "),
        (
            "import no_such_module\n",
            "data.py:1: `data.py` failed: ModuleNotFoundError: No module named 'no_such_m",
        ),
        (
            "def build(source):\n    pass\n",
            "data.py: there is no function `make` in it; write `def make(source",
        ),
        ("make = 3\n", "data.py: there is no function `make` in it; write `def make(source"),
        (
            "import json\n\ndef make(source):\n    x = 1\n    return json.loads('{')\n",
            "data.py:5: `data.py` failed: JSONDecodeError: Expecting property name",
        ),
        (
            "def make():\n    return {}\n",
            "data.py: `data.py` failed: TypeError: make() takes 0 positional arguments",
        ),
        ("def make(source):\n    raise SystemExit\n", "data.py:2: `data.py` failed: SystemExit"),
        (
            "def make(source):\n    pass\n",
            "data.py:1: `make` has to return a mapping of file names to bytes, not a No",
        ),
        (
            "def make(source):\n    return {}\n",
            "data.py:1: `make` has to return a mapping of file names to bytes, not a",
        ),
        (
            "\ndef make(source):\n    return {'a': 'x'}\n",
            "data.py:2: `make` returns 'a', whose content is a str; it",
        ),
        (
            "def make(source):\n    return {1: b''}\n",
            "data.py:1: `make` returns 1, which is no text; the name of a",
        ),
        (
            "def make(source):\n    return {'a': b'', 'a/b': b''}\n",
            "data.py:1: `make` returns 'a', which is a file and a folder at once; rename one",
        ),
    ],
    ids=[
        "syntax",
        "import",
        "name",
        "number",
        "fails",
        "no argument",
        "exits",
        "none",
        "empty",
        "text",
        "key",
        "twice",
    ],
)
def test_what_the_script_does_wrong_is_said_with_its_line(folder: Path, script: str, said: str) -> None:
    """In one sentence, as for any other file of an instructor's."""
    assert refusal(folder, script).startswith(said)


@pytest.mark.parametrize("name", ["../a", "/a", "a/../b", "a//b", "", ".", "a\\\\b", "C:a", "a\\0"])
def test_no_file_leaves_the_data_folder(folder: Path, name: str) -> None:
    """It would be written over something else in the handout."""
    script = f'def make(source):\n    return {{"{name}": b""}}\n'

    assert "which is no path inside the data folder" in refusal(folder, script)


def test_the_script_in_the_documents_runs(folder: Path) -> None:
    """Who copies it has a data set of 3000 and 1000 digits."""
    pytest.importorskip("sklearn", reason="the digits come from scikit-learn")
    document = (Path(__file__).resolve().parents[2] / "docs" / "data.md").read_text(encoding="utf-8")

    files = made(folder, re.findall(r"```python\n(.*?)```", document, re.DOTALL)[0])

    assert {name: content.count(b"\n") for name, content in files.items()} == {
        "test.csv": 999,
        "train.csv": 2999,
    }


def test_what_a_reader_says_stands_as_it_is(folder: Path, tmp_path: Path) -> None:
    """It names the file at fault already, which is none of the assignment's."""
    script = (
        "from autograder.datasets import read_images\n\n"
        "def make(source):\n    return {'n': bytes(len(read_images(source).labels))}\n"
    )

    with pytest.raises(
        BadInputError, match=rf"^{re.escape(str(tmp_path))}/train-images-idx3-ubyte\.gz: the file is"
    ):
        made(folder, script, tmp_path)
