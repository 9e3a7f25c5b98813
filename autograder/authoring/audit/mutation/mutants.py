"""Make mutants of the reference: each has one small change in a solution region, which a test should notice."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.authoring.audit.mutation.mutations import changes_in
from autograder.authoring.audit.mutation.source_map import SourceMap
from autograder.authoring.audit.variants import Edit, edited
from autograder.authoring.source.functions import function_lines
from autograder.authoring.source.source_text import compile_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.authoring.source.regions import MarkedModule


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of the reference."""

    id: str  # hw3_lib.py:141:15-16 `+` becomes `-`
    edit: Edit
    line: int
    function: str  # the qualified name of the function that is changed, or ""
    before: str  # the line before the change, with single spaces
    after: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What identifies the mutant, also after lines were added elsewhere."""
        return self.edit.file, self.function, self.before, self.after

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.id}: {self.before}  ->  {self.after}"


def mutants_of(modules: Iterable[MarkedModule]) -> tuple[Mutant, ...]:
    """All mutants of the modules, in order; none is the same program as the reference or as another mutant."""
    return tuple(mutant for module in modules for mutant in _mutants(module))


def _mutants(module: MarkedModule) -> Iterator[Mutant]:
    text = "\n".join(module.lines)
    tree = ast.parse(text)
    functions = function_lines(module.name, text)
    source = SourceMap(module, text)
    known = {ast.dump(tree)}
    for start, end, instead, what in sorted(changes_in(tree, source)):
        edit = Edit(file=module.name, start=start, end=end, text=instead)
        if not source.inside(start, end) or compile_error(edited([module], [edit])[module.name]) is not None:
            continue
        dump = ast.dump(ast.parse(text[:start] + instead + text[end:]))
        if dump in known:
            continue
        known.add(dump)
        line, column = source.line_and_column(start)
        function = functions.get(line)
        before, after = source.lines_around(edit)
        yield Mutant(
            id=f"{module.name}:{line}:{column}-{column + end - start} {what}",
            edit=edit,
            line=line,
            function=function.name if function else "",
            before=before,
            after=after,
        )
