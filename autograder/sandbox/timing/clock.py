"""Read how much processor time a worker has used, and how long it had to wait for a processor."""

from __future__ import annotations

import os
import time

_OF_A_PROCESS = 2  # the kernel's number for the clock of all that the threads of a process have used


class WorkerClock:
    """The clocks of one process; once it has ended they stand still.

    Args:
        pid: Its number.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._clock = (~pid << 3) | _OF_A_PROCESS
        self._processor = 0.0
        self._delay = 0.0

    def processor(self) -> float:
        """Seconds of processor time that it has used."""
        self._processor = max(self._processor, self._read_processor())
        return self._processor

    def delay(self) -> float:
        """Seconds for which it could have run and got no processor; 0 where the system does not say."""
        try:
            with open(f"/proc/{self._pid}/schedstat", "rb", buffering=0) as schedstat:  # noqa: PTH123 - read while a student waits
                self._delay = max(self._delay, int(schedstat.read(200).split()[1]) / 1e9)
        except (OSError, IndexError, ValueError):
            pass
        return self._delay

    def _read_processor(self) -> float:
        try:
            return time.clock_gettime(self._clock)
        except OSError:
            return self._from_proc()

    def _from_proc(self) -> float:
        """The same in hundredths of a second, where the kernel does not show the clocks of other processes."""
        try:
            with open(f"/proc/{self._pid}/stat", "rb", buffering=0) as stat:  # noqa: PTH123 - read while a student waits
                fields = stat.read(1000).rpartition(b")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError, ValueError):
            return 0.0
