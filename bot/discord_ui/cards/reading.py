"""The reading card: one page of an essay; and the list of essays to choose from."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.discord_ui.cards import details, inert
from bot.discord_ui.cards.ask import place, quoted
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation.reading import Listing, Page, Piece, Portrait

TITLE = 120
TERMS = 300
AUTHOR = 80
FOOTER = 60
NOTE = 190
NOTE_IN_LIST = 100
ON_ONE_LIST = 10

Button = discord.ui.Item[Any]


def page(shown: Page, buttons: Sequence[Button] = ()) -> Card:
    """The page under the essay's name, each paragraph with its number, and where it stands in the essay."""
    warning = details.warning(shown.essay, NOTE) if shown.number == 1 else ""
    heading = f"### {byline(shown.essay)}{warning}"
    footer = f"-# Page {shown.number} of {shown.pages}"
    room = CARD_CHARACTERS - length(heading) - FOOTER
    text = "\n\n".join(_piece(piece, bold=True) for piece in shown.pieces)
    if length(text) > room:  # Bold costs four characters a line: rather lose it than the words.
        text = "\n\n".join(_piece(piece, bold=False) for piece in shown.pieces)
    container = discord.ui.Container["Card"](
        discord.ui.TextDisplay(heading),
        discord.ui.TextDisplay(text),
        discord.ui.TextDisplay(footer),
    )
    if buttons:
        container.add_item(discord.ui.ActionRow(*buttons))
    return Card(container)


def essays(listings: Sequence[Listing], number: int, *, buttons: Sequence[Button] = ()) -> Card:
    """Page `number` (from 0) of the list of essays."""
    heading = f"### {len(listings)} essay{'s' if len(listings) != 1 else ''} in this server's library"
    shown = listings[number * ON_ONE_LIST : (number + 1) * ON_ONE_LIST]
    container = discord.ui.Container["Card"](
        discord.ui.TextDisplay(heading),
        discord.ui.TextDisplay("\n".join(map(_entry, shown))),
    )
    if buttons:
        container.add_item(discord.ui.ActionRow(*buttons))
    return Card(container)


def portrait(shown: Portrait, buttons: Sequence[Button] = ()) -> Card:
    """An essay introduced: its facts, its key terms and a few of its sentences, each with its place."""
    about = f"\nAbout: {inert.line(', '.join(shown.terms), TERMS)}" if shown.terms else ""
    known = f"{details.rights(shown.essay)}{details.warning(shown.essay, NOTE)}"
    container = discord.ui.Container["Card"](
        discord.ui.TextDisplay(f"### {byline(shown.essay)}\n-# {_facts(shown.essay)}{known}{about}")
    )
    for number, quotation in enumerate(shown.quotations, 1):
        mark = f"**{number}** " if len(shown.quotations) > 1 else ""
        container.add_item(discord.ui.TextDisplay(f"{quoted(quotation.text)}\n{mark}— {place(quotation)}"))
    if buttons:
        container.add_item(discord.ui.ActionRow(*buttons))
    return Card(container)


def lists(listings: Sequence[Listing]) -> int:
    """How many pages the list of essays takes."""
    return max(1, -(-len(listings) // ON_ONE_LIST))


def byline(essay: Listing) -> str:
    """Title in italics, author and year."""
    title = f"*{inert.line(essay.title, TITLE)}*"
    author = f", {inert.line(essay.author, AUTHOR)}" if essay.author else ""
    return title + author + (f" ({essay.year})" if essay.year is not None else "")


def _entry(essay: Listing) -> str:
    return f"{byline(essay)}\n-# {_facts(essay)}{details.warning(essay, NOTE_IN_LIST)}"


def _facts(essay: Listing) -> str:
    facts = [f"{essay.minutes} min"]
    if essay.sections:
        facts.append(f"{essay.sections} section{'s' if essay.sections != 1 else ''}")
    facts.append(f"{essay.paragraphs} ¶")
    return " · ".join(facts)


def _piece(piece: Piece, bold: bool) -> str:
    number = piece.position.paragraph
    mark = ""
    if number:
        mark = f"`¶ {number}` " if piece.position.part == 0 else f"`¶ {number} …` "
    heading = f"**{inert.line(piece.heading, 2 * len(piece.heading))}**\n" if piece.heading else ""
    if not bold or piece.bold is None:
        return heading + mark + inert.inert(piece.text)
    first, last = piece.bold
    lines = inert.inert(piece.text[first:last]).split("\n")
    marked = "\n".join(f"**{line}**" if line.strip() else line for line in lines)
    return heading + mark + inert.inert(piece.text[:first]) + marked + inert.inert(piece.text[last:])
