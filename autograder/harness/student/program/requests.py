"""What a test asks of a student's code as a program: `student.script`, `student.console`, files of its folder.

Both students have these, at home and in the sandbox. What arrives here comes from the student's process, so each part
is looked at before a test sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union

from ...importing.module_names import module_name
from ..containers.requests import ContainerRequests
from ..drawing.requests import FigureRequests
from ..plain import Fault
from ..proxy import StudentError
from .files import MOST_BYTES, MOST_FILES, is_plain_path
from .streams import MOST_PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typing_extensions import Self

    from ..call_log import CallLog

Content = Union[str, bytes]

# What is said of each word with which the student's process refuses something.
_REFUSED = {
    "printed": f"your code printed more than {MOST_PRINTED:,} bytes; does a loop go on for ever?",
    "many": f"your code made more than {MOST_FILES} files",
    "large": f"your code wrote more than {MOST_BYTES:,} bytes into files",
    "no file": "is a link, a folder or the like, and no plain file",
    "absent": "was not written",
}
_LAST_LINES = 3  # of a traceback: where it was, the line, and the exception
_NO_ANSWER = "it is not an answer to the request"


@dataclass(frozen=True)
class ProgramRun:
    """What came of a program.

    Attributes:
        stdout: What it printed.
        stderr: What it printed on the standard error.
        exit_code: 0, or what it ended with; 1 after an exception.
        files: The files that it wrote or changed, by their names: text, or bytes where they are no text.
    """

    stdout: str
    stderr: str
    exit_code: int
    files: Mapping[str, Content] = field(default_factory=dict)


class ProgramRequests(FigureRequests, ContainerRequests):
    """The requests; each student says how one gets to the student's process.

    Attributes:
        settle: Sends the requests that wait, and waits for their answers.
    """

    settle: Callable[[], None]

    def script(
        self,
        file: str,
        *,
        args: Sequence[str] = (),
        stdin: str = "",
        files: Mapping[str, Content] | None = None,
    ) -> ProgramRun:
        """Run a file of the assignment as a program, `python file args...`, in the folder of the student's code.

        It runs anew each time, with the student's modules imported anew. An exception ends it with the exit code 1
        and a traceback, as in Python; a NotImplementedError says that it is not written yet, and is the test's.

        Args:
            file: The file, one of the assignment's `modules`.
            args: The words after its name, `sys.argv[1:]`.
            stdin: What it finds on its standard input.
            files: Files that lie in its folder when it begins, by name.

        Raises:
            StudentError: if it prints or writes too much, is not written yet, or takes too long.
            ValueError: if a test asks for what cannot be.
        """
        module = module_name(file) if file.endswith(".py") else ""
        if module not in self._program_modules():
            known = ", ".join(f"{name}.py" for name in sorted(self._program_modules()))
            raise ValueError(f"the assignment has no module {file}; it has {known}")
        words = [_text("args", one) for one in args]
        given = {_path(name): _content(one) for name, one in (files or {}).items()}
        self._program_is_there(module)
        answer = self._request_program("script", module, words, _text("stdin", stdin), given)
        run = self._run_of(answer)
        if run.exit_code and "Traceback (most recent call last)" in run.stderr:
            lines = [line for line in run.stderr.strip().splitlines() if line.strip(" ^~")]
            last = "\n".join(lines[-_LAST_LINES:])
            self._program_log().program_end = f"{file} ended with the exit code {run.exit_code}:\n{last}\n"
        return run

    def console(self, stdin: str = "") -> Console:
        """A block in which what the student's code prints is kept, and `input()` reads the lines of `stdin`.

        At its end, `stdout` and `stderr` hold what was printed in it.
        """
        return Console(self, _text("stdin", stdin))

    def write_file(self, name: str, content: Content) -> None:
        """Lay a file into the folder of the student's code, where it opens it by this name."""
        self._request_program("write file", _path(name), _content(content))

    def read_file(self, name: str) -> Content:
        """What a file holds that the student's code has written: text, or bytes where it is no text.

        Raises:
            StudentError: if there is none of this name, it is no plain file, or it is too large.
        """
        answer = self._request_program("read file", _path(name))
        self._refuse_if_it_says_so(answer, name)
        content = answer.get("content") if type(answer) is dict else None
        if type(content) is str or type(content) is bytes:
            return content
        raise self._refused(_NO_ANSWER)

    def _program_modules(self) -> Sequence[str]:
        """The names of the assignment's modules."""
        raise NotImplementedError

    def _program_is_there(self, module: str) -> None:
        """Make sure that the file was handed in.

        Raises:
            StudentError: if it was not.
        """
        raise NotImplementedError

    def _program_log(self) -> CallLog:
        """Where faults are noted."""
        raise NotImplementedError

    def _refused(self, why: str) -> StudentError:
        return self._program_log().noted(StudentError(Fault.REFUSED, message=why))

    def _refuse_if_it_says_so(self, answer: Any, name: str = "") -> None:  # noqa: ANN401 - whatever came
        word = answer.get("refused") if type(answer) is dict else None
        if type(word) is str and word in _REFUSED:
            what = _REFUSED[word]
            raise self._refused(what if what.startswith("your") else f"{name} {what}".strip())

    def _run_of(self, answer: Any) -> ProgramRun:  # noqa: ANN401 - whatever came
        self._refuse_if_it_says_so(answer, "a file")
        if type(answer) is not dict:
            raise self._refused(_NO_ANSWER)
        code, files = answer.get("exit_code"), answer.get("files")
        if type(code) is not int or type(files) is not dict or len(files) > MOST_FILES:
            raise self._refused(_NO_ANSWER)
        if not all(is_plain_path(name) and type(one) in (str, bytes) for name, one in files.items()):
            raise self._refused(_NO_ANSWER)
        return ProgramRun(*self._printed(answer), code, dict(files))

    def _printed(self, answer: Any) -> tuple[str, str]:  # noqa: ANN401 - whatever came
        self._refuse_if_it_says_so(answer)
        found = answer if type(answer) is dict else {}
        out, err = found.get("stdout"), found.get("stderr")
        if type(out) is str and type(err) is str and max(len(out), len(err)) <= MOST_PRINTED:
            return out, err
        raise self._refused(_NO_ANSWER)


