"""Putting one idea to every essay, and finding again what they said."""

from collections.abc import Sequence

from bot.facilitation.ask import clean_question
from bot.facilitation.compare import Comparison, Part, Side, named, parts
from bot.facilitation.errors import Refusal
from bot.services.reading import quotations_of, slug_of
from bot.services.settings import SettingsBook
from bot.services.shelf import NO_ESSAYS, Shelf
from retrieval import EssayInfo, Excerpt, Library

REVISION = 6
"""Characters of a revision that tell a server's essays apart; short, since a button carries many."""


async def compare(
    shelf: Shelf, book: SettingsBook, guild: int, idea: str, first: str | None, second: str | None
) -> Comparison:
    """What each essay of the server, or each of two, says to an idea. Refuses an idea it cannot search for."""
    asked, settings = clean_question(idea), book.known(guild)

    def work(library: Library) -> Comparison:
        essays = named(*(name and slug_of(library, name) for name in (first, second)))
        found = library.compare(asked, essays, strictness=settings.strictness)
        if not found:
            raise Refusal(NO_ESSAYS)
        return Comparison(asked, parts([_side(side.essay, side.excerpt) for side in found]))

    return await shelf.search(guild, work)


async def part(shelf: Shelf, guild: int, marks: Sequence[str], first: int, total: int) -> Part:
    """The part of a comparison that has these marks. Refuses when an essay of it is gone."""

    def work(library: Library) -> Part:
        return Part(tuple(_found(library, mark) for mark in marks), first, total)

    return await shelf.use(guild, work)


def _found(library: Library, mark: str) -> Side:
    essays = {info.slug: info for info in library.essays()}
    if "." in mark:
        excerpt = library.excerpt(mark)
        return _side(essays[excerpt.essay], excerpt)
    for info in essays.values():
        if info.revision.startswith(mark):
            return _side(info, None)
    raise Refusal("An essay of this comparison was removed or replaced: use /compare again.")


def _side(essay: EssayInfo, excerpt: Excerpt | None) -> Side:
    if excerpt is None:
        return Side(essay.revision[:REVISION], essay.title, None)
    (quotation,) = quotations_of([excerpt])
    return Side(excerpt.place, essay.title, quotation)
