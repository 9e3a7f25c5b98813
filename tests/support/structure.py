"""What may import what in the package, and the reader of its imports: for tests/architecture and for its picture."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
GROUND = ("errors", "files", "python_process", "swap", "text", "toml")

# In each of these rows a part may import from the rows below it and from itself; the parts of one row do not know
# each other, the ground aside. "" stands for a folder's own modules. A new folder, or a new module at the top, takes
# its place here.
DIRECTIONS = {
    "": (
        ("__main__",),
        ("cli",),
        ("authoring",),
        ("grading",),
        ("sandbox",),
        ("model", "datasets"),
        GROUND,
        ("harness",),
    ),
    "authoring": (("release",), ("notebook",), ("audit",), ("trial",), ("proof",), ("source",)),
    "grading": (("platforms",), ("",), ("intake", "judge")),
    "harness": (
        ("handout",),
        ("session",),
        ("diagnosis", "reading"),
        ("checks",),
        ("leaving_out",),
        ("student", "diagnosis.relations"),
        ("answers", "crashes", "values", "rules", "spelling"),
        ("importing",),
    ),
    "sandbox": (("", "child"), ("timing", "scratch"), ("confinement", "wire", "leftovers")),
}


@dataclass(frozen=True, kw_only=True)
class Import:
    """One import statement's target, by its absolute name."""

    module: str  # the module that it stands in
    target: str
    line: int
    typing_only: bool  # under `if TYPE_CHECKING:`
    relative: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}{' for typing' if self.typing_only else ''}"


def imports_of(module: str, source: str, *, is_package: bool = False) -> list[Import]:
    """Every import in a module's source, inside functions too."""
    tree = ast.parse(source)
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        for statement in block.body
        for node in ast.walk(statement)
    }
    package = module.split(".") if is_package else module.split(".")[:-1]
    return [
        Import(
            module=module,
            target=target,
            line=node.lineno,
            typing_only=id(node) in typing_only,
            relative=isinstance(node, ast.ImportFrom) and node.level > 0,
        )
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for target in _targets(node, package)
    ]


def _targets(node: ast.Import | ast.ImportFrom, package: list[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    above = package[: len(package) - node.level + 1] if node.level else []
    base = ".".join([*above, *([node.module] if node.module else [])])
    return [f"{base}.{alias.name}" for alias in node.names]


IMPORTS = [
    found
    for name, path in MODULES.items()
    for found in imports_of(name, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py")
]


def own_module(target: str) -> str | None:
    """The module of ours that `import target` loads: `autograder.errors.SourceError` is `autograder.errors`."""
    while target and target not in MODULES:
        target = target.rpartition(".")[0]
    return target or None


def part(module: str) -> str | None:
    """The folder or top-level module that a module of ours belongs to; None for the package itself."""
    _, _, rest = module.partition(".")
    return rest.split(".")[0] or None


def part_within(neighbourhood: str, module: str) -> str | None:
    """Which part of a neighbourhood a module is in, "" for its own modules; None for what lies elsewhere."""
    prefix = f"autograder.{neighbourhood}." if neighbourhood else "autograder."
    rest = module.removeprefix(prefix)
    if rest == module:
        return None
    parts = [one for row in DIRECTIONS[neighbourhood] for one in row]
    fitting = [one for one in parts if one and (rest == one or rest.startswith(f"{one}."))]
    return max(fitting, key=len) if fitting else ""


def floor(neighbourhood: str, part: str) -> int:
    """How many rows a part stands above the lowest."""
    rows = DIRECTIONS[neighbourhood][::-1]
    return next(number for number, row in enumerate(rows) if part in row)


def crossings(neighbourhood: str) -> list[tuple[Import, str, str]]:
    """The imports between different parts of a neighbourhood: the statement, from, to."""
    found = []
    for statement in IMPORTS:
        target = own_module(statement.target)
        here = part_within(neighbourhood, statement.module)
        there = part_within(neighbourhood, target) if target else None
        if here is not None and there is not None and here != there:
            found.append((statement, here, there))
    return found
