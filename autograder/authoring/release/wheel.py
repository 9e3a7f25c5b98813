"""Pack the running autograder into a wheel, from an editable or a normal install; always the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

import autograder
from autograder.errors import BuildRefusedError
from autograder.files import read_tree, write_tree

# The distribution in names of files, where a hyphen would end it.
_FILE_NAME = autograder.DISTRIBUTION.replace("-", "_")
_WHEEL = "Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_EPOCH = "315532800"  # 1 January 1980, the oldest time that a zip can hold


def pack_wheel(folder: Path) -> Path:
    """Make the wheel in this folder, which has to exist, and return its path.

    Raises:
        BuildRefusedError: if the package was not installed, or the `wheel` library is missing or fails.
    """
    if find_spec("wheel") is None:
        raise BuildRefusedError(
            "the `wheel` library is missing; install it with: pip install 'course-autograder[build]'"
        )
    tree = folder / "wheel"
    write_tree(tree, _wheel_files())
    for path in tree.rglob("*"):
        path.chmod(
            0o755 if path.is_dir() else 0o644
        )  # whatever the user's umask: the modes go into the archive
    ran = subprocess.run(  # noqa: S603 - this interpreter, on paths that this function made
        [sys.executable, "-m", "wheel", "pack", str(tree), "--dest-dir", str(folder)],
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
        capture_output=True,
        text=True,
        check=False,
    )
    made = list(folder.glob(f"{_FILE_NAME}-*.whl"))
    if ran.returncode or len(made) != 1:
        raise BuildRefusedError(f"`wheel pack` failed: {ran.stderr.strip() or ran.stdout.strip()}")
    return made[0]


def _wheel_files() -> dict[str, bytes]:
    """The package's files, and the metadata it was installed with."""
    try:
        installed = distribution(autograder.DISTRIBUTION)
    except PackageNotFoundError:
        raise BuildRefusedError(
            "the autograder is not installed; install it with: pip install -e ."
        ) from None
    package = read_tree(Path(autograder.__file__).parent)
    information = f"{_FILE_NAME}-{installed.version}.dist-info"
    metadata = {name: installed.read_text(name) for name in ("METADATA", "entry_points.txt")}
    return {
        **{f"autograder/{name}": content for name, content in package.items()},
        **{f"{information}/{name}": text.encode() for name, text in metadata.items() if text is not None},
        f"{information}/WHEEL": _WHEEL.encode(),
    }
