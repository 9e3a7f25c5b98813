"""What may import what: the drawing in the design, kept true by reading every import in the package."""

from __future__ import annotations

import ast
import graphlib
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import autograder
from tests.support.structure import (
    DIRECTIONS,
    GROUND,
    IMPORTS,
    MODULES,
    PACKAGE,
    crossings,
    floor,
    imports_of,
    own_module,
    part,
)

if TYPE_CHECKING:
    from pathlib import Path

MAX_LINES = 300
MAX_MODULES = 14

ZYGOTES = "autograder.harness.student.refused_calls"  # loaded by the zygote, from which a worker has it
# Of the harness a student's process loads what has to be the same at home and in the grade: the list of what travels,
# the time limit, the calls that are refused by name, and what runs a file statement by statement. The folders that
# they lie in hold no code.
PLAIN = {
    "autograder.harness",
    "autograder.harness.crashes",
    "autograder.harness.crashes.ancestors",
    "autograder.harness.crashes.facts",
    "autograder.harness.crashes.look",
    "autograder.harness.spelling",
    "autograder.harness.spelling.lookup",
    "autograder.harness.student",
    "autograder.harness.student.drawing",
    "autograder.harness.student.drawing.artists",
    "autograder.harness.student.drawing.bounds",
    "autograder.harness.student.drawing.plain_parts",
    "autograder.harness.student.drawing.memory",
    "autograder.harness.student.drawing.pictures",
    "autograder.harness.student.plain",
    "autograder.harness.student.program",
    "autograder.harness.student.program.files",
    "autograder.harness.student.program.script",
    "autograder.harness.student.program.streams",
    "autograder.harness.values",
    "autograder.harness.values.adapters",
    "autograder.harness.values.description",
    "autograder.harness.values.kinds",
    "autograder.harness.values.operations",
    "autograder.harness.values.tables",
    ZYGOTES,
    "autograder.harness.student.skipping",
    "autograder.harness.student.time_limit",
    "autograder.harness.importing",
    "autograder.harness.importing.grader_has",
    "autograder.harness.importing.harmless",
    "autograder.harness.importing.measure",
    "autograder.harness.importing.module_names",
    "autograder.harness.importing.names",
    "autograder.harness.importing.stand_ins",
    "autograder.harness.importing.statements",
    "autograder.harness.importing.stopwatch",
}


def loaded(code: str, *arguments: str) -> set[str]:
    """The names of the modules that a fresh interpreter holds after running `code`."""
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def ours(names: set[str]) -> set[str]:
    """Those names that are modules of this package."""
    return {name for name in names if name.split(".")[0] == "autograder"}


def test_the_reader_of_imports_sees_every_kind() -> None:
    """The tests below are worth what this reader is worth."""
    source = (
        "from __future__ import annotations\nimport a.b\nfrom .c import d\nfrom .. import e\n"
        "if TYPE_CHECKING:\n    from f import g\ndef h():\n    import i\n"
    )

    found = {(one.target, one.typing_only, one.relative) for one in imports_of("p.q.r", source)}

    assert found == {
        ("__future__.annotations", False, False),
        ("a.b", False, False),
        ("p.q.c.d", False, True),
        ("p.e", False, True),
        ("f.g", True, False),
        ("i", False, False),
    }


