"""What stand-ins do where it is harmless: a progress bar gives what it goes over, a display prints.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Self


class Progress:
    """In place of tqdm's bar: it shows nothing.

    Args:
        iterable: What it goes over.
    """

    def __init__(self, iterable: Iterable[Any] | None = None, *_arguments: object, **keywords: Any) -> None:  # noqa: ANN401 - whatever tqdm takes
        self.iterable: Any = iterable
        self.total, self.n = keywords.get("total"), 0

    def __iter__(self) -> Iterator[Any]:
        for one in self.iterable:
            yield one
            self.n += 1

    def __len__(self) -> int:
        return int(self.total or 0) if self.iterable is None else len(self.iterable)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def update(self, n: int = 1) -> None:
        """Count."""
        self.n += n

    def reset(self, *_arguments: object, **_keywords: object) -> None:
        """Do nothing."""

    close = refresh = clear = display = set_description = set_description_str = reset
    set_postfix = set_postfix_str = unpause = moveto = reset

    @classmethod
    def write(cls, text: object = "", *_arguments: object, **_keywords: object) -> None:
        """Print the text."""
        print(text)  # noqa: T201 - a student's own print


class Shell:
    """In place of a notebook's shell: its magics do nothing. It is false, so that matplotlib draws without it."""

    def __bool__(self) -> bool:
        """There is none."""
        return False

    def run_line_magic(self, *_arguments: object, **_keywords: object) -> None:
        """Do nothing."""

    run_cell_magic = magic = system = getoutput = run_line_magic


def no_shell() -> Shell:
    """What `get_ipython` gives."""
    return Shell()


def _steps(*arguments: int, **_keywords: object) -> Progress:
    return Progress(range(*arguments))


def _nothing(*_arguments: object, **_keywords: object) -> None:
    """Do nothing."""


def _data(data: object = None, *_arguments: object, **_keywords: object) -> object:
    return data


def _shown(*values: object, **_keywords: object) -> None:
    print(*values)  # noqa: T201 - a student's own print


_BARS = ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.autonotebook", "tqdm.std")
HARMLESS: dict[str, Any] = {
    **{f"{module}.tqdm": Progress for module in _BARS},
    **{f"{module}.trange": _steps for module in _BARS},
    "tqdm.tqdm_notebook": Progress,
    "tqdm.tnrange": _steps,
    "IPython.display.display": _shown,
    **{f"IPython.display.{name}": _data for name in ("HTML", "Markdown", "Latex", "Math", "Pretty")},
    "IPython.display.clear_output": _nothing,
    "IPython.display.set_matplotlib_formats": _nothing,
    "IPython.get_ipython": no_shell,
    "IPython.core.getipython.get_ipython": no_shell,
    "IPython.version_info": (9, 0, 0, ""),  # matplotlib asks for it, and leaves an IPython so new alone
    "IPython.core.display.display": _shown,
    "IPython.core.display.HTML": _data,
    "matplotlib_inline.backend_inline.set_matplotlib_formats": _nothing,
    "google.colab.drive.mount": _nothing,
    "google.colab.drive.flush_and_unmount": _nothing,
    "google.colab.output.clear": _nothing,
    "google.colab.output.eval_js": _nothing,
}
