"""Giving an essay another text: looked at beforehand, with the saved citations that will be of a former one."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from bot.facilitation.audit import Change
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor, check_size, require_moderator
from bot.facilitation.reading import Page
from bot.facilitation.replacing import Lost, Pair, Replaced, Replacement, Saved, require_revision, since
from bot.services import reading
from bot.services.audit import AuditBook
from bot.services.drafts import Drafts, Offer, Progress, draft_of, unpacked
from bot.services.reading import listing, slug_of
from bot.services.sessions import Sessions
from bot.services.shelf import Shelf
from bot.storage import sessions as rows
from bot.storage.desk import Desk
from retrieval import Library
from retrieval import Pair as LibraryPair
from retrieval import Replaced as LibraryReplaced

ONE_FILE = "Choose a single file: an essay is replaced by one text."
IS_HERE = "This text is in the library already, as “{}”: there is nothing to replace with it."
IS_STASHED = "This text is in the stash, as “{}”: bring it back with /library restore, or replace with another file."


class Replacing:
    """Another text for an essay that stays what it is. Everything refuses anybody but a moderator."""

    def __init__(self, desk: Desk, shelf: Shelf, drafts: Drafts, audit: AuditBook, sessions: Sessions) -> None:
        self._desk = desk
        self._shelf = shelf
        self._drafts = drafts
        self._audit = audit
        self._sessions = sessions

    async def prepare(
        self, visitor: Visitor, essay: str, offer: Offer, *, server_takes: int, now: datetime
    ) -> Replacement:
        """Read a file into a draft and say what it would change. Refuses a text that is here already."""
        require_moderator(visitor)
        slug = await self._shelf.use(visitor.guild, lambda library: slug_of(library, essay))
        check_size(offer.upload, server_takes)
        files = await asyncio.to_thread(unpacked, offer.upload.file, await offer.fetch())
        if len(files) != 1:
            raise Refusal(ONE_FILE)
        async with self._drafts.taking[visitor.guild]:
            found = await self._drafts.read(visitor.guild, *files[0], now)
        if not isinstance(found, int):
            raise Refusal((IS_STASHED if found.stashed else IS_HERE).format(found.essay.title))
        return await self.look(visitor, slug, found, now)

    async def look(self, visitor: Visitor, slug: str, number: int, now: datetime) -> Replacement:
        """What a draft would change in an essay. Refuses an essay or a draft that is not, or no longer, there."""
        require_moderator(visitor)
        shown = await self._desk.run(lambda db: rows.citations(db, visitor.guild, since(now)))

        def work(library: Library) -> Replacement:
            saved = {citation: f"the session “{title}”" for citation, title in shown}
            saved |= {entry.citation: f"the glossary, “{entry.term}”" for entry in library.glossary()}
            return _replacement(library, slug, number, saved)

        return await self._shelf.use(visitor.guild, work)

    async def replace(
        self, visitor: Visitor, slug: str, number: int, revision: str, progress: Progress, now: datetime
    ) -> Replaced:
        """Give the essay the text of a draft, if it still has the text of this revision."""
        require_moderator(visitor)
        title = (await self._shelf.use(visitor.guild, lambda library: library.essay(slug).info)).title
        report = self._shelf.reporting(lambda done, total: progress(title, done, total))

        def work(library: Library) -> LibraryReplaced:
            require_revision(listing(library.essay(slug).info), revision)
            return library.replace(slug, number, now, report)

        return await self._done(visitor, await self._shelf.change(visitor.guild, work), now)

    async def put_back(
        self, visitor: Visitor, slug: str, before: str, after: str, now: datetime, undoes: int
    ) -> Replaced:
        """Give the essay the text `before` again, if it still has the text `after`."""
        require_moderator(visitor)
        report = self._shelf.reporting(lambda done, total: None)

        def work(library: Library) -> LibraryReplaced:
            require_revision(listing(library.essay(slug).info), after)
            draft = library.former(slug, before, now)
            try:
                return library.replace(slug, draft.id, now, report)
            except BaseException:
                library.discard(draft.id)
                raise

        return await self._done(visitor, await self._shelf.change(visitor.guild, work), now, undoes)

    async def in_context(self, guild: int, place: str) -> Page:
        """The page with the words of a place. Refuses one whose text is gone, and says so of what a session showed."""
        try:
            return await reading.in_context(self._shelf, guild, place)
        except Refusal:
            citation = await self._desk.run(lambda db: rows.citation_of(db, guild, place))
            if citation is None:
                raise
        return await reading.read(self._shelf, guild, citation)

    async def _done(
        self, visitor: Visitor, found: LibraryReplaced, now: datetime, undoes: int | None = None
    ) -> Replaced:
        was, essay = {"revision": found.before.revision}, listing(found.after)
        change = Change("essay", "replaced", essay.title, essay.slug, was, {"revision": essay.revision})
        await self._audit.note(visitor, change, now, undoes)
        await self._sessions.texts.replaced(visitor.guild, essay.slug, now)
        self._sessions.changed()
        return Replaced(essay, found.kept)


def _replacement(library: Library, slug: str, number: int, saved: Mapping[str, str]) -> Replacement:
    found = library.replacement(slug, number)
    lost = library.lost(slug, number, saved)
    return Replacement(
        listing(found.essay),
        draft_of(found.draft),
        found.kept,
        tuple(map(_pair, found.changed)),
        tuple(map(_pair, found.new)),
        tuple(map(_pair, found.gone)),
        found.alike,
        tuple(Lost(Saved(one.citation, saved[one.citation]), one.text, one.stands) for one in lost),
    )


def _pair(pair: LibraryPair) -> Pair:
    return Pair(pair.number_before, pair.number_after, pair.before, pair.after)
