"""Prove that no line of a solution region stands in anything that is handed out.

What is compared is the line without its whitespace, its comment, and the signs that may decorate it in prose,
in a comment or in a string (`#`, `>`, quotes, backticks, commas); so a solution that was commented out, quoted
in the handout or indented differently is still found. Besides each line, each statement (however it is wrapped)
and each whole region are looked for by their tokens.

Not every line is a secret:

* A line that also stands outside the regions of the assignment's modules is given away there already. Lines of the
  files under `given` are not excused in this way: a solution that was pasted into one of them has to be found.
* A line that says too little to be anyone's secret, such as `return x`, `else:`, `self.x = x` or `losses = []`.
  Names and numbers count one each, arithmetic and comparison two, keywords, `self` and punctuation nothing,
  repetitions nothing; below four the line is trivial. So `return self.y_hat - self.y_true`, the whole of a
  backward pass, is a secret.
* The package's own files (the harness, the wheel) were written without any knowledge of the assignment. One common
  line is chance there, and the instructor could not change it; a whole region with two distinctive lines is not.
"""

from __future__ import annotations

import ast
import functools
import io
import json
import keyword
import re
import textwrap
import tokenize
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.authoring.source.source_text import NO_CODE
from autograder.errors import BuildRefusedError
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from autograder.authoring.source.regions import MarkedModule, Region

_DISTINCTIVE = 4
_KEPT = 1024  # files without spaces
_DECORATION = " \t#>*`'\",;|\\"
_WORD = re.compile(r"[^\W\d]\w*|\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+|[-+*/@%<>!=&|^~]+")
_AUGMENTED = re.compile(r"[-+*/@%&|^]+=")
_SILENT = frozenset({*keyword.kwlist, "self", "cls", "=", "->"})


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What may not be handed out, and the line of the source that it comes from."""

    lines: Mapping[str, str]  # a line or statement in its bare form -> file:line
    regions: Mapping[str, str]  # a whole region's tokens run together -> file:line
    long_regions: frozenset[str]  # those of `regions` that have at least two distinctive lines


def secrets_of(modules: Sequence[MarkedModule]) -> Secrets:
    """The lines, statements and regions of these modules that do not also stand outside their regions."""
    given, given_code = _given(modules)
    lines: dict[str, str] = {}
    regions: dict[str, str] = {}
    long_regions = set()
    for module in modules:
        for region in module.regions:
            found = dict(_bare_lines(module, region))
            secret = {form: line for form, line in found.items() if form not in given}
            for form, line in secret.items():
                lines.setdefault(form, f"{module.path}:{line}")
            code = _run_together(
                token for token in module.tokens if region.begin < token.start[0] < region.end
            )
            if secret and not any(code in text for text in given_code):
                regions.setdefault(code, f"{module.path}:{region.begin + 1}")
                if len(secret) > 1:
                    long_regions.add(code)
    return Secrets(lines=lines, regions=regions, long_regions=frozenset(long_regions))


def secrets_of_tests(hidden: Mapping[str, bytes], given: Iterable[bytes]) -> Secrets:
    """The lines of hidden tests that stand nowhere in the public ones or in the stubs.

    Args:
        hidden: File name to content.
        given: The contents of the public tests and the stubs.
    """
    open_ = {form for content in given for _, form in _line_forms(content.decode("utf-8", errors="replace"))}
    lines: dict[str, str] = {}
    for name, content in hidden.items():
        for number, line in enumerate(content.decode().split("\n"), 1):
            if is_distinctive(line) and _bare(line) not in open_:
                lines.setdefault(_bare(line), f"tests/hidden/{name}:{number}")
    return Secrets(lines=lines, regions={}, long_regions=frozenset())


def secrets_of_functions(modules: Mapping[str, bytes], given: Iterable[bytes]) -> Secrets:
    """The functions of right solutions that stand nowhere in what is given; no single line of them is a secret.

    Args:
        modules: File name to content.
        given: The contents of the stubs, the given files and the tests.
    """
    texts = [content.decode("utf-8", errors="replace") for content in given]
    open_lines = {form for text in texts for _, form in _line_forms(text)}
    open_code = tuple(_run_together(_tokens(text)) for text in texts)
    regions: dict[str, str] = {}
    for name, content in modules.items():
        for line, body in _function_bodies(content.decode("utf-8", errors="replace")):
            code = _run_together(_tokens(body))
            own = {_bare(one) for one in body.split("\n") if is_distinctive(one)} - open_lines
            if len(own) > 1 and not any(code in text for text in open_code):
                regions.setdefault(code, f"{name}:{line}")
    return Secrets(lines={}, regions=regions, long_regions=frozenset(regions))


def refuse_leaks(
    secrets: Secrets, shipped: Mapping[str, bytes], own: Collection[str] = (), *, what: str = "the solution"
) -> None:
    """Refuse the build if a secret stands in one of these files.

    Args:
        secrets: From `secrets_of`.
        shipped: Path to content of all that is shipped, data sets aside.
        own: The paths among them that are files of the package.
        what: The words for what would be given away.

    Raises:
        BuildRefusedError: naming file and line on both sides.
    """
    found = [
        leak
        for path, content in shipped.items()
        for name, text in _texts(path, content)
        for leak in _leaks(secrets, name, text, own=path in own)
    ]
    if found:
        raise BuildRefusedError(
            f"the release would give away {what}: {listed(found, shown=5, between='; ')}; "
            "take it out there, or word one of the two differently"
        )


def _leaks(secrets: Secrets, name: str, text: str, *, own: bool) -> Iterator[str]:
    origins: set[str] = set()
    for number, form in [] if own else _forms(text, _tokens(text)):
        origin = secrets.lines.get(form)
        if origin is not None and origin not in origins:
            origins.add(origin)
            yield f"{origin} stands in {name}:{number}"
    regions = {
        code: origin for code, origin in secrets.regions.items() if not own or code in secrets.long_regions
    }
    if origins or not regions:
        return
    whole = _whole_forms(text)
    for code, origin in regions.items():
        if any(code in form for form in whole):
            yield f"the region at {origin} stands in {name}"


@functools.lru_cache(maxsize=_KEPT)
def _whole_forms(text: str) -> tuple[str, str]:
    """A file without spaces, its code alone and all of it; each build ships the same files of the package."""
    return _run_together(_tokens(text)), _squash(text)


def is_distinctive(text: str) -> bool:
    """Whether a line says enough to be a secret."""
    words = {word for word in _WORD.findall(text) if word not in _SILENT}
    operators = {word for word in words if word[0] in "-+*/@%<>=!&|^~" and not _AUGMENTED.fullmatch(word)}
    return len(words) + len(operators) >= _DISTINCTIVE


def _function_bodies(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of each function's statements, the docstring aside; none in what is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = text.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body:
                first, last = body[0].lineno, body[-1].end_lineno
                yield first, textwrap.dedent("\n".join(lines[first - 1 : last]))


def _given(modules: Sequence[MarkedModule]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The bare lines and statements outside every region, and each module's given code run together."""
    lines: set[str] = set()
    code = []
    for module in modules:
        outside = [token for token in module.tokens if module.region_of(token.start[0]) is None]
        given = [line for number, line in enumerate(module.lines, 1) if module.region_of(number) is None]
        lines.update(form for _, form in _line_forms("\n".join(given)))
        lines.update(_bare(statement) for _, statement in _statements(outside))
        code.append(_run_together(outside))
    return frozenset(lines), tuple(code)


