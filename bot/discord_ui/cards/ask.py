"""The answer card: quotations with their citations, privately and shared."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.ask import Quotation

QUESTION = 300
QUOTATION = 880
TITLE = 120
AUTHOR = 80
SECTION = 80
"""Together, three times, and with the lines around them, these stay below Discord's 4,000 characters."""

Button = discord.ui.Item[Any]


def answer(
    question: str | None,
    answered: bool,
    quotations: Sequence[Quotation],
    buttons: Sequence[Button] = (),
) -> Card:
    """What one member reads; without quotations it says that there is nothing."""
    heading = f"**{inert.line(question, QUESTION)}**\n" if question else ""
    if not answered:
        heading += "The essays do not answer this."
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
    work = f"*{inert.line(quotation.title, TITLE)}*"
    if quotation.year is not None:
        work += f" ({quotation.year})"
    section = quotation.section and f"§ {inert.line(quotation.section.lstrip('§ '), SECTION)}"
    paragraph = f"¶ {quotation.paragraph}" if quotation.paragraph else "byline"
    author = quotation.author and inert.line(quotation.author, AUTHOR)
    return "— " + ", ".join(part for part in (author, work, section, paragraph) if part)


def _card(heading: str, quotations: Sequence[Quotation], buttons: Sequence[Button]) -> Card:
    container = discord.ui.Container["Card"]()
    if heading:
        container.add_item(discord.ui.TextDisplay(heading))
    for number, quotation in enumerate(quotations, 1):
        mark = f"**{number}** " if len(quotations) > 1 else ""
        container.add_item(discord.ui.TextDisplay(_quoted(quotation.text)))
        container.add_item(discord.ui.TextDisplay(mark + citation(quotation)))
    if buttons:
        container.add_item(discord.ui.ActionRow(*buttons))
    return Card(container)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in inert.fit(text, QUOTATION).splitlines())
