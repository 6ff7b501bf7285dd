"""The answer card: quotations with their citations, privately and shared."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.ask import Quotation

QUESTION = 300
READ_AS = 200
QUOTATION = 650
TITLE = 120
AUTHOR = 80
SECTION = 80
"""Together, three times, and with the lines around them, these stay below Discord's 4,000 characters."""

Button = discord.ui.Item[Any]


def answer(
    question: str | None,
    refusal: str | None,
    quotations: Sequence[Quotation],
    buttons: Sequence[Button] = (),
    read_as: str | None = None,
) -> Card:
    """What one member reads; with a `refusal` the quotations are only near, and there may be none.

    `read_as` is the question without its typing mistakes.
    """
    heading = f"**{inert.line(question, QUESTION)}**\n" if question else ""
    heading += f"-# read as: {inert.line(read_as, READ_AS)}\n" if read_as else ""
    if refusal:
        heading += inert.fit(refusal, QUESTION)
        heading += " Near, not an answer:" if quotations else " Try other words, one thing at a time."
    return _card(heading, quotations, buttons)


def shared(sharer: str, question: str | None, quotations: Sequence[Quotation], buttons: Sequence[Button] = ()) -> Card:
    """What a channel reads: who shares it, and nobody else by name."""
    heading = f"{inert.line(sharer, AUTHOR)} shares from the library"
    if question:
        heading += f"\n**{inert.line(question, QUESTION)}**"
    return _card(heading, quotations, buttons)


def citation(quotation: Quotation) -> str:
    """Author, title, section and paragraph, the title in italics."""
    return f"— {_drawn(quotation).citation()}"


def place(quotation: Quotation) -> str:
    """Section and paragraph."""
    return _drawn(quotation).standing()


def _drawn(quotation: Quotation) -> Quotation:
    return replace(
        quotation,
        title=f"*{inert.line(quotation.title, TITLE)}*",
        author=quotation.author and inert.line(quotation.author, AUTHOR),
        section=quotation.section and inert.line(quotation.section.lstrip("§ "), SECTION),
        voice=quotation.voice and inert.line(quotation.voice, AUTHOR),
    )


def _card(heading: str, quotations: Sequence[Quotation], buttons: Sequence[Button]) -> Card:
    container = discord.ui.Container["Card"]()
    if heading:
        container.add_item(discord.ui.TextDisplay(heading))
    for number, quotation in enumerate(quotations, 1):
        mark = f"**{number}** " if len(quotations) > 1 else ""
        if number > 1:  # else a citation looks as near to the next quotation as to its own
            container.add_item(discord.ui.Separator(visible=False))
        container.add_item(discord.ui.TextDisplay(quoted(quotation.text)))
        container.add_item(discord.ui.TextDisplay(mark + citation(quotation)))
    if buttons:
        container.add_item(discord.ui.ActionRow(*buttons))
    return Card(container)


def quoted(text: str) -> str:
    """The words as a quotation, inert, line by line."""
    return inert.fit(text, QUOTATION, mark="> ")
