"""Names under `packages` by which nothing can be imported."""

from __future__ import annotations

import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from typing import TYPE_CHECKING

from autograder.harness.importing.module_names import module_name
from autograder.text import did_you_mean
from autograder.toml import read_toml

if TYPE_CHECKING:
    from autograder.model.assignment import Assignment

# Well-known packages that are installed by another name than they are imported by, should they not be here.
_IMPORTED_AS = {
    "scikit-learn": "sklearn",
    "scikit-image": "skimage",
    "opencv-python": "cv2",
    "pillow": "PIL",
    "pyyaml": "yaml",
    "beautifulsoup4": "bs4",
    "python-dateutil": "dateutil",
    "pytorch": "torch",
}


def refuse_names(assignment: Assignment) -> None:
    """Refuse packages that are named as pip knows them, are Python's own or not there, and files named like Python's.

    Raises:
        SourceError: at the key in assignment.toml, saying what to write.
    """
    for key, files in (("modules", assignment.modules), ("given", assignment.given)):
        for file in files:
            if file.endswith(".py") and module_name(file).partition(".")[0] in sys.stdlib_module_names:
                toml = read_toml(assignment.folder / "assignment.toml")
                raise toml.error(
                    key, f"`{key}` names {file}, and Python has a module of that name; rename the file"
                )
    for name in assignment.packages:
        fault = _fault(name)
        if fault:
            toml = read_toml(assignment.folder / "assignment.toml")
            raise toml.error("packages", f"`packages` names {name!r}, {fault}")


def _fault(name: str) -> str:
    if name in sys.stdlib_module_names:
        return "which is Python's own; leave it out, for it needs no permission"
    if name.isidentifier() and find_spec(name) is not None:
        return ""
    modules = packages_distributions()
    imported = {one.casefold(): module for module, names in modules.items() for one in names}
    imported = {**_IMPORTED_AS, **imported}
    module = imported.get(name.casefold()) or imported.get(name.casefold().replace("_", "-"))
    if module:
        return f"which is imported as `{module}`; write the name that an import statement has: {module!r}"
    if not name.isidentifier():
        return "which no import statement can name; write the name that an import statement has, without a version"
    return f"which is not installed here{did_you_mean(name, modules)}; the build grades the reference, so install it"
