"""Attacks with archives and arrays, classes 33 to 35: names that lead astray, and little that unfolds into much."""

from __future__ import annotations

import base64
import gzip
import io
import re
import stat
import tarfile
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.errors import SubmissionRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.siege import Aftermath, Siege

    Attack = Callable[..., Aftermath]
    Hostile = Callable[..., Aftermath]
    Members = tuple[tuple[str, str], ...]

FULL = {"relu": 4.0, "linear": 6.0, "mean": 10.0}
MIB = 2**20
LINK = stat.S_IFLNK | 0o777
BIDI, ZERO_WIDTH, FULL_WIDTH = "\u202e", "\u200b", "\uff4c"  # right-to-left override, space, letter l


def zipped(path: Path, *members: tuple[str, str | bytes], mode: int = 0o644) -> Path:
    """A zip of these members, twins and all; `mode` is the last one's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of twins, which are wanted here
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, (name, content) in enumerate(members, 1):
                info = zipfile.ZipInfo(name)
                info.create_system, info.compress_type = 3, zipfile.ZIP_DEFLATED
                info.external_attr = (mode if place == len(members) else 0o644) << 16
                archive.writestr(info, content)
    return path


@pytest.fixture
def honest(siege: Siege) -> Members:
    """The members of a right submission, to which a hostile one is added."""
    return tuple(siege.solution.items())


def refusal(attack: Attack, path: Path) -> str:
    """The sentence by which a submission is refused; nothing has been unpacked beside it."""
    beside = sorted(path.parent.iterdir())
    with pytest.raises(SubmissionRefusedError) as refused:
        attack(path)
    assert sorted(path.parent.iterdir()) == beside
    return str(refused.value)


@pytest.mark.parametrize(
    "name", ["../slipped.py", "a/../../slipped.py", "..\\slipped.py", "C:\\slipped.py", "/slipped.py"]
)
def test_a_path_out_of_a_zip_is_refused(attack: Attack, honest: Members, tmp_path: Path, name: str) -> None:
    """33: zip slip, in the notations of both systems."""
    sentence = refusal(attack, zipped(tmp_path / "hw.zip", *honest, (name, "mark = 1")))

    assert "points out of the submission; zip the files from their own folder" in sentence


def test_a_zip_slip_with_a_true_absolute_path_writes_nothing(
    attack: Attack, honest: Members, tmp_path: Path
) -> None:
    """33: the file would lie where the grader may write."""
    target = tmp_path / "conftest.py"

    sentence = refusal(attack, zipped(tmp_path / "hw.zip", *honest, (str(target), "mark = 1")))

    assert "points out of the submission" in sentence
    assert not target.exists()


def test_a_link_in_place_of_a_module_is_refused(attack: Attack, siege: Siege, tmp_path: Path) -> None:
    """33: `unzip` would make it, and reading it would grade the reference solution."""
    solution = str(siege.root / "solutions/besieged/layers.py")

    sentence = refusal(
        attack, zipped(tmp_path / "hw.zip", ("training.py", ""), ("layers.py", solution), mode=LINK)
    )

    assert sentence == "layers.py is a link or a device; hand in the file itself"


def test_a_link_in_a_folder_in_place_of_a_module_is_refused(
    attack: Attack, siege: Siege, tmp_path: Path
) -> None:
    """33: the same where a course's platform has unpacked the submission."""
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (folder / "layers.py").symlink_to(siege.root / "solutions/besieged/layers.py")

    assert refusal(attack, folder) == "layers.py is a link or a device; hand in the file itself"


def test_a_linked_folder_beside_the_modules_is_left_out(
    attack: Attack, honest: Members, siege: Siege, tmp_path: Path
) -> None:
    """33: a way into the bundle, under a harmless name."""
    aftermath = attack(
        zipped(tmp_path / "hw.zip", *honest, ("data", str(siege.bundle)), mode=LINK),
        earned=FULL,
    )

    assert aftermath.attack.points == 20
    assert aftermath.attack.notes == ("Not asked for and left out: data.",)


