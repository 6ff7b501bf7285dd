"""The glossary of a server: only moderators change it, each change has its line in the audit and can be undone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.audit import Entry, Filter
from bot.facilitation.errors import Refusal
from bot.facilitation.glossary import Defined, Proposal
from bot.facilitation.library import Visitor
from bot.services.audit import AuditBook
from bot.services.glossary import Glossary
from bot.services.shelf import NO_ESSAYS, Shelf
from bot.storage.desk import Desk
from tests.fakes import WordEncoder

NOW = datetime(2026, 5, 3, tzinfo=UTC)
MOD = Visitor(1, 9, manages_server=True)
MEMBER = Visitor(1, 8, manages_server=False)
WORDS = """# Words We Use

By Mara Lind

An ally is a person who stays when it costs something. An ally is somebody to whom you need not explain.

Solidarity means a debt that nobody counts.
"""


@dataclass
class Room:
    shelf: Shelf
    audit: AuditBook
    glossary: Glossary

    async def citation(self, place: str) -> str:
        revision = await self.shelf.use(1, lambda library: library.essay("words-we-use").info.revision)
        return f"words-we-use ¶{place} @{revision}"

    async def words(self, term: str, guild: int = 1) -> str | None:
        found = (await self.glossary.define(guild, term)).definition
        return found.quotation.text if found and found.quotation else None

    async def lines(self) -> list[Entry]:
        return list((await self.audit.page(MOD, Filter(kind="glossary"), 0)).entries)

    async def set(self, term: str, place: str) -> Defined | Proposal:
        return await self.glossary.cite(MOD, term, await self.citation(place), NOW)

    async def undo(self) -> None:
        await self.audit.undo(MOD, (await self.lines())[0].number, NOW)

    async def replace_text(self, old: str, new: str) -> None:
        def work(library) -> None:  # type: ignore[no-untyped-def]
            draft = library.prepare("words.md", WORDS.replace(old, new).encode(), NOW)
            library.replace("words-we-use", draft.id, NOW)

        await self.shelf.fill(1, work)


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    desk, shelf = await Desk.open(tmp_path / "bot.db"), Shelf(tmp_path / "libraries", WordEncoder())
    for guild in (1, 2):
        await shelf.fill(guild, lambda library: library.add("words.md", WORDS.encode()))
    audit = AuditBook(desk)
    glossary = Glossary(shelf, audit)
    audit.undoers = glossary.undoers
    yield Room(shelf, audit, glossary)
    await shelf.close()
    await desk.close()


async def test_a_citation_defines_a_term_for_this_server_only(room: Room) -> None:
    made = await room.set("Solidarity", "2")
    assert isinstance(made, Defined)
    assert made.before is None
    assert await room.words("  solidarities ") == "Solidarity means a debt that nobody counts."
    assert await room.words("solidarity", guild=2) is None
    (line,) = await room.lines()
    assert (line.change.verb, line.change.subject, line.member) == ("added", "Solidarity", 9)
    assert (line.change.before, line.change.after) == ({}, {"citation": await room.citation("2.1")})


async def test_what_the_essays_say_is_offered_where_the_glossary_is_silent(room: Room) -> None:
    found = await room.glossary.define(1, "Allies")
    assert (found.definition, [one.text for one in found.near]) == (
        None,
        [
            "An ally is a person who stays when it costs something.",
            "An ally is somebody to whom you need not explain.",
        ],
    )
    assert (await room.glossary.define(1, "kitchen")).near == ()


async def test_a_proposed_definition_is_chosen_by_its_place(room: Room) -> None:
    proposal = await room.glossary.propose(MOD, "Ally")
    assert proposal.present is None
    first, second = proposal.choices
    await room.glossary.choose(MOD, "Ally", second.place, NOW, replacing=False)
    assert await room.words("ally") == second.text
    with pytest.raises(Refusal, match="“Ally” is in the glossary by now"):
        await room.glossary.choose(MOD, "allies", first.place, NOW, replacing=False)
    assert await room.words("ally") == second.text
    done = await room.glossary.choose(MOD, "allies", first.place, NOW, replacing=True)
    assert done.before is not None
    assert await room.words("ally") == first.text
    assert [line.change.verb for line in await room.lines()] == ["replaced", "added"]


async def test_a_citation_for_a_term_that_is_there_only_proposes(room: Room) -> None:
    await room.set("Ally", "1.1")
    proposal = await room.set("ally", "1.2")
    assert isinstance(proposal, Proposal)
    assert proposal.present is not None
    assert [one.text for one in proposal.choices] == ["An ally is somebody to whom you need not explain."]
    assert await room.words("ally") == "An ally is a person who stays when it costs something."


async def test_nobody_but_a_moderator_changes_it(room: Room) -> None:
    await room.set("Ally", "1.1")
    cited = await room.citation("1.2")
    for wish in (
        room.glossary.propose(MEMBER, "ally"),
        room.glossary.cite(MEMBER, "other", cited, NOW),
        room.glossary.choose(MEMBER, "ally", "1.1", NOW, replacing=True),
        room.glossary.remove(MEMBER, "ally", NOW),
        room.glossary.undo(MEMBER, (await room.lines())[0], NOW),
    ):
        with pytest.raises(Refusal, match="can change its glossary"):
            await wish
    assert len(await room.lines()) == 1


@pytest.mark.parametrize(
    ("citation", "sentence"),
    [
        ("words-we-use", "That is no citation"),
        ("words-we-use ¶1.1 @000000000000", "No essay here has the text"),
        ("words-we-use ¶99 @{}", "no paragraph 99"),
        ("words-we-use ¶1-2 @{}", "stands in one paragraph"),
    ],
)
async def test_a_citation_that_leads_to_no_definition_is_one_sentence(room: Room, citation: str, sentence: str) -> None:
    revision = (await room.citation("1")).rpartition("@")[2]
    with pytest.raises(Refusal, match=sentence):
        await room.glossary.cite(MOD, "ally", citation.format(revision), NOW)
    assert await room.lines() == []


async def test_the_glossary_is_bounded(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.facilitation.glossary.MOST_TERMS", 1)
    await room.set("Ally", "1.1")
    for wish in (room.set("Solidarity", "2.1"), room.glossary.propose(MOD, "Solidarity")):
        with pytest.raises(Refusal, match="The glossary has 1 terms"):
            await wish
    assert isinstance(await room.set("ally", "1.2"), Proposal)


async def test_the_list_and_what_is_suggested_while_typing(room: Room) -> None:
    with pytest.raises(Refusal, match="The glossary is empty"):
        await room.glossary.page(1, 0)
    await room.set("Solidarity", "2.1")
    await room.set("Ally", "1.1")
    assert [one.term for one in (await room.glossary.page(1, 7)).shown] == ["Ally", "Solidarity"]
    assert await room.glossary.suggest(1, "soli") == ["Solidarity"]
    assert await room.glossary.suggest(3, "soli") == []
    with pytest.raises(Refusal, match=NO_ESSAYS):
        await room.glossary.define(3, "soli")


async def test_words_that_changed_since_say_so_and_are_never_moved(room: Room) -> None:
    await room.set("Ally", "1.1")
    await room.set("Solidarity", "2.1")
    await room.replace_text("nobody counts", "everybody counts")
    assert await room.words("ally") == "An ally is a person who stays when it costs something."
    found = await room.glossary.define(1, "solidarity")
    assert found.definition is not None
    assert found.definition.quotation is None
    assert (found.definition.gone or "").startswith("Changed since: “Words We Use” got another text on 3 May 2026")
    assert [one.text for one in found.near] == ["Solidarity means a debt that everybody counts."]


async def test_every_change_can_be_undone_and_the_undoing_too(room: Room) -> None:
    await room.set("Ally", "1.1")
    first = await room.words("ally")
    await room.glossary.choose(
        MOD, "ally", (await room.glossary.propose(MOD, "ally")).choices[0].place, NOW, replacing=True
    )
    second = await room.words("ally")
    await room.undo()
    assert await room.words("ally") == first != second
    await room.undo()
    assert await room.words("ally") == second
    await room.glossary.remove(MOD, "allies", NOW)
    assert await room.words("ally") is None
    await room.undo()
    assert await room.words("ally") == second
    lines = await room.lines()
    with pytest.raises(Refusal, match="changed again since then"):
        await room.audit.undo(MOD, lines[-1].number, NOW)
    with pytest.raises(Refusal, match="undone already"):
        await room.audit.undo(MOD, lines[1].number, NOW)


async def test_an_addition_is_undone_although_its_essay_got_another_text(room: Room) -> None:
    await room.set("Ally", "1.1")
    await room.replace_text("nobody counts", "everybody counts")
    await room.undo()
    assert await room.words("ally") is None


async def test_what_was_removed_comes_back_only_if_its_words_still_stand(room: Room) -> None:
    await room.set("Solidarity", "2.1")
    await room.glossary.remove(MOD, "solidarity", NOW)
    await room.replace_text("nobody counts", "everybody counts")
    with pytest.raises(Refusal, match="Changed since"):
        await room.undo()
    with pytest.raises(Refusal, match="does not have “solidarity”: it is empty"):
        await room.glossary.remove(MOD, "solidarity", NOW)
