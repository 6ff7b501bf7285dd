"""Letters of the outbox as they are posted, and the list of those that were not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import CARD_CHARACTERS
from bot.facilitation.delivery import Letter
from bot.facilitation.letters import ON_ONE_PAGE, Choice, Unsettled, said

NEWS = 300
ENTRY = 420
"""Five times, with a place and two links each, these stay below Discord's 4,000 characters."""

NONE = "Everything was posted as planned, or was settled."
NOT_FOUND = (
    "I did not find it in what I can read there. If you see it, give me its link: "
    "Copy Message Link in the message's menu."
)
LABELS: Mapping[Choice, str] = {
    "there": "It is there",
    "again": "Post it again",
    "out": "Leave it out",
    "now": "Try now",
}
DONE: Mapping[Choice, str] = {
    "there": "It is there: noted. What waited for it goes on.",
    "again": "It is posted again.",
    "out": "Left out.",
    "now": "I try it now; if I am refused again, it stays on the list of /session letters.",
}
FOUND_AFTER_ALL = "I found it: it is there, so nothing is posted again. What waited for it goes on."

Button = discord.ui.Item[Any]


def planned_line(planned: datetime) -> str:
    """Says for when a late letter was planned, in each reader's own time."""
    return f"-# planned for <t:{int(planned.timestamp())}:f>"


def note_letter(letter: Letter, planned: datetime | None) -> Card:
    """A plain text: `content` holds it as `text`."""
    late = planned_line(planned) if planned else ""
    text = inert.fit(str(letter.content.get("text", "")), CARD_CHARACTERS - len(late))
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(text))
    if late:
        container.add_item(discord.ui.TextDisplay(late))
    return Card(container)


def unsettled(
    found: Sequence[Unsettled],
    page: int,
    rows: Sequence[Sequence[Button]],
    turning: Sequence[Button],
    news: str | None = None,
) -> Card:
    """A page (from 0) of what was not posted as planned, each above its own row of buttons."""
    container = discord.ui.Container["Card"]()
    if news:
        container.add_item(discord.ui.TextDisplay(inert.fit(news, NEWS)))
    heading = f"### {len(found)} message{'s' if len(found) != 1 else ''} to look after" if found else NONE
    container.add_item(discord.ui.TextDisplay(heading))
    for one, buttons in zip(found[page * ON_ONE_PAGE : (page + 1) * ON_ONE_PAGE], rows, strict=True):
        container.add_item(discord.ui.TextDisplay(_entry(one)))
        if buttons:
            container.add_item(discord.ui.ActionRow(*buttons))
    if turning:
        container.add_item(discord.ui.ActionRow(*turning))
    return Card(container)


def not_found(button: Button) -> Card:
    """Asks for the message, which was not found."""
    return Card(discord.ui.TextDisplay(NOT_FOUND), discord.ui.ActionRow(button))


def _entry(one: Unsettled) -> str:
    standing = one.standing
    letter, place = standing.letter, one.at.channel
    after = f", after https://discord.com/channels/{letter.guild}/{place}/{standing.anchor}"
    looked = after if standing.state == "uncertain" and standing.anchor and standing.anchor != place else ""
    due = format_dt(letter.due, "f")
    return f"{inert.line(said(standing, one.title), ENTRY)}\n-# Planned for {due} · <#{place}>{looked}"
