"""Checking quotations against the server's library."""

from functools import partial

from bot.facilitation.errors import Refusal
from bot.facilitation.quote import MOST_PLACES, Checked, Mark, clean_quote, quotes_of_message
from bot.services.reading import quotations_of, slug_of
from bot.services.shelf import NO_ESSAYS, Shelf
from retrieval import Check, Excerpt, Library


async def check(shelf: Shelf, guild: int, text: str, essay: str | None = None, author: str | None = None) -> Checked:
    """Whether these words stand in an essay, and in the one or by the one that is named. Refuses an unknown essay."""
    return await shelf.use(guild, partial(_check, text=clean_quote(text), essay=essay, author=author))


async def check_message(shelf: Shelf, guild: int, message: str) -> tuple[Checked, ...]:
    """What became of each quotation in a message, or of all its words. Refuses a message without words."""
    quotes = quotes_of_message(message)
    return await shelf.use(guild, lambda library: tuple(_check(library, text=quote) for quote in quotes))


def _check(library: Library, text: str, essay: str | None = None, author: str | None = None) -> Checked:
    if not library.essays():
        raise Refusal(NO_ESSAYS)
    slug = None if essay is None else slug_of(library, essay)
    title = None if slug is None else f"“{library.essay(slug).info.title}”"
    found = library.check_quote(text, essay=slug, author=author)
    said = " by ".join(part for part in (title, author) if part) or None
    places: dict[str, Excerpt] = {}
    for place in found.places:
        places.setdefault(place.place, place)  # twice in one sentence is one place to read
    shown = quotations_of(list(places.values())[:MOST_PLACES])
    return Checked(text, found.verdict, said, shown, len(places), tuple(_marks(found)))


def _marks(found: Check) -> list[Mark]:
    if found.place is None:
        return []
    start = found.place.start
    return [Mark(one.given, one.start - start, one.end - start) for one in found.differences]
