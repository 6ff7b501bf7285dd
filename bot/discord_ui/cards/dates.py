"""Moments as people read them: by the clocks of a group, and by the reader's own."""

from datetime import date, datetime

from discord.utils import format_dt

from bot.facilitation.calendar import WEEKDAYS
from bot.facilitation.recurrence import Occurrence, Recurrence

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def day(local: date) -> str:
    """`Tuesday 6 January 2026`."""
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"


def local(moment: datetime) -> str:
    """`Tuesday 6 January 2026, 19:30`."""
    return f"{day(moment)}, {moment:%H:%M}"


def both(one: Occurrence, rule: Recurrence) -> str:
    """The group's time, the reader's time, and what is unusual about it."""
    unusual = " (moved)" if one.moved else ""
    if not one.moved and one.local.time() != rule.time:
        unusual = f" (the clocks skip {rule.time:%H:%M} that day)"
    return f"{local(one.local)}{unusual} · {format_dt(one.due, 'F')}"


def pattern(rule: Recurrence) -> str:
    """When it comes back, in words."""
    days = " and ".join(filter(None, (", ".join(_names(rule)[:-1]), _names(rule)[-1])))
    if rule.nth is not None:
        often = "of the month" if rule.every == 1 else f"of every {_ordinal(rule.every)} month"
        dates = f"on the {NTH[rule.nth]} {days} {often}"
    else:
        dates = f"every {days}" if rule.every == 1 else f"{days} of every {_ordinal(rule.every)} week"
    return f"{dates} at {rule.time:%H:%M}, {_end(rule)}"


def _names(rule: Recurrence) -> list[str]:
    return [WEEKDAYS[one] for one in rule.weekdays]


def _end(rule: Recurrence) -> str:
    if rule.until is not None:
        return f"until {rule.until.day} {MONTHS[rule.until.month - 1]} {rule.until.year}"
    return "once" if rule.count == 1 else f"{rule.count} times"


def _ordinal(number: int) -> str:
    return f"{number}{ {2: 'nd', 3: 'rd'}.get(number, 'th') }"
