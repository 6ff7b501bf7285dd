"""How fast Footnote may start again and again: Discord lets a bot begin a thousand sessions a day, not more.

A start that lasts is no matter. Five short ones within five minutes are a loop: the next one waits as long, and each
further one twice as long as the one before, until one has lasted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 5
WINDOW = timedelta(minutes=5)
"""So many starts within so long; a run that lasted as long ends the waiting."""

FIRST_WAIT = WINDOW
LONGEST_WAIT = timedelta(hours=1)
LEAST_IDENTIFIES = 50
"""Of Discord's thousand a day; so many are left to whoever mends what is wrong."""


@dataclass(frozen=True, slots=True)
class Starts:
    """The last starts that went ahead, oldest first, and how long the last one had to wait."""

    moments: tuple[datetime, ...] = ()
    wait: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Identifies:
    """How many sessions Discord still lets us begin, and how long until it counts anew."""

    left: int
    renewed: timedelta


def wait(known: Starts, now: datetime) -> timedelta:
    """How long a start has to wait that is wanted now."""
    recent = [moment for moment in known.moments if moment <= now]  # else the clock was set back since
    if not recent or now - recent[-1] >= WINDOW:
        return timedelta(0)
    if known.wait:
        return min(2 * known.wait, LONGEST_WAIT)
    return FIRST_WAIT if sum(now - moment < WINDOW for moment in recent) >= MOST else timedelta(0)


def noted(known: Starts, now: datetime, waited: timedelta) -> Starts:
    """With a start that goes ahead now."""
    return Starts((*known.moments, now)[-MOST:], waited)
