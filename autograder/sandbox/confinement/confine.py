"""Confine a student's process, before any student code runs, and say which layers confine it."""

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
PROCESS_NAMESPACE = "process namespace"
DEVICES = ("/dev/null",)  # not /dev/zero: mapped, it is memory that no limit counts
READABLE = ("/dev/urandom", "/dev/random", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo")


def limit_all(policy: SandboxPolicy) -> None:
    """Set the limits that all workers of a policy inherit and cannot raise again; `confine` sets one more."""
    limits = {
        resource.RLIMIT_AS: policy.memory_mib * MIB,
        resource.RLIMIT_FSIZE: policy.scratch_mib * MIB,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    if policy.uid is not None:  # counts all processes of the user, so it would count the grader's own
        limits[resource.RLIMIT_NPROC] = policy.processes
    for kind, value in limits.items():
        _, most = resource.getrlimit(kind)
        value = value if most == resource.RLIM_INFINITY else min(value, most)  # noqa: PLW2901 - the lower one
        resource.setrlimit(kind, (value, value))


def confine(policy: SandboxPolicy, parent: int, rules: int | None, calls: seccomp.Filter | None) -> None:
    """Confine this process and check the confinement; its parent has called `limit_all` before the fork.

    Args:
        policy: What to confine it to.
        parent: The number of the parent process; this process ends with it.
        rules: The Landlock ruleset as a descriptor, which is closed; None to make it here.
        calls: The filter of system calls, where the policy has one.

    Raises:
        SandboxError: if a layer does not confine it.
        OSError: if the kernel refuses a layer.
    """
    # The signal of the soft limit shows that processor time was used up; the hard limit kills who ignores it.
    resource.setrlimit(resource.RLIMIT_CPU, (policy.cpu_seconds, policy.cpu_seconds + 1))
    if policy.namespaces:
        namespaces.leave_only((*READABLE, *DEVICES, *policy.read, policy.folder), policy.scratch)
    os.chdir(policy.scratch or policy.folder)
    if rules is None and policy.landlock:
        rules = ruleset_of(policy)
    if policy.uid is not None:
        _become(policy.uid, keep_search=policy.keep_search)
    linux.keep_only(linux.CAP_DAC_READ_SEARCH if policy.keep_search else None)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    linux.prctl(linux.PR_SET_PDEATHSIG, 9)  # not earlier, because changing the user clears it
    if os.getppid() != parent:  # the parent ended before the line above
        os._exit(1)
    if rules is not None:
        landlock.enforce(rules)
    if policy.seccomp:
        (calls or seccomp.Filter()).install(os.getpid())
    _try_the_layers(policy)


def ruleset_of(policy: SandboxPolicy) -> int:
    """The Landlock rules of a policy, as a descriptor; workers that have the same scratch folder, or none, share it.

    Raises:
        OSError: if the kernel refuses.
    """
    return landlock.ruleset(
        policy.landlock, read=(*READABLE, *policy.read, policy.folder), files=DEVICES, scratch=policy.scratch
    )


def _become(uid: int, *, keep_search: bool) -> None:
    """Become another user, irrevocably; root's capabilities are lost, except one that has to be kept."""
    if keep_search:
        linux.prctl(linux.PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _try_the_layers(policy: SandboxPolicy) -> None:
    """Try what each layer forbids, to notice a kernel that accepts a layer and does not enforce it."""
    if policy.uid is not None and os.getresuid() != (policy.uid,) * 3:
        raise SandboxError("the confined process did not become another user")
    if policy.landlock or policy.namespaces or policy.uid is not None:
        _must_fail("read a file of the grader's", linux.error_of_opening(policy.canary))
    if policy.seccomp:
        _must_fail("open a socket", linux.error_of_a_socket())


def _must_fail(what: str, error: int) -> None:
    """Check the result of an attempt; Python's own functions would raise exceptions, which takes longer."""
    if not error:
        raise SandboxError(
            f"the confined process could {what}, so its confinement does not hold on this machine"
        )
    if error not in (errno.EACCES, errno.EPERM, errno.ENOENT):  # in a new root, a file does not exist
        raise OSError(error, os.strerror(error), f"to {what}")


def layers_of(policy: SandboxPolicy) -> Iterator[str]:
    """The layers that confine a worker after `confine`, in words."""
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
