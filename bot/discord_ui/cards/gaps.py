"""What the essays could not answer, for moderators."""

from collections.abc import Sequence
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.gaps import KEPT, Gap, Gaps

QUESTION = 310
NONE = "Everything that was asked lately was answered by the essays."
FOOT = f"-# Without who asked; each is kept for {KEPT.days} days after it was asked last. `/settings edit` ends it."


def gaps(found: Gaps, buttons: Sequence[discord.ui.Item[Any]]) -> Card:
    """One page of them, newest first."""
    heading = f"### Not answered by the essays: {found.total}" if found.total else NONE
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(heading))
    if found.shown:
        container.add_item(discord.ui.TextDisplay("\n".join(map(_line, found.shown))))
    container.add_item(discord.ui.TextDisplay(FOOT))
    if buttons:
        container.add_item(discord.ui.ActionRow(*buttons))
    return Card(container)


def _line(gap: Gap) -> str:
    times = f", {gap.times} times" if gap.times > 1 else ""
    return f"- {inert.line(gap.question, QUESTION)} ({format_dt(gap.at, 'R')}{times})"
