"""Files on their way into a library: read, looked at, described, published, or dropped."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.facilitation import drafts as rules
from bot.facilitation.audit import Change
from bot.facilitation.details import Details
from bot.facilitation.drafts import Draft, Published, Same, Scope, Taken, Waiting
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Part, Upload, Visitor, check_size, require_moderator
from bot.services.audit import AuditBook
from bot.services.reading import listing
from bot.services.shelf import Shelf
from retrieval import Added, Library, LibraryError, clean_name, is_export, unbundle
from retrieval import Draft as LibraryDraft

Progress = Callable[[str, int, int], None]
"""Told (which file, done, of all) on the event loop."""

LISTING = "library.json"
"""In an export, the list of what it holds: no essay."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A file on offer, and how it is fetched."""

    upload: Upload
    fetch: Callable[[], Awaitable[bytes]]

    @classmethod
    def of(cls, file: str, size: int, fetch: Callable[[], Awaitable[bytes]]) -> "Offer":
        """The name made short and visible, so that what is said of the file can be read behind it."""
        return cls(Upload(clean_name(file), size), fetch)


class Drafts:
    """What waits to be published, in every server. `starter`: the essays that come with Footnote."""

    def __init__(self, shelf: Shelf, audit: AuditBook, starter: Sequence[Path] = ()) -> None:
        self._shelf = shelf
        self._audit = audit
        self.starter = tuple(starter)
        # One command at a time in a server, so that its drafts have numbers that follow each other.
        self.taking: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(
        self, visitor: Visitor, offers: Sequence[Offer], *, server_takes: int, progress: Progress, now: datetime
    ) -> Taken:
        """Read files, and zips of files, each into a draft; one that fails costs a sentence, and the others go on.

        Refuses anybody but a moderator.
        """
        require_moderator(visitor)
        numbers, same, failures = list[int](), list[Same](), list[str]()

        async def read(upload: Upload, fetch: Callable[[], Awaitable[bytes]]) -> None:
            check_size(upload, server_takes)
            files = await asyncio.to_thread(unpacked, upload.file, await fetch())
            for done, (name, content) in enumerate(files):
                progress(name, done, len(files))
                try:
                    found = await self.read(visitor.guild, name, content, now)
                except Refusal as refusal:
                    failures.append(_naming(name, refusal))
                    continue
                numbers.append(found) if isinstance(found, int) else same.append(found)

        async with self.taking[visitor.guild]:
            for offer in offers:
                try:
                    await read(offer.upload, offer.fetch)
                except Refusal as refusal:
                    failures.append(_naming(offer.upload.file, refusal))
        return Taken(rules.scope_of(numbers), len(numbers), tuple(same), tuple(failures))

    async def read(self, guild: int, name: str, content: bytes, now: datetime) -> int | Same:
        """Read one file into a draft, and return its number. Refuses what holds no essay, and one draft too many."""

        def work(library: Library) -> int | Same:
            self._shelf.go_on()
            rules.require_room(len(library.drafts()))
            return _prepared(library, library.prepare(name, content, now, self._shelf.closing))

        return await self._shelf.fill(guild, work)

    async def page(self, visitor: Visitor, scope: Scope, page: int) -> Waiting:
        """One of the drafts of this scope, the first added first. Refuses anybody but a moderator."""
        require_moderator(visitor)

        def work(library: Library) -> Waiting:
            found = [draft_of(one) for one in sorted(library.drafts(), key=lambda one: one.id) if scope.holds(one.id)]
            number = rules.page_of(len(found), page)
            shown = found[number] if found else None
            return Waiting(shown, number, len(found), sum(one.complete for one in found), scope)

        return await self._shelf.use(visitor.guild, work)

    async def draft(self, visitor: Visitor, number: int) -> Draft:
        """One draft. Refuses anybody but a moderator, and a draft that is not, or no longer, this server's."""
        require_moderator(visitor)
        return draft_of(await self._shelf.use(visitor.guild, lambda library: library.draft(number)))

    async def describe(self, visitor: Visitor, number: int, details: Details) -> Draft:
        """Say of a draft what was not found, or better. Refuses as `draft`, and details that cannot be kept."""
        require_moderator(visitor)
        return draft_of(
            await self._shelf.use(visitor.guild, lambda library: library.describe(number, **asdict(details)))
        )

    async def discard(self, visitor: Visitor, number: int) -> Draft:
        """Drop a draft. Refuses as `draft`."""
        require_moderator(visitor)
        return draft_of(await self._shelf.use(visitor.guild, lambda library: library.discard(number)))

    async def publish(self, visitor: Visitor, number: int, progress: Progress, now: datetime) -> Published:
        """Let everybody see a draft as an essay. Refuses as `draft`."""
        draft = await self.draft(visitor, number)
        title = draft.details.title or draft.file
        report = self._shelf.reporting(lambda done, total: progress(title, done, total))
        added = await self._shelf.change(visitor.guild, lambda library: library.publish(number, report))
        return await self._noted(visitor, added, now)

    async def publish_all(
        self, visitor: Visitor, scope: Scope, progress: Progress, now: datetime
    ) -> tuple[Published, ...]:
        """The same for every draft of this scope of which title and author are known."""
        require_moderator(visitor)
        found = await self._shelf.use(visitor.guild, Library.drafts)
        ready = sorted(one.id for one in found if scope.holds(one.id) and draft_of(one).complete)
        done = []
        for number in ready:
            try:
                done.append(await self.publish(visitor, number, progress, now))
            except Refusal:
                # Somebody else has just published or discarded it; what is wrong with the library is wrong once more.
                if any(one.id == number for one in await self._shelf.use(visitor.guild, Library.drafts)):
                    raise
        return tuple(done)

    async def add_starter(
        self, visitor: Visitor, progress: Progress, now: datetime
    ) -> tuple[tuple[Published, ...], tuple[str, ...]]:
        """Add the essays that come with Footnote: what became of them, and sentences about those that failed."""
        require_moderator(visitor)
        done, failures = list[Published](), list[str]()
        async with self.taking[visitor.guild]:
            for file in self.starter:
                try:
                    content = await asyncio.to_thread(file.read_bytes)
                    found = await self.read(visitor.guild, file.name, content, now)
                    done.append(
                        await self.publish(visitor, found, progress, now)
                        if isinstance(found, int)
                        else Published(found.essay, already=not found.stashed, restored=found.stashed)
                    )
                except Refusal as refusal:
                    failures.append(_naming(file.name, refusal))
        return tuple(done), tuple(failures)

    async def _noted(self, visitor: Visitor, added: Added, now: datetime) -> Published:
        essay = listing(added.essay)
        if not added.already:
            verb = "restored" if added.restored else "published"
            change = Change("essay", verb, essay.title, essay.slug, {}, {"revision": essay.revision})
            await self._audit.note(visitor, change, now)
        return Published(essay, added.already, added.restored)


