"""A reading group as members see it, and what stands in its way."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.calendar import local_time
from bot.facilitation.groups import LONGEST_NAME, Called, Group, Home
from bot.facilitation.protocols import Pace
from bot.facilitation.seed_files import listed

NAME = 2 * LONGEST_NAME
MEANING: dict[Pace, str] = {"live": "live (a session takes minutes)", "slow": "slow (a session takes days)"}


def group(shown: Group, home: Home, role: Called | None, now: datetime, news: str = "") -> Card:
    """All about a group, with a line for each thing that would keep it from meeting."""
    lines = (
        f"**Meets in** <#{shown.channel}>{' (a forum)' if shown.is_forum else ''}",
        f"**Facilitators**: {', '.join(f'<@{member}>' for member in sorted(shown.facilitators))}",
        f"**Mentioned when it begins**: {'nobody' if shown.role is None else f'<@&{shown.role}>'}",
        f"**Time zone**: {zone(shown.zone)}, where it is {local_time(now, shown.zone):%H:%M} now",
        f"**Usual hour**: {shown.hour:%H:%M}",
        f"**Pace**: {MEANING[shown.pace]}",
    )
    heading = f"### {name(shown)}" + (", closed" if shown.closed else "") + news
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(heading), discord.ui.TextDisplay("\n".join(lines)))
    if not shown.closed and (wrong := list(troubles(home, role))):
        container.add_item(discord.ui.TextDisplay("\n".join(f"⚠️ {sentence}" for sentence in wrong)))
    return Card(container)


def troubles(home: Home, role: Called | None) -> Iterable[str]:
    """A sentence for each thing that keeps a group from meeting as planned."""
    if not home.there:
        yield "The group's channel is gone or hidden from me: a moderator can choose another one with `/group edit`."
    elif home.missing:
        yield f"In <#{home.channel}> I lack {listed(home.missing, 'and')}: a moderator can give Footnote these there."
    if role and not role.there:
        yield "The group's role is gone, so nobody will be mentioned: `/group edit` chooses another one."
    elif role and not role.mentionable:
        yield f"I may not mention <@&{role.role}>: a moderator can allow anyone to mention it."


def confirm_closing(shown: Group, button: discord.ui.Item[Any]) -> Card:
    """Asks once more, since nothing opens a group again."""
    sentence = (
        f"Close {name(shown)}? Its schedules stop and it cannot be opened again. What it has read stays on record."
    )
    return Card(discord.ui.TextDisplay(sentence), discord.ui.ActionRow(button))


def closed(shown: Group) -> Card:
    """Says that it is closed."""
    return Card(discord.ui.TextDisplay(f"{name(shown)} is closed; its schedules have stopped."))


def name(shown: Group) -> str:
    """Its name, inert."""
    return inert.line(shown.name, NAME)


def zone(of: str) -> str:
    """A zone's name as people read it."""
    return inert.line(of.replace("_", " "), NAME)
