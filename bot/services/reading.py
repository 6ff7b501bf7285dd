"""Choosing an essay and reading it in place."""

from collections.abc import Iterable

from bot.facilitation.ask import Quotation
from bot.facilitation.errors import Refusal
from bot.facilitation.reading import (
    Listing,
    Page,
    Paragraph,
    Portrait,
    Position,
    Section,
    find_place,
    page_around,
    page_at,
    sections,
)
from bot.services.shelf import NO_ESSAYS, Shelf
from retrieval import Essay, EssayInfo, Excerpt, Library, parse_citation


async def essays(shelf: Shelf, guild: int) -> tuple[Listing, ...]:
    """All essays of the server by title. Refuses when there are none."""
    found = await shelf.use(guild, _listings)
    if not found:
        raise Refusal(NO_ESSAYS)
    return found


async def portrait(shelf: Shelf, guild: int, essay: str) -> Portrait:
    """An essay introduced: its key terms, and three sentences to get a feel for it."""

    def work(library: Library) -> Portrait:
        slug = slug_of(library, essay)
        sentences = library.key_passages(slug)
        return Portrait(listing(library.essay(slug).info), library.key_terms(slug), quotations_of(sentences))

    return await shelf.use(guild, work)


async def read(shelf: Shelf, guild: int, essay: str, place: str | None = None) -> Page:
    """The first page of an essay, or the one at a paragraph, a section or a permanent citation.

    A citation names its essay itself, so it may also stand in the place of the essay.
    """

    def page(library: Library) -> Page:
        if parse_citation(place or essay):
            return _cited_page(library, essay, place or essay)
        found = library.essay(slug_of(library, essay))
        paragraphs = _paragraphs(found)
        return page_at(listing(found.info), paragraphs, find_place(paragraphs, place) if place else None)

    return await shelf.use(guild, page)


async def turn(shelf: Shelf, guild: int, slug: str, position: Position) -> Page:
    """The page at a position that an earlier page named."""

    def page(library: Library) -> Page:
        found = library.essay(slug)
        return page_at(listing(found.info), _paragraphs(found), position)

    return await shelf.use(guild, page)


async def in_context(shelf: Shelf, guild: int, place: str) -> Page:
    """The page on which a quotation stands, with its words in bold."""

    def page(library: Library) -> Page:
        return _page_around(library, library.excerpt(place))

    return await shelf.use(guild, page)


async def suggest_essays(shelf: Shelf, guild: int, typed: str) -> tuple[Listing, ...]:
    """Essays whose title, author or name holds what was typed so far; none when there is no library."""
    try:
        found = await shelf.glance(guild, _listings)
    except Refusal:
        return ()
    wanted = typed.casefold().strip()
    return tuple(e for e in found if wanted in f"{e.title}\n{e.author or ''}\n{e.slug}".casefold())


async def suggest_places(shelf: Shelf, guild: int, essay: str, typed: str) -> tuple[Section, ...]:
    """Sections of an essay whose heading holds what was typed so far; none when there is no such essay."""
    try:
        found = await shelf.use(guild, lambda library: sections(_paragraphs(library.essay(slug_of(library, essay)))))
    except Refusal:
        return ()
    return tuple(section for section in found if typed.casefold().strip() in section.heading.casefold())


def slug_of(library: Library, name: str) -> str:
    """The slug of the essay with this slug or whole title. Raises UnknownEssay, which names near ones."""
    wanted = name.strip().casefold()
    for info in library.essays():
        if wanted in (info.slug, info.title.casefold()):
            return info.slug
    return library.essay(name).info.slug


def listing(info: EssayInfo) -> Listing:
    """What the cards need of an essay."""
    return Listing(
        info.slug,
        info.file,
        info.title,
        info.author,
        info.year,
        info.sections,
        info.paragraphs,
        info.words,
        info.revision,
        info.source,
        info.licence,
        info.note,
    )


def quotations_of(excerpts: Iterable[Excerpt]) -> tuple[Quotation, ...]:
    """What the cards need of excerpts."""
    return tuple(
        Quotation(e.place, e.essay, e.title, e.author, e.year, e.section, e.paragraph, e.text, e.voice)
        for e in excerpts
    )


def _listings(library: Library) -> tuple[Listing, ...]:
    return tuple(map(listing, library.essays()))


def _cited_page(library: Library, essay: str, citation: str) -> Page:
    excerpt = library.cite(citation).excerpt
    if essay != citation and slug_of(library, essay) != excerpt.essay:
        raise Refusal(f"This citation is from “{excerpt.title}”: choose that essay, or leave the citation out.")
    return _page_around(library, excerpt)


def _page_around(library: Library, excerpt: Excerpt) -> Page:
    found = library.essay(excerpt.essay)
    return page_around(listing(found.info), _paragraphs(found), excerpt.start, excerpt.end)


def _paragraphs(essay: Essay) -> list[Paragraph]:
    return [Paragraph(p.number, p.section, p.text, p.start) for p in essay.paragraphs]
