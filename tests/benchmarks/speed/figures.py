"""The arithmetic of the benchmark: medians, ratios, how a time grows, and whether an aim is met."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aim:
    """What a row must reach: at most `limit`, or at `least` so much; `absolute`: our own figure, not the ratio."""

    limit: float
    least: bool = False
    absolute: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.least else value <= self.limit

    def shown(self, unit: str) -> str:
        limit = f"{number(self.limit)} {unit}" if self.absolute else number(self.limit)
        return f"{'≥' if self.least else '≤'} {limit}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ours` and `peer` are medians in `unit`; None: not measured, and `note` says why.

    `also`: what else must hold, each with whether it does. `judged`: False where a figure is only for comparison.
    `spread`: the ratios of single rounds, lowest and highest quarter cut off.
    """

    number: str
    what: str
    unit: str
    ours: float | None = None
    peer: float | None = None
    aim: Aim | None = None
    also: tuple[tuple[str, bool], ...] = ()
    note: str = ""
    judged: bool = True
    spread: tuple[float, float] | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.ours is None or not self.peer else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """None where there is nothing to judge."""
        value = self.ours if self.aim and self.aim.absolute else self.ratio
        if self.aim is None or value is None or not self.judged:
            return None
        return self.aim.met(value) and all(holds for _, holds in self.also)


def compared(
    number: str, what: str, ours: Sequence[float], peer: Sequence[float], aim: Aim | None = None, **rest: object
) -> Row:
    """A row from the seconds of two who took turns, a figure a round each, in milliseconds."""
    return Row(
        number,
        what,
        "ms",
        1000 * statistics.median(ours),
        1000 * statistics.median(peer),
        aim,
        spread=quarters([mine / theirs for mine, theirs in zip(ours, peer, strict=True)]),
        **rest,  # type: ignore[arg-type]
    )


def quarters(values: Sequence[float]) -> tuple[float, float] | None:
    """Between which the middle half lies; None of fewer than three."""
    if len(values) < 3:
        return None
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def exponent(figures: Mapping[int, float]) -> float:
    """The slope of a straight line through sizes and figures, both as logarithms: 1 is in proportion, 0 not at all."""
    sizes = [math.log(size) for size in figures]
    return statistics.linear_regression(sizes, [math.log(one) for one in figures.values()]).slope


def overlap(found: Sequence[Sequence[int]], wanted: Sequence[Sequence[int]]) -> float:
    """Share of what was wanted, over all questions, that was found."""
    hits = sum(len(set(one) & set(other)) for one, other in zip(found, wanted, strict=True))
    return hits / sum(map(len, wanted))


def number(value: float, digits: int = 2) -> str:
    """In so many digits that count, or all before the point."""
    if value == 0:
        return "0"
    return f"{value:,.{min(max(0, digits - 1 - math.floor(math.log10(abs(value)))), 5)}f}"
