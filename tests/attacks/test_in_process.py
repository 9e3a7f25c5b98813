"""Attacks in the student's process, classes 5 to 8, 11 to 14, 19 to 22: reaching for a grader that is not there."""

from __future__ import annotations

import sysconfig
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.support.siege import Aftermath, Graders, Siege

    Hostile = Callable[..., Aftermath]

# The frames from here down to the worker's loop, and that loop's module.
FRAMES = """
def frames():
    frame = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back

worker = next(frame.f_globals for frame in frames() if frame.f_code.co_name == "serve")
"""


def test_a_patched_runner_is_none_that_anyone_asks(hostile: Hostile) -> None:
    """5: unittest's result class counts no failure, and pytest's and the grader's own would follow."""
    aftermath = hostile(
        """
        import unittest
        unittest.TestResult.wasSuccessful = lambda self: True
        unittest.TestResult.addFailure = unittest.TestResult.addError = lambda *_: None
        unittest.TestCase.assertEqual = unittest.TestCase.fail = lambda *_: None
        attempt("a test that fails", lambda: unittest.TestCase().fail("no"))
        for name in ("pytest", "_pytest.runner", "autograder.grading.score"):
            attempt(name, lambda: importlib.import_module(name))
        """
    )

    assert aftermath.tried == {
        "a test that fails": "None",
        "pytest": "ModuleNotFoundError",
        "_pytest.runner": "ModuleNotFoundError",
        "autograder.grading.score": "ModuleNotFoundError",
    }


def test_a_worker_that_is_taken_over_cannot_answer_with_a_verdict(hostile: Hostile) -> None:
    """5: found through the frames, the worker's own functions are replaced, and every answer is "passed"."""
    aftermath = hostile(
        FRAMES
        + """
def passed(body, table, folder, limit, time_limit):
    number, *_ = next(worker["decode_each"](body, table.object))
    print("asked for more -> passed")
    return worker["_without_objects"]((number, "passed", 20.0), limit)

worker["_respond"] = passed
"""
    )

    assert aftermath.tried == {"asked for more": "passed"}
    assert "the answer was refused: it is not an answer to the requests" in aftermath.feedback()


def test_points_cannot_be_found_by_the_garbage_collector(hostile: Hostile) -> None:
    """6: everything that Python tracks is looked through, and whatever has points gets all of them."""
    aftermath = hostile(
        """
        import gc
        gc.unfreeze()
        objects = gc.get_objects()
        wanted = {"TestRecord", "Question", "Records", "Check", "SubmissionResult", "_Session", "Bundle"}
        scored = [one for one in objects if type(one) is dict and {"points", "max_points", "score"} & {*one}]
        for one in scored:
            one.update(points=20.0, max_points=20.0, score=20.0)
        attempt("thousands of objects seen", lambda: len(objects) > 10_000)
        attempt("the grader's classes", lambda: sorted(wanted & {type(one).__name__ for one in objects}))
        attempt("dictionaries with points", lambda: len(scored))
        """
    )

    assert aftermath.tried == {
        "thousands of objects seen": "True",
        "the grader's classes": "[]",
        "dictionaries with points": "0",
    }


def test_expected_values_do_not_lie_in_any_frame(hostile: Hostile) -> None:
    """7: of all frames and their modules, the last array in the right shape is the answer."""
    aftermath = hostile(
        FRAMES
        + """
def arrays(x):
    for frame in (*frames(), *sys._current_frames().values()):
        tried.append(f"{frame.f_code.co_name} -> {sorted({'wanted', 'expected', 'records'} & {*frame.f_locals})}")
        for value in (*frame.f_globals.values(), *frame.f_locals.values()):
            for one in value if type(value) in (tuple, list) else [value]:
                if isinstance(one, np.ndarray) and one is not x and one.shape == x.shape:
                    yield one

class ReLU(ReLU):
    def forward(self, x):
        found = [*arrays(x)]
        tried.append(f"arrays in all -> {len(found)}")
        super().forward(x)
        return found[-1] if found else None

    backward = forward
"""
    )

    tried = aftermath.tried
    assert tried.pop("arrays in all") == "0"
    assert {"forward", "invoke", "_respond", "serve", "_run_worker", "main"} <= tried.keys()
    assert set(tried.values()) == {"[]"}


def test_a_module_swapped_in_sys_modules_is_only_the_students_own(hostile: Hostile) -> None:
    """8: under the names of the submission, the reference and the tests stands an object that is everything."""
    aftermath = hostile(
        """
        import types
        loaded = [name for name in sys.modules if name.partition(".")[0] in ("autograder", "pytest", "_pytest")]
        class Reference(types.ModuleType):
            def __getattr__(self, name):
                return self
            def __call__(self, *_):
                print("the grader's modules ->", loaded)
                return self
            def __eq__(self, other):
                return True
            __hash__ = None
        for name in ("layers", "solution", "reference", "test_layers", "conftest"):
            sys.modules[name] = Reference(name)
        """
    )

    assert aftermath.tried == {"the grader's modules": "[]"}
    assert "Z is an object of type Reference, where plain numbers are expected." in aftermath.feedback()


