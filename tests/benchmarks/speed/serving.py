"""A candidate in a process of its own: it waits for a line of JSON that says what to do, does it, and says how it went.

Nothing but the standard library: peers are served by this as well, in an environment without Footnote.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any


def serve(deeds: Mapping[str, Callable[..., Any]]) -> None:
    """Do what is asked for, one after the other, until nobody asks any more. What is printed goes to the log."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        wish = json.loads(line)
        try:
            answer = {"done": deeds[wish.pop("do")](**wish)}
        except Exception as error:  # the benchmark goes on without this figure, and says so
            traceback.print_exc()
            answer = {"failed": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def timed(work: Callable[[Any], Any], things: Sequence[Any]) -> tuple[list[float], list[Any]]:
    """Seconds for each of these, and what came of it."""
    seconds, results = [], []
    for thing in things:
        begun = time.perf_counter()
        result = work(thing)
        seconds.append(time.perf_counter() - begun)
        results.append(result)
    return seconds, results


def resident() -> float:
    """Megabytes of this process that are in memory now."""
    return status_megabytes(Path("/proc/self/status").read_text(encoding="ascii"), "VmRSS")


def status_megabytes(status: str, name: str) -> float:
    """A figure of /proc/<process>/status, which is in kibibytes, in megabytes."""
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1e6
