"""What moderators see of suggested texts."""

from collections.abc import Sequence
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.suggestions import Decision, OpenSuggestions, Suggestion

TITLE = 130
AUTHOR = 90
LINK = 205
NOTE = 260
"""Together, five times, and with the lines around them, these stay below Discord's 4,000 characters."""

NOTICE = "The moderators will see this with your name. Footnote keeps both."
NONE = "No suggestion is waiting. Members find *Suggest a text* where the essays do not answer."

Button = discord.ui.Item[Any]


def waiting(
    found: OpenSuggestions, rows: Sequence[Sequence[Button]], turning: Sequence[Button], news: str | None = None
) -> Card:
    """One page of the list, each suggestion above its own row of buttons."""
    container = discord.ui.Container["Card"]()
    if news:
        container.add_item(discord.ui.TextDisplay(news))
    container.add_item(discord.ui.TextDisplay(_heading(found)))
    for suggestion, buttons in zip(found.shown, rows, strict=True):
        container.add_item(discord.ui.TextDisplay(_entry(suggestion)))
        container.add_item(discord.ui.ActionRow(*buttons))
    if turning:
        container.add_item(discord.ui.ActionRow(*turning))
    return Card(container)


def decided(suggestion: Suggestion, decision: Decision) -> str:
    """What became of one, and what to do next."""
    title = f"*{inert.line(suggestion.text.title, TITLE)}*"
    if decision == "accepted":
        return f"Accepted {title}: add its file with `/library add`."
    return f"Declined {title}."


def _heading(found: OpenSuggestions) -> str:
    if not found.total:
        return NONE
    return f"### {found.total} suggested text{'s' if found.total != 1 else ''}, newest first"


def _entry(suggestion: Suggestion) -> str:
    text = suggestion.text
    lines = [f"*{inert.line(text.title, TITLE)}*" + (f", {inert.line(text.author, AUTHOR)}" if text.author else "")]
    if text.link:
        lines.append(inert.link(text.link, LINK))
    if text.note:
        lines.append(f"> {inert.line(text.note, NOTE)}")
    lines.append(f"-# <@{suggestion.member}>, {format_dt(suggestion.made_at, 'd')}")
    return "\n".join(lines)
