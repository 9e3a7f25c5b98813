"""Lay out the modules of a variant in a folder of its own, compiled."""

from __future__ import annotations

import py_compile
import shutil
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def compile_all(base: Path) -> None:
    """Compile the reference's modules: each test imports them again, which is faster then."""
    packages = (path for path in base.iterdir() if (path / "__init__.py").is_file())
    for path in (*base.glob("*.py"), *(file for package in packages for file in package.rglob("*.py"))):
        _compile(path)


def _compile(path: Path) -> None:
    py_compile.compile(str(path), quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)


def lay_out(base: Path, folder: Path, texts: Mapping[str, str]) -> Path:
    """Copy the reference's folder with these modules in place of the reference's; link to folders of data."""
    folder.mkdir()
    for path in base.iterdir():
        if path.name == "__pycache__" or (path / "__init__.py").is_file():
            shutil.copytree(path, folder / path.name)
        elif path.is_dir():
            (folder / path.name).symlink_to(path, target_is_directory=True)
        elif path.name not in texts:
            shutil.copyfile(path, folder / path.name)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        # Where the variant does not compile, nothing may be left of the reference.
        Path(cache_from_source(str(folder / name))).unlink(missing_ok=True)
        _compile(folder / name)
    return folder
