"""Taking submissions in: which files go on to grading, what is left out, and what is refused."""

from __future__ import annotations

import io
import os
import pickle
import stat
import struct
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.errors import BadInputError, SubmissionRefusedError
from autograder.grading.intake import archive, handed_in, submission
from autograder.grading.intake.submission import take_in
from tests.support.intake import an_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.assignment import Assignment

LIB, SOL = b"class Linear: ...\n", b"def train_network(): ...\n"


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment of two modules."""
    return an_assignment(tmp_path)


def zipped(
    path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED
) -> Path:
    """A zip of these members, in this order, duplicates and all."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name, content in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = compression
            # `ZipFile` warns of duplicates; what it looks at is its own list of names.
            target.NameToInfo.clear()
            target.writestr(info, content)
    path.write_bytes(buffer.getvalue())
    return path


def link(name: str) -> zipfile.ZipInfo:
    """A symlink's entry as Info-ZIP writes it."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_files_at_the_root_of_a_zip_are_taken(tmp_path: Path, assignment: Assignment) -> None:
    """The plain case: no note at all."""
    taken = take_in(zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL)), assignment)

    assert taken.files == {"hw3_lib.py": LIB, "hw3_sol.py": SOL}
    assert taken.notes == ()
    assert taken.name == "hw3.zip"


@pytest.mark.parametrize("wrapping", ["hw3", "a/hw3", "a/b/c", "./hw3", "hw3\\code", "hw3_lib.py"])
def test_files_are_taken_out_of_the_folders_that_wrap_them(
    tmp_path: Path, assignment: Assignment, wrapping: str
) -> None:
    """Wrapped once or more, with macOS's noise beside, by tools that write backslashes."""
    path = zipped(
        tmp_path / "hw3.zip",
        (f"{wrapping}/hw3_lib.py", LIB),
        (f"{wrapping}/hw3_sol.py", SOL),
        (".DS_Store", b"x"),
        (f"__MACOSX/{wrapping}/._hw3_lib.py", b"x"),
    )

    taken = take_in(path, assignment)

    assert taken.files == {"hw3_lib.py": LIB, "hw3_sol.py": SOL}
    folder = wrapping.replace("\\", "/").removeprefix("./")
    assert taken.notes == (
        f"The files were taken out of the folder '{folder}'.",
        "Not asked for and left out: .DS_Store, __MACOSX.",
    )


def test_everything_else_is_left_out_and_named(tmp_path: Path, assignment: Assignment) -> None:
    """Files that would act on a grader which puts them on its path are neither taken nor opened."""
    others = [
        "conftest.py",
        "numpy.py",
        "pytest.ini",
        "__pycache__/hw3_lib.cpython-311.pyc",
        "sitecustomize.py",
    ]
    others += ["numpy/__init__.py", ".ipynb_checkpoints/hw3_lib.py", "evil.pth", "a", "b"]
    path = zipped(
        tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL), *((name, b"!") for name in others)
    )

    taken = take_in(path, assignment)

    assert set(taken.files) == {"hw3_lib.py", "hw3_sol.py"}
    assert taken.notes == (
        "Not asked for and left out: conftest.py, numpy.py, sitecustomize.py, a, b, evil.pth and 4 more.",
    )


def test_a_missing_module_is_noted_and_costs_only_itself(tmp_path: Path, assignment: Assignment) -> None:
    """The file that is there is graded."""
    taken = take_in(zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB)), assignment)

    assert taken.files == {"hw3_lib.py": LIB}
    assert taken.notes == ("hw3_sol.py is missing: the tests that need it fail.",)


def test_a_single_module_is_taken_alone(tmp_path: Path, assignment: Assignment) -> None:
    """A `.py` file needs no zip."""
    (tmp_path / "hw3_sol.py").write_bytes(SOL)

    taken = take_in(tmp_path / "hw3_sol.py", assignment)

    assert taken.files == {"hw3_sol.py": SOL}
    assert taken.notes == ("hw3_lib.py is missing: the tests that need it fail.",)


