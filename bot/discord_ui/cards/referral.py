"""A question for the facilitators: what is said before it is posted, as it is posted, and afterwards."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card

QUESTION = 900
CHANNEL = 220


def notice(channel: str | None) -> str:
    """Who will see it; `channel` is None when the member may not see the channel."""
    where = f"**#{inert.line(channel, CHANNEL)}**" if channel else "a channel of this server that you cannot see"
    return f"Your name and this question will be visible to everyone in {where}. Footnote keeps neither."


def referred(member: int, question: str) -> Card:
    """What the channel reads: who asks, notified by nothing, and what."""
    return Card(
        discord.ui.Container(
            discord.ui.TextDisplay(f"<@{member}> asked when the essays did not answer:"),
            discord.ui.TextDisplay(inert.fit(question, QUESTION, mark="> ")),
        )
    )


def confirmed(channel: int | None) -> Card:
    """What the member reads."""
    where = f"in <#{channel}>" if channel else "where the facilitators read it"
    return Card(discord.ui.TextDisplay(f"Your question was posted {where}."))
