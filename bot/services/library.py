"""What moderators do with the essays of a library: look, describe, remove, bring back, take along."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.facilitation.audit import Change, Entry, Value, differing
from bot.facilitation.details import Details, Edited
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Holdings, Stashed, Visitor, Whole, parts, require_moderator
from bot.facilitation.reading import Listing
from bot.facilitation.replacing import require_revision
from bot.services.audit import AuditBook
from bot.services.reading import listing, slug_of
from bot.services.sessions import Sessions
from bot.services.shelf import NO_ESSAYS, Shelf
from retrieval import EssayInfo, Library

AS_IT_WAS = "It is as it was before that change already: there is nothing to undo."

Progress = Callable[[int, int], None]


class Librarian:
    """The libraries of all servers, as their moderators meet them. Everything refuses anybody else."""

    def __init__(self, shelf: Shelf, audit: AuditBook, sessions: Sessions) -> None:
        self._shelf = shelf
        self._audit = audit
        self._sessions = sessions

    async def holdings(self, visitor: Visitor) -> Holdings:
        """Everything in the library. Refuses when there is nothing in it."""
        require_moderator(visitor)

        def work(library: Library) -> Holdings:
            return Holdings(
                tuple(map(listing, library.essays())),
                tuple(draft.title for draft in library.drafts()),
                tuple(Stashed(listing(one.essay), one.gone_at) for one in library.removed()),
            )

        found = await self._shelf.use(visitor.guild, work)
        if not (found.essays or found.drafts or found.stash):
            raise Refusal(NO_ESSAYS)
        return found

    async def whole(self, visitor: Visitor, essay: str) -> Whole:
        """All that is known of an essay."""
        require_moderator(visitor)

        def work(library: Library) -> Whole:
            found = library.essay(slug_of(library, essay))
            sections = parts([(one.section, len(one.text.split())) for one in found.paragraphs if one.number])
            replaced = library.replacements(found.info.slug)
            return Whole(listing(found.info), found.info.language, sections, None, replaced)

        found = await self._shelf.use(visitor.guild, work)
        lines = await self._audit.of_key(visitor.guild, "essay", found.essay.slug)
        came = (line.at for line in lines if line.change.verb in ("published", "restored"))
        return replace(found, published=next(came, None))

    async def choose(self, visitor: Visitor, essay: str) -> Listing:
        """The essay that a moderator is about to change or remove."""
        require_moderator(visitor)
        return await self._shelf.use(
            visitor.guild, lambda library: listing(library.essay(slug_of(library, essay)).info)
        )

    async def edit(self, visitor: Visitor, slug: str, details: Details, now: datetime) -> Edited:
        """Change what is known of an essay. Refuses details that cannot be kept."""
        return await self.edit_some(visitor, slug, details.values(), now)

    async def edit_some(
        self, visitor: Visitor, slug: str, details: Mapping[str, Value], now: datetime, undoes: int | None = None
    ) -> Edited:
        """The same for those of the details that are named."""
        require_moderator(visitor)
        before, after = await self._shelf.use(
            visitor.guild,
            lambda library: library.edit(slug, **details),  # type: ignore[arg-type]
        )
        was, is_now = differing(details_of(before).values(), details_of(after).values())
        if undoes is not None and not is_now:
            raise Refusal(AS_IT_WAS)
        if is_now:
            change = Change("essay", "edited", after.title, slug, was, is_now)
            await self._audit.note(visitor, change, now, undoes)
        return Edited(after.title, was, is_now)

    async def renamed(self, visitor: Visitor, entry: Entry) -> bool:
        """Whether the name in this line was given to another text since, after its essay was removed."""
        lines = await self._audit.of_key(visitor.guild, "essay", entry.change.key)
        text: object = None
        for line in reversed(lines):
            came = (line.change.after or {}).get("revision")
            later = line.number > entry.number and line.change.verb in ("published", "restored")
            if later and text not in (None, came):
                return True
            text = came or (line.change.before or {}).get("revision") or text
        return False

    async def remove(
        self, visitor: Visitor, slug: str, revision: str, now: datetime, undoes: int | None = None
    ) -> Listing:
        """Put the essay into the stash if it is still the text of this revision; sessions show it no more."""
        require_moderator(visitor)

        def work(library: Library) -> Listing:
            require_revision(listing(library.essay(slug).info), revision)
            return listing(library.remove(slug, now))

        essay = await self._shelf.use(visitor.guild, work)
        await self._note(visitor, "removed", essay, now, undoes)
        await self._sessions.forget_text(visitor.guild, slug, now)
        return essay

    async def stash(self, visitor: Visitor) -> tuple[Stashed, ...]:
        """What can be brought back, the last removed first."""
        require_moderator(visitor)
        found = await self._shelf.use(visitor.guild, Library.removed)
        return tuple(Stashed(listing(one.essay), one.gone_at) for one in found)

    async def restore(
        self, visitor: Visitor, essay: str, progress: Progress, now: datetime, undoes: int | None = None
    ) -> Listing:
        """Bring an essay back from the stash, by its name there, its title or its revision."""
        require_moderator(visitor)
        report = self._shelf.reporting(progress)

        def work(library: Library) -> Listing:
            wanted = essay.strip().casefold()
            named = (one.essay for one in library.removed() if wanted in (_names(one.essay)))
            return listing(library.restore(next((one.slug for one in named), essay), report))

        found = await self._shelf.change(visitor.guild, work)
        await self._note(visitor, "restored", found, now, undoes)
        return found

    async def download(self, visitor: Visitor, essay: str) -> tuple[str, bytes]:
        """The essay as a Markdown file, its name and its bytes; adding it gives the same text again."""
        require_moderator(visitor)

        def work(library: Library) -> tuple[str, bytes]:
            slug = slug_of(library, essay)
            return f"{slug}.md", library.text_of(slug).encode()

        return await self._shelf.use(visitor.guild, work)

    async def export(self, visitor: Visitor, server_takes: int) -> tuple[int, bytes]:
        """All essays in a zip: how many, and its bytes. Refuses one that Discord would not take."""
        require_moderator(visitor)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "essays.zip"
            number = await self._shelf.change(visitor.guild, lambda library: library.export(path))
            size = path.stat().st_size
            if size > server_takes:
                raise Refusal(
                    f"The export has {size / 2**20:.1f} MB, and Discord takes {server_takes / 2**20:.0f} MB here: ask "
                    f"whoever hosts Footnote for it, who writes it with “footnote-library export "
                    f"libraries/{visitor.guild}.db essays.zip”, or use /library download for one essay."
                )
            return number, await asyncio.to_thread(path.read_bytes)

    async def tidy(self, now: datetime) -> None:
        """Delete what was long enough in the stash, and old drafts, in every server's library one after the other."""
        for guild in sorted(self._shelf.guilds()):
            try:
                await self._shelf.tidy(guild, now)
            except Refusal:
                continue  # the shelf has told the log; the other libraries are tidied all the same

    async def _note(self, visitor: Visitor, verb: str, essay: Listing, now: datetime, undoes: int | None) -> None:
        state = {"revision": essay.revision}
        before, after = (state, {}) if verb == "removed" else ({}, state)
        await self._audit.note(visitor, Change("essay", verb, essay.title, essay.slug, before, after), now, undoes)


def details_of(info: EssayInfo) -> Details:
    """What is known of an essay beside its text."""
    return Details(**{name: getattr(info, name) for name in asdict(Details())})


def _names(info: EssayInfo) -> tuple[str, ...]:
    return (info.slug, info.title.casefold(), info.revision)
