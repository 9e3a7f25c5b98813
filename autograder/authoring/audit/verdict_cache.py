"""Keep the tests' records of the catalogued mistakes, so that a build without changes need not run them again."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import json
import platform
import zipfile
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.files import read_tree, tree_hash
from autograder.harness.checks.check import Finding
from autograder.harness.checks.status import Status
from autograder.harness.crashes.stop import Stop
from autograder.harness.student.plain import Fault
from autograder.model.secret import secret_hash
from autograder.python_process import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.authoring.proof.reference import Reference
    from autograder.harness.checks.test_record import TestRecord

    Files = Mapping[str, bytes]

CACHE_FOLDER = "audit"  # the folder beside the bundle
_VERDICT, _VALUES = "mistakes.json", "values.npz"
_APART = ("cli/", "grading/", "sandbox/")  # parts of the package that no test of a build runs through


def cache_files(reference: Reference, records: Mapping[str, tuple[TestRecord, ...]]) -> Files:
    """The files to keep: for each mistake the tests that failed; the other records equal the reference's."""
    values: dict[str, np.ndarray] = {}
    wrong: dict[str, Any] = {}
    weighted = [test.id for test in reference.weighted]
    for mistake, tests in records.items():
        failed = [test for test in tests if test.status is not Status.PASSED]
        missing = sorted(set(weighted) - {test.id for test in tests})
        wrong[mistake] = {"failed": [_to_json(test) for test in failed], "missing": missing}
        for test in failed:
            values.update({f"{mistake}|{test.id}|{name}": value for name, value in test.observed.items()})
            if test.wrong is not None:
                values[f"{mistake}|{test.id}"] = test.wrong
    stream = io.BytesIO()
    np.savez_compressed(stream, **values)  # type: ignore[arg-type]  # numpy's stub takes the keys for options
    verdict = {"made_from": fingerprint(reference), "mistakes": wrong}
    return {_VERDICT: (json.dumps(verdict, indent=1) + "\n").encode(), _VALUES: stream.getvalue()}


def read_cached(folder: Path, reference: Reference) -> Mapping[str, tuple[TestRecord, ...]] | None:
    """Read what an earlier build has kept; None if it was made from anything else, or is damaged."""
    with contextlib.suppress(
        OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile
    ):
        verdict = json.loads((folder / _VERDICT).read_text(encoding="utf-8"))
        if verdict["made_from"] != fingerprint(reference):
            return None
        with np.load(folder / _VALUES, allow_pickle=False) as values:
            return {
                mistake: tuple(_records(reference, mistake, saved, values))
                for mistake, saved in verdict["mistakes"].items()
            }
    return None


def fingerprint(reference: Reference) -> str:
    """A hash of all that the records depend on: source, data, secret, this package, and what it runs on."""
    digest = hashlib.sha256()
    for name, content in read_tree(PACKAGE).items():
        if not name.startswith(_APART):
            digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    data = reference.data_folder
    about = (
        tree_hash(reference.assignment.folder),
        tree_hash(data) if data is not None else "",
        secret_hash(reference.secret),
        platform.python_version(),
        *(version(package) for package in ("numpy", "pytest")),
    )
    digest.update("\n".join(about).encode())
    return digest.hexdigest()


def _to_json(record: TestRecord) -> dict[str, Any]:
    finding = None if record.finding is None else dataclasses.asdict(record.finding)
    return {
        "id": record.id,
        "status": record.status.value,
        "finding": finding,
        "fault": None if record.fault is None else record.fault.value,
        "observed": list(record.observed),
        "recorded_names": sorted(record.recorded_names),
        "check": record.check,
        "wrong": record.wrong is not None,
        "error": record.error,
        "stop": None if record.stop is None else dataclasses.asdict(record.stop),
    }


def _records(
    reference: Reference, mistake: str, saved: dict[str, Any], values: Mapping[str, np.ndarray]
) -> list[TestRecord]:
    failed = {test["id"]: test for test in saved["failed"]}
    return [
        _record(test, mistake, failed[test.id], values) if test.id in failed else test
        for test in reference.weighted
        if test.id not in saved["missing"]
    ]


def _record(
    passed: TestRecord, mistake: str, saved: dict[str, Any], values: Mapping[str, np.ndarray]
) -> TestRecord:
    return dataclasses.replace(
        passed,
        status=Status(saved["status"]),
        finding=None if saved["finding"] is None else Finding(**saved["finding"]),
        fault=None if saved["fault"] is None else Fault(saved["fault"]),
        observed={name: values[f"{mistake}|{passed.id}|{name}"] for name in saved["observed"]},
        recorded_names=frozenset(saved["recorded_names"]),
        check=saved["check"],
        wrong=values[f"{mistake}|{passed.id}"] if saved["wrong"] else None,
        error=saved["error"],
        stop=None if saved["stop"] is None else Stop(**saved["stop"]),
        measures={},
        prints="",
        seconds=0.0,
    )
