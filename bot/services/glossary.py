"""The glossary of a library: looking a term up; setting and taking out definitions, with a line in the audit."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.facilitation import glossary as rules
from bot.facilitation.ask import ON_ONE_CARD
from bot.facilitation.audit import Change, Entry, Kind
from bot.facilitation.errors import Refusal
from bot.facilitation.glossary import Defined, Definition, Lookup, Page, Proposal
from bot.facilitation.library import Visitor, require_moderator
from bot.services.audit import AuditBook, Undo
from bot.services.reading import quotations_of
from bot.services.shelf import Shelf
from retrieval import Entry as Term
from retrieval import Excerpt, Library, UnknownTerm, parse_citation

CHANGED_AGAIN = "It was changed again since then: undo the later change first."


class Glossary:
    """The glossary of every server, each in its library. Only moderators change one."""

    def __init__(self, shelf: Shelf, audit: AuditBook) -> None:
        self._shelf = shelf
        self._audit = audit
        # One change at a time, so that what a line of the audit says was there before was there before.
        self._turn = asyncio.Lock()

    @property
    def undoers(self) -> Mapping[tuple[Kind, str], Undo]:
        """What takes a change back, by the kind and the verb of its line."""
        return {("glossary", verb): self.undo for verb in ("added", "replaced", "removed")}

    async def define(self, guild: int, term: str) -> Lookup:
        """What the glossary says of a term and, if it is silent, what the essays say. Refuses what is no term."""
        asked = rules.clean_term(term)

        def work(library: Library) -> Lookup:
            found = _present(library, asked)
            if found is not None and found.quotation is not None:
                return Lookup(asked, found)
            return Lookup(asked, found, quotations_of(library.suggested_definitions(asked, ON_ONE_CARD)))

        return await self._shelf.use(guild, work)

    async def page(self, guild: int, number: int) -> Page:
        """A page of the terms, or the last one. Refuses when there are none."""
        found = await self._all(guild)
        if not found:
            raise Refusal(rules.EMPTY)
        return rules.page_of(found, number)

    async def suggest(self, guild: int, typed: str) -> list[str]:
        """Terms to choose from while somebody types; none where there is no library."""
        try:
            return rules.fitting((one.term for one in await self._all(guild)), typed)
        except Refusal:
            return []

    async def propose(self, visitor: Visitor, term: str) -> Proposal:
        """What could define a term, in the essays' own words. Refuses anybody but a moderator, and what is no term."""
        require_moderator(visitor, "glossary")
        asked = rules.clean_term(term)

        def work(library: Library) -> Proposal:
            present = _present(library, asked)
            if present is None:
                rules.require_space(len(library.glossary()))
            choices = quotations_of(library.suggested_definitions(asked, rules.MOST_SUGGESTED))
            now = present.quotation if present else None
            other = (one for one in choices if now is None or (one.essay, one.text) != (now.essay, now.text))
            return Proposal(asked, present, tuple(other))

        return await self._shelf.use(visitor.guild, work)

    async def cite(self, visitor: Visitor, term: str, citation: str, now: datetime) -> Defined | Proposal:
        """Let a permanent citation define a term; where the term is there already, only propose it.

        Refuses anybody but a moderator, what is no term, and a citation that leads to no words here.
        """
        require_moderator(visitor, "glossary")
        asked = rules.clean_term(term)

        def look(library: Library) -> Proposal:
            excerpt = library.cite(citation).excerpt
            return Proposal(asked, _present(library, asked), quotations_of([excerpt]))

        proposal = await self._shelf.use(visitor.guild, look)
        if proposal.present is not None:
            return proposal
        return await self._set(visitor, asked, lambda library: library.cite(citation).excerpt, now)

    async def choose(self, visitor: Visitor, term: str, place: str, now: datetime, *, replacing: bool) -> Defined:
        """Let the words at a place define a term. Refuses anybody but a moderator, and a place that is gone.

        Refuses as well to replace what came in between, unless it is `replacing`.
        """
        require_moderator(visitor, "glossary")
        asked = rules.clean_term(term)
        return await self._set(visitor, asked, lambda library: library.excerpt(place), now, replacing=replacing)

    async def remove(self, visitor: Visitor, term: str, now: datetime) -> Definition:
        """Take a term out and say what it was. Refuses anybody but a moderator, and a term that is not there."""
        require_moderator(visitor, "glossary")
        return await self._remove(visitor, rules.clean_term(term), now, None)

    async def undo(self, visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Set back what a line changed. Refuses what was changed again since, and words that stand here no more."""
        require_moderator(visitor, "glossary")
        term = entry.change.subject
        before, after = ((side or {}).get("citation") for side in (entry.change.before, entry.change.after))
        present = await self._shelf.use(visitor.guild, lambda library: _present(library, term))
        if not _same(present and present.citation, after):
            raise Refusal(CHANGED_AGAIN)
        if before is None:
            await self._remove(visitor, term, now, entry.number)
            return
        await self._set(
            visitor, term, lambda library: library.cite(str(before)).excerpt, now, replacing=True, undoes=entry.number
        )

    async def _all(self, guild: int) -> tuple[Definition, ...]:
        return await self._shelf.use(guild, lambda library: tuple(_definition(one) for one in library.glossary()))

    async def _set(
        self,
        visitor: Visitor,
        term: str,
        excerpt: Callable[[Library], Excerpt],
        now: datetime,
        *,
        replacing: bool = False,
        undoes: int | None = None,
    ) -> Defined:
        def work(library: Library) -> Defined:
            before = _present(library, term)
            if before is not None and not replacing:
                raise Refusal(rules.THERE_ALREADY.format(term=before.term))
            if before is None:
                rules.require_space(len(library.glossary()))
            words = excerpt(library)
            return Defined(_definition(library.define(term, words.essay, words.permanent)), before)

        async with self._turn:
            made = await self._shelf.use(visitor.guild, work)
            change = _change("added" if made.before is None else "replaced", term, made.before, made.definition)
            await self._audit.note(visitor, change, now, undoes)
        return made

    async def _remove(self, visitor: Visitor, term: str, now: datetime, undoes: int | None) -> Definition:
        def work(library: Library) -> Definition:
            found = _definition(library.definition(term))
            library.undefine(term)
            return found

        async with self._turn:
            gone = await self._shelf.use(visitor.guild, work)
            await self._audit.note(visitor, _change("removed", gone.term, gone, None), now, undoes)
        return gone


def _change(verb: str, term: str, before: Definition | None, after: Definition | None) -> Change:
    sides = ({"citation": one.citation} if one else {} for one in (before, after))
    return Change("glossary", verb, term, "", *sides)


def _same(one: object, other: object) -> bool:
    """Whether two citations name the same place, of whatever revision: words that stay get the new one's."""
    left, right = (parse_citation(str(citation)) for citation in (one, other))
    if left is None or right is None:
        return one is other is None
    return (left.essay, left.first, left.last) == (right.essay, right.first, right.last)


def _present(library: Library, term: str) -> Definition | None:
    try:
        return _definition(library.definition(term))
    except UnknownTerm:
        return None


def _definition(entry: Term) -> Definition:
    if entry.excerpt is None:
        return Definition(entry.term, entry.citation, None, str(entry.gone))
    return Definition(entry.term, entry.citation, quotations_of([entry.excerpt])[0])
