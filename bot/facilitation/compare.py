"""What each essay says to one idea, in the neutral order of titles, and how many of them one card holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.facilitation.ask import Quotation
from bot.facilitation.errors import Refusal

ROOM = 1600
"""Characters on one card; a text of nothing but markdown doubles when it is drawn inert."""

MOST_QUOTED = 5
"""Quotations on one card: a row of buttons has five."""

MOST_MARKS = 68
"""Characters in which the marks of one card must fit, commas included: a button carries them."""

MOST_PARTS = 20
"""Cards of one comparison: the first one has a button for each of the others."""

TITLE = 120
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Side:
    """What one essay says, or None when it does not take the idea up.

    `mark` finds it again without the idea: the quotation's place, or the beginning of the silent essay's revision.
    """

    mark: str
    title: str
    quotation: Quotation | None


@dataclass(frozen=True, slots=True)
class Part:
    """As much of a comparison as one card shows: from essay `first` (from 1) of `total`."""

    sides: tuple[Side, ...]
    first: int
    total: int

    @property
    def last(self) -> int:
        """The number of its last essay."""
        return self.first + len(self.sides) - 1

    @property
    def key(self) -> str:
        """By which the part is found again, e.g. `1.4:2f.3,a1b2c3`."""
        return f"{self.first}.{self.total}:{','.join(side.mark for side in self.sides)}"

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        """What is quoted in it, in order."""
        return tuple(side.quotation for side in self.sides if side.quotation)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The idea, and what the essays say to it, cut into cards."""

    idea: str
    parts: tuple[Part, ...]


def named(first: str | None, second: str | None) -> tuple[str, ...]:
    """The essays to compare by name: both or none. Refuses one alone and the same one twice."""
    if first is None and second is None:
        return ()
    if first is None or second is None:
        raise Refusal("Name a second essay as well, or none to hear them all; /ask puts a question to one alone.")
    if first == second:
        raise Refusal("That is the same essay twice: choose another one to compare it with.")
    return first, second


def parts(sides: Sequence[Side]) -> tuple[Part, ...]:
    """The sides as they follow one another on cards."""
    cards: list[list[Side]] = []
    for side in sides:
        if not cards or not _fits([*cards[-1], side]):
            cards.append([])
        cards[-1].append(side)
    starts = [1 + sum(map(len, cards[:number])) for number in range(len(cards))]
    shown = zip(cards, starts, strict=True)
    return tuple(Part(tuple(card), start, len(sides)) for card, start in shown)[:MOST_PARTS]


def _fits(sides: Sequence[Side]) -> bool:
    quoted = sum(side.quotation is not None for side in sides)
    marks = sum(len(side.mark) + 1 for side in sides)
    return quoted <= MOST_QUOTED and marks <= MOST_MARKS and sum(map(_room, sides)) <= ROOM


def _room(side: Side) -> int:
    room = min(len(side.title), TITLE) + _AROUND
    if side.quotation:
        quotation = side.quotation
        # Each line of a quotation begins with a mark of its own.
        room += len(quotation.text) + 2 * quotation.text.count("\n")
        room += len(quotation.author or "") + len(quotation.section or "")
    return room
