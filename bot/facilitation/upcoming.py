"""What comes next in a group: when, what is read for it, and how long that takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.facilitation.groups import Group
from bot.facilitation.plans import Meeting
from bot.facilitation.reading import Listing
from bot.facilitation.recurrence import Occurrence
from bot.facilitation.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Reading:
    """An essay to read for a meeting, by the name it was given; without a listing the library does not have it."""

    name: str
    essay: Listing | None


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next meeting of a schedule. `meeting` is None when its plan says nothing about that date."""

    schedule: Schedule
    occurrence: Occurrence
    meeting: Meeting | None
    readings: tuple[Reading, ...]
    protocol: str
    """The protocol's title."""

    @property
    def minutes(self) -> int:
        """Minutes to read all that the library has of it."""
        return sum(reading.essay.minutes for reading in self.readings if reading.essay)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a group has before it; when that is nothing, the schedules of it that are paused say why."""

    group: Group
    next: Upcoming | None
    paused: tuple[Schedule, ...] = ()


def readings(names: Iterable[str], library: Sequence[Listing]) -> tuple[Reading, ...]:
    """The essays meant by these names: a file's name, with or without its ending, or the library's own."""
    return tuple(Reading(name, _meant(name, library)) for name in names)


def in_order(groups: Iterable[Ahead]) -> tuple[Ahead, ...]:
    """Whoever meets first stands first; those without a date come last, by name."""
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(groups, key=lambda one: (one.next.occurrence.due if one.next else last, one.group.name)))


def _meant(name: str, library: Sequence[Listing]) -> Listing | None:
    wanted = _stem(name)
    exact = (essay for essay in library if name in (essay.slug, essay.file))
    near = (essay for essay in library if wanted in (essay.slug, _stem(essay.file)))
    return next(exact, None) or next(near, None)


def _stem(file: str) -> str:
    return file.rpartition(".")[0] or file