def test_the_reference_cannot_be_imported_by_name_or_path(
    hostile: Hostile, siege: Siege, denied: frozenset[str]
) -> None:
    """11: by the names it may have, by the true path of the solution, and with the import system cleared away."""
    aftermath = hostile(
        f"""
        from importlib.machinery import SourceFileLoader
        places = {[str(siege.root / name / "besieged") for name in ("solutions", "source")]!r}
        for name in ("solution", "reference", "layers_solution", "solutions.besieged.layers"):
            attempt(name, lambda: importlib.import_module(name))
        for place in places:
            kind = place.split("/")[-2]
            attempt(f"{{kind}} loaded", lambda: SourceFileLoader("reference", place + "/layers.py").load_module())
        this, finder = sys.modules.pop("layers"), sys.meta_path.pop(0)
        sys.path[:0] = places
        importlib.invalidate_caches()
        attempt("layers from the path", lambda: importlib.import_module("layers"))
        sys.modules["layers"] = this
        sys.meta_path.insert(0, finder)
        sys.path[:2] = []
        """
    )

    tried = aftermath.tried
    assert {tried.pop("solutions loaded"), tried.pop("source loaded")} <= denied
    assert tried == {
        "solution": "ModuleNotFoundError",
        "reference": "ModuleNotFoundError",
        "layers_solution": "ModuleNotFoundError",
        "solutions.besieged.layers": "ModuleNotFoundError",
        "layers from the path": "ModuleNotFoundError",
    }


def test_the_source_of_the_tests_is_in_no_cache(hostile: Hostile, siege: Siege) -> None:
    """12: `linecache`, `inspect` and the locals of all frames."""
    aftermath = hostile(
        FRAMES
        + f"""
import inspect, linecache
path = {str(siege.bundle / "tests/hidden/test_layers.py")!r}
attempt("lines", lambda: linecache.getlines(path))
attempt("lines in the cache", lambda: [name for name in linecache.cache if "test" in name])
attempt("tests among the frames", lambda: [one.filename for one in inspect.stack() if "test_" in one.filename])
attempt("tests among the locals", lambda: [name for frame in frames() for name in frame.f_locals if "test" in name])
attempt("the grader's source", lambda: inspect.getsource(worker["serve"]))
"""
    )

    assert aftermath.tried == {
        "lines": "[]",
        "lines in the cache": "[]",
        "tests among the frames": "[]",
        "tests among the locals": "[]",
        "the grader's source": "OSError",
    }


def test_a_tracing_function_sees_nothing_but_the_worker(hostile: Hostile) -> None:
    """13: settrace, setprofile and sys.monitoring look for the comparison and its tolerance."""
    aftermath = hostile(
        """
        import threading
        seen, found = set(), set()
        def spy(frame, event, argument):
            seen.add(frame.f_code.co_name)
            found.update({"wanted", "expected", "atol", "records", "points"} & {*frame.f_locals})
            return spy
        sys.settrace(spy)
        sys.setprofile(spy)
        threading.settrace(spy)
        if hasattr(sys, "monitoring"):
            sys.monitoring.use_tool_id(3, "spy")
            start = sys.monitoring.events.PY_START
            sys.monitoring.register_callback(3, start, lambda code, _: seen.add(code.co_name))
            sys.monitoring.set_events(3, start)

        class ReLU(ReLU):
            def forward(self, x):
                ours = {'decode_each', 'encode', '_respond', 'close', '_compare'}
                tried.append(f"calls seen -> {sorted(seen & ours)}")
                tried.append(f"names found -> {sorted(found)}")
                return super().forward(x)
        """
    )

    assert aftermath.tried == {"calls seen": "['_respond', 'decode_each', 'encode']", "names found": "[]"}


def test_an_import_hook_answers_only_the_student(hostile: Hostile) -> None:
    """14: a finder that gives out any module, and an `__import__` that makes every one agreeable."""
    aftermath = hostile(
        f"""
        import builtins, importlib.util, types
        true_finders, true_hooks, true_import = [*sys.meta_path], [*sys.path_hooks], builtins.__import__
        sys.meta_path[:] = [one for one in sys.meta_path if "Submission" not in type(one).__name__]
        sys.path.insert(0, {sysconfig.get_path("purelib")!r})
        attempt("the real pytest", lambda: importlib.import_module("pytest"))

        class Finder:
            def find_spec(self, name, path=None, target=None):
                return importlib.util.spec_from_loader(name, self)
            def create_module(self, spec):
                module = types.ModuleType(spec.name)
                module.__getattr__ = lambda name: lambda *_, **__: True
                return module
            def exec_module(self, module):
                pass
        sys.meta_path[:] = [Finder()]
        sys.path_hooks.clear()
        attempt("a check of my own", lambda: importlib.import_module("check").close("Z", 1))
        attempt("my pytest fails", lambda: importlib.import_module("pytest").fail("no"))
        builtins.__import__ = lambda *given: tried.append(f"import hook -> {{given[0]}}") or true_import(*given)
        import json
        sys.meta_path[:], sys.path_hooks[:], builtins.__import__ = true_finders, true_hooks, true_import
        """
    )

    tried = aftermath.tried
    assert tried.pop("the real pytest")  # it can be had where it lies among the interpreter's own files
    assert tried == {
        "a check of my own": "True",
        "my pytest fails": "True",
        "import hook": "json",
    }


