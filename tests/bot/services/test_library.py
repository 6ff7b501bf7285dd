"""What moderators do to a library is written down once it is done, and can be taken back."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest
import pytest_asyncio

from bot.facilitation.audit import Entry, Filter
from bot.facilitation.details import Details
from bot.facilitation.drafts import MOST_DRAFTS, Scope
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Upload, Visitor
from bot.services.ask import consult
from bot.services.audit import AuditBook
from bot.services.drafts import Drafts, Offer
from bot.services.library import AS_IT_WAS, Librarian
from bot.services.library_undo import LATER, undoers
from bot.services.protocols import Protocols
from bot.services.replacing import Replacing
from bot.services.seed_files import Seeds
from bot.services.sessions import Sessions
from bot.services.shelf import Shelf
from bot.storage import audit
from bot.storage.desk import Desk
from tests.fakes import WordEncoder
from tests.retrieval.readers.hostile import CORPUS, Hostile
from tests.sim import HEDGES, TEA

MOD, OTHER, MEMBER = Visitor(1, 9, True), Visitor(2, 9, True), Visitor(1, 8, False)
NOW = datetime(2026, 5, 3, tzinfo=UTC)
TALL = HEDGES.replace("A hedge keeps", "A tall hedge keeps")


def offer(file: str, text: str) -> Offer:
    async def fetch() -> bytes:
        return text.encode()

    return Offer(Upload(file, len(text)), fetch)


def silent(*_: object) -> None:
    """Nobody is told."""


@dataclass
class Room:
    desk: Desk
    shelf: Shelf
    audit: AuditBook
    drafts: Drafts
    library: Librarian
    replacing: Replacing

    async def prepare(self, *files: tuple[str, str], visitor: Visitor = MOD) -> Scope:
        offers = [offer(*one) for one in files]
        taken = await self.drafts.take(visitor, offers, server_takes=10**6, progress=silent, now=NOW)
        assert taken.failures == ()
        assert taken.scope is not None
        return taken.scope

    async def add(self, file: str = "hedges.md", text: str = HEDGES) -> str:
        scope = await self.prepare((file, text))
        return (await self.drafts.publish(MOD, scope.first, silent, NOW)).essay.slug

    async def replace(self, text: str = TALL) -> None:
        shown = await self.replacing.prepare(MOD, "on-hedges", offer("b.md", text), server_takes=10**6, now=NOW)
        number, revision = shown.draft.number, shown.essay.revision
        await self.replacing.replace(MOD, "on-hedges", number, revision, silent, NOW)

    async def lines(self) -> list[Entry]:
        return list(await self.desk.run(lambda db: audit.page(db, 1, Filter(), 50, 0)))

    async def verbs(self) -> list[str]:
        return [line.change.verb for line in reversed(await self.lines())]

    async def undo(self, number: int | None = None) -> None:
        await self.audit.undo(MOD, number or (await self.lines())[0].number, NOW)

    async def text(self, slug: str = "on-hedges") -> str:
        return await self.shelf.use(1, lambda library: library.essay(slug).text)


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    desk, shelf = await Desk.open(tmp_path / "bot.db"), Shelf(tmp_path / "libraries", WordEncoder())
    book = AuditBook(desk)
    sessions = Sessions(desk, shelf, Protocols(desk, Seeds(MappingProxyType({}), MappingProxyType({}))))
    drafts, library = Drafts(shelf, book), Librarian(shelf, book, sessions)
    replacing = Replacing(desk, shelf, drafts, book, sessions)
    book.undoers = undoers(library, replacing)
    yield Room(desk, shelf, book, drafts, library, replacing)
    await shelf.close()
    await desk.close()


async def test_every_change_has_a_line_with_what_differs(room: Room) -> None:
    slug = await room.add()
    revision = (await room.library.choose(MOD, slug)).revision
    await room.library.edit(MOD, slug, Details("On Hedges", "O. M.", note="Shears"), NOW)
    await room.replace()
    newer = (await room.library.choose(MOD, slug)).revision
    await room.library.remove(MOD, slug, newer, NOW)
    await room.library.restore(MOD, slug, silent, NOW)
    found = [(line.change.verb, line.change.key, line.change.before, line.change.after) for line in await room.lines()]
    assert found[::-1] == [
        ("published", slug, {}, {"revision": revision}),
        ("edited", slug, {"author": "Odile Marchetti", "note": None}, {"author": "O. M.", "note": "Shears"}),
        ("replaced", slug, {"revision": revision}, {"revision": newer}),
        ("removed", slug, {"revision": newer}, {}),
        ("restored", slug, {}, {"revision": newer}),
    ]


async def test_an_edit_is_undone_and_what_was_changed_since_stays(room: Room) -> None:
    slug = await room.add()
    await room.library.edit(MOD, slug, Details("On Hedges", "O. M."), NOW)
    edited = (await room.lines())[0].number
    await room.library.edit(MOD, slug, Details("On Hedges", "O. M.", note="Shears"), NOW)
    await room.undo(edited)
    essay = await room.library.choose(MOD, slug)
    assert (essay.author, essay.note) == ("Odile Marchetti", "Shears")
    assert (await room.lines())[0].undoes == edited
    await room.library.edit(MOD, slug, Details("On Hedges", "O. M.", note="Shears"), NOW)
    again = (await room.lines())[0].number
    await room.library.edit(MOD, slug, Details("On Hedges", "Odile Marchetti", note="Shears"), NOW)
    with pytest.raises(Refusal, match=AS_IT_WAS):
        await room.undo(again)


async def test_publishing_and_removing_are_undone_by_each_other(room: Room) -> None:
    await room.add()
    await room.undo()
    assert await room.verbs() == ["published", "removed"]
    assert [one.essay.slug for one in await room.library.stash(MOD)] == ["on-hedges"]
    await room.undo()
    assert await room.verbs() == ["published", "removed", "restored"]
    assert "wind out" in await room.text()
    await room.undo()
    assert (await room.verbs())[-1] == "removed"


async def test_what_was_replaced_since_is_not_taken_out_by_an_older_line(room: Room) -> None:
    await room.add()
    published = (await room.lines())[0].number
    await room.replace()
    with pytest.raises(Refusal, match=LATER):
        await room.undo(published)
    assert "A tall hedge" in await room.text()


async def test_a_replacement_is_undone_and_undone_again(room: Room) -> None:
    await room.add()
    revision = (await room.library.choose(MOD, "on-hedges")).revision
    await room.replace()
    await room.undo()
    essay = await room.library.choose(MOD, "on-hedges")
    assert essay.revision == revision
    assert "A tall hedge" not in await room.text()
    assert await room.shelf.use(1, lambda library: library.cite(f"on-hedges ¶1.1 @{revision}").excerpt.text)
    await room.undo()
    assert "A tall hedge" in await room.text()
    assert (await room.library.holdings(MOD)).drafts == ()


async def test_an_older_replacement_is_not_undone_over_a_newer_one(room: Room) -> None:
    await room.add()
    await room.replace()
    first = (await room.lines())[0].number
    await room.replace(TALL.replace("tall", "very tall"))
    with pytest.raises(Refusal, match="replaced in the meantime"):
        await room.undo(first)
    assert (await room.library.holdings(MOD)).drafts == ()


async def test_a_removed_essay_whose_text_came_back_is_not_restored_twice(room: Room) -> None:
    await room.add()
    await room.undo()
    removed = (await room.lines())[0].number
    await room.undo()
    with pytest.raises(Refusal, match="undone already"):
        await room.undo(removed)


async def test_two_commands_at_once_have_drafts_of_their_own(room: Room) -> None:
    walks = [(f"{n}.md", f"# Walk {n}\n\nBy Jo Ray\n\nA walk of {n} miles in the rain is long.\n") for n in range(6)]
    one, other = await asyncio.gather(room.prepare(*walks[:3]), room.prepare(*walks[3:]))
    assert {str(one), str(other)} == {"1-3", "4-6"}
    assert len(await room.drafts.publish_all(MOD, one, silent, NOW)) == 3
    assert len((await room.library.holdings(MOD)).drafts) == 3


async def test_publish_all_by_two_at_once_publishes_each_once(room: Room) -> None:
    walks = [(f"{n}.md", f"# Walk {n}\n\nBy Jo Ray\n\nA walk of {n} miles in the rain is long.\n") for n in range(4)]
    scope = await room.prepare(*walks)
    both = await asyncio.gather(*(room.drafts.publish_all(MOD, scope, silent, NOW) for _ in range(2)))
    assert sum(len(done) for done in both) == 4
    assert await room.verbs() == ["published"] * 4


async def test_numbers_of_another_server_are_refused(room: Room) -> None:
    scope = await room.prepare(("a.md", HEDGES))
    await room.prepare(("b.md", TEA), ("c.md", TALL), visitor=OTHER)
    for story in (
        room.drafts.draft(MOD, 2),
        room.drafts.publish(MOD, 2, silent, NOW),
        room.drafts.discard(MOD, 2),
        room.drafts.describe(MOD, 2, Details("Mine")),
        room.replacing.look(MOD, "on-hedges", 2, NOW),
    ):
        with pytest.raises(Refusal):
            await story
    assert (await room.drafts.draft(MOD, scope.first)).details.title == "On Hedges"
    assert len((await room.library.holdings(OTHER)).drafts) == 2


async def test_everything_is_the_moderators(room: Room) -> None:
    await room.add()
    for story in (
        room.drafts.take(MEMBER, [offer("a.md", TEA)], server_takes=10**6, progress=silent, now=NOW),
        room.drafts.page(MEMBER, Scope(), 0),
        room.drafts.draft(MEMBER, 1),
        room.drafts.describe(MEMBER, 1, Details("Mine")),
        room.drafts.discard(MEMBER, 1),
        room.drafts.publish(MEMBER, 1, silent, NOW),
        room.drafts.publish_all(MEMBER, Scope(), silent, NOW),
        room.drafts.add_starter(MEMBER, silent, NOW),
        room.library.holdings(MEMBER),
        room.library.whole(MEMBER, "on-hedges"),
        room.library.choose(MEMBER, "on-hedges"),
        room.library.edit(MEMBER, "on-hedges", Details("Mine"), NOW),
        room.library.remove(MEMBER, "on-hedges", "", NOW),
        room.library.stash(MEMBER),
        room.library.restore(MEMBER, "on-hedges", silent, NOW),
        room.library.download(MEMBER, "on-hedges"),
        room.library.export(MEMBER, 10**6),
        room.replacing.prepare(MEMBER, "on-hedges", offer("a.md", TEA), server_takes=10**6, now=NOW),
        room.replacing.look(MEMBER, "on-hedges", 1, NOW),
        room.replacing.replace(MEMBER, "on-hedges", 1, "", silent, NOW),
        room.replacing.put_back(MEMBER, "on-hedges", "a", "b", NOW, 1),
    ):
        with pytest.raises(Refusal, match="Only moderators"):
            await story
    assert await room.verbs() == ["published"]


async def test_one_draft_too_many_is_refused_and_says_what_to_do(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.facilitation.drafts.MOST_DRAFTS", 1)
    taken = await room.drafts.take(
        MOD, [offer("a.md", HEDGES), offer("b.md", TEA)], server_takes=10**6, progress=silent, now=NOW
    )
    assert taken.drafts == 1
    assert taken.failures == (
        f"b.md: {MOST_DRAFTS} drafts wait already: publish or discard some of them with /library list.",
    )


async def test_every_library_is_tidied_also_behind_a_broken_one(room: Room, tmp_path: Path) -> None:
    for visitor in (MOD, OTHER):
        await room.prepare(("a.md", HEDGES), visitor=visitor)
    (tmp_path / "libraries" / "0.db").write_bytes(b"no library at all, but some other file" * 100)
    await room.library.tidy(NOW + timedelta(days=8))
    for visitor in (MOD, OTHER):
        assert (await room.drafts.page(visitor, Scope(), 0)).shown is None


async def test_a_restart_in_the_middle_keeps_the_drafts_and_says_so(room: Room) -> None:
    await room.prepare(("a.md", HEDGES))
    room.shelf.closing.set()
    taken = await room.drafts.take(MOD, [offer("b.md", TEA)], server_takes=10**6, progress=silent, now=NOW)
    assert "being restarted" in taken.failures[0]
    assert len((await room.library.holdings(MOD)).drafts) == 1


async def test_an_edit_is_not_undone_on_another_essay_that_has_the_name_now(room: Room) -> None:
    slug = await room.add()
    await room.library.edit(MOD, slug, Details("On Hedges", "O. M."), NOW)
    edited = (await room.lines())[0].number
    await room.library.remove(MOD, slug, (await room.library.choose(MOD, slug)).revision, NOW)
    removed = (await room.lines())[0].number
    assert await room.add("tea.md", TEA.replace("Tea Before Minutes", "On Hedges")) == slug
    with pytest.raises(Refusal, match=LATER):
        await room.undo(edited)
    assert (await room.library.choose(MOD, slug)).author == "Bertrand Quill"
    await room.undo()
    await room.undo(removed)
    with pytest.raises(Refusal):
        await room.undo(edited)


async def test_an_edit_is_undone_after_its_essay_came_back(room: Room) -> None:
    slug = await room.add()
    await room.library.edit(MOD, slug, Details("On Hedges", "O. M."), NOW)
    edited = (await room.lines())[0].number
    await room.replace()
    await room.library.remove(MOD, slug, (await room.library.choose(MOD, slug)).revision, NOW)
    await room.undo()
    await room.undo(edited)
    assert (await room.library.choose(MOD, slug)).author == "Odile Marchetti"


async def test_what_is_said_of_a_file_can_be_read_behind_the_longest_name(room: Room) -> None:
    async def fetch() -> bytes:
        return b""

    long = Offer.of("\u202e" + "a" * 250 + ".docx", 0, fetch)
    taken = await room.drafts.take(MOD, [long], server_takes=10**6, progress=silent, now=NOW)
    assert len(long.upload.file) <= 80
    assert taken.failures == (f"{long.upload.file} is empty: choose a file with text in it.",)


async def test_questions_are_answered_while_hostile_files_are_read(room: Room) -> None:
    await room.add()
    hostile = [CORPUS[name] for name in ("text: arrows", "text: links")]

    async def fetch(one: Hostile) -> bytes:
        return one.make()

    offers = [Offer(Upload(one.file, 9), partial(fetch, one)) for one in hostile]
    taking = asyncio.create_task(room.drafts.take(MOD, offers, server_takes=10**7, progress=silent, now=NOW))
    waits = list[float]()
    while not taking.done():
        begun = time.monotonic()
        found = await room.shelf.search(1, partial(consult, question="what keeps the wind out?", essay=None))
        waits.append(time.monotonic() - begun)
        assert found.quotations
        await asyncio.sleep(0.05)
    taken = await taking
    assert taken.drafts + len(taken.failures) == len(hostile)
    assert len(waits) >= 3
    assert max(waits) < 5
