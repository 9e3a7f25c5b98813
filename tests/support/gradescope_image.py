"""Make what Gradescope makes of an autograder's zip: a folder /autograder with its setup.sh run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement


def make_image(archive: Path, root: Path) -> None:
    """Unpack the zip into source/, run its setup.sh, and copy its run_autograder out, as an image is built."""
    unzip(archive, root / "source")
    pack_wheels(root / "source" / "wheels")
    command = ["bash", root / "source" / "setup.sh"]
    ran = subprocess.run(
        command, cwd="/", env=environment(), capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-1] == f"setup.sh: the autograder is ready in {root}/venv"
    shutil.copy(root / "source" / "run_autograder", root)


def pack_wheels(folder: Path) -> None:
    """Wheels of the installed numpy and pytest and of what they need: no index has to be asked."""
    folder.mkdir()
    wanted, packed = ["numpy", "pytest", "tomli"], set()
    while wanted:
        name = wanted.pop()
        if name not in packed:
            packed.add(name)
            wanted += pack_installed(name, folder)


def pack_installed(name: str, folder: Path) -> list[str]:
    """Pack one installed package as a wheel again; the names of those it needs."""
    installed = distribution(name)
    tag = re.search(r"^Tag: (\S+)$", installed.read_text("WHEEL") or "", re.MULTILINE)
    assert tag, f"{name} was not installed from a wheel"
    file = f"{re.sub('[-_.]+', '_', installed.metadata['Name'])}-{installed.version}-{tag[1]}.whl"
    with zipfile.ZipFile(folder / file, "w") as archive:
        for path in installed.files or ():
            if ".." not in path.parts and "__pycache__" not in path.parts:
                archive.write(Path(str(path.locate())), path.as_posix())
    needs = [Requirement(line) for line in installed.requires or ()]
    return [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]


def environment() -> dict[str, str]:
    """A container's environment, where `python3` is the Python of these tests."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "LANG": "C.UTF-8",
        "PIP_CONFIG_FILE": os.devnull,  # no index of this machine: the wheels have to do
    }


def unzip(archive: Path, folder: Path) -> None:
    """Unpack with the modes that the zip states, as `unzip` does."""
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            Path(opened.extract(entry, folder)).chmod(entry.external_attr >> 16 & 0o777)