@pytest.mark.parametrize(
    "twin",
    [
        "layers.py",
        "Layers.py",
        "LAYERS.PY",
        f"{FULL_WIDTH}ayers.py",
        f"layers{ZERO_WIDTH}.py",
        "layers.py.",
        "layers.py ",
    ],
)
def test_a_twin_of_a_module_is_refused(attack: Attack, honest: Members, tmp_path: Path, twin: str) -> None:
    """33: twice the same name, or the same on some system: one is looked at and the other is graded."""
    sentence = refusal(attack, zipped(tmp_path / "hw.zip", *honest, (twin, "class ReLU: pass")))

    assert ("holds layers.py twice" if twin == "layers.py" else "holds both layers.py and ") in sentence
    assert sentence.endswith("and it is unclear which one is meant; hand in one of them")


def test_modules_in_two_folders_are_refused(attack: Attack, honest: Members, tmp_path: Path) -> None:
    """33: a nested root beside another."""
    members = [(f"{folder}/{name}", text) for folder in ("mine", "yours") for name, text in honest]

    sentence = refusal(attack, zipped(tmp_path / "hw.zip", *members))

    assert (
        sentence == "files asked for lie in the folder 'mine' and in the folder 'yours'; hand in one folder"
    )


def test_names_that_forge_lines_or_directions_are_shown_harmlessly(
    attack: Attack, honest: Members, tmp_path: Path
) -> None:
    """33: nested deeply, beside macOS's shadows, with names that a terminal or a page would obey."""
    names = [
        "x\nlinear  6 of 6 points",
        f"{BIDI}yp.lave",
        "\x1b[2J\x1b[31mall passed",
        "<b onclick=alert(1)>",
        "=cmd|' /C calc'!A0",
    ]
    members = [(f"a/b/c/{name}", text) for name, text in honest]
    shadows = [(f"__MACOSX/a/b/c/._{name}", "class ReLU: pass") for name, _ in honest]

    aftermath = attack(
        zipped(tmp_path / "hw.zip", *members, *shadows, *((f"a/b/c/{name}", "") for name in names)),
        earned=FULL,
    )

    assert aftermath.attack.points == 20
    assert aftermath.attack.notes[0] == "The files were taken out of the folder 'a/b/c'."
    assert "x linear 6 of 6 points" in aftermath.attack.notes[1].replace("  ", " ")
    for character in (BIDI, "\x1b", "\\u202e", "\\u001b"):  # as they are, and as JSON writes them
        assert character not in aftermath.visible


def test_a_module_that_unfolds_endlessly_is_refused(attack: Attack, tmp_path: Path) -> None:
    """34: 64 MiB of a comment in 64 KiB of zip."""
    path = zipped(tmp_path / "hw.zip", ("training.py", ""), ("layers.py", b"#" * (64 * MIB)))

    sentence = refusal(attack, path)

    assert path.stat().st_size < MIB
    assert sentence == "layers.py is too large: the files may have 4 MiB each and 64 MiB together"


def test_a_bomb_beside_the_modules_is_never_lit(attack: Attack, honest: Members, tmp_path: Path) -> None:
    """34: a file that nobody asks for, and a zip of zips."""
    inner = zipped(
        tmp_path / "inner.zip", *((f"{number}.bin", bytes(2 * MIB)) for number in range(4))
    ).read_bytes()

    aftermath = attack(
        zipped(tmp_path / "hw.zip", *honest, ("data.bin", bytes(32 * MIB)), ("more.zip", inner)), earned=FULL
    )

    assert aftermath.attack.points == 20
    assert aftermath.attack.notes == ("Not asked for and left out: data.bin, more.zip.",)
    assert aftermath.seconds < 10


def test_twenty_thousand_empty_files_are_refused(attack: Attack, honest: Members, tmp_path: Path) -> None:
    """34: each costs the grader more than the student."""
    path = zipped(tmp_path / "hw.zip", *honest, *((f"{number}", "") for number in range(20_000)))

    assert (
        refusal(attack, path) == "hw.zip holds more than 2,000 files; zip only the files that are asked for"
    )


