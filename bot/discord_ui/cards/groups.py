"""A reading group as members see it, and what stands in its way."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.settings import NO_EVENTS
from bot.facilitation.audit import KEPT
from bot.facilitation.calendar import local_time
from bot.facilitation.groups import LONGEST_NAME, Called, Group, Home
from bot.facilitation.protocols import Pace
from bot.facilitation.seed_files import listed
from bot.facilitation.settings import Mentions

SILENT = (
    "Nothing is posted at present, since the clock of the machine that I run on is wrong: "
    "please tell whoever hosts Footnote. What is not too late by then is posted afterwards."
)
NAME = 2 * LONGEST_NAME
MENTIONED: dict[Mentions, str] = {
    "openings": "Mentioned when it begins",
    "invitations": "Mentioned when it is invited",
    "invitations and openings": "Mentioned when it is invited and when it begins",
    "never": "Role, which this server never mentions",
}
NONE_LEFT = "nobody; a moderator can add one with `/group edit`"
MEANING: dict[Pace, str] = {"live": "live (a session takes minutes)", "slow": "slow (a session takes days)"}


def group(
    shown: Group,
    home: Home,
    role: Called | None,
    now: datetime,
    news: str = "",
    *,
    in_list: bool = True,
    mentions: Mentions = "openings",
) -> Card:
    """All about a group, with a line for each thing that would keep it from meeting.

    `in_list`: whether its sessions stand in the list of events, if this server wants them there; `mentions`: when this
    server wants roles to be mentioned.
    """
    lines = (
        f"**Meets in** <#{shown.channel}>{' (a forum)' if shown.is_forum else ''}",
        f"**Facilitators**: {', '.join(f'<@{member}>' for member in sorted(shown.facilitators)) or NONE_LEFT}",
        f"**{MENTIONED[mentions]}**: {'nobody' if shown.role is None else f'<@&{shown.role}>'}",
        f"**Time zone**: {zone(shown.zone)}, where it is {local_time(now, shown.zone):%H:%M} now",
        f"**Usual hour**: {shown.hour:%H:%M}",
        f"**Pace**: {MEANING[shown.pace]}",
    )
    heading = f"### {name(shown)}" + (", closed" if shown.closed else "") + news
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(heading), discord.ui.TextDisplay("\n".join(lines)))
    if not shown.closed and (wrong := [*troubles(home, role), *([] if in_list else [NO_EVENTS])]):
        container.add_item(discord.ui.TextDisplay("\n".join(f"⚠️ {sentence}" for sentence in wrong)))
    return Card(container)


def troubles(home: Home, role: Called | None) -> Iterable[str]:
    """A sentence for each thing that keeps a group from meeting as planned."""
    if not home.there:
        yield "The group's channel is gone or hidden from me: a moderator can choose another one with `/group edit`."
    elif home.missing:
        yield f"In <#{home.channel}> I lack {listed(home.missing, 'and')}: a moderator can give Footnote these there."
    if home.silent:
        yield SILENT
    if role and not role.there:
        yield "The group's role is gone, so nobody will be mentioned: `/group edit` chooses another one."
    elif role and not role.mentionable:
        yield f"I may not mention <@&{role.role}>: a moderator can allow anyone to mention it."


def confirm_closing(shown: Group, button: discord.ui.Item[Any]) -> Card:
    """Asks once more, since it stops the group's schedules."""
    sentence = (
        f"Close {name(shown)}? Its schedules stop. What it has read stays on record, and `/audit` can open it again "
        f"within {KEPT.days} days."
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
