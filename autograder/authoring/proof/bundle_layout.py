"""The content of a bundle, as relative path to content: all that grading needs, and no solution."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from autograder.authoring.source.source_text import read_source
from autograder.errors import SourceError
from autograder.harness.student.beside import BESIDE
from autograder.model.bundle import BUNDLE_FILE
from autograder.model.secret import SECRET, secret_file, secret_hash
from autograder.model.shared_hints import source_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.authoring.source.assignment_files import AssignmentFiles
    from autograder.model.assignment import Assignment

    Files = Mapping[str, bytes]


def bundle_tree(assignment: Assignment, files: AssignmentFiles, records: Files, secret: bytes) -> Files:
    """What grading needs, without the reference solution."""
    made_with = {
        "format": 1,
        "source": source_hash(assignment.folder),
        "secret_sha256": secret_hash(secret),
        "own_data": files.own_data,
    }
    loose = {
        "assignment.toml": read_source(assignment.folder / "assignment.toml").encode(),
        BUNDLE_FILE: (json.dumps(made_with, indent=2) + "\n").encode(),
        SECRET: secret_file(secret),
        **records,
    }
    tests = {
        **{f"tests/public/{name}": content for name, content in files.public.items()},
        **{f"tests/hidden/{name}": content for name, content in files.hidden.items()},
        **{f"tests/{name}": content for name, content in {**files.shared, **files.kept}.items()},
        **{f"{BESIDE}/{name}": content for name, content in files.beside.items()},
    }
    answers = {} if files.answers is None else {"answers.toml": files.answers}
    return joined(assignment, files.given, tests, loose, answers, data_tree(assignment, files))


def joined(assignment: Assignment, *parts: Files) -> dict[str, bytes]:
    """Join the parts in one tree; refuse two files of the same name, or of names that Python takes as the same."""
    owner: dict[str, int] = {}
    for number, part in enumerate(parts):
        for path in part:
            top = path.split("/")[0]
            name = top.casefold().removesuffix(".py").removesuffix(".zip")
            if owner.setdefault(name, number) != number:
                toml = assignment.folder / "assignment.toml"
                raise SourceError(
                    toml, 0, f"`{top}` is also the name of something the build puts there; choose another"
                )
    return dict(sorted((path, content) for part in parts for path, content in part.items()))


def data_tree(assignment: Assignment, files: AssignmentFiles) -> Files:
    """The data set, in its folder."""
    data = assignment.data
    return {} if data is None else {f"{data.folder}/{name}": content for name, content in files.data.items()}
