"""What a moderator sees while the library changes."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.reading import byline
from bot.facilitation.library import Addition
from bot.facilitation.reading import Listing

LEFT_OUT_LINES = 8
LEFT_OUT = 80
FILE = 120


def progress(file: str, done: int, total: int) -> Card:
    """How far the reading of a file is; nothing is in the library before it is whole."""
    share = f" {done * 100 // total} %" if total else ""
    return Card(
        discord.ui.TextDisplay(
            f"Reading {inert.line(file, FILE)} …{share}\n"
            "-# Nothing is added before it is whole. If this stands still, `/library list` knows."
        )
    )


def added(addition: Addition) -> Card:
    """The essay as the library understood it, so that a moderator can see at once whether that is right."""
    essay = addition.essay
    if addition.already:
        hint = " To give it another title, author or year, remove it first." if addition.otherwise else ""
        return Card(discord.ui.TextDisplay(f"{byline(essay)} is already here: nothing was changed.{hint}"))
    facts = (
        f"{_counted(essay.sections, 'section')}, {_counted(essay.paragraphs, 'paragraph')}, "
        f"about {_counted(essay.minutes, 'minute')} to read"
    )
    container = discord.ui.Container["Card"](
        discord.ui.TextDisplay(f"Added {byline(essay)}"), discord.ui.TextDisplay(facts)
    )
    if addition.left_out:
        container.add_item(discord.ui.TextDisplay(_left_out(addition.left_out)))
    undo = f"-# Not right? `/library remove essay:{essay.slug}` takes it out again."
    container.add_item(discord.ui.TextDisplay(undo))
    return Card(container)


def confirm_removal(essay: Listing, button: discord.ui.Item[Any]) -> Card:
    """Asks once more, since the text is not kept anywhere else."""
    return Card(
        discord.ui.TextDisplay(
            f"Remove {byline(essay)} from this server's library? Its text is deleted here; "
            "quotations that were shared stay in their channels."
        ),
        discord.ui.ActionRow(button),
    )


def removed(essay: Listing) -> Card:
    """Says what is gone."""
    return Card(discord.ui.TextDisplay(f"Removed {byline(essay)}."))


def _left_out(lines: Sequence[str]) -> str:
    shown = [f"> {inert.line(line, LEFT_OUT)}" for line in lines[:LEFT_OUT_LINES]]
    if (more := len(lines) - LEFT_OUT_LINES) > 0:
        shown.append(f"… and {_counted(more, 'more line')}")
    return "\n".join(("Left out as page furniture:", *shown))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
