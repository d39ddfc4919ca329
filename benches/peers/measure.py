"""One run of a program: how long it took, how much memory it had at its peak, and whether it was stopped.

Seconds are wall time from start to exit. Peak memory is what the kernel counted for the process (ru_maxrss), which
begins with its parent's: the caller of `measured` has to stay small, so that nothing large is ever read in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 0.2  # seconds, between two looks at a program's memory


@dataclass(frozen=True)
class Limits:
    seconds: float
    gigabytes: float


@dataclass(frozen=True)
class Run:
    seconds: float
    megabytes: float
    stopped: str = ""  # why, where it did not end by itself


def measured(command: list[str], limits: Limits, output: str = os.devnull) -> Run:
    with open(output, "wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out)
        ended = threading.Event()
        stopped: list[str] = []
        watch = threading.Thread(target=watched, args=(process.pid, limits, ended, stopped))
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        ended.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and not stopped:
        print(f"{Path(command[0]).name} ended with status {process.returncode}", file=sys.stderr)
        stopped.append("failed")
    return Run(seconds, usage.ru_maxrss / 1024, "".join(stopped))


def watched(process: int, limits: Limits, ended: threading.Event, stopped: list[str]) -> None:
    """Kills the process when it passes a limit."""
    start = time.monotonic()
    while not ended.wait(LOOK_EVERY):
        if time.monotonic() - start > limits.seconds:
            stopped.append(f"stopped after {limits.seconds:,.0f} s")
        elif resident(process) > limits.gigabytes * 2**30:
            stopped.append(f"stopped at {limits.gigabytes:g} GB")
        if stopped:
            os.kill(process, 9)
            return


def resident(process: int) -> int:
    """The bytes of memory that a process has now; 0 when it is gone."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
