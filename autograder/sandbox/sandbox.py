"""Run submissions confined: each has its own folder, and each test gets a new, confined worker.

with Sandbox(packages=("numpy",), limits=limits) as sandbox:
    with sandbox.submission(files, modules=("hw3_lib",)) as submission:
        with submission.worker() as student:
            student.hw3_lib.relu(-1.0)
"""

from __future__ import annotations

import shlex
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.model.assignment import Limits
from autograder.sandbox.confinement import linux
from autograder.sandbox.confinement.namespaces import outermost
from autograder.sandbox.confinement.probe import choose, interpreter_paths, open_to_others, probe
from autograder.sandbox.folders import publish, sandbox_folder, submission_folder, sweep
from autograder.sandbox.ordering import SandboxContext
from autograder.sandbox.packages import find_packages
from autograder.sandbox.submission import SandboxedSubmission
from autograder.sandbox.uids import claimed_uid
from autograder.sandbox.zygote_client import Zygote
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self  # of the type checker; Python has it from 3.11

    from autograder.harness.spelling.spellings import Spellings

CANARY = "canary"  # every worker tries to read it, and must not be able to


class Sandbox:
    """One zygote, and the folders of the submissions that are being graded.

    Args:
        packages: Third-party packages that student code may import.
        stand_ins: Packages that have stand-ins, besides those that always have.
        limits: What a submission may use.
        allow_weak: Whether to go on if files or system calls cannot be confined.
        secrets: What workers must not read; if only permissions protect files, these have to be closed.
        public: Data folders that submissions will be given; they are copied while the sandbox starts.
    """

    def __init__(
        self,
        *,
        packages: Iterable[str] = ("numpy",),
        stand_ins: Iterable[str] = (),
        limits: Limits | None = None,
        allow_weak: bool = False,
        secrets: Iterable[Path] = (),
        public: Iterable[Path] = (),
    ) -> None:
        self._packages, self._stand_ins = tuple(packages), tuple(stand_ins)
        self._limits = limits or Limits()
        self._allow_weak = allow_weak
        self._secrets = tuple(secrets)
        self._public = tuple(public)
        self._stack = ExitStack()
        self._published: dict[Path, Path] = {}
        self._begun: SandboxContext | None = None
        self.protection: tuple[str, ...] = ()  # the layers that confine workers, in words

    @property
    def _context(self) -> SandboxContext:
        """What all submissions share."""
        if self._begun is None:
            raise SandboxError("the sandbox has not been started")
        return self._begun

    def begin(self) -> None:
        """Start the zygote without waiting for it; `wait_until_ready` waits, and `close` ends it.

        Raises:
            SandboxError: if student code cannot be confined here.
        """
        with ExitStack() as stack:
            self._begun = self._prepare(stack)
            self._stack = stack.pop_all()

    def wait_until_ready(self) -> None:
        """Wait for the zygote, and check the confinement with a first worker.

        Raises:
            SandboxError: if the worker is not confined.
        """
        for folder in self._public:
            self._publish(folder)
        self._context.zygote.ready()
        with self.submission({}, ()) as submission:
            self.protection = (*submission.layers(), "deadlines", "plain data only")

    def close(self) -> None:
        """End the zygote and remove the folders."""
        self._stack.close()

    def __enter__(self) -> Self:
        """Start the sandbox, and wait until it is ready.

        Raises:
            SandboxError: if student code cannot be confined here.
        """
        self.begin()
        try:
            self.wait_until_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the zygote and remove the folders."""
        self.close()

    @contextmanager
    def submission(
        self,
        files: Mapping[str, bytes],
        modules: Iterable[str],
        public: Path | None = None,
        spellings: Spellings | None = None,
    ) -> Iterator[SandboxedSubmission]:
        """Lay one submission out.

        Args:
            files: What the worker finds in its current folder: names and contents.
            modules: The modules that tests may ask for, whether they were handed in or not.
            public: A data folder, which the worker finds in its current folder under its own name.
            spellings: What is accepted in place of names that tests ask for.

        Raises:
            SandboxError: if a name cannot be used.
        """
        modules = tuple(modules)
        for name in modules:
            if name.partition(".")[0] in sys.stdlib_module_names:
                raise SandboxError(
                    f"the module {name} cannot be tested: Python has one of that name; rename it"
                )
        context = self._context
        with (
            claimed_uid(context.plan.first_uid) as uid,
            submission_folder(context.folder, files, uid) as folder,
        ):
            data = self._publish(public) if public else None
            if data:
                if data.name in files:
                    raise SandboxError(
                        f"{data.name} is the name of a file and of the data folder; rename one"
                    )
                (folder / data.name).symlink_to(data)
            submission = SandboxedSubmission(
                context=context,
                folder=folder,
                uid=uid,
                files=files,
                modules=modules,
                public=data,
                spellings=spellings,
            )
            try:
                yield submission
            finally:
                submission.close()
                if uid is not None and not context.plan.landlock:
                    sweep(uid)

    def _prepare(self, stack: ExitStack) -> SandboxContext:
        powers = probe()
        packages = find_packages(self._packages)
        read = outermost((*interpreter_paths(), *packages.read))
        plan = choose(powers, read, allow_weak=self._allow_weak)
        if not (plan.landlock or plan.namespaces or self._allow_weak):
            _refuse_open(self._secrets)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)  # closes its memory and descriptors to the same user
        folder = stack.enter_context(sandbox_folder(for_other_users=plan.first_uid is not None))
        canary = folder / CANARY
        canary.write_bytes(b"")
        # If Landlock or a new root protects files, it has to protect a file that permissions leave open.
        canary.chmod(0o644 if plan.landlock or plan.namespaces else 0o600)
        own = folder / "zygote"
        own.mkdir(mode=0o700)
        zygote = Zygote(packages, own, stand_ins=self._stand_ins, namespaces=plan.namespaces)
        stack.callback(zygote.close)
        return SandboxContext(
            zygote=zygote, plan=plan, limits=self._limits, read=read, folder=folder, canary=canary
        )

    def _publish(self, public: Path) -> Path:
        if public not in self._published:
            self._published[public] = publish(public, self._context.folder)
        return self._published[public]


def _refuse_open(secrets: Iterable[Path]) -> None:
    """Refuse secrets that every user may read, because a worker without Landlock could read them."""
    readable = [str(path) for path in dict.fromkeys(secrets) if open_to_others(path)]
    if readable:
        raise SandboxError(
            f"{listed(readable)}: other users may look into this, and so may student code where there is no "
            f"Landlock; close it with `chmod go= {shlex.join(readable)}`, or grade with --allow-weak-sandbox"
        )
