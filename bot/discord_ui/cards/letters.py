"""Letters of the outbox as they are posted."""

from datetime import datetime

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import CARD_CHARACTERS
from bot.facilitation.delivery import Letter


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