def test_a_submission_with_none_of_the_files_is_refused_with_both_lists(
    tmp_path: Path, assignment: Assignment
) -> None:
    """It says what was found and what is wanted, so that a misspelt name shows."""
    path = zipped(tmp_path / "hw3.zip", ("HW3_lib.py", LIB), ("hw3_sol (1).py", SOL), ("notes.txt", b""))

    with pytest.raises(SubmissionRefusedError) as refused:
        take_in(path, assignment)

    assert str(refused.value) == (
        "the submission holds HW3_lib.py, hw3_sol (1).py, notes.txt, "
        "and none of the files asked for: hw3_lib.py, hw3_sol.py"
    )


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        (("hw/inner.zip",), "the zip in it is not opened: hand in that one alone, or its files"),
        (("ann.zip", "bob.zip"), "one submission is graded at a time: name a single zip"),
    ],
)
def test_of_a_zip_in_a_zip_it_is_said_what_to_hand_in(
    tmp_path: Path, assignment: Assignment, names: tuple[str, ...], advice: str
) -> None:
    """One is a student's own, packed twice; several are a class."""
    inner = zipped(tmp_path / "inner.zip", ("hw3_lib.py", LIB)).read_bytes()
    path = zipped(tmp_path / "hw3.zip", *((name, inner) for name in names))

    with pytest.raises(SubmissionRefusedError) as refused:
        take_in(path, assignment)

    assert str(refused.value).endswith(f"hw3_lib.py, hw3_sol.py; {advice}")


def test_written_answers_alone_are_taken(tmp_path: Path, assignment: Assignment) -> None:
    """A student may have done only the written part."""
    taken = take_in(zipped(tmp_path / "hw3.zip", ("x/answers.toml", b'"1" = ""')), assignment)

    assert taken.files == {"answers.toml": b'"1" = ""'}


def test_the_outer_folder_wins_over_a_copy_inside_it(tmp_path: Path, assignment: Assignment) -> None:
    """A backup below the files is no ambiguity."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("old/hw3_lib.py", b"old"), ("hw3_sol.py", SOL))

    assert take_in(path, assignment).files["hw3_lib.py"] == LIB


@pytest.mark.parametrize(
    ("first", "second"),
    [("a/hw3_lib.py", "b/hw3_lib.py"), ("a/hw3_lib.py", "b/hw3_sol.py"), ("a/hw3_lib.py", "b/c/hw3_lib.py")],
)
def test_files_in_two_folders_are_refused(
    tmp_path: Path, assignment: Assignment, first: str, second: str
) -> None:
    """Neither folder wraps the other, so which one is meant is unclear."""
    with pytest.raises(
        SubmissionRefusedError, match=r"in the folder 'a' and in the folder 'b.*'; hand in one folder"
    ):
        take_in(zipped(tmp_path / "hw3.zip", (first, LIB), (second, SOL)), assignment)


@pytest.mark.parametrize(
    "twin",
    [
        "hw3_lib.py",
        "HW3_LIB.py",
        "hw3_lib.PY",
        "hw3_lib.py/inside.py",
        "./hw3_lib.py",
        "hw3_lib.py.",
        "hw3_lib.py ",
        "\N{FULLWIDTH LATIN SMALL LETTER H}w3_lib.py",
        "hw3_\N{ZERO WIDTH SPACE}lib.py",
        "hw3_lib\N{RIGHT-TO-LEFT OVERRIDE}.py",
        "hw3_lib.py\n",
    ],
)
def test_twins_of_a_named_file_are_refused(tmp_path: Path, assignment: Assignment, twin: str) -> None:
    """Which one would be graded depends on who unpacks them, so neither is."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), (twin, b"twin"))

    with pytest.raises(
        SubmissionRefusedError, match=r"it is unclear which one is meant; hand in one of them$"
    ):
        take_in(path, assignment)


def test_twins_of_other_files_do_not_matter(tmp_path: Path, assignment: Assignment) -> None:
    """Nobody reads them."""
    path = zipped(
        tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("a.txt", b"1"), ("a.txt", b"2"), ("A.txt", b"3")
    )

    assert take_in(path, assignment).files == {"hw3_lib.py": LIB}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "a/../../evil.py",
        "/etc/evil",
        "\\\\server\\evil",
        "C:\\evil.py",
        "c:/evil",
        "..\\evil",
        "..",
    ],
)
def test_paths_that_point_out_of_a_zip_are_refused(tmp_path: Path, assignment: Assignment, name: str) -> None:
    """No honest tool writes them."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL), (name, b"!"))

    with pytest.raises(SubmissionRefusedError, match="points out of the submission"):
        take_in(path, assignment)


def test_a_name_cut_by_a_nul_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """`zipfile` shows only what stands before the NUL: here, a second hw3_lib.py."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_lib.pyX.txt", b"!"))
    path.write_bytes(path.read_bytes().replace(b"hw3_lib.pyX", b"hw3_lib.py\0"))

    with pytest.raises(SubmissionRefusedError, match="holds a NUL character"):
        take_in(path, assignment)


