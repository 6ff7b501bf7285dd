"""How time and memory grow: the same questions in libraries of a thousand to a million passages, a process for each."""

import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.benchmarks.speed.driver import Worker, in_turn
from tests.benchmarks.speed.figures import exponent
from tests.benchmarks.speed.rows import Stand

MOST_COMPARED, COMPARED = 10_000, 12
"""Passages of the largest library that is asked what each of its essays says, and how often."""

SIZES = (1_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Growth:
    """By size: milliseconds of an answer, megabytes of a library that answers, seconds to its first answer.

    `comparing`: milliseconds of what every essay says to an idea, as /compare asks, of a hundred essays at most.
    """

    milliseconds: dict[int, float] = field(default_factory=dict)
    megabytes: dict[int, float] = field(default_factory=dict)
    loading: dict[int, float] = field(default_factory=dict)
    comparing: dict[int, float] = field(default_factory=dict)

    def exponents(self) -> tuple[float, float]:
        """Of time and of memory, between the smallest size and the largest."""
        return exponent(self.milliseconds), exponent(self.megabytes)


def growing(stand: Stand, paths: dict[int, str], smallest: str, told: Callable[[str], None]) -> Growth:
    """Measure these libraries, in turn; `smallest` is asked before each of them is opened."""
    found = Growth()
    with ExitStack() as stack:
        workers = {}
        for size, path in paths.items():
            told(f"Opening a library of {size:,} passages")
            workers[size] = worker = stack.enter_context(Worker("ours"))
            weighed = worker("weigh", path=path, question=stand.asked[0], smallest=smallest)
            found.megabytes[size] = max(weighed["megabytes"], 0.1)
            found.loading[size] = weighed["seconds"]
        told("Asking libraries of every size in turn")
        took = in_turn(
            {f"{size}": _asked(stand, worker, paths[size]) for size, worker in workers.items()}, stand.runs.questions
        )
        for size, worker in workers.items():
            if size <= MOST_COMPARED:
                seconds = worker("compare", path=paths[size], ideas=stand.asked[:COMPARED])
                found.comparing[size] = 1000 * statistics.median(seconds[1:])
    for size in paths:
        found.milliseconds[size] = 1000 * statistics.median(took[f"{size}"])
    return found


def _asked(stand: Stand, worker: Worker, path: str) -> Callable[[int], float]:
    def figure(turn: int) -> float:
        seconds: Sequence[float] = worker("ask", path=path, questions=stand.chunk(turn))
        return statistics.median(seconds)

    return figure
