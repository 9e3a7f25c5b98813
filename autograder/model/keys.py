"""The keys of `assignment.toml`, by the header of their table, each with what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# docs/authoring.md shows it.
KEYS: Mapping[str, Mapping[str, str]] = {
    "": {
        "name": "The name of the assignment: letters, digits, `-` and `_`. Its folders and zips are called so.",
        "title": "The title that students read.",
        "modules": "The files that students write and hand in, in the order in which a reader meets them.",
        "programs": "Those of `modules` that tests run by `student.script` and nothing imports. Default: none.",
        "given": "The files that students receive as they are. Default: none.",
        "packages": 'The packages that student code may import, as pip knows them. Default: `["numpy"]`.',
        "stand_ins": "Further packages that student code may import and that do nothing in the grade. Default: none.",
        "seed": "A whole number: with it and the id of a test, the numbers of `rng` in public tests are drawn.",
        "beside": "The modules of the folder `beside/`, reached as `student.beside.<module>`. Default: none.",
    },
    "[stub]": {
        "comment": "The comment that stands where a solution stood. Default: `### TYPE HERE`.",
        "body": "The statement below that comment. Default: `pass`.",
    },
    "[names]": {},
    "[data]": {
        "folder": "The name of the handout's folder of data, which `data.py` makes when the assignment is built.",
    },
    "[written]": {
        "in_score": "Whether the points of written answers belong to the score. Default: false.",
    },
    "[limits]": {
        "test_seconds": "Seconds of processor time that a test may take; six times as many may pass on the clock.",
        "total_seconds": "Seconds of processor time for all tests of a submission.",
        "cpu_seconds": "Seconds of processor time after which the kernel ends a worker, should nobody look.",
        "memory_mib": "MiB of address space of a worker.",
        "resident_mib": "MiB of memory that a worker may touch, beyond what it shares with others.",
        "output_kib": "KiB of prints that are kept of a worker; the rest is thrown away.",
        "reply_mib": "MiB of the largest answer.",
        "scratch_mib": "MiB of files that a worker may write, in a folder of its own; 0 forbids writing.",
        "processes": "How many processes and threads a worker may have.",
    },
    "[[questions]]": {
        "id": "The question's name in marks: small letters, digits, `-` and `_`.",
        "title": "The title that students read.",
        "points": "A number above 0; the question's tests share it by their weights.",
        "visibility": (
            "When Gradescope shows the results: `visible`, `hidden`, `after_due_date` or `after_published`. "
            "Default: `visible`."
        ),
        "hints": "For which tests feedback may say why they failed: `none`, `public` or `all`. Default: `public`.",
        "builds_on": "Questions above this one of which a fault can cost points here too. Default: none.",
        "bonus": "Whether the points come on top of those that make full marks. Default: false.",
        "manual": "Whether people give the points, and no test does. Default: false.",
    },
    "[[measures]]": {
        "id": "The measure's name in `check.measure`.",
        "title": "The title of its column on the leaderboard.",
        "order": "Which end is better: `ascending` where small numbers are, or `descending`.",
        "digits": "How many digits behind the point are shown, 6 at most.",
    },
    "[[sizes]]": {
        "name": "The words for a size that a reason may name, such as `the batch size`.",
        "role": "What it counts: `batch`, the examples of a batch, `epochs`, or `other`. Default: `other`.",
        "rows_of": "Calls, as `Linear.forward` or `*.forward`: it is the number of rows of their first argument.",
        "columns_of": "Calls: it is the number of columns of their first argument.",
        "arguments": "Names of keyword arguments that have it as their value.",
    },
}
