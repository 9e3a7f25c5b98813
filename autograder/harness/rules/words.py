"""The words of a rule on the source, and the nodes of a syntax tree that each stands for."""

from __future__ import annotations

import ast
import keyword
import re

_LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
KEYWORDS: dict[str, tuple[type[ast.AST], ...]] = {
    "for": _LOOPS,
    "while": (ast.While,),
    "if": (ast.If, ast.IfExp),
    "try": (ast.Try,),
    "with": (ast.With, ast.AsyncWith),
    "import": (ast.Import, ast.ImportFrom),
    "lambda": (ast.Lambda,),
    "def": _FUNCTIONS,
    "class": (ast.ClassDef,),
    "global": (ast.Global,),
    "nonlocal": (ast.Nonlocal,),
    "yield": (ast.Yield, ast.YieldFrom),
    "return": (ast.Return,),
    "raise": (ast.Raise,),
    "assert": (ast.Assert,),
    "del": (ast.Delete,),
    "break": (ast.Break,),
    "continue": (ast.Continue,),
    "await": (ast.Await,),
    "and": (ast.And,),
    "or": (ast.Or,),
    "not": (ast.Not, ast.NotIn, ast.IsNot),
    "in": (ast.In, ast.NotIn),
    "is": (ast.Is, ast.IsNot),
    "comprehension": (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
}
OPERATORS: dict[str, tuple[type[ast.AST], ...]] = {
    "+": (ast.Add, ast.UAdd),
    "-": (ast.Sub, ast.USub),
    "*": (ast.Mult,),
    "/": (ast.Div,),
    "//": (ast.FloorDiv,),
    "%": (ast.Mod,),
    "**": (ast.Pow,),
    "@": (ast.MatMult,),
    "<<": (ast.LShift,),
    ">>": (ast.RShift,),
    "&": (ast.BitAnd,),
    "|": (ast.BitOr,),
    "^": (ast.BitXor,),
    "~": (ast.Invert,),
    "==": (ast.Eq,),
    "!=": (ast.NotEq,),
    "<": (ast.Lt,),
    "<=": (ast.LtE,),
    ">": (ast.Gt,),
    ">=": (ast.GtE,),
}
USUAL_NAMES = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "sp": "scipy", "nx": "networkx"}
# With these a program can run what does not stand in its source.
HIDING = (
    "eval",
    "exec",
    "compile",
    "__import__",
    "importlib",
    "globals",
    "locals",
    "vars",
    "getattr",
    "setattr",
)
HIDING_ATTRIBUTES = ("__builtins__", "__dict__", "__globals__", "__getattribute__", "__subclasses__")
HIDING_NAMES = ("sys.modules", "sys._getframe", "inspect", "gc", "ctypes")
_NAME = re.compile(r"\.?[^\W\d]\w*(\.[^\W\d]\w*)*")


def full_name(word: str) -> str:
    """The name in full as a rule means it: `np.linalg.inv` is `numpy.linalg.inv`."""
    first, dot, rest = word.partition(".")
    return f"{USUAL_NAMES.get(first, first)}{dot}{rest}"


def refuse_unknown(word: object) -> None:
    """Refuse what no rule can be about.

    Raises:
        ValueError: saying what a rule can name.
    """
    if isinstance(word, str):
        known = word in KEYWORDS or word in OPERATORS
        if known or (_NAME.fullmatch(word) and not keyword.iskeyword(word)):
            return
    raise ValueError(
        f"a rule on the source cannot be about {word!r}: name a keyword (`for`), an operator (`@`), a function "
        "(`sorted`, `np.linalg.inv`), or a method with a dot before it (`.sort`)"
    )
