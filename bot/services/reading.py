"""Choosing an essay and reading it in place."""

from bot.facilitation.errors import Refusal
from bot.facilitation.reading import (
    Listing,
    Page,
    Paragraph,
    Position,
    Section,
    find_place,
    page_around,
    page_at,
    sections,
)
from bot.services.shelf import NO_ESSAYS, Shelf
from retrieval import Essay, EssayInfo, Library


async def essays(shelf: Shelf, guild: int) -> tuple[Listing, ...]:
    """All essays of the server by title. Refuses when there are none."""
    found = await shelf.use(guild, lambda library: tuple(listing(info) for info in library.essays()))
    if not found:
        raise Refusal(NO_ESSAYS)
    return found


async def read(shelf: Shelf, guild: int, essay: str, place: str | None = None) -> Page:
    """The first page of an essay, or the one at a paragraph or section."""

    def page(library: Library) -> Page:
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
        excerpt = library.excerpt(place)
        found = library.essay(excerpt.essay)
        return page_around(listing(found.info), _paragraphs(found), excerpt.start, excerpt.end)

    return await shelf.use(guild, page)


async def suggest_essays(shelf: Shelf, guild: int, typed: str) -> tuple[Listing, ...]:
    """Essays whose title, author or name holds what was typed so far; none when there is no library."""
    try:
        found = await essays(shelf, guild)
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
    )


def _paragraphs(essay: Essay) -> list[Paragraph]:
    return [Paragraph(p.number, p.section, p.text, p.start) for p in essay.paragraphs]