def test_odd_names_are_left_out_and_shown_harmlessly(tmp_path: Path, assignment: Assignment) -> None:
    """The icon file of macOS, escape sequences, direction marks and very long names."""
    names = ["Icon\r", "\x1b[31mred.txt", "a\N{RIGHT-TO-LEFT OVERRIDE}b", "line\nbreak", "x" * 900 + ".csv"]
    path = zipped(
        tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL), *((name, b"") for name in names)
    )

    (note,) = take_in(path, assignment).notes

    assert note.isprintable()
    assert len(note) < 200
    assert "red.txt" in note
    assert "line break" in note


def test_the_submission_s_name_is_safe_to_print(tmp_path: Path, assignment: Assignment) -> None:
    """It comes from a file that a student named."""
    path = zipped(tmp_path / "a\N{RIGHT-TO-LEFT OVERRIDE}\x1b[1m\nb.zip", ("hw3_lib.py", LIB))

    assert take_in(path, assignment).name == "a b.zip"


def test_a_link_in_place_of_a_module_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """Its content would be a path of the grader's."""
    path = zipped(tmp_path / "hw3.zip", (link("hw3_lib.py"), b"/etc/passwd"), ("hw3_sol.py", SOL))

    with pytest.raises(
        SubmissionRefusedError, match=r"hw3_lib\.py is a link or a device; hand in the file itself"
    ):
        take_in(path, assignment)


def test_a_link_elsewhere_is_left_out(tmp_path: Path, assignment: Assignment) -> None:
    """Virtual environments are full of them."""
    path = zipped(
        tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL), (link("venv/python"), b"/bin/sh")
    )

    assert take_in(path, assignment).notes == ("Not asked for and left out: venv.",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a zip file"),
        (b"Rar!\x1a\x07", "is not a zip file"),
        (b"PK\x03\x04 and then nothing", "damaged or incomplete zip"),
    ],
)
def test_what_is_no_zip_is_refused(
    tmp_path: Path, assignment: Assignment, content: bytes, sentence: str
) -> None:
    """The sentence tells a wrong format from a broken upload."""
    path = tmp_path / "hw3.zip"
    path.write_bytes(content)

    with pytest.raises(SubmissionRefusedError, match=f"^hw3.zip .*{sentence}"):
        take_in(path, assignment)


def test_a_cut_off_zip_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """Uploads break."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB * 1000))
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(SubmissionRefusedError, match="damaged or incomplete zip"):
        take_in(path, assignment)


def test_an_encrypted_module_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """The flag is set by hand: `zipfile` writes no encryption."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB))
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)

    with pytest.raises(SubmissionRefusedError, match="is encrypted; zip the files without a password"):
        take_in(path, assignment)


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_unusual_compression_is_refused(tmp_path: Path, assignment: Assignment, compression: int) -> None:
    """LZMA's header can ask for gigabytes."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), compression=compression)

    with pytest.raises(SubmissionRefusedError, match="compressed in an unusual way"):
        take_in(path, assignment)


def test_a_damaged_module_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """Its checksum does not agree."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), compression=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(LIB, LIB.replace(b"Linear", b"linear")))

    with pytest.raises(SubmissionRefusedError, match=r"hw3_lib\.py in hw3\.zip is damaged"):
        take_in(path, assignment)


def test_a_bomb_in_a_module_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """64 MiB of zeros in 64 KiB."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", bytes(64 * 2**20)))

    with pytest.raises(
        SubmissionRefusedError, match=r"hw3_lib\.py is too large: the files may have 4 MiB each"
    ):
        take_in(path, assignment)


def test_a_bomb_that_lies_about_its_size_is_not_inflated(tmp_path: Path, assignment: Assignment) -> None:
    """The header claims ten bytes; what comes out is not trusted to be so."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_lib.py", bytes(8 * 2**20)))
    size = struct.pack("<L", 8 * 2**20)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<L", 10)))

    with pytest.raises(SubmissionRefusedError, match="is damaged"):
        take_in(path, assignment)