def _bare_lines(module: MarkedModule, region: Region) -> Iterator[tuple[str, int]]:
    """The distinctive lines, comments and statements of a region in their bare form."""
    inside = [token for token in module.tokens if region.begin < token.start[0] < region.end]
    comments = {token.start[0]: token for token in inside if token.type == tokenize.COMMENT}
    for number in range(region.begin + 1, region.end):
        line = module.lines[number - 1]
        cut = comments[number].start[1] if number in comments else len(line)
        for part in (line[:cut], line[cut:]):
            if is_distinctive(part):
                yield _bare(part), number
    for number, statement in _statements(inside):
        if is_distinctive(statement):
            yield _bare(statement), number


def _forms(text: str, tokens: Iterable[tokenize.TokenInfo]) -> Iterator[tuple[int, str]]:
    """Every bare form under which a secret line could stand in this text, with its line."""
    yield from _line_forms(text)
    for number, statement in _statements(tokens):
        yield number, _bare(statement)


def _line_forms(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        yield number, _bare(line)
        if "#" in line:
            code, _, comment = line.partition("#")
            yield number, _bare(code)
            yield number, _bare(comment)


def _bare(line: str) -> str:
    """A line without whitespace and decoration."""
    line = line.strip(_DECORATION)
    return _squash(line.removesuffix("\\n").rstrip(_DECORATION))


def _squash(text: str) -> str:
    return "".join(text.split())


def _run_together(tokens: Iterable[tokenize.TokenInfo]) -> str:
    return _squash("".join(token.string for token in tokens if token.type not in NO_CODE))


def _statements(tokens: Iterable[tokenize.TokenInfo]) -> Iterator[tuple[int, str]]:
    """The logical lines among these tokens: the line each begins in, and its text without comments."""
    parts: list[tokenize.TokenInfo] = []
    for token in tokens:
        if token.type == tokenize.NEWLINE or token.string == ";":
            if parts:
                yield parts[0].start[0], " ".join(part.string for part in parts)
            parts = []
        elif token.type not in NO_CODE:
            parts.append(token)


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    """The tokens of a text as far as it can be read as Python."""
    tokens: list[tokenize.TokenInfo] = []
    try:
        tokens.extend(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return tokens  # prose, or a shell script: its lines were looked at already
    return tokens


def _texts(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The texts in a file, or in the files of an archive; none in arrays and other binary files."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _texts(f"{path}/{member}", archive.read(member))
    elif b"\0" not in content:
        text = content.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        yield path, _cells(text) if path.endswith(".ipynb") else text


def _cells(text: str) -> str:
    """The sources of a notebook's cells."""
    try:
        sources = [cell["source"] for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError):
        return text  # not a notebook: its lines are searched as they are
    return "\n".join(source if isinstance(source, str) else "".join(source) for source in sources)
