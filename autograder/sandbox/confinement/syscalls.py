"""The system calls that a student's process may make: every other call is refused.

A list of allowed calls stays right with new kernels; a list of forbidden calls has to grow with each. Not here,
and why that matters: every way to another process (fork, exec, ptrace, process_vm_*, pidfd_*, queued signals), every
socket, what Landlock does not watch (chmod, chown, utime, xattr, truncate by path), links and device nodes, what
outlives the process (System V and POSIX shared memory and queues), what no limit counts (memfd, mlock), the
kernel's rarer doors (io_uring, bpf, perf, userfaultfd, keyrings, namespaces, mounts, open_by_handle_at), and what one
worker could leave a mark with that a later one reads: the load and the free memory of the machine (sysinfo), the free
space of a file system (statfs), the numbers of pipes (the kernel counts them up), the advice to drop a file that all
read from memory (fadvise64), locks and leases.
"""

from __future__ import annotations

# name: number on x86_64, number on aarch64, which lacks the oldest calls
ALLOWED: dict[str, tuple[int, int | None]] = {
    # bytes through descriptors
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "preadv": (295, 69),
    "pwritev": (296, 70),
    "lseek": (8, 62),
    "sendfile": (40, 71),
    "copy_file_range": (326, 285),
    # descriptors; of fcntl, only some arguments
    "close": (3, 57),
    "close_range": (436, 436),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "eventfd2": (290, 19),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_pwait": (281, 22),
    "epoll_wait": (232, None),
    # looking at files; Landlock and the user number decide which files
    "stat": (4, None),
    "lstat": (6, None),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    # changing files through a descriptor that was opened for writing; names and folders in the scratch folder
    "ftruncate": (77, 46),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "umask": (95, 166),
    # memory; of mmap, only some arguments
    "munmap": (11, 215),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "brk": (12, 214),
    "msync": (26, 227),
    "membarrier": (324, 283),
    # threads; of clone, only some arguments
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "set_tid_address": (218, 96),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "sched_yield": (24, 124),
    "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126),
    # what this process may ask about itself
    "gettid": (186, 178),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getpgrp": (111, None),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "times": (100, 153),
    "wait4": (61, 260),
    "uname": (63, 160),
    "getrandom": (318, 278),
    "getcpu": (309, 168),
    # its own signals; of kill and tgkill, only some arguments
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigsuspend": (130, 133),
    "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132),
    "pause": (34, None),
    "alarm": (37, None),
    "setitimer": (38, 103),
    "getitimer": (36, 102),
    "restart_syscall": (219, 128),
    # time
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
}

# Allowed with some arguments only.
CONDITIONAL: dict[str, tuple[int, int | None]] = {
    "open": (2, None),
    "openat": (257, 56),
    "mmap": (9, 222),
    "clone": (56, 220),
    "kill": (62, 129),
    "tgkill": (234, 131),
    "prlimit64": (302, 261),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "prctl": (157, 167),
    "madvise": (28, 233),
    # about a process: only this one
    "getpgid": (121, 155),
    "getsid": (124, 156),
    "getpriority": (140, 141),
    "sched_getaffinity": (204, 123),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    # about a clock, which may be that of another process
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
}

# Answered with "no such call": the C library then uses an older call with arguments that a filter can read.
ABSENT: dict[str, tuple[int, int | None]] = {
    "clone3": (435, 435),
    "openat2": (437, 437),
}

NEWEST_KNOWN = 450  # a later call is "no such call" too; x86_64's x32 calls have numbers above it too

_COLUMN = {"x86_64": 0, "aarch64": 1}


def supported(machine: str) -> bool:
    """Whether the tables have the numbers of this architecture."""
    return machine in _COLUMN


def numbers(table: dict[str, tuple[int, int | None]], machine: str) -> dict[str, int]:
    """The calls of a table that this architecture has, by name."""
    columns = {name: row[_COLUMN[machine]] for name, row in table.items()}
    return {name: number for name, number in columns.items() if number is not None}
