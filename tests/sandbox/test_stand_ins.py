"""Stand-ins of packages that are not there: imports work, harmless uses too, and any other is one clear fault."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.errors import SourceError
from autograder.grading.imports import try_imports
from autograder.grading.intake.notebook import modules_of
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import load_assignment
from tests.support.intake import an_assignment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from autograder.sandbox.sandbox import Sandbox

ABSENT = ("tqdm", "tensorflow", "keras", "google", "IPython", "matplotlib_inline")
IMPORTS = """
import sys
import tensorflow as tf
import tqdm as whole_tqdm
from google.colab import drive, files
from IPython.display import HTML, clear_output, display
from keras import layers
from tensorflow.keras.models import Sequential
from tqdm import tqdm, trange
from tqdm.notebook import tqdm as notebook_bar

drive.mount("/content/drive")

try:
    import torchvision
    HAVE = True
except ImportError:
    HAVE = False


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()

    def count(self, x: tf.Tensor | None = None):
        return 3


@tf.function
def double(x):
    return 2 * x
"""
WORKS = {
    "bar": ("return [one for one in tqdm(range(3), desc='epoch')]", [0, 1, 2]),
    "bar of a notebook": ("return list(notebook_bar([4, 5]))", [4, 5]),
    "steps": ("return sum(trange(4))", 6),
    "bar by hand": (
        "with whole_tqdm.tqdm(total=3) as bar:\n        bar.update(2)\n        bar.set_postfix()\n    return bar.n",
        2,
    ),
    "length": ("return len(tqdm([1, 2]))", 2),
    "shown": ("display(HTML('<b>'))\n    clear_output(wait=True)\n    return 1", 1),
    "fallback": ("return HAVE", False),
    "decorated": ("return double(4)", 8),
    "kinds": ("return isinstance(1, tf.Tensor)", False),
    "spec": (
        "import importlib.util as util\n    return [util.find_spec(one) is None for one in ('keras', 'wandb')]",
        [True, True],
    ),
    "by its name": (
        "import importlib\n    try:\n        importlib.import_module('wandb')\n    except ImportError: return 1",
        1,
    ),
    "tried in a function": (
        "try:\n        import torchaudio\n    except ModuleNotFoundError:\n        return 'none'",
        "none",
    ),
}
FAULTS = {
    "call": ("tf.constant(3)", "tensorflow.constant cannot be used: the grader does not have tensorflow"),
    "chain": ("tf.keras.layers.Dense(3)(4)", "tensorflow.keras.layers.Dense cannot be used"),
    "part": ("layers.Dense(3)", "keras.layers.Dense cannot be used: the grader does not have keras"),
    "model": ("Sequential()", "tensorflow.keras.models.Sequential cannot be used"),
    "a class": ("Net()", "tensorflow.keras.Model cannot be used"),
    "operator": ("tf.pi * 2", "tensorflow.pi cannot be used"),
    "truth": ("1 if tf.executing else 0", "tensorflow.executing cannot be used"),
    "item": ("tf.data[0]", "tensorflow.data cannot be used"),
    "loop": ("list(tf.data)", "tensorflow.data cannot be used"),
    "upload": (
        "files.upload()",
        "google.colab.files.upload cannot be used: the grader does not have google.colab",
    ),
}


def module() -> str:
    """A file with all of these functions."""
    bodies = [body for body, _ in WORKS.values()] + [f"return {code}" for code, _ in FAULTS.values()]
    names = [*WORKS, *FAULTS]
    functions = (
        f"\n\ndef {name.replace(' ', '_')}():\n    {body}\n" for name, body in zip(names, bodies, strict=True)
    )
    return IMPORTS + "".join(functions)


def of(student: Any) -> dict[str, Any]:  # noqa: ANN401 - either student
    """What each function gives, or the class, the text and the line of its exception."""
    found: dict[str, Any] = {}
    for name in (*WORKS, *FAULTS):
        try:
            found[name] = getattr(student.hw, name.replace(" ", "_"))()
        except StudentError as error:
            found[name] = error.type_name, error.message, error.file
    return found


def test_imports_and_harmless_uses_work_in_the_grade(make_sandbox: Callable[..., Sandbox]) -> None:
    """And no note is made of them; any other use is one fault that names the package."""
    with make_sandbox().submission({"hw.py": module().encode()}, ("hw",)) as submission:
        submission.compile()
        imports = try_imports(submission, ("hw",), notebook=False, tests=5)
        with imports.worker(submission) as student:
            found = of(student)

    assert imports.notes == ()
    assert {name: found[name] for name in WORKS} == {name: value for name, (_, value) in WORKS.items()}
    for name, (_, words) in FAULTS.items():
        kind, text, file = found[name]
        assert (kind, file) == ("ModuleNotFoundError", "hw.py"), name
        assert words in text


def test_the_same_at_home_where_they_are_not_installed(
    make_sandbox: Callable[..., Sandbox], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word for word, but for a package's spec, which Python itself remembers."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ABSENT:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("sys.path", [one for one in sys.path if "site-packages" not in one])
    (tmp_path / "hw.py").write_text(module(), encoding="utf-8")
    with LocalStudent(tmp_path, ("hw",)) as at_home:
        home = of(at_home)
    with (
        make_sandbox().submission({"hw.py": module().encode()}, ("hw",)) as submission,
        submission.worker() as student,
    ):
        grade = of(student)

    assert grade["bar"] == [0, 1, 2]
    assert {**home, "spec": []} == {**grade, "spec": []}
    assert "tensorflow" not in sys.modules


def test_a_notebook_may_try_to_find_out_where_it_runs(
    make_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    """`try: import google.colab` says no, and the cell that imports tqdm goes on."""
    cells = (
        "!pip install tqdm\ntry:\n    import google.colab\n    here = 'on'\nexcept ImportError:\n    here = 'off'",
        "%matplotlib inline\nfrom tqdm.auto import tqdm\nnumbers = list(tqdm([1, 2]))",
    )
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "code", "source": one, "metadata": {}} for one in cells],
    }
    files, _ = modules_of(json.dumps(book).encode(), an_assignment(tmp_path))
    names = tuple(name.removesuffix(".py") for name in files)
    with make_sandbox().submission(files, names) as submission:
        submission.compile()
        with submission.worker() as student:
            assert (student.hw3_lib.here, student.hw3_lib.numbers) == ("off", [1, 2])


def test_only_what_has_a_stand_in_is_found(make_sandbox: Callable[..., Sandbox]) -> None:
    """Every other package is missing as before."""
    source = b"def get():\n    import nosuchthing\n"
    with (
        make_sandbox().submission({"hw.py": source}, ("hw",)) as submission,
        submission.worker() as student,
        pytest.raises(StudentError, match="nosuchthing"),
    ):
        student.hw.get()


TOML = """\
name = "hw"
title = "Hw"
modules = ["hw.py"]
seed = 1
stand_ins = {names}

[[questions]]
id = "q"
title = "Q"
points = 1
"""


def test_an_assignment_may_name_more(tmp_path: Path) -> None:
    """`stand_ins` in assignment.toml."""
    (tmp_path / "assignment.toml").write_text(TOML.format(names='["jax", "a.b"]'), encoding="utf-8")

    assert load_assignment(tmp_path).stand_ins == ("jax", "a.b")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scikit-learn", "and no import statement can"),
        ("numpy", "which is really there"),
        ("json", "which is really there"),
    ],
)
def test_a_stand_in_that_is_none_is_refused(tmp_path: Path, name: str, words: str) -> None:
    """With the line."""
    (tmp_path / "assignment.toml").write_text(TOML.format(names=f'["{name}"]'), encoding="utf-8")

    with pytest.raises(SourceError, match=words) as refused:
        load_assignment(tmp_path)

    assert "assignment.toml:5" in str(refused.value)
