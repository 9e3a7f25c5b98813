"""Hold a student's process, step by step and before a line of the student's runs; say which layers hold."""

from __future__ import annotations

import errno
import os
import resource
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.sandbox.confinement import landlock, linux, namespaces, seccomp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.sandbox.confinement.policy import SandboxPolicy

MIB = 1 << 20
OPEN_FILES = 64
NAMESPACES = "user, mount and process namespaces"  # the layer's name in results
DEVICES = ("/dev/null", "/dev/zero")
READABLE = ("/dev/urandom", "/dev/random", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo")


def limit_all(policy: SandboxPolicy) -> None:
    """Set the limits that all workers of a policy inherit, for good; `confine` sets one more."""
    limits = {
        resource.RLIMIT_AS: policy.memory_mib * MIB,
        resource.RLIMIT_FSIZE: policy.scratch_mib * MIB,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    if policy.uid is not None:  # counted over all processes of a user, so of no use where the user is the grader's
        limits[resource.RLIMIT_NPROC] = policy.processes
    for kind, value in limits.items():
        _, most = resource.getrlimit(kind)
        value = value if most == resource.RLIM_INFINITY else min(value, most)  # noqa: PLW2901 - the lower one
        resource.setrlimit(kind, (value, value))


def confine(policy: SandboxPolicy, parent: int, rules: int | None, calls: seccomp.Filter | None) -> None:
    """Confine this process and try whether that holds; its parent has called `limit_all` before it was forked.

    Args:
        policy: What to confine it to.
        parent: The process that has to be our parent, with which we die.
        rules: The Landlock ruleset as a descriptor, which is closed; None to make it here.
        calls: The filter of system calls, where the policy has one.

    Raises:
        SandboxError: if a layer does not hold.
        OSError: if the kernel refuses one.
    """
    # The soft limit's signal tells that it was the processor time; the hard one kills whoever ignores it.
    resource.setrlimit(resource.RLIMIT_CPU, (policy.cpu_seconds, policy.cpu_seconds + 1))
    if policy.namespaces:
        namespaces.leave_only((*READABLE, *DEVICES, *policy.read, policy.folder), policy.scratch)
    os.chdir(policy.folder)
    if rules is None and policy.landlock:
        rules = ruleset_of(policy)
    if policy.uid is not None:
        _become(policy.uid, keep_search=policy.keep_search)
    linux.keep_only(linux.CAP_DAC_READ_SEARCH if policy.keep_search else None)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    linux.prctl(linux.PR_SET_PDEATHSIG, 9)  # changing the user clears it, so not before
    if os.getppid() != parent:  # it ended before we asked to end with it
        os._exit(1)
    if rules is not None:
        landlock.enforce(rules)
    if policy.seccomp:
        (calls or seccomp.Filter()).install(os.getpid())
    _try_the_layers(policy)


def ruleset_of(policy: SandboxPolicy) -> int:
    """The Landlock rules of a policy, as a descriptor; workers without a scratch folder may share it.

    Raises:
        OSError: if the kernel refuses.
    """
    return landlock.ruleset(
        policy.landlock, read=(*READABLE, *policy.read, policy.folder), files=DEVICES, scratch=policy.scratch
    )


def _become(uid: int, *, keep_search: bool) -> None:
    """Become the user for good; root's capabilities go with it, unless one has to be picked out of them first."""
    if keep_search:
        linux.prctl(linux.PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _try_the_layers(policy: SandboxPolicy) -> None:
    """Try what each layer forbids: a kernel that says yes and does nothing must not go unnoticed."""
    if policy.uid is not None and os.getresuid() != (policy.uid,) * 3:
        raise SandboxError("the confined process did not become another user")
    if policy.landlock or policy.namespaces or policy.uid is not None:
        _must_fail("read a file of the grader's", linux.error_of_opening(policy.canary))
    if policy.seccomp:
        _must_fail("open a socket", linux.error_of_a_socket())


def _must_fail(what: str, error: int) -> None:
    """Python's own functions would raise, which costs each worker more than the attempt."""
    if not error:
        raise SandboxError(f"the confined process could {what}, so its confinement does not hold on this machine")
    if error not in (errno.EACCES, errno.EPERM, errno.ENOENT):  # of files, a new root says: not there
        raise OSError(error, os.strerror(error), f"to {what}")


def layers_of(policy: SandboxPolicy) -> Iterator[str]:
    """The layers that hold a worker which `confine` has let pass, in words."""
    if policy.uid is not None:
        yield "separate user"
    if policy.landlock:
        yield f"landlock abi {policy.landlock}"
    if policy.namespaces:
        yield NAMESPACES
    if policy.seccomp:
        yield "seccomp"
    yield "no new privileges"
    yield "rlimits"
    if policy.keep_search:
        yield "passage through private folders kept for the interpreter"
