"""What comes next, with what there is to read for it."""

from collections.abc import Sequence

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import dates, inert
from bot.discord_ui.cards import groups as group_cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.reading import byline
from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation.groups import Home
from bot.facilitation.upcoming import Ahead, Reading, Upcoming

TITLE = 130
NOTE = 320
NAME = 90
BRIEF = 140
"""What a group takes on one line."""

REST = 400
"""For what stands below the groups."""


def upcoming(found: Sequence[Ahead], home: Home) -> Card:
    """Each group with its next meeting, briefly where there is no room for more; `home` is where the only one meets."""
    container = discord.ui.Container["Card"]()
    room = CARD_CHARACTERS - REST - BRIEF * len(found)
    cut = False
    for one in found:
        text = _ahead(one)
        if length(text) > room + BRIEF:
            text, cut = _brief(one), True
        room -= length(text) - BRIEF
        container.add_item(discord.ui.TextDisplay(text))
    if cut:
        container.add_item(discord.ui.TextDisplay("-# `/next group:` tells more of one."))
    if wrong := list(group_cards.troubles(home, None)):
        container.add_item(discord.ui.TextDisplay("\n".join(f"⚠️ {sentence}" for sentence in wrong)))
    return Card(container)


def _ahead(one: Ahead) -> str:
    heading = f"### {group_cards.name(one.group)}"
    if one.next is None:
        return f"{heading}\n{_nothing(one)}"
    return "\n".join((heading, _when(one.next), _what(one.next), *_readings(one.next)))


def _brief(one: Ahead) -> str:
    name = inert.line(one.group.name, NAME)
    if one.next is None:
        return f"**{name}**: nothing is planned"
    moment = one.next.occurrence.due
    return f"**{name}**: {format_dt(moment, 'F')}, {format_dt(moment, 'R')}"


def _nothing(one: Ahead) -> str:
    if one.paused:
        reason = one.paused[0].reason
        return "Nothing is planned: its schedule is paused" + (f" ({inert.line(reason, NOTE)})." if reason else ".")
    return "Nothing is planned. A facilitator can change that with `/schedule create`."


def _when(shown: Upcoming) -> str:
    one, group = shown.occurrence, shown.schedule.group
    place = f"in <#{group.channel}>"
    zone = group_cards.zone(shown.schedule.zone)
    return (
        f"{format_dt(one.due, 'F')} your time, {format_dt(one.due, 'R')}, {place}\n"
        f"-# {dates.local(one.local)}, {zone} time{' (moved)' if one.moved else ''}"
    )


def _what(shown: Upcoming) -> str:
    title = inert.line(shown.schedule.title, TITLE)
    if shown.meeting is None:
        return f"**{title}**, meeting {shown.occurrence.number}"
    name = inert.line(shown.meeting.title, TITLE)
    plan = f" (meeting {shown.occurrence.number} of {title})" if shown.schedule.plan else ""
    protocol = f"\nWe talk by {inert.line(shown.protocol, TITLE)}." if shown.protocol else ""
    note = f"\n> {inert.line(shown.meeting.note, NOTE)}" if shown.meeting.note else ""
    return f"**{name}**{plan}{protocol}{note}"


def _readings(shown: Upcoming) -> list[str]:
    if not shown.readings:
        return []
    lines = [_reading(one) for one in shown.readings]
    total = [f"-# {shown.minutes} minutes altogether"] if len(lines) > 1 and shown.minutes else []
    return ["To read (with `/read`):", *lines, *total]


def _reading(one: Reading) -> str:
    if one.essay is None:
        return f"- {inert.line(one.name, NAME)}, which is not in this server's library"
    minutes = one.essay.minutes
    return f"- {byline(one.essay)}, about {minutes} minute{'s' if minutes != 1 else ''}"
