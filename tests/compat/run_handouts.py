"""Run the released handouts under every Python at hand, with an old and the newest NumPy.

Students run `run_tests.py` on whatever they have. For each Python and NumPy the handout as it is has to pass no test,
and the handout with the published solution in it every test, and to pack its zip.

    make compat                                     every python3.9 ... python3.14 on PATH
    make compat PYTHONS="python3.9 /opt/x/python"   these
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ON_PATH = [f"python3.{minor}" for minor in range(9, 15)]
# The oldest NumPy from 1.22 on that has a wheel for that Python.
OLDEST_NUMPY = {"3.9": "1.22", "3.10": "1.22", "3.11": "1.23", "3.12": "1.26", "3.13": "2.1", "3.14": "2.3"}
REPORT = re.compile(r"^(\d+) of (\d+) tests passed", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a student might have."""

    python: str  # the command
    version: str  # "3.9"
    packages: tuple[str, ...]


class CompatError(Exception):
    """A handout that does not do what it should, or a setting that cannot be made."""


def main() -> int:
    """Run all; 0 if every handout works in every setting."""
    handouts = sorted(path.parent for path in (ROOT / "release").glob("*/run_tests.py"))
    settings = [setting for python in pythons() for setting in settings_of(python)]
    if not handouts or not settings:
        say(
            "There is no handout in release/: make build first."
            if settings
            else f"None of {ON_PATH} runs here."
        )
        return 2
    failures = 0
    for setting in settings:
        with tempfile.TemporaryDirectory(prefix="compat-") as folder:
            failures += run_setting(setting, handouts, Path(folder))
    say(f"{len(settings)} settings, {len(handouts)} handouts: {failures} failures")
    return 1 if failures else 0


def pythons() -> list[str]:
    """The interpreters that PYTHONS names, or those on PATH that really run."""
    return os.environ.get("PYTHONS", "").split() or [name for name in ON_PATH if version_of(name)]


def version_of(python: str) -> str:
    """Such as "3.9"; empty where the command does not run (a version manager's shim may lead nowhere)."""
    if shutil.which(python) is None:
        return ""
    script = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def settings_of(python: str) -> list[Setting]:
    """An old and a new setting for this Python."""
    version = version_of(python)
    if not version:
        raise SystemExit(f"{python} does not run; mend PYTHONS")
    oldest = (f"numpy=={OLDEST_NUMPY[version]}.*", "pytest==7.0.*") if version in OLDEST_NUMPY else ()
    return [
        Setting(python=python, version=version, packages=packages)
        for packages in (oldest, ("numpy", "pytest"))
        if packages
    ]


def run_setting(setting: Setting, handouts: list[Path], folder: Path) -> int:
    """Check every handout in one fresh virtual environment; how many failed."""
    name = f"Python {setting.version}, {' '.join(setting.packages)}"
    try:
        python = make_environment(setting, folder / "venv")
    except CompatError as error:
        say(f"FAIL  {name}: {error}")
        return 1
    failures = 0
    for handout in handouts:
        try:
            tests = check_handout(python, handout, folder / handout.name)
        except CompatError as error:
            failures += 1
            say(f"FAIL  {name}: {handout.name}: {error}")
        else:
            say(f"ok    {name} ({found_versions(python)}): {handout.name}, {tests} public tests")
    return failures


def make_environment(setting: Setting, folder: Path) -> Path:
    """A virtual environment with the packages; its interpreter."""
    run([setting.python, "-m", "venv", str(folder)])
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    quiet = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    run([str(python), "-m", "pip", "install", *quiet, *setting.packages])
    return python


def found_versions(python: Path) -> str:
    """The versions that pip chose."""
    script = "import numpy, pytest; print('numpy', numpy.__version__, 'pytest', pytest.__version__)"
    return subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def check_handout(python: Path, handout: Path, copy: Path) -> int:
    """Run the handout's tests without and with the solution, then pack it; how many public tests there are."""
    shutil.copytree(handout, copy, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    details = json.loads((copy / "tests" / "assignment.json").read_text(encoding="utf-8"))
    if details["data_folder"] and not (copy / details["data_folder"]).is_dir():
        raise CompatError(f"it has no {details['data_folder']}/: make build first")
    passed, tests = run_tests(python, copy, expected_code=1)
    if passed or not tests:
        raise CompatError(f"{passed} of {tests} tests pass in the handout as it is")
    for module in details["modules"]:
        shutil.copy(ROOT / "solutions" / handout.name / module, copy / module)
    passed, tests = run_tests(python, copy, expected_code=0)
    if passed != tests:
        raise CompatError(f"{passed} of {tests} tests pass with the solution")
    run([str(python), "run_tests.py", "--zip"], cwd=copy)
    if not list(copy.glob("*-submission.zip")):
        raise CompatError("run_tests.py --zip left no zip")
    return tests


def run_tests(python: Path, folder: Path, expected_code: int) -> tuple[int, int]:
    """Run `run_tests.py`, any warning being shown; how many tests passed, out of how many."""
    output = run([str(python), "run_tests.py"], cwd=folder, expected_code=expected_code)
    found = REPORT.search(output)
    if found is None or "Warning:" in output or "Exception ignored" in output:
        raise CompatError(f"run_tests.py printed no total, or a warning:\n{output[-2000:]}")
    return int(found[1]), int(found[2])


def run(command: list[str], cwd: Path | None = None, expected_code: int = 0) -> str:
    """What a command prints; CompatError where it ends with another code than expected."""
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode != expected_code:
        shown = (done.stdout + done.stderr)[-2000:]
        raise CompatError(
            f"`{' '.join(command)}` ended with {done.returncode}, not {expected_code}:\n{shown}"
        )
    return done.stdout + done.stderr


def say(line: str) -> None:
    """One line of the report, at once."""
    print(line, flush=True)  # noqa: T201 - the script's output


if __name__ == "__main__":
    sys.exit(main())
