"""The citation card: a quotation's words, and under each style's name the citation to copy."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import length
from bot.facilitation.cite import Cited

WORDS = 600
FORM = 520
"""Six of them with the words, and with the lines around them, stay below Discord's 4,000 characters."""

HOW_TO = "-# `/read` opens the permanent one again, for as long as this very text is here."


def citations(cited: Cited) -> Card:
    """Every form in a block of its own, which Discord lets one copy with a touch."""
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(inert.fit(cited.words, WORDS, mark="> ")))
    for style, form in (("Permanent", cited.permanent), *cited.forms):
        container.add_item(discord.ui.TextDisplay(f"**{style}**\n{_block(form)}"))
    container.add_item(discord.ui.TextDisplay(HOW_TO))
    return Card(container)


def _block(form: str) -> str:
    # Nothing can be escaped in a block; three backticks would end it.
    kept = form.replace("```", "'''")
    while length(kept) > FORM:
        kept = kept[: len(kept) - (length(kept) - FORM + 1) // 2 - 1].rstrip() + "…"
    return f"```\n{kept}\n```"
