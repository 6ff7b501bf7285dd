"""The glossary's cards: a term with the words that define it, the list of terms, and definitions to choose from."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.ask import citation, quoted
from bot.discord_ui.cards.note import Card
from bot.facilitation.ask import Quotation
from bot.facilitation.glossary import Defined, Definition, Lookup, Page, Proposal

TERM = 125
TITLE = 80
GONE = 420
CHOICE = 380
"""Five times with its place, and with what defines the term now, this stays below Discord's 4,000 characters."""

NEAR = "Near, not the glossary: what the essays themselves say."
NOWHERE = "No essay says it in so many words either: try `/ask`."
CHANGED = "A moderator can choose other words with `/glossary add`."
NO_CHOICE = (
    "No {other}passage says it in so many words. Find the passage with `/ask` or `/read`, press *Cite*, and give the "
    "permanent citation: `/glossary add term citation`."
)

Button = discord.ui.Item[Any]


def looked_up(found: Lookup, buttons: Sequence[Button] = ()) -> Card:
    """The definition in the essay's own words or, where the glossary has none, what comes near."""
    one = found.definition
    texts = [_heading(one.term if one else found.term)]
    if one is not None and one.quotation is not None:
        return _card([*texts, quoted(one.quotation.text), citation(one.quotation)], [buttons])
    texts.append(f"{_gone(one)}\n{CHANGED}" if one else "The glossary does not have this term.")
    texts.append(NEAR if found.near else NOWHERE)
    for number, quotation in enumerate(found.near, 1):
        mark = f"**{number}** " if len(found.near) > 1 else ""
        texts += [quoted(quotation.text), mark + citation(quotation)]
    return _card(texts, [buttons])


def listed(found: Page, turning: Sequence[Button] = ()) -> Card:
    """A page of the terms, each with where its definition stands."""
    heading = f"### {found.total} term{'s' if found.total != 1 else ''} in the glossary"
    lines = "\n".join(_entry(one) for one in found.shown)
    return _card([heading, lines, "-# `/define` shows the words."], [turning])


def proposed(found: Proposal, buttons: Sequence[Button] = ()) -> Card:
    """Definitions to choose from, by number, below the one that the term has."""
    texts = [_heading(found.term)]
    if found.present is not None:
        texts.append(f"{_present(found.present)}\n{'To put in its place:' if found.choices else ''}".rstrip())
    elif found.choices:
        texts.append("Which of these should define it?")
    for number, quotation in enumerate(found.choices, 1):
        mark = f"**{number}** " if len(found.choices) > 1 else ""
        texts.append(f"{inert.fit(quotation.text, CHOICE, mark='> ')}\n{mark}— {_place(quotation)}")
    if not found.choices:
        texts.append(NO_CHOICE.format(other="other " if found.present else ""))
    return _card(texts, [buttons])


def made(done: Defined) -> Card:
    """Says what defines the term from now on."""
    one = done.definition
    verb = "Replaced" if done.before else "Added"
    texts = [f"{verb}: **{inert.line(one.term, TERM)}**"]
    if one.quotation is not None:
        texts += [quoted(one.quotation.text), citation(one.quotation)]
    return _card(texts, [])


def removed(one: Definition) -> Card:
    """Says what is gone, and the citation by which it could be had back."""
    return _card(
        [f"Took **{inert.line(one.term, TERM)}** out of the glossary.\n-# {inert.line(one.citation, 200)}"], []
    )


def _present(one: Definition) -> str:
    if one.quotation is None:
        return f"It is in the glossary. {_gone(one)}"
    return f"It is in the glossary:\n{inert.fit(one.quotation.text, CHOICE, mark='> ')}\n— {_place(one.quotation)}"


def _entry(one: Definition) -> str:
    standing = _place(one.quotation) if one.quotation else "its words changed since, or are gone"
    return f"**{inert.line(one.term, TERM)}** — {standing}"


def _place(quotation: Quotation) -> str:
    return f"*{inert.line(quotation.title, TITLE)}*, ¶ {quotation.paragraph}"


def _gone(one: Definition) -> str:
    return inert.fit(one.gone or "", GONE)


def _heading(term: str) -> str:
    return f"### {inert.line(term, TERM)}"


def _card(texts: Sequence[str], rows: Sequence[Sequence[Button]]) -> Card:
    container = discord.ui.Container["Card"](*(discord.ui.TextDisplay(text) for text in texts if text))
    for row in rows:
        if row:
            container.add_item(discord.ui.ActionRow(*row))
    return Card(container)
