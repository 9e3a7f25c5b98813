"""Draw docs/architecture.svg from the package's imports: `python -m tests.support.draw_structure`.

A box is a folder; an arrow points at what is imported, and is left out where a longer way of arrows says the same.
"""

from __future__ import annotations

import ast
import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.structure import DIRECTIONS, GROUND, MODULES, crossings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "architecture.svg"
WIDTH, MARGIN, HEAD = 980, 24, 54  # of the picture, around everything, and of a folder's name and sentence
BOX_WIDTH, BOX_HEIGHT, GAP, BETWEEN = (
    140,
    34,
    30,
    26,
)  # GAP: between columns of boxes; BETWEEN: between folders
LINE = 26  # from one arrow at a folder's left edge to the next
GROUND_NAME = ", ".join(f"{name}.py" for name in GROUND)
STYLE = """
  text { font: 15px system-ui, sans-serif; fill: #1f2328; }
  .name { font-weight: 600; }
  .says { font-size: 13px; fill: #59636e; }
  .folder { fill: #f6f8fa; stroke: #d1d9e0; }
  .box { fill: #ffffff; stroke: #8c959f; }
  path { stroke: #0969da; fill: none; stroke-width: 1.5; marker-end: url(#tip); }
"""


TIP = """<defs>
  <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
    <polygon points="0,0 8,4 0,8" fill="#0969da"/>
  </marker>
</defs>"""


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture."""

    x: float
    y: float
    width: float
    height: float


def reduced(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The edges of a graph without cycles that no longer way replaces, sorted."""
    below: dict[str, set[str]] = {}
    for start, end in edges:
        below.setdefault(start, set()).add(end)

    def reach(start: str) -> set[str]:
        return below.get(start, set()) | {far for near in below.get(start, set()) for far in reach(near)}

    return sorted(
        (start, end)
        for start, ends in below.items()
        for end in ends
        if not any(end in reach(other) for other in ends - {end})
    )


def edges_of(neighbourhood: str) -> list[tuple[str, str]]:
    """Who imports whom among the parts of a neighbourhood, by their names in `DIRECTIONS`."""
    found = {(named(here), named(there)) for _, here, there in crossings(neighbourhood)}
    return reduced((start, end) for start, end in found if start != end)


def named(part: str) -> str:
    """A part as the picture has it, where the ground is one."""
    return GROUND_NAME if part in GROUND else part


def sentence_of(part: str) -> str:
    """The first sentence of the docstring of a folder or a module at the top."""
    if part == GROUND_NAME:
        return "Refusals in one sentence, whole folders, text that is safe to show, TOML with its lines."
    path = MODULES[f"autograder.{part}"]
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.split("\n\n")[0].replace("\n", " ")


def picture() -> str:
    """The SVG file's text."""
    body: list[str] = []
    places: dict[str, Box] = {}
    top = float(MARGIN)
    for part in dict.fromkeys(named(part) for row in DIRECTIONS[""] for part in row if part != "__main__"):
        places[part] = box = Box(MARGIN + 2 * LINE, top, WIDTH - 2 * MARGIN - 2 * LINE, _height(part))
        body += _folder(part, box)
        top += box.height + BETWEEN
    body += _arrows_between(places)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top - BETWEEN + MARGIN:g}" role="img">',
            "<title>The folders of the package, and what each imports</title>",
            f"<style>{STYLE}</style>",
            TIP,
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *body,
            "</svg>\n",
        ]
    )


def _height(part: str) -> float:
    columns = DIRECTIONS.get(part, ())
    most = max((len(column) for column in columns), default=0)
    return HEAD + (most * (BOX_HEIGHT + 10) + 14 if most else 0)


def _folder(part: str, box: Box) -> list[str]:
    """A folder with its name, its sentence and its parts."""
    name = part if part == GROUND_NAME else f"{part}/"
    drawn = [
        f'<rect class="folder" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="8"/>',
        f'<text class="name" x="{box.x + 16:g}" y="{box.y + 23:g}">{name}</text>',
        f'<text class="says" x="{box.x + 16:g}" y="{box.y + 42:g}">{html.escape(sentence_of(part))}</text>',
    ]
    inner: dict[str, Box] = {}
    for number, column in enumerate(DIRECTIONS.get(part, ())):
        for row, inside in enumerate(column):
            x = box.x + 16 + number * (BOX_WIDTH + GAP)
            inner[inside] = Box(x, box.y + HEAD + row * (BOX_HEIGHT + 10), BOX_WIDTH, BOX_HEIGHT)
    drawn += [
        line
        for inside, place in inner.items()
        for line in _part(inside.rpartition(".")[2] or f"{part} itself", place)
    ]
    if inner:
        drawn += [_arrow_across(inner[start], inner[end]) for start, end in edges_of(part)]
    return drawn


def _part(name: str, box: Box) -> list[str]:
    return [
        f'<rect class="box" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="6"/>',
        f'<text x="{box.x + box.width / 2:g}" y="{box.y + 22:g}" text-anchor="middle">{html.escape(name)}</text>',
    ]


def _arrow_across(start: Box, end: Box) -> str:
    """From the right edge of one box to the left edge of the next, or below those that stand between."""
    y1, y2 = start.y + start.height / 2, end.y + end.height / 2
    if end.x - start.x > BOX_WIDTH + GAP:
        y, x1, x2 = start.y + start.height, start.x + start.width * 0.7, end.x + end.width * 0.3
        deep = y + (8 if start.x // (BOX_WIDTH + GAP) % 2 else 14)
        return f'<path d="M {x1:g} {y:g} V {deep:g} H {x2:g} V {y:g}"/>'
    return f'<path d="M {start.x + start.width:g} {y1:g} L {end.x:g} {y2:g}"/>'


def _arrows_between(places: Mapping[str, Box]) -> list[str]:
    """Down to the next folder in a straight line; to a later one around the left edges."""
    drawn = []
    around = {(places[start], places[end]) for start, end in edges_of("") if start in places}
    for number, (start, end) in enumerate(sorted(around, key=lambda pair: (pair[0].y, pair[1].y))):
        if end.y - start.y - start.height <= BETWEEN:
            x = start.x + 40
            drawn.append(f'<path d="M {x:g} {start.y + start.height:g} L {x:g} {end.y:g}"/>')
            continue
        x, y1, y2 = start.x - 12 - 7 * (number % 6), start.y + start.height - 12, end.y + 14
        drawn.append(f'<path d="M {start.x:g} {y1:g} L {x:g} {y1:g} L {x:g} {y2:g} L {end.x:g} {y2:g}"/>')
    return drawn


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