class Console:
    """A block in which the student's code prints and reads.

    Attributes:
        stdout: What it printed in the block, once that has ended.
        stderr: The same for the standard error.
    """

    def __init__(self, requests: ProgramRequests, stdin: str) -> None:
        self._requests, self._stdin = requests, stdin
        self.stdout = self.stderr = ""

    def __enter__(self) -> Self:
        """Keep what is printed from now on."""
        self._requests._request_program("console", self._stdin)  # noqa: SLF001 - a part of that class
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Take what was printed; code that printed too much has given no answer.

        Raises:
            StudentError: if that is so, or if a request that has waited until now has no answer.
        """
        late = self._late()
        try:
            answer = self._requests._request_program("printed")  # noqa: SLF001 - a part of that class
            self.stdout, self.stderr = self._requests._printed(answer)  # noqa: SLF001 - a part of that class
        except StudentError as fault:
            if fault.fault is Fault.REFUSED or (error is None and late is None):
                raise
        if late is not None:
            raise late

    def _late(self) -> StudentError | None:
        try:
            self._requests.settle()
        except StudentError as error:
            return error
        return None


def _text(what: str, value: object) -> str:
    if type(value) is not str:
        raise TypeError(f"{what} of a student's program is text, and not a {type(value).__name__}")
    return value


def _path(name: object) -> str:
    if not is_plain_path(name):
        raise ValueError(
            f'{name!r} is no name of a file in the folder of the student\'s code, such as "out.txt"'
        )
    return str(name)


def _content(content: object) -> Content:
    if type(content) not in (str, bytes):
        raise TypeError(f"a file holds text or bytes, and not a {type(content).__name__}")
    return content  # type: ignore[return-value]  # it is one of these
