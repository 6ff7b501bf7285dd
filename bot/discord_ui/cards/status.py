"""How Footnote itself is doing, for moderators."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.diagnose import MARKS, SENTENCE, VERDICT
from bot.discord_ui.cards.note import Card
from bot.facilitation.health import Status

FOOT = "-# Footnote {version}. `/diagnose` says why a command works for somebody or does not."


def status(found: Status, version: str) -> Card:
    """The verdict first, then what it rests on, line by line."""
    lines = "\n".join(f"{MARKS[one.mark]} {inert.line(one.sentence, SENTENCE)}" for one in found.findings)
    return Card(
        discord.ui.Container(
            discord.ui.TextDisplay(f"### {inert.line(found.verdict, VERDICT)}"),
            discord.ui.TextDisplay(lines),
            discord.ui.TextDisplay(FOOT.format(version=inert.line(version, 40))),
        )
    )
