"""A server's own protocols are found wherever Footnote's are, and a file that fits no longer stops nobody else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from types import MappingProxyType

import pytest
import pytest_asyncio

from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Home, NewGroup
from bot.facilitation.library import Upload, Visitor
from bot.facilitation.protocols import MOST_OWN, ProtocolFile, parse_protocol
from bot.facilitation.seed_files import LARGEST, Faults
from bot.services.groups import Groups
from bot.services.protocols import Protocols
from bot.services.seed_files import Seeds
from bot.storage import protocols
from bot.storage.desk import Desk

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MOD, FACILITATOR, MEMBER, OTHER = (
    Visitor(1, 10, True),
    Visitor(1, 11, False),
    Visitor(1, 12, False),
    Visitor(2, 20, True),
)
FILE = """title = "Fishbowl"
about = "Some talk, the others listen."
fewest = 4
most = 20

[[phases]]
title = "Inside"
say = "Talk in the bowl."
how = "open"
minutes = 20
hours = 48
"""
CHALK = parse_protocol(FILE.replace("Fishbowl", "Chalk Talk"), "chalk-talk.toml")
SEEDS = Seeds(
    MappingProxyType({"chalk-talk": CHALK}), {}, {"chalk-talk": ProtocolFile("chalk-talk", "Chalk Talk", FILE)}
)


@dataclass
class Room:
    desk: Desk
    protocols: Protocols
    fetched: int = 0

    async def add(self, who: Visitor = MOD, file: str = "fishbowl.toml", text: str | bytes = FILE) -> bool:
        content = text.encode() if isinstance(text, str) else text

        async def fetch() -> bytes:
            self.fetched += 1
            return content

        return (await self.protocols.add(who, Upload(file, len(content)), fetch, NOW))[1]

    async def spoil(self, guild: int = 1) -> None:
        """A file that an earlier version took."""
        old = ProtocolFile("fishbowl", "Fishbowl", FILE.replace("minutes", "duration"), 10, NOW)
        await self.desk.run(lambda db: protocols.write(db, guild, old))


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    desk = await Desk.open(tmp_path / "bot.db")
    await Groups(desk).create(MOD, NewGroup("Readers", Home(7), "UTC", time(19, 30)), NOW)
    await desk.run(lambda db: db.execute("INSERT INTO facilitators VALUES (1, 11)"))
    yield Room(desk, Protocols(desk, SEEDS))
    await desk.close()


async def test_an_own_one_is_found_like_the_others_in_its_server_only(room: Room) -> None:
    assert not await room.add(FACILITATOR)
    assert (await room.protocols.find(1, "fishbowl")).most == 20
    assert await room.protocols.titles(1) == {"chalk-talk": "Chalk Talk", "fishbowl": "Fishbowl"}
    assert await room.protocols.titles(1, own=True) == {"fishbowl": "Fishbowl"}
    assert await room.protocols.titles(2) == {"chalk-talk": "Chalk Talk"}
    assert await room.protocols.get(2, "fishbowl") is None
    with pytest.raises(Refusal, match="There is no protocol “fishbowl”: choose one"):
        await room.protocols.find(2, "fishbowl")
    with pytest.raises(Refusal, match=r"There is no protocol “fishbowls”: did you mean “fishbowl”\?"):
        await room.protocols.choose(1, "fishbowls")
    assert await room.protocols.find(2, "chalk-talk") == CHALK


async def test_the_text_comes_back_as_it_was_uploaded(room: Room) -> None:
    text = "# Für uns\r\n" + FILE.replace("\n", "\r\n")
    await room.add(text=b"\xef\xbb\xbf" + text.encode())
    kept = await room.protocols.choose(1, "fishbowl")
    assert kept.source == ProtocolFile("fishbowl", "Fishbowl", text, 10, NOW)
    assert kept.read == await room.protocols.find(1, "fishbowl")


async def test_whoever_may_not_and_what_cannot_be_is_not_even_fetched(room: Room) -> None:
    for who in (MEMBER, Visitor(2, 11, False)):
        with pytest.raises(Refusal, match="Only the facilitators of an open group"):
            await room.add(who)
    with pytest.raises(Faults, match=r"fishbowl.md: a protocol is a TOML file"):
        await room.add(file="fishbowl.md")
    with pytest.raises(Faults, match="too large"):
        await room.add(text="#" * (LARGEST + 1))
    assert room.fetched == 0


async def test_a_server_is_full_at_fifty_and_can_replace(room: Room) -> None:
    for number in range(MOST_OWN):
        await room.add(file=f"own {number}.toml")
    with pytest.raises(Refusal, match="This server has 50 protocols of its own"):
        await room.add()
    assert await room.add(file="Own_7.toml", text=FILE.replace("20", "21"))
    assert (await room.protocols.find(1, "own-7")).most == 21
    assert not await room.add(OTHER)


async def test_a_page_holds_some_in_the_order_of_titles(room: Room) -> None:
    for number in range(9):
        await room.add(file=f"own {number}.toml", text=FILE.replace("Fishbowl", f"Bowl {number}"))
    first, last = await room.protocols.page(1, 0), await room.protocols.page(1, 99)
    assert (first.page, last.page, first.pages, first.total) == (0, 1, 2, 10)
    assert [one.source.title for one in (*first.shown, *last.shown)] == [f"Bowl {n}" for n in range(9)] + ["Chalk Talk"]
    assert [one.source.added_by for one in last.shown] == [10, None]


async def test_a_file_that_fits_no_longer_is_one_sentence_and_can_be_mended(room: Room) -> None:
    await room.spoil()
    for ask in (room.protocols.get, room.protocols.find):
        with pytest.raises(
            Refusal, match="The file of “fishbowl” no longer fits the rules: /protocol show says"
        ) as one:
            await ask(1, "fishbowl")
        assert not isinstance(one.value, Faults)
    shown = await room.protocols.choose(1, "fishbowl")
    assert "fishbowl.toml, line 6: `minutes` is missing from a phase" in str(shown.read)
    assert len((await room.protocols.page(1, 0)).shown) == 2
    assert await room.add()
    assert (await room.protocols.find(1, "fishbowl")).fewest == 4


async def test_footnotes_own_stay(room: Room) -> None:
    with pytest.raises(Refusal, match="“chalk-talk” comes with Footnote and stays"):
        await room.protocols.remove(MOD, "chalk-talk", NOW)
    with pytest.raises(Refusal, match="There is no protocol “x”"):
        await room.protocols.leaving(MOD, "x", NOW)
    await room.add()
    with pytest.raises(Refusal, match="Only the facilitators"):
        await room.protocols.remove(MEMBER, "fishbowl", NOW)
    with pytest.raises(Refusal, match="There is no protocol “fishbowl”"):
        await room.protocols.remove(OTHER, "fishbowl", NOW)
    assert (await room.protocols.remove(FACILITATOR, "fishbowl", NOW)).title == "Fishbowl"
    assert await room.protocols.titles(1, own=True) == {}


async def test_an_own_one_goes_before_one_that_a_later_footnote_brings(room: Room) -> None:
    await room.desk.run(lambda db: protocols.write(db, 1, ProtocolFile("chalk-talk", "Fishbowl", FILE, 10, NOW)))
    assert (await room.protocols.find(1, "chalk-talk")).title == "Fishbowl"
    assert (await room.protocols.choose(1, "chalk-talk")).read == await room.protocols.get(1, "chalk-talk")
    assert (await room.protocols.titles(1))["chalk-talk"] == "Fishbowl"
    await room.protocols.remove(MOD, "chalk-talk", NOW)
    assert await room.protocols.find(1, "chalk-talk") == CHALK
