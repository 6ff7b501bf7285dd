"""The comparison card: every essay in its turn, in its own words or silent, and never blended."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.ask import AUTHOR, QUESTION, citation, quoted
from bot.discord_ui.cards.note import Card
from bot.facilitation.compare import TITLE, Part

IN_A_ROW = 5
"""Buttons in a row."""

Button = discord.ui.Item[Any]


def comparison(
    idea: str | None, part: Part, contexts: Sequence[Button] = (), others: Sequence[Button] = (), unseen: int = 0
) -> Card:
    """What one member reads: *In context* in a row of its own, `others` below; `unseen` essays have no button."""
    footer = f" {unseen} more are not shown: name two essays to compare them." if unseen else ""
    return _card(_asked(idea), part, footer, [contexts, *_rows(others)])


def shared(sharer: str, idea: str | None, part: Part, contexts: Sequence[Button] = ()) -> Card:
    """What a channel reads: who shares it, and nobody else by name."""
    heading = "\n".join(filter(None, (f"{inert.line(sharer, AUTHOR)} shares from the library", _asked(idea))))
    return _card(heading, part, "", [contexts])


def _asked(idea: str | None) -> str:
    return f"**{inert.line(idea, QUESTION)}**" if idea else ""


def _card(heading: str, part: Part, footer: str, rows: Sequence[Sequence[Button]]) -> Card:
    container = discord.ui.Container["Card"]()
    if heading:
        container.add_item(discord.ui.TextDisplay(heading))
    container.add_item(discord.ui.TextDisplay("\n\n".join(_sides(part))))
    container.add_item(discord.ui.TextDisplay(f"-# {_count(part)}, by title.{footer}"))
    for row in rows:
        if row:
            container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def _sides(part: Part) -> Iterator[str]:
    number = 0
    for side in part.sides:
        if side.quotation is None:
            yield f"*{inert.line(side.title, TITLE)}* does not take this up."
        else:
            number += 1
            mark = f"**{number}** " if len(part.quotations) > 1 else ""
            yield f"{quoted(side.quotation.text)}\n{mark}{citation(side.quotation)}"


def _count(part: Part) -> str:
    if len(part.sides) == part.total:
        return "One essay" if part.total == 1 else f"{part.total} essays"
    if part.first == part.last:
        return f"Essay {part.first} of {part.total}"
    return f"Essays {part.first} to {part.last} of {part.total}"


def _rows(buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    for start in range(0, len(buttons), IN_A_ROW):
        yield buttons[start : start + IN_A_ROW]
