"""What is known of an essay beside its text: as lines, as one line of warning, and what a change made of it."""

from collections.abc import Iterator
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.details import NAMES, Details, Edited
from bot.facilitation.reading import Listing

TITLE = 130
SHOWN = {"title": TITLE, "author": 110, "year": 10, "source": 190, "licence": 130, "note": 190}
NOT_FOUND, NOT_GIVEN = "not found", "not given"
CHANGED = 180
NOTHING = "Nothing was changed: everything was so already."


def lines(known: Details, suggested: Details | None = None, *, untitled: bool = False) -> str:
    """Each by its name, and what is missing on one line; `suggested` is what nobody checked about a draft."""
    hints = suggested or Details()
    gone = (name for name in NAMES if getattr(known, name) is getattr(hints, name) is None and name != "title")
    missing = [NAMES[name] for name in (*(["title"] if untitled else []), *gone)]
    shown = list(_lines(known, hints))
    if missing:
        word = NOT_GIVEN if suggested is None else NOT_FOUND
        shown.append(f"**{word.capitalize()}:** {', '.join(missing).lower()}")
    return "\n".join(shown)


def warning(essay: Listing, most: int) -> str:
    """The content note on a line of its own; nothing without one."""
    return f"\n-# Content note: {inert.line(essay.note, most)}" if essay.note else ""


def rights(essay: Listing) -> str:
    """Where it is from, and by which right it is here; nothing where nobody knows."""
    known = []
    if essay.source:
        known.append(f"Source: {inert.link(essay.source, SHOWN['source'])}")
    if essay.licence:
        known.append(f"Licence: {inert.line(essay.licence, SHOWN['licence'])}")
    return f"\n-# {' · '.join(known)}" if known else ""


def edited(done: Edited) -> Card:
    """What was changed, as it was and as it is."""
    if not done.after:
        return Card(discord.ui.TextDisplay(NOTHING))
    changed = [f"- {NAMES[name]}: {_value(done.before[name])} → {_value(value)}" for name, value in done.after.items()]
    heading = f"Changed *{inert.line(done.title, TITLE)}*. `/audit` can undo it."
    return Card(discord.ui.TextDisplay("\n".join((heading, *changed))))


def _lines(known: Details, suggested: Details) -> Iterator[str]:
    for name, label in NAMES.items():
        value, other = getattr(known, name), getattr(suggested, name)
        if name == "title":
            continue
        if value is not None:
            shown = inert.link(value, SHOWN[name]) if name == "source" else inert.line(str(value), SHOWN[name])
            yield f"**{label}:** {shown}"
        elif other is not None:
            yield f"**{label}:** *{NOT_FOUND}* (the file's properties say “{inert.line(str(other), 60)}”)"


def _value(value: Any) -> str:
    return "*nothing*" if value is None else inert.line(str(value), CHANGED)
