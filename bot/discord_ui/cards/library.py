"""What moderators see of their library: what it holds, and one essay with all that is known of it."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import details, inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.reading import byline
from bot.facilitation.drafts import MOST_DRAFTS
from bot.facilitation.library import Holdings, Part, Stashed, Whole
from bot.facilitation.reading import Listing

ON_ONE_LIST = 8
DRAFTS = 5
STASH = 5
FILE = 60
TITLE = 90
HEADING = 60
PARTS = 12
FEWEST_ABOVE = 40
"""Words above the first heading that are more than a byline."""


Button = discord.ui.Item[Any]


def holdings(found: Holdings, number: int, rows: Sequence[Sequence[Button]] = ()) -> Card:
    """Page `number` (from 0) of the essays; and what waits to be published, and what was removed."""
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(f"### {_counted(len(found.essays), 'essay')}"))
    shown = found.essays[number * ON_ONE_LIST : (number + 1) * ON_ONE_LIST]
    if shown:
        container.add_item(discord.ui.TextDisplay("\n".join(map(_entry, shown))))
    for text in (_drafts(found), _stash(found)):
        if text:
            container.add_item(discord.ui.TextDisplay(text))
    for row in rows:
        if row:
            container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def lists(essays: int) -> int:
    """How many pages so many essays take."""
    return max(1, -(-essays // ON_ONE_LIST))


def whole(shown: Whole, row: Sequence[Button]) -> Card:
    """All that is known of an essay."""
    essay = shown.essay
    replace = f"-# Another version of it? `/library replace essay:{essay.slug}` shows first what would change."
    texts = (
        f"### *{inert.line(essay.title, details.TITLE)}*",
        details.lines(shown.known),
        parts(shown.parts),
        "\n".join(_facts(shown)),
        replace,
    )
    container = discord.ui.Container["Card"](*(discord.ui.TextDisplay(text) for text in texts if text))
    container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def parts(found: Sequence[Part], most: int = PARTS) -> str:
    """The sections with their minutes; nothing where there are none."""
    headed = sum(part.heading is not None for part in found)
    if not headed:
        return ""
    told = [part for part in found if part.heading is not None or part.words >= FEWEST_ABOVE]
    shown = [f"- {_heading(part)} · {part.minutes} min" for part in told[:most]]
    more = [f"- … and {_counted(len(told) - most, 'more section')}"] if len(told) > most else []
    return "\n".join((f"**{_counted(headed, 'section')}**", *shown, *more))


def confirm_removal(essay: Listing, button: Button) -> Card:
    """Asks once more: everybody loses sight of it."""
    return Card(
        discord.ui.TextDisplay(
            f"Remove {byline(essay)}?\nIts text is kept out of sight for 30 days and "
            "then deleted; quotations that were shared stay in their channels."
        ),
        discord.ui.ActionRow(button),
    )


def removed(essay: Listing) -> Card:
    """Says what is gone, and how it comes back."""
    back = "-# `/library restore` brings it back within 30 days."
    return Card(discord.ui.TextDisplay(f"Removed {byline(essay)}.\n{back}"))


def restored(essay: Listing) -> Card:
    """Says what is back."""
    return Card(discord.ui.TextDisplay(f"Back in the library, with its citations: {byline(essay)}."))


def exported(essays: int) -> str:
    """What the zip holds, and how it is taken back."""
    if essays < MOST_DRAFTS:
        back = "`/library add` takes this zip again, here or elsewhere."
    else:
        back = (
            f"`/library add` takes fewer than {MOST_DRAFTS} at a time: pack its files into several zips, or let "
            "whoever hosts Footnote add this one with `footnote-library add`."
        )
    return f"{_counted(essays, 'essay')}; {back}"


def _entry(essay: Listing) -> str:
    facts = f"{essay.minutes} min · {essay.paragraphs} ¶ · {inert.line(essay.file, FILE)}"
    return f"{byline(essay)}\n-# {facts}{' · content note' if essay.note else ''}"


def _drafts(found: Holdings) -> str:
    if not found.drafts:
        return ""
    names = ", ".join(f"*{inert.line(title, TITLE)}*" for title in found.drafts[:DRAFTS])
    more = f" and {len(found.drafts) - DRAFTS} more" if len(found.drafts) > DRAFTS else ""
    return f"**{_counted(len(found.drafts), 'draft')}, seen by moderators only:** {names}{more}"


def _stash(found: Holdings) -> str:
    if not found.stash:
        return ""
    lines = [f"- {_stashed(one)}" for one in found.stash[:STASH]]
    more = [f"- … and {len(found.stash) - STASH} more"] if len(found.stash) > STASH else []
    return "\n".join(("**Removed:** `/library restore` brings back", *lines, *more))


def _stashed(one: Stashed) -> str:
    return f"*{inert.line(one.essay.title, TITLE)}*, gone for good {format_dt(one.gone_at, 'D')}"


def _facts(shown: Whole) -> Iterator[str]:
    essay = shown.essay
    yield f"{essay.words:,} words, about {_counted(essay.minutes, 'minute')} to read, {essay.paragraphs} ¶"
    language = f" · language {inert.line(shown.language, FILE)}" if shown.language else ""
    yield f"-# {inert.line(essay.file, FILE)} · `{essay.slug}` · revision `{essay.revision}`{language}"
    since = [f"published {format_dt(shown.published, 'D')}"] if shown.published else []
    if shown.replaced:
        times = "once" if len(shown.replaced) == 1 else f"{len(shown.replaced)} times"
        since.append(f"replaced {times}, this text since {format_dt(shown.replaced[-1], 'D')}")
    if since:
        yield f"-# {', '.join(since)}"


def _heading(part: Part) -> str:
    return inert.line(part.heading, HEADING) if part.heading else "*above the first heading*"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