def test_a_forged_report_is_an_object_like_any_other(hostile: Hostile) -> None:
    """19: `TestReport` is not among all classes there are, so an own one says "passed"."""
    aftermath = hostile(
        """
        import types
        def below(kind):
            return [one for sub in type.__subclasses__(kind) for one in (sub, *below(sub))]
        names = {one.__name__ for one in below(object)}
        attempt("classes seen", lambda: len(names) > 500)
        attempt("reports", lambda: sorted(names & {"TestReport", "CollectReport", "CallInfo", "CheckFailed"}))
        sys.modules["_pytest.reports"] = types.ModuleType("_pytest.reports")

        class TestReport:
            outcome, passed, failed, skipped, when, longrepr = "passed", True, False, False, "call", None
        sys.modules["_pytest.reports"].TestReport = TestReport

        class ReLU(ReLU):
            def forward(self, x):
                super().forward(x)
                return TestReport()

            backward = forward
        """
    )

    assert aftermath.tried == {"classes seen": "True", "reports": "[]"}
    assert "Z is an object of type TestReport, where plain numbers are expected." in aftermath.feedback()


def test_a_plugin_finds_no_one_to_register_with(hostile: Hostile) -> None:
    """20: the module is a pytest plugin, and looks in all frames for a plugin manager."""
    aftermath = hostile(
        FRAMES
        + """
def pytest_runtest_makereport(item, call):
    call.excinfo = None

def pytest_runtest_logreport(report):
    report.outcome = "passed"

looked_at, managers = 0, []
for frame in frames():
    for value in (*frame.f_globals.values(), *frame.f_locals.values()):
        looked_at += 1
        for one in (value, getattr(value, "config", None), getattr(value, "pluginmanager", None)):
            if hasattr(one, "hook") or hasattr(one, "pluginmanager"):
                managers.append(one.register(sys.modules[__name__]))
attempt("many objects", lambda: looked_at > 500)
attempt("plugin managers", lambda: managers)
"""
    )

    assert aftermath.tried == {"many objects": "True", "plugin managers": "[]"}


def test_the_main_module_holds_no_secret(hostile: Hostile) -> None:
    """21: a grader run as a script leaves its names, points and keys in `__main__`."""
    aftermath = hostile(
        """
        import __main__
        names = [name for name in vars(__main__) if not name.startswith("__")]
        attempt("names", lambda: sorted(names))
        attempt("file", lambda: __main__.__file__)
        __main__.points = __main__.score = __main__.max_score = 20.0
        """
    )

    assert aftermath.tried == {
        "names": "['os', 'register', 'sys', 'zygote']",
        "file": "AttributeError",
    }


def test_a_nonce_in_the_graders_environment_stays_there(
    hostile: Hostile, graders: Graders, monkeypatch: pytest.MonkeyPatch, denied: frozenset[str]
) -> None:
    """22: `os.environ`, the C library's own table, and what /proc tells of the worker and its parent."""
    nonce = "8c1f-a-word-that-only-the-grader-knows"
    monkeypatch.setenv("GRADER_NONCE", nonce)
    graders.close()  # the next one has it

    aftermath = hostile(
        """
        import ctypes
        libc = ctypes.CDLL(None)
        libc.getenv.restype = ctypes.c_char_p
        attempt("os.environ", lambda: os.environ.get("GRADER_NONCE"))
        attempt("getenv", lambda: libc.getenv(b"GRADER_NONCE"))
        for who, number in (("self", "self"), ("parent", os.getppid())):
            for file in ("environ", "cmdline", "mem"):
                attempt(f"{who} {file}", lambda: open(f"/proc/{number}/{file}").read())
        attempt("arguments", lambda: [one for one in (*sys.argv, *sys.orig_argv) if "nonce" in one.lower()])
        """
    )

    assert nonce not in aftermath.visible
    tried = aftermath.tried
    files = {
        tried.pop(f"{who} {file}") for who in ("self", "parent") for file in ("environ", "cmdline", "mem")
    }
    assert files <= denied
    assert tried == {"os.environ": "None", "getenv": "None", "arguments": "[]"}
