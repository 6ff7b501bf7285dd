"""Schedules as facilitators and members see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import dates, inert
from bot.discord_ui.cards import groups as group_cards
from bot.discord_ui.cards.note import Card
from bot.facilitation.calendar import WEEKDAYS, ZONE_RULES
from bot.facilitation.groups import Called, Home
from bot.facilitation.rehearsal import lasting
from bot.facilitation.schedules import LONGEST_REASON, SHOWN, Schedule, Subject, crowded

TITLE = 130
ESSAY = 90
ON_ONE_LIST = 6
MOST_SKIPPED = 12
PAUSED = "⏸ Paused"
HINT = "-# First the group's time, then your own. Nothing is planned before you press *Save*."

Button = discord.ui.Item[Any]


def proposal(
    draft: Schedule, about: Subject, now: datetime, home: Home, role: Called | None, row: Sequence[Button]
) -> Card:
    """The first dates of a draft, before it counts."""
    container = discord.ui.Container["Card"](
        discord.ui.TextDisplay(f"### Save this schedule?\n{_facts(draft, about)}"),
        discord.ui.TextDisplay(_next_dates(draft, now)),
    )
    if wrong := [*group_cards.troubles(home, role), *_crowded(draft, about, now)]:
        container.add_item(discord.ui.TextDisplay("\n".join(f"⚠️ {sentence}" for sentence in wrong)))
    container.add_item(discord.ui.TextDisplay(HINT))
    container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def schedule(shown: Schedule, about: Subject, now: datetime, home: Home, news: str = "") -> Card:
    """All about a schedule: what, when, what is unusual about its dates, and what stands in its way."""
    heading = f"### {inert.line(shown.title, TITLE)}{news}\n{_facts(shown, about)}"
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(heading))
    container.add_item(discord.ui.TextDisplay(_state(shown) or _next_dates(shown, now)))
    if shown.paused:
        container.add_item(discord.ui.TextDisplay(_next_dates(shown, now, "Would be next")))
    if skipped := _skipped(shown, now):
        container.add_item(discord.ui.TextDisplay(f"Skipped: {skipped}"))
    if shown.state != "cancelled" and (wrong := list(group_cards.troubles(home, None))):
        container.add_item(discord.ui.TextDisplay("\n".join(f"⚠️ {sentence}" for sentence in wrong)))
    container.add_item(discord.ui.TextDisplay(f"-# Number {shown.id} · time zone rules {ZONE_RULES}"))
    return Card(container)


def schedules(found: Sequence[Schedule], page: int, now: datetime, turning: Sequence[Button]) -> Card:
    """A page (from 0) of those that have dates to come, the soonest first."""
    heading = f"### {len(found)} schedule{'s' if len(found) != 1 else ''} with dates to come"
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(heading))
    for one in found[page * ON_ONE_LIST : (page + 1) * ON_ONE_LIST]:
        container.add_item(discord.ui.TextDisplay(_entry(one, now)))
    container.add_item(discord.ui.TextDisplay(f"-# Time zone rules {ZONE_RULES}"))
    if turning:
        container.add_item(discord.ui.ActionRow(*turning))
    return Card(container)


def confirm_cancelling(shown: Schedule, now: datetime, button: Button) -> Card:
    """Asks once more, since only moderators can bring it back, with `/audit`."""
    sentence = f"Cancel {inert.line(shown.title, TITLE)} of {group_cards.name(shown.group)}? None of its dates to come "
    sentence += "will take place. To let it rest for a while, use `/schedule pause`."
    return Card(discord.ui.TextDisplay(f"{sentence}\n{_next_dates(shown, now)}"), discord.ui.ActionRow(button))


def discarded() -> Card:
    """Says that nothing was saved."""
    return Card(discord.ui.TextDisplay("Nothing was saved."))


def cancelled(shown: Schedule) -> Card:
    """Says that it is over."""
    return Card(discord.ui.TextDisplay(f"{inert.line(shown.title, TITLE)} is cancelled: no more dates."))


def _facts(shown: Schedule, about: Subject) -> str:
    lines = [
        f"**Group**: {group_cards.name(shown.group)}, in <#{shown.group.channel}>",
        f"**What**: {_what(about)}",
        f"**When**: {dates.pattern(shown.recurrence)}, {group_cards.zone(shown.zone)} time",
        f"**Pace**: {group_cards.MEANING[shown.pace]}",
    ]
    return "\n".join(lines)


def _crowded(draft: Schedule, about: Subject, now: datetime) -> list[str]:
    least = crowded(draft, about.lasts, now)
    if least is None:
        return []
    takes, apart = (lasting(int(one.total_seconds())) for one in (about.lasts, least))
    return [
        f"A meeting takes up to {takes} and the next one begins {apart} later, so that two would go on at once: "
        "plan fewer (with `every`), or choose the live pace."
    ]


def _what(about: Subject) -> str:
    title = inert.line(about.title, TITLE)
    if about.meetings is not None:
        return f"the plan *{title}*, {about.meetings} meeting{'s' if about.meetings != 1 else ''}"
    return f"{title} on {' and '.join(f'*{inert.line(essay, ESSAY)}*' for essay in about.essays)}"


def _next_dates(shown: Schedule, now: datetime, heading: str = "Next dates") -> str:
    coming = shown.next(now, SHOWN + 1)
    if not coming:
        return "No more dates."
    lines = [f"{one.number}. {dates.both(one, shown.recurrence)}" for one in coming[:SHOWN]]
    more = ["-# and more"] if len(coming) > SHOWN else []
    return "\n".join((f"**{heading}**", *lines, *more))


def _entry(shown: Schedule, now: datetime) -> str:
    (one,) = shown.next(now)
    state = f" · {PAUSED}" if shown.paused else ""
    return (
        f"**{inert.line(shown.title, TITLE)}** · {group_cards.name(shown.group)}{state}\n"
        f"{dates.both(one, shown.recurrence)} ({format_dt(one.due, 'R')})\n"
        f"-# Number {shown.id} · {dates.pattern(shown.recurrence)}, {group_cards.zone(shown.zone)} time"
    )


def _state(shown: Schedule) -> str:
    if shown.group.closed:
        return "Its group is closed: no more dates."
    if shown.state == "cancelled":
        return "Cancelled: no more dates."
    if shown.paused:
        reason = f": {inert.line(shown.reason, 2 * LONGEST_REASON)}" if shown.reason else ""
        return f"{PAUSED}{reason}\n-# `/schedule resume` lets it go on; dates that pass until then are skipped."
    return ""


def _skipped(shown: Schedule, now: datetime) -> str:
    coming = shown.skipped(now)
    more = f" and {len(coming) - MOST_SKIPPED} more" if len(coming) > MOST_SKIPPED else ""
    return ", ".join(map(_short, coming[:MOST_SKIPPED])) + more


def _short(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {day.isoformat()}"
