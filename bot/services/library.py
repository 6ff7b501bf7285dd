"""Putting essays into a library and taking them out."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable

from bot.facilitation.errors import Refusal
from bot.facilitation.library import Addition, Upload, Visitor, check_size, differs, require_moderator
from bot.facilitation.reading import Listing
from bot.services import reading
from bot.services.shelf import Shelf
from retrieval import Library

Progress = Callable[[int, int], None]


async def add(
    shelf: Shelf,
    visitor: Visitor,
    upload: Upload,
    *,
    server_takes: int,
    fetch: Callable[[], Awaitable[bytes]],
    progress: Progress,
) -> Addition:
    """Fetch a file and add it, whole or not at all. `progress` (done, of all) is called on the event loop.

    Refuses anybody but a moderator, and a file that is empty, too large or no text.
    """
    require_moderator(visitor)
    check_size(upload, server_takes)
    content = await fetch()
    # A thread has no context of its own: without the loop's one, an edit would not find its way to Discord.
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()

    def report(done: int, total: int) -> None:
        shelf.go_on()
        loop.call_soon_threadsafe(progress, done, total, context=context)

    def work(library: Library) -> Addition:
        added = library.add(
            upload.file,
            content,
            title=upload.title,
            author=upload.author,
            year=upload.year,
            progress=report,
        )
        essay = reading.listing(added.essay)
        return Addition(essay, added.already, added.left_out, otherwise=added.already and differs(upload, essay))

    return await shelf.fill(visitor.guild, work)


async def essays(shelf: Shelf, visitor: Visitor) -> tuple[Listing, ...]:
    """All essays for the moderator's list. Refuses anybody but a moderator."""
    require_moderator(visitor)
    return await reading.essays(shelf, visitor.guild)


async def choose(shelf: Shelf, visitor: Visitor, essay: str) -> Listing:
    """The essay that a moderator is about to remove. Refuses anybody but a moderator."""
    require_moderator(visitor)
    return await shelf.use(
        visitor.guild,
        lambda library: reading.listing(library.essay(reading.slug_of(library, essay)).info),
    )


async def remove(shelf: Shelf, visitor: Visitor, slug: str, revision: str) -> Listing:
    """Remove the essay if it is still the text of this revision. Refuses anybody but a moderator."""
    require_moderator(visitor)

    def work(library: Library) -> Listing:
        info = library.essay(slug).info
        if not info.revision.startswith(revision):
            raise Refusal(f"“{info.title}” was replaced in the meantime: use /library remove again.")
        return reading.listing(library.remove(slug))

    return await shelf.change(visitor.guild, work)