def test_a_bomb_beside_the_modules_is_never_unpacked(
    tmp_path: Path, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the named files are opened."""
    path = zipped(
        tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL), ("data.csv", bytes(32 * 2**20))
    )
    opened: list[str] = []
    open_member = zipfile.ZipFile.open

    def spy(self: zipfile.ZipFile, name: zipfile.ZipInfo) -> object:
        opened.append(name.filename)
        return open_member(self, name)

    monkeypatch.setattr(zipfile.ZipFile, "open", spy)
    take_in(path, assignment)

    assert opened == ["hw3_lib.py", "hw3_sol.py"]


def test_the_modules_together_are_limited(
    tmp_path: Path, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may be small enough and all of them too much."""
    monkeypatch.setattr(submission, "LARGEST_TOTAL", len(LIB) + len(SOL) - 1)

    with pytest.raises(SubmissionRefusedError, match=r"hw3_sol\.py is too large"):
        take_in(zipped(tmp_path / "hw3.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL)), assignment)


@pytest.mark.parametrize("count", [2_001, 20_500])
def test_a_zip_of_very_many_files_is_refused(tmp_path: Path, assignment: Assignment, count: int) -> None:
    """20,000 empty files fit into a small zip."""
    path = zipped(tmp_path / "hw3.zip", *((f"{number}", b"") for number in range(count)))

    with pytest.raises(SubmissionRefusedError, match="holds more than 2,000 files"):
        take_in(path, assignment)


def test_a_zip_that_is_too_large_is_not_read(
    tmp_path: Path, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sparse file of a terabyte costs nothing."""
    monkeypatch.setattr(handed_in, "LARGEST_ARCHIVE", 2**20)
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 2**20)
    path = tmp_path / "hw3.zip"
    with path.open("wb") as file:
        file.truncate(2**40)

    with pytest.raises(SubmissionRefusedError, match=r"hw3\.zip is larger than 1 MiB"):
        take_in(path, assignment)


def test_a_notebook_that_is_none_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """With what to hand in instead."""
    (tmp_path / "hw3.ipynb").write_text("{}", encoding="utf-8")

    with pytest.raises(SubmissionRefusedError, match=r"this is not a notebook, whatever its name says"):
        take_in(tmp_path / "hw3.ipynb", assignment)


def test_a_path_that_does_not_exist_is_bad_input(tmp_path: Path, assignment: Assignment) -> None:
    """That is the caller's slip, not the student's."""
    with pytest.raises(BadInputError, match="there is no such file or folder"):
        take_in(tmp_path / "hw3.zip", assignment)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfx = 1\n", "# é\n".encode("latin-1"), b""])
def test_a_module_is_taken_as_it_is(tmp_path: Path, assignment: Assignment, content: bytes) -> None:
    """Whether Python reads it is for Python to say."""
    taken = take_in(zipped(tmp_path / "hw3.zip", ("hw3_lib.py", content), ("hw3_sol.py", SOL)), assignment)

    assert taken.files["hw3_lib.py"] == content
    assert taken.notes == ()


def test_nul_bytes_in_a_module_are_noted(tmp_path: Path, assignment: Assignment) -> None:
    """UTF-16, as some editors save it."""
    content = "x = 1".encode("utf-16")

    taken = take_in(zipped(tmp_path / "hw3.zip", ("hw3_lib.py", content), ("hw3_sol.py", SOL)), assignment)

    assert taken.notes == (
        "hw3_lib.py is saved as UTF-16, which Python does not read: save the file as UTF-8.",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x = 1\n\0", "holds NUL bytes: Python does not read it."),
        (
            "x = 1\n".encode("utf-16-le"),
            "is saved as UTF-16, which Python does not read: save the file as UTF-8.",
        ),
        (b"PK\x03\x04", "is a zip file, whatever its name says: Python needs the module itself."),
        (
            b'{"cells": [],\n "nbformat": 4}',
            "is a notebook, whatever its name says: Python needs the module itself.",
        ),
        (b"\n<!DOCTYPE html>", "is a web page, whatever its name says: Python needs the module itself."),
    ],
)
def test_what_is_no_module_is_noted(
    tmp_path: Path, assignment: Assignment, content: bytes, words: str
) -> None:
    """In words, with what to do."""
    taken = take_in(zipped(tmp_path / "hw3.zip", ("hw3_lib.py", content), ("hw3_sol.py", SOL)), assignment)

    assert taken.notes == (f"hw3_lib.py {words}",)


def test_a_name_with_a_space_at_its_end_is_shown_with_it(tmp_path: Path, assignment: Assignment) -> None:
    """Otherwise the sentence would contradict itself."""
    path = zipped(tmp_path / "hw3.zip", (" hw3_lib.py", LIB), ("hw3_sol.py ", SOL))

    with pytest.raises(
        SubmissionRefusedError, match=r"holds ' hw3_lib.py', 'hw3_sol.py ', and none of the files"
    ):
        take_in(path, assignment)


def test_a_letter_that_looks_like_another_is_named(tmp_path: Path, assignment: Assignment) -> None:
    """The name as it is printed does not show the difference."""
    path = zipped(tmp_path / "hw3.zip", ("hw3_s\N{CYRILLIC SMALL LETTER O}l.py", SOL))

    with pytest.raises(
        SubmissionRefusedError, match=r"is CYRILLIC SMALL LETTER O: type the name anew, hw3_sol\.py"
    ):
        take_in(path, assignment)


def test_the_hash_is_of_the_files_however_they_are_wrapped(tmp_path: Path, assignment: Assignment) -> None:
    """The same code has the same hash, other code another; contents cannot flow into names."""
    plain = take_in(zipped(tmp_path / "a.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL)), assignment)
    wrapped = take_in(zipped(tmp_path / "b.zip", ("x/hw3_sol.py", SOL), ("x/hw3_lib.py", LIB)), assignment)
    other = take_in(zipped(tmp_path / "c.zip", ("hw3_lib.py", LIB), ("hw3_sol.py", SOL + b"\n")), assignment)

    assert plain.sha256 == wrapped.sha256
    assert plain.sha256 != other.sha256


def test_a_submission_can_be_sent_to_another_process(tmp_path: Path, assignment: Assignment) -> None:
    """Classes are graded by pools of processes."""
    taken = take_in(zipped(tmp_path / "a.zip", ("hw3_lib.py", LIB)), assignment)

    assert pickle.loads(pickle.dumps(taken)) == taken  # noqa: S301 - our own record


def test_a_folder_is_taken_like_a_zip(tmp_path: Path, assignment: Assignment) -> None:
    """Wrapped, with noise."""
    folder = tmp_path / "jane"
    for name, content in {
        "hw3/hw3_lib.py": LIB,
        "hw3/hw3_sol.py": SOL,
        "hw3/conftest.py": b"",
        ".DS_Store": b"",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    taken = take_in(folder, assignment)

    assert taken.files == {"hw3_lib.py": LIB, "hw3_sol.py": SOL}
    assert taken.notes == (
        "The files were taken out of the folder 'hw3'.",
        "Not asked for and left out: conftest.py, .DS_Store.",
    )
    assert taken.name == "jane"


def test_links_are_not_followed_out_of_a_folder(tmp_path: Path, assignment: Assignment) -> None:
    """A linked folder is not entered, a linked module is refused."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "hw3_sol.py").write_bytes(b"reference")
    folder = tmp_path / "jane"
    folder.mkdir()
    (folder / "hw3_lib.py").write_bytes(LIB)
    (folder / "tests").symlink_to(tmp_path / "secret")

    assert take_in(folder, assignment).files == {"hw3_lib.py": LIB}

    (folder / "hw3_sol.py").symlink_to(tmp_path / "secret" / "hw3_sol.py")
    with pytest.raises(SubmissionRefusedError, match=r"hw3_sol\.py is a link or a device"):
        take_in(folder, assignment)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs")
def test_a_fifo_is_not_waited_for(tmp_path: Path, assignment: Assignment) -> None:
    """Neither as a module in a folder nor as the submission itself."""
    (tmp_path / "jane").mkdir()
    for name in ("jane/hw3_lib.py", "hw3.zip", "hw3_sol.py"):
        os.mkfifo(tmp_path / name)

    for name, sentence in {
        "jane": "a link or a device",
        "hw3.zip": "not a regular",
        "hw3_sol.py": "not a regular",
    }.items():
        with pytest.raises(SubmissionRefusedError, match=sentence):
            take_in(tmp_path / name, assignment)


def test_a_folder_of_very_many_files_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """As a zip of them is."""
    folder = tmp_path / "jane"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
        for number in range(1_000):
            (folder / name / f"{number}").touch()

    with pytest.raises(SubmissionRefusedError, match="holds more than 2,000 files"):
        take_in(folder, assignment)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_names_in_a_folder_that_are_no_text_are_shown_harmlessly(
    tmp_path: Path, assignment: Assignment
) -> None:
    """Linux allows any bytes; the note has to fit into JSON and UTF-8."""
    folder = tmp_path / "jane"
    folder.mkdir()
    (folder / "hw3_lib.py").write_bytes(LIB)
    (folder / "hw3_sol.py").write_bytes(SOL)
    (folder / os.fsdecode(b"caf\xe9.txt")).touch()

    (note,) = take_in(folder, assignment).notes

    assert (
        note.encode("utf-8").decode("utf-8")
        == "Not asked for and left out: caf\N{REPLACEMENT CHARACTER}.txt."
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions hold")
def test_an_unreadable_module_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """With the system's own words."""
    (tmp_path / "jane").mkdir()
    (tmp_path / "jane" / "hw3_lib.py").touch(mode=0)

    with pytest.raises(SubmissionRefusedError, match=r"hw3_lib\.py cannot be read \(Permission denied\)"):
        take_in(tmp_path / "jane", assignment)