@pytest.mark.parametrize("typing_too", [False, True], ids=["when running", "for typing too"])
def test_no_module_imports_itself_by_way_of_others(typing_too: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A cycle makes two modules one, however many files it is spread over.

    The package itself is left out: it names what it exports for others, and the next test sees that we do not use it.
    """
    graph: dict[str, set[str]] = {name: set() for name in MODULES}
    for statement in IMPORTS:
        target = own_module(statement.target)
        if "autograder" in {target, statement.module}:
            continue
        if target and target != statement.module and (typing_too or not statement.typing_only):
            graph[statement.module].add(target)

    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"import cycle: {' <- '.join(error.args[1])}")


def test_the_exported_names_are_for_others() -> None:
    """A module of ours imports a function from where it is, so that the package can stay empty when it is loaded."""
    exported = {f"autograder.{name}" for name in autograder.__all__} - {"autograder.__version__"}
    wrong = [str(one) for one in IMPORTS if one.target in exported and one.module != "autograder"]

    assert wrong == []


@pytest.mark.parametrize("neighbourhood", DIRECTIONS)
def test_every_folder_has_its_place(neighbourhood: str) -> None:
    """A new folder is placed on purpose."""
    known = {part for row in DIRECTIONS[neighbourhood] for part in row}
    folder = PACKAGE / neighbourhood
    found = {path.parent.name for path in folder.glob("*/__init__.py")}
    if not neighbourhood:
        found |= {path.stem for path in folder.glob("*.py")} - {"__init__"}

    assert found - known == set()


@pytest.mark.parametrize("neighbourhood", DIRECTIONS)
def test_imports_only_go_down(neighbourhood: str) -> None:
    """And parts that stand side by side do not know each other: the sandbox's parent and its child, for one."""
    wrong = [
        str(statement)
        for statement, here, there in crossings(neighbourhood)
        if floor(neighbourhood, here) <= floor(neighbourhood, there) and {here, there} - set(GROUND)
    ]

    assert wrong == []


def test_nothing_imports_the_command_line() -> None:
    """`python -m autograder` alone does."""
    wrong = [
        str(statement) for statement, here, there in crossings("") if there == "cli" and here != "__main__"
    ]

    assert wrong == []


def test_the_harness_imports_only_what_a_student_has() -> None:
    """It is copied whole into handouts: the standard library, NumPy, pytest, and itself by relative imports."""
    allowed = sys.stdlib_module_names | {"numpy", "pytest"}
    for_typing = {"typing_extensions"}  # never looked for when running
    # pytest-xdist and pytest-rerunfailures stand on the first too; pytest brings the second where Python has none.
    semi_public = {"_pytest.runner.runtestprotocol", "tomli"}
    wrong = [
        str(statement)
        for statement in IMPORTS
        if part(statement.module) == "harness"
        and not (statement.relative and statement.target.startswith("autograder.harness."))
        and statement.target not in semi_public
        and statement.target.split(".")[0] not in (allowed | for_typing if statement.typing_only else allowed)
    ]

    assert wrong == []


def test_nothing_on_the_way_through_the_wall_can_be_unpickled() -> None:
    """Unpickling what a student's process sent would run its code in the grader's."""
    banned = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
    # Workers load the code that a worker of the same submission has compiled; the grader only carries its bytes.
    within_the_wall = {("autograder.sandbox.child.imports", "marshal")}
    wrong = [
        str(statement)
        for statement in IMPORTS
        if part(statement.module) in {"sandbox", "harness"}
        and statement.target.split(".")[0] in banned
        and (statement.module, statement.target) not in within_the_wall
    ]

    assert wrong == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_read_in_one_sitting(name: str) -> None:
    """Nothing over 300 lines."""
    lines = MODULES[name].read_text(encoding="utf-8").count("\n")

    assert lines <= MAX_LINES


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in MODULES.values()}), ids=lambda path: path.name
)
def test_a_folder_is_seen_at_a_glance(folder: Path) -> None:
    """Nothing over 14 modules."""
    modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]

    assert len(modules) <= MAX_MODULES


@pytest.mark.parametrize("name", MODULES)
def test_a_module_opens_with_the_sentence_that_says_why(name: str) -> None:
    """The first line of the docstring is a sentence."""
    docstring = ast.get_docstring(ast.parse(MODULES[name].read_text(encoding="utf-8"))) or ""

    assert docstring.split("\n\n")[0].endswith((".", ":"))


def test_the_harness_loads_nothing_else_of_ours() -> None:
    """In a fresh interpreter, every one of its modules."""
    names = [name for name in MODULES if part(name) == "harness"]

    found = ours(loaded("import importlib\nfor name in sys.argv[1:]: importlib.import_module(name)", *names))

    assert found == {"autograder", *names}


def test_a_copied_harness_runs_without_us(tmp_path: Path) -> None:
    """As in a handout, where it stands beside the student's modules."""
    shutil.copytree(PACKAGE / "harness", tmp_path / "harness", ignore=shutil.ignore_patterns("__pycache__"))
    names = [name.removeprefix("autograder.") for name in MODULES if part(name) == "harness"]
    code = (
        "import importlib\nsys.path.insert(0, sys.argv[1])\n"
        "for name in sys.argv[2:]: importlib.import_module(name)"
    )

    found = loaded(code, str(tmp_path), *names)

    assert set(names) <= found
    assert ours(found) == set()


def test_notebook_libraries_are_loaded_by_a_build_that_makes_one_and_by_nothing_else() -> None:
    """Gradescope grades without them, and the command line starts without them."""
    found = loaded("import autograder.cli, autograder.grading.platforms.gradescope")

    assert {"nbformat", "nbgrader", "nbclient", "IPython"} & found == set()


@pytest.mark.parametrize("entry", ["worker", "zygote"])
def test_a_process_for_student_code_loads_no_test_and_no_grade(entry: str) -> None:
    """What the child, or the zygote whose memory it inherits, does not hold cannot be read out of it."""
    found = loaded(f"import autograder.sandbox.child.{entry}")

    apart = {name for name in ours(found) if part(name) not in {None, "errors", "sandbox"}}
    assert apart == PLAIN - ({ZYGOTES} if entry == "worker" else set())
    assert "pytest" not in found


def test_a_student_process_loads_the_wire_and_the_confinement_and_nothing_else_of_ours() -> None:
    """What the worker itself needs, and what the zygote needs to confine it: folders, and no list of modules."""
    found = {name for name in ours(loaded("import autograder.sandbox.child.zygote")) if name in MODULES}

    allowed = ("autograder.sandbox.child", "autograder.sandbox.wire", "autograder.sandbox.confinement")
    apart = {name for name in found if not name.startswith(allowed)}
    assert apart == {"autograder", "autograder.errors", "autograder.sandbox", *PLAIN}
