"""What another text would change in an essay, paragraph by paragraph, and which citations it would make old."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.reading import byline
from bot.facilitation.replacing import Lost, Pair, Replaced, Replacement

PAIRS = 4
OTHERS = 2
SIDE = 130
CITATION = 120
WORDS = 90
WHERE = 80
LOST = 5

Button = discord.ui.Item[Any]

OTHER_TEXT = "⚠️ This looks like another text, not another version: *Discard* it, and use `/library add`."
STAYS = "-# The essay keeps its name, its details and its place in plans; its old citations say “changed since”."


def preview(shown: Replacement, row: Sequence[Button]) -> Card:
    """What would change, before it does."""
    container = discord.ui.Container["Card"](*(discord.ui.TextDisplay(text) for text in _texts(shown) if text))
    container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def replaced(done: Replaced) -> Card:
    """Says what the essay is now."""
    kept = f"{done.kept} paragraph{'s' if done.kept != 1 else ''} stayed word for word"
    text = f"Replaced the text of {byline(done.essay)}: {kept}.\n-# `/audit` can undo it."
    return Card(discord.ui.TextDisplay(text))


def _texts(shown: Replacement) -> Iterator[str]:
    yield f"### Replace the text of {byline(shown.essay)}?"
    if not shown.alike:
        yield OTHER_TEXT
    counts = ((shown.kept, "kept"), (len(shown.changed), "changed"), (len(shown.new), "new"), (len(shown.gone), "gone"))
    words = f"{shown.essay.words:,} words → {shown.draft.words:,}"
    yield f"Paragraphs: {', '.join(f'**{number}** {what}' for number, what in counts)}\n-# {words}"
    yield _pairs("Changed", shown.changed, PAIRS)
    yield _pairs("New", shown.new, OTHERS)
    yield _pairs("Gone", shown.gone, OTHERS)
    yield _lost(shown.lost)
    yield STAYS


def _pairs(heading: str, pairs: Sequence[Pair], most: int) -> str:
    if not pairs:
        return ""
    lines = [line for pair in pairs[:most] for line in _sides(pair)]
    more = [f"… and {len(pairs) - most} more"] if len(pairs) > most else []
    return "\n".join((f"**{heading}**", *lines, *more))


def _sides(pair: Pair) -> Iterator[str]:
    if pair.number_before is not None:
        yield f"> − ¶ {pair.number_before}: {inert.line(pair.before, SIDE)}"
    if pair.number_after is not None:
        yield f"> \\+ ¶ {pair.number_after}: {inert.line(pair.after, SIDE)}"


def _lost(lost: Sequence[Lost]) -> str:
    if not lost:
        return "No saved citation is of this text."
    gone = [one for one in lost if not one.stands]
    stand = len(lost) - len(gone)
    lines = [f"- {_citation(one)}" for one in gone[:LOST]]
    more = [f"- … and {len(gone) - LOST} more"] if len(gone) > LOST else []
    heading = f"**Saved citations that no longer match: {len(gone)}**"
    kept = [f"-# {stand} more name words that stand in the new text as well."] if stand else []
    return "\n".join((heading, *lines, *more, *kept))


def _citation(one: Lost) -> str:
    where, words = inert.line(one.saved.where, WHERE), inert.line(one.text, WORDS)
    return f"{inert.line(one.saved.citation, CITATION)} in {where}: “{words}”"
