"""Why a command works or does not, for moderators."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.diagnose import Diagnosis, Mark

SENTENCE = 380
VERDICT = 500
MARKS: dict[Mark, str] = {"good": "✅", "bad": "❌", "note": "▫️"}


def diagnosis(found: Diagnosis, command: str, member: int, channel: int) -> Card:
    """The verdict first, then what it rests on, line by line."""
    lines = "\n".join(f"{MARKS[one.mark]} {inert.line(one.sentence, SENTENCE)}" for one in found.findings)
    return Card(
        discord.ui.Container(
            discord.ui.TextDisplay(f"### {inert.line(found.verdict, VERDICT)}"),
            discord.ui.TextDisplay(f"-# {inert.line(command, 60)} for <@{member}> in <#{channel}>"),
            discord.ui.TextDisplay(lines),
        )
    )
