"""What moderators see of suggested texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card, note
from bot.facilitation.delivery import Letter
from bot.facilitation.suggestions import Decision, OpenSuggestions, Suggestion

TITLE = 130
AUTHOR = 90
LINK = 205
NOTE = 260
SERVER = 200
REASON = 420
"""Together, five times, and with the lines around them, these stay below Discord's 4,000 characters."""

NOTICE = "The moderators will see this with your name. Footnote keeps both."
NONE = "No suggestion is waiting. Members make one with `/suggest`, or with *Suggest a text* under an answer."
WHY = "Whoever suggested it reads this in a direct message, without your name"

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


def made(title: str, *, told: bool) -> Card:
    """Says what happens next; `told`: she hears of the decision, if she lets herself be told."""
    news = (
        "is suggested. When the moderators have decided, you get a direct message, if you allow those from members of "
        "this server."
    )
    return note(f"“{title}” {news if told else 'is suggested: the moderators will decide.'}")


def letter(one: Letter, planned: datetime | None) -> Card:
    """What arrives when moderators have decided; that it is late says nothing to her."""
    content = one.content
    server, title = inert.line(content["server"], SERVER), f"*{inert.line(content['title'], TITLE)}*"
    if content["decision"] == "accepted":
        texts = [
            f"### The moderators of {server} want a text that you suggested",
            f"{title}: they look for it now. Once it is in the library you can read it with `/read` there.",
        ]
    else:
        texts = [f"### The moderators of {server} did not take up a text that you suggested", f"{title}."]
    if content["reason"]:
        texts.append(f"> {inert.line(content['reason'], REASON)}")
    texts.append("-# You get this once, because you suggested it; what you wrote is deleted with the decision.")
    return Card(discord.ui.Container["Card"](*(discord.ui.TextDisplay(text) for text in texts)))


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