def unpacked(file: str, content: bytes) -> list[tuple[str, bytes]]:
    """The files of a zip, or the only one. Refuses a zip that cannot be opened."""
    try:
        found = unbundle(file, content)
    except LibraryError as error:
        raise Refusal(str(error)) from error
    return [one for one in found if one[0] != LISTING or not is_export(content)]


def draft_of(draft: LibraryDraft) -> Draft:
    """What the cards need of a draft."""
    suggested = draft.suggested
    return Draft(
        number=draft.id,
        file=draft.file,
        kind=draft.kind,
        details=Details(draft.title, draft.author, draft.year, draft.source, draft.licence, draft.note),
        titled=draft.titled,
        suggested=Details(suggested.title, suggested.author, suggested.year),
        parts=tuple(Part(section.heading, section.words) for section in draft.sections),
        paragraphs=draft.paragraphs,
        words=draft.words,
        first_lines=draft.first_lines,
        left_out=draft.left_out,
        doubts=draft.doubts,
    )


def _prepared(library: Library, draft: LibraryDraft) -> int | Same:
    """The draft's number; the text of an essay that is there needs no draft."""
    if draft.here is not None:
        there = library.essay(draft.here).info
    elif draft.stashed is not None:
        there = next(one.essay for one in library.removed() if one.essay.slug == draft.stashed)
    else:
        return draft.id
    library.discard(draft.id)
    return Same(draft.file, listing(there), stashed=draft.here is None)


def _naming(file: str, refusal: Refusal) -> str:
    """The sentence, with the name of the file in it."""
    sentence = str(refusal)
    return sentence if file in sentence else f"{file}: {sentence}"
