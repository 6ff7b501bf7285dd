"""Local time means local time: what the clocks of a zone show, and the instant at which they show it.

A clock change makes some local times happen never or twice. A time that the clocks skip is moved on by as much as they
skip: 02:30 happens at 03:30. Of a time that they show twice, the first is meant.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import tzdata

from bot.facilitation.errors import Refusal

ZONE_RULES: str = tzdata.IANA_VERSION
"""The edition of the time zone database that came with Footnote."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def due(local: datetime, zone: str) -> datetime:
    """The instant, in UTC, at which the clocks of the zone show this local time (without a zone of its own)."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def local_time(instant: datetime, zone: str) -> datetime:
    """What the clocks of the zone show at an instant, without a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def later(instant: datetime, span: timedelta, zone: str) -> datetime:
    """So much later by the clocks of the zone: a day after 19:30 it is 19:30, also when they change that night."""
    moment = due(local_time(instant, zone) + span, zone)
    return moment if moment > instant else instant + span


def hour(typed: str) -> time:
    """A time of day as `19:30`. Refuses anything else."""
    found = _HOUR.fullmatch(typed.strip())
    if not found:
        raise Refusal(f"“{typed.strip()[:40]}” is no time of day: give hours and minutes, for example 19:30.")
    return time(int(found[1]), int(found[2]))


def day(typed: str) -> date:
    """A date as `2026-12-01`. Refuses anything else."""
    found = _DATE.fullmatch(typed.strip())
    if found:
        with suppress(ValueError):  # 30 February looks like a date
            return date(*map(int, found.groups()))
    raise Refusal(f"“{typed.strip()[:40]}” is no date: give year, month and day, for example 2026-12-01.")
