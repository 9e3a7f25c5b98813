"""Write a catalogue of mistakes for a small assignment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_catalogue(source: Path, *mistakes: dict[str, object]) -> None:
    """The catalogue of these mistakes; JSON's strings and lists are TOML's."""
    tables = ["\n".join(f"{key} = {json.dumps(value)}" for key, value in one.items()) for one in mistakes]
    text = "".join(f"[[mistakes]]\n{table}\n" for table in tables)
    (source / "mistakes.toml").write_text(text, encoding="utf-8")