def header_of_745_gib() -> bytes:
    """A `.npy` file of 128 bytes that promises 10**11 numbers."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (10**11,)})
    return file.getvalue()


def test_promised_arrays_are_the_students_own_trouble(hostile: Hostile) -> None:
    """34: a `.npy` header of 745 GiB, loaded there and returned as bytes; an array that size that takes no memory."""
    aftermath = hostile(
        f"""
        import io
        header = {header_of_745_gib()!r}
        attempt("promised, loaded", lambda: np.load(io.BytesIO(header)))
        attempt("broadcast", lambda: np.broadcast_to(0.0, 10**11).nbytes >> 30)

        class ReLU(ReLU):
            def forward(self, x):
                super().forward(x)
                return np.broadcast_to(0.0, 10**11) if len(x) == 3 else header

            backward = forward
        """
    )

    tried = aftermath.tried
    assert tried.pop("promised, loaded") in {"MemoryError", "_ArrayMemoryError", "ValueError"}
    assert tried == {"broadcast": "745"}
    assert "your code used too much memory" in aftermath.feedback()
    assert aftermath.feedback("hidden/test_layers.py::test_forward[many]") == "This hidden test did not pass."


def test_bytes_that_are_an_array_file_are_bytes(hostile: Hostile) -> None:
    """34: the grader loads nothing that a student returns, neither `.npy` nor `.npz`."""
    bomb = io.BytesIO()
    np.savez_compressed(bomb, Z=np.zeros((4, MIB)))

    aftermath = hostile(
        f"""
        import base64
        bomb = base64.b64decode({base64.b64encode(bomb.getvalue())!r})
        attempt("a small file", lambda: len(bomb) < {MIB})

        class ReLU(ReLU):
            def forward(self, x):
                super().forward(x)
                return bomb

            backward = forward
        """
    )

    assert aftermath.tried == {"a small file": "True"}
    assert "Z is a bytes, where numbers are expected." in aftermath.feedback()


def test_a_bomb_that_the_student_loads_ends_its_own_worker(hostile: Hostile) -> None:
    """34: an `.npz` of 250 MiB in little more than one, beyond the memory that a worker may touch."""
    bomb = io.BytesIO()
    form = {"descr": "|u1", "fortran_order": False, "shape": (250 * MIB,)}
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("Z.npy", "w") as file,
    ):
        np.lib.format.write_array_header_1_0(file, form)
        for _ in range(250):
            file.write(bytes(MIB))
    packed = base64.b64encode(zlib.compress(bomb.getvalue()))  # once more, so that the module is short

    aftermath = hostile(
        f"""
        import base64, io, zlib
        bomb = zlib.decompress(base64.b64decode({packed!r}))
        attempt("a small file", lambda: len(bomb) < {2 * MIB})

        class ReLU(ReLU):
            def forward(self, x):
                super().forward(x)
                return np.load(io.BytesIO(bomb))["Z"] + 1 if len(x) == 3 else x
        """
    )

    assert aftermath.tried == {"a small file": "True"}
    assert re.search(
        "your code (used too much memory|took too long)", aftermath.feedback()
    )  # as fast as it inflates


@pytest.mark.parametrize("name", ["hw.tar.gz", "hw.tar", "hw.zip"])
def test_a_tar_is_refused_unopened(attack: Attack, honest: Members, tmp_path: Path, name: str) -> None:
    """35: members that climb out, and links to climb by, also under a zip's name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for member, content in (
            *honest,
            ("../slipped.py", "mark = 1"),
            (str(tmp_path / "slipped.py"), "mark = 1"),
        ):
            info = tarfile.TarInfo(member)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
        way = tarfile.TarInfo("way")
        way.type, way.linkname = tarfile.SYMTYPE, "/"
        archive.addfile(way)
    path = tmp_path / name
    path.write_bytes(gzip.compress(buffer.getvalue()) if name != "hw.tar" else buffer.getvalue())

    assert (
        refusal(attack, path) == f"{name} is not a zip file; hand in the files zipped, or the .py file itself"
    )


def test_a_tar_beside_the_modules_is_left_out(attack: Attack, honest: Members, tmp_path: Path) -> None:
    """35: nothing in a submission is unpacked further."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("../slipped.py"), io.BytesIO())

    aftermath = attack(zipped(tmp_path / "hw.zip", *honest, ("more.tar.gz", buffer.getvalue())), earned=FULL)

    assert aftermath.attack.points == 20
    assert aftermath.attack.notes == ("Not asked for and left out: more.tar.gz.",)
