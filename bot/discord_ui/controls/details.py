"""The form of an essay's details, for drafts and for essays: six things in Discord's five fields."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from typing_extensions import override

from bot.discord_ui.cards import details as cards
from bot.discord_ui.controls.forms import Form, field
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.details import (
    LONGEST_AUTHOR,
    LONGEST_NOTE,
    LONGEST_RIGHTS,
    LONGEST_TITLE,
    LONGEST_YEAR,
    NO_LINK,
    Details,
    details_of,
    rights,
)
from bot.facilitation.errors import Refusal

RIGHTS = f"First line: the link, or {NO_LINK} for none. Below: the licence, or by what right it is here."
NOTE = "What readers should know of its content beforehand"
STALE = "This form is from another version of Footnote: open it once more."


class EssayForm(Form):
    """Changes what is known of an essay."""

    name = "footnote:essay-form"

    @classmethod
    def of(cls, slug: str, known: Details) -> "EssayForm":
        """The form, filled with what is known."""
        return cls("Details of the essay", *fields(known, slug))

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await defer(visit, private=True)
        slug, texts = carried(given)
        known = (await visit.client.library.whole(visitor_of(visit), slug)).known
        details = details_of(texts, known)
        done = await visit.client.library.edit(visitor_of(visit), slug, details, moment_of(visit))
        await visit.edit_original_response(view=cards.edited(done))


def fields(known: Details, carry: str) -> Sequence[discord.ui.Item[Any]]:
    """The five fields; the first one's name carries what they are about."""
    year = None if known.year is None else str(known.year)
    return (
        field(f"title:{carry}", "Title", LONGEST_TITLE, default=_cut(known.title, LONGEST_TITLE), required=True),
        field("author", "Author", LONGEST_AUTHOR, default=_cut(known.author, LONGEST_AUTHOR)),
        field("year", "Year", LONGEST_YEAR, default=year),
        field(
            "rights",
            "Source link, then licence or right to use",
            LONGEST_RIGHTS,
            description=RIGHTS,
            default=_cut(rights(known), LONGEST_RIGHTS),
            long=True,
        ),
        field(
            "note", "Content note", LONGEST_NOTE, description=NOTE, default=_cut(known.note, LONGEST_NOTE), long=True
        ),
    )


def carried(given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """What the form is about, and its texts by their own names. Refuses a form of another kind."""
    found = next((name for name in given if name.startswith("title:")), None)
    if found is None:
        raise Refusal(STALE)
    return found.partition(":")[2], {**given, "title": given[found]}


async def defer(visit: Visit, *, private: bool = False) -> None:
    """Answer a form: by changing the card under which it was opened, or where there is none by a new reply."""
    if visit.message is None or private:
        await visit.response.defer(ephemeral=True, thinking=True)
    else:
        await visit.response.defer()


def _cut(text: str | None, most: int) -> str | None:
    """Discord refuses a form that is filled with more than it takes; a file may say anything."""
    return text[:most] if text else None
