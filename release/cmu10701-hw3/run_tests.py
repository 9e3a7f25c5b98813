"""Run the public tests on your files: `python run_tests.py`. `python run_tests.py --help` tells what else it does."""

import sys

if sys.version_info < (3, 9):  # noqa: UP036 - whoever has an older Python should read why it does not run
    sys.exit("These tests need Python 3.9 or newer, and this is Python " + sys.version.split()[0] + ".")

# This folder comes last, so that a student's own random.py or numpy.py does not stand in for the real one.
sys.path.append(sys.path.pop(0))

from importlib.util import find_spec
from pathlib import Path

if __name__ == "__main__":
    missing = [name for name in ("numpy", "pytest") if find_spec(name) is None]
    if missing:
        sys.exit(
            "These tests need " + " and ".join(missing) + ", which this Python does not have. "
            "Install with: " + sys.executable + " -m pip install " + " ".join(missing)
        )
    from harness.handout.run import main  # type: ignore[import-not-found]

    raise SystemExit(main(Path(__file__).resolve().parent))
