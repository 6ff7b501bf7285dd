"""A draft as a moderator looks at it before anybody else sees a word; and what became of files."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import discord

from bot.discord_ui.cards import details, inert
from bot.discord_ui.cards.library import parts
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.reading import byline
from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation.drafts import Draft, Published, Same, Taken, Waiting, cleaning

TITLE = 130
FILE = 80
PARTS = 6
FIRST_LINES = 350
LEFT_OUT = 70
LEFT_OUT_LINES = 4
DOUBT = 150
DOUBTS = 4
SENTENCE = 220
SENTENCES = 10
FEWEST_NEWS = 200
PUBLISHED = 10

UNSEEN = "-# Only moderators see this draft until you press *Publish*."
NOWHERE = "-# If this stands still, `/library list` shows what came of it."
CHANGEABLE = "-# Not right? `/library show` has buttons to change it or to take it out again."
NO_DRAFT = "No draft is left here."

Button = discord.ui.Item[Any]


def progress(what: str, done: int, total: int) -> Card:
    """How far a work is; nothing is seen before it is whole."""
    share = f" {done * 100 // total} %" if total else ""
    return Card(discord.ui.TextDisplay(f"{inert.line(what, FILE)} …{share}\n{NOWHERE}"))


def draft(found: Waiting, rows: Iterable[Sequence[Button]], news: Sequence[str] = ()) -> Card:
    """One of the drafts that wait, under `news` of what has just been done."""
    shown = found.shown
    texts = [NO_DRAFT] if shown is None else list(_about(shown, found))
    if shown is None and news:
        texts = []
    room = CARD_CHARACTERS - sum(map(length, texts)) - len(texts) - 10
    container = discord.ui.Container["Card"]()
    if news:
        container.add_item(discord.ui.TextDisplay(_fitting("\n".join(news), max(room, FEWEST_NEWS))))
    if news and texts:
        container.add_item(discord.ui.Separator())
    for text in filter(None, texts):
        container.add_item(discord.ui.TextDisplay(text))
    for row in rows:
        if row:
            container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def taken(found: Taken) -> list[str]:
    """What became of files that are no drafts: a line each."""
    lines = [f"⚠️ {inert.line(sentence, SENTENCE)}" for sentence in found.failures]
    here = [one for one in found.same if not one.stashed]
    lines += [f"{inert.line(one.file, FILE)} is already here: {byline(one.essay)}." for one in here]
    lines += [_stashed(one) for one in found.same if one.stashed]
    more = len(lines) - SENTENCES
    lines = lines[:SENTENCES] + ([f"… and {more} more files that were not taken"] if more > 0 else [])
    hint = f"-# Nothing was changed; `/library edit` changes {'its' if len(here) == 1 else 'their'} details."
    return [*lines, hint] if here else lines


def told(lines: Sequence[str], row: Sequence[Button] = ()) -> Card:
    """What became of something, and what can be done about it."""
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(_fitting("\n".join(lines), CARD_CHARACTERS)))
    if row:
        container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def published(done: Sequence[Published]) -> list[str]:
    """What is an essay now: a line each."""
    lines = [f"{_state(one)} {byline(one.essay)}" for one in done[:PUBLISHED]]
    more = [f"… and {len(done) - PUBLISHED} more"] if len(done) > PUBLISHED else []
    return [*lines, *more, *([CHANGEABLE] if any(not one.already for one in done) else [])]


def discarded(one: Draft) -> str:
    """What was dropped."""
    return f"Discarded *{inert.line(one.details.title or one.file, TITLE)}*."


def left(found: Waiting) -> str:
    """What *Publish all* left."""
    return f"{found.total} left whose title or author was not found: press *Publish* on each to say it."


def starter(files: Sequence[str], button: Button) -> Card:
    """Offers the essays that come with Footnote."""
    names = "\n".join(f"- {inert.line(name, FILE)}" for name in files)
    sentence = f"Add the {len(files)} essays that come with Footnote? Members see them at once.\n{names}"
    return Card(discord.ui.TextDisplay(sentence), discord.ui.ActionRow(button))


def _about(shown: Draft, found: Waiting) -> Iterator[str]:
    mark = f" ({found.page + 1} of {found.total})" if found.total > 1 else ""
    yield f"### Draft{mark}: *{inert.line(shown.details.title or shown.file, TITLE)}*"
    yield details.lines(shown.details, shown.suggested, untitled=not shown.titled)
    yield parts(shown.parts, PARTS)
    minutes = f"{shown.minutes} minute{'s' if shown.minutes != 1 else ''}"
    yield (
        f"**About {minutes}**, {shown.words:,} words, {shown.paragraphs} ¶\n"
        f"-# {inert.line(shown.file, FILE)}, read as {inert.line(shown.kind, FILE)}"
    )
    yield inert.fit("\n".join(filter(None, shown.first_lines.split("\n"))), FIRST_LINES, mark="> ")
    yield _cleaned(shown)
    yield _doubts(shown)
    yield UNSEEN


def _cleaned(shown: Draft) -> str:
    found = cleaning(shown.left_out, shown.words)
    if not found.lines:
        return "**Cleaned away:** nothing"
    number = len(found.lines)
    doubt = "hardly a doubt"
    if found.doubtful:
        doubt = f"⚠️ {found.doubtful} may be the essay's own, shown first"
    elif found.much:
        doubt = "⚠️ that is much: look whether the text is whole"
    heading = f"**Cleaned away:** {number} line{'s' if number != 1 else ''}, {found.percent} % of the words; {doubt}"
    lines = [f"> {inert.line(line, LEFT_OUT)}" for line in found.lines[:LEFT_OUT_LINES]]
    more = [f"> … and {number - LEFT_OUT_LINES} more"] if number > LEFT_OUT_LINES else []
    return "\n".join((heading, *lines, *more))


def _doubts(shown: Draft) -> str:
    if not shown.doubts:
        return ""
    lines = [f"- {inert.line(doubt, DOUBT)}" for doubt in shown.doubts[:DOUBTS]]
    more = [f"- … and {len(shown.doubts) - DOUBTS} more"] if len(shown.doubts) > DOUBTS else []
    return "\n".join(("**Look at this:**", *lines, *more))


def _stashed(one: Same) -> str:
    removed = f"{inert.line(one.file, FILE)}: this text was removed as {byline(one.essay)}"
    return f"{removed}; *Restore* brings it back with its citations."


def _state(one: Published) -> str:
    if one.already:
        return "Already here:"
    return "Back from the stash:" if one.restored else "Published"


def _fitting(text: str, room: int) -> str:
    kept = text
    while length(kept) > room:
        kept = kept.rpartition("\n")[0] or kept[: max(0, len(kept) - 50)]
    return kept
