"""/protocol list, show, add and remove, as facilitators and members meet them; and meetings that go by such a file."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
import pytest_asyncio
from simcord import InteractionResult, MemberActor

from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation.errors import Refusal
from tests.bot.discord_ui.planning import found, plan, press, propose, use
from tests.bot.discord_ui.test_planned_sessions import posts, until
from tests.sim import Server, World, buttons, lost_attachments, raw, read, unchecked

FISHBOWL = """# for our garden
title = "Fishbowl"
author = "Odile Marchetti"
origin = "The garden school"
link = "https://example.org/fishbowl"
about = "Some talk in the middle, the others listen."
fewest = 4
most = 20

[[phases]]
title = "Inside"
say = "Four of you talk about the passage; the others listen."
how = "open"
minutes = 20
hours = 48
shows = "opening"
asks = "interpretive"
questions = ["What does “{title}” ask of you?"]
until = "facilitator"

[[phases]]
title = "Outside"
say = "Now those who listened."
how = "round"
minutes = 10
hours = 24
until = "ready"
"""


@pytest_asyncio.fixture
async def world(world: World) -> World:
    await found(world)
    return world


async def add(
    world: World,
    text: str | bytes = FISHBOWL,
    who: MemberActor | None = None,
    file: str = "fishbowl.toml",
    server: Server | None = None,
) -> InteractionResult:
    s = server or world.server
    content = text.encode() if isinstance(text, str) else text
    result = await (who or s.bob).slash(s.channel, "protocol add", file=(file, content))
    assert result.ephemeral
    return result


async def ask(world: World, command: str, who: MemberActor | None = None, **options: Any) -> InteractionResult:
    s = world.server
    result = await (who or s.bob).slash(s.channel, f"protocol {command}", **options)
    assert result.ephemeral
    return result


def spoil(world: World, number: int = 1) -> None:
    """What a newer version no longer takes."""
    with closing(sqlite3.connect(world.folder / "bot.db")) as db, db:
        db.execute("UPDATE protocols SET text = replace(text, 'minutes', 'duration') WHERE rowid = ?", [number])


async def test_a_good_file_is_added_and_shown_as_it_was_understood(world: World) -> None:
    card = await add(world)
    lines = read(card).splitlines()
    assert lines[:4] == [
        "### Fishbowl, added",
        "-# Odile Marchetti, The garden school",
        "-# <https://example.org/fishbowl>",
        "Some talk in the middle, the others listen.",
    ]
    assert lines[4:7] == ["**People**: 4 to 20", "**Live**: 30 minutes", "**Slow**: 3 days"]
    assert lines[7:11] == [
        "1. **Inside** · 20 minutes, slow 2 days",
        "-# Whoever wants to speaks. Goes on when the facilitator says so.",
        "2. **Outside** · 10 minutes, slow 1 day",
        "-# One after the other. Goes on when everybody is ready.",
    ]
    assert f"-# fishbowl · added by <@{world.server.bob.id}>" in lines[11]
    listed = read(await ask(world, "list", world.server.ann))
    assert "### 14 protocols" in listed
    assert "**Fishbowl** · this server's own\n30 minutes, slow 3 days · 4 to 20 people" in listed
    assert "**Chalk Talk**\n32 minutes" in listed


async def test_five_faults_come_back_at_once_with_file_and_line_and_nothing_is_kept(world: World) -> None:
    text = FISHBOWL.replace('"round"', '"circle"').replace("minutes = 20", "minutes = 0").replace("most =", "mots =")
    text = text.replace("{title}", "{titel}")
    assert read(await add(world, text)).splitlines() == [
        "fishbowl.toml, line 1: `most` is missing from a protocol: add a line such as most = 12",
        "fishbowl.toml, line 8: `mots` is not a key of a protocol: did you mean `most`?",
        "fishbowl.toml, line 14: `minutes` is 0: give a whole number from 1 to 180.",
        "fishbowl.toml, line 18: {titel} is no placeholder: did you mean {title}?",
        'fishbowl.toml, line 24: `how` is "circle": choose open, round, silent, pairs or groups.',
    ]
    assert "There is no protocol “fishbowl”" in read(await ask(world, "show", name="fishbowl"))


async def test_more_faults_than_fit_are_counted(world: World) -> None:
    phase = '[[phases]]\ntitle = "*_*"\nsay = "*"\nhow = "*_*_*_*"\nminutes = 0\nhours = 0\nuntil = "*_*_*_*"\nx=1\n'
    card = await add(world, FISHBOWL + phase * 9)
    assert length(raw(card)) <= CARD_CHARACTERS
    lines = read(card).splitlines()
    assert len(lines) > 20
    assert lines[-1] == f"… and {50 - len(lines) + 1} more."
    assert all(line.startswith("fishbowl.toml, line ") for line in lines[:-1])


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("chalk-talk.toml", FISHBOWL, "chalk-talk.toml: Footnote comes with a protocol “chalk-talk”: rename the file"),
        ("fishbowl.txt", FISHBOWL, "fishbowl.txt: a protocol is a TOML file: rename it"),
        ("---.toml", FISHBOWL, "rename the file: its name needs letters or digits"),
        ("a.toml", b"#" * 65 * 1024, "a.toml: the file is too large: it may have up to 64 kB."),
        ("a.toml", "a = " + "[" * 60_000, "brackets stand within brackets too often"),
        ("a.toml", "[" * 60_000, "a.toml, line 1: write a key"),
        ("a.toml", "a = " + "{a = " * 12_000, "brackets stand within brackets too often"),
        ("a.toml", FISHBOWL.replace("Inside", "In\0side"), "a.toml, line 11: this is not valid TOML"),
        ("a.toml", "\0" * 60_000, "a.toml, line 1: write a key"),
        ("a.toml", FISHBOWL.encode("utf-16"), "a.toml, line 1: this is not plain text in UTF-8"),
        ("a.toml", b"title = 'x'\nabout = '\xff'", "a.toml, line 2: this is not plain text in UTF-8"),
        ("a.toml", b"\x89PNG\r\n\x1a\n\x00", "a.toml, line 1: this is not plain text in UTF-8"),
        ("a.toml", "title = '@everyone'", "a.toml, line 1: `about` is missing"),
        ("a.toml", b"", "a.toml, line 1: there is no phase here"),
    ],
)
async def test_what_is_no_protocol_is_answered_with_a_sentence(
    world: World, file: str, content: str | bytes, sentence: str
) -> None:
    card = await add(world, content, file=file)
    assert sentence in read(card)
    assert "went wrong" not in read(card)
    assert buttons(card) == {}
    assert "### 13 protocols" in read(await ask(world, "list"))


async def test_the_same_name_again_takes_its_place(world: World) -> None:
    s = world.server
    await add(world)
    card = await add(world, FISHBOWL.replace("20", "21"), s.mod, "Fishbowl.toml")
    assert read(card).startswith("### Fishbowl, replaced\n")
    assert "sessions that were announced or have begun keep that one" in read(card)
    assert "**People**: 4 to 21" in read(await ask(world, "show", s.ann, name="fishbowl"))
    assert "### 14 protocols" in read(await ask(world, "list"))


async def test_who_may_do_what_and_where(world: World) -> None:
    s, other = world.server, await world.add_server("Gardeners")
    for refused in (await add(world, who=s.ann), await add(world, who=other.bob, server=other)):
        assert "Only the facilitators of" in read(refused)
    await add(world)
    for who, sentence in ((s.ann, "Only the facilitators"), (other.mod, "There is no protocol “fishbowl”")):
        for command in ("remove", "show"):
            if (who, command) != (s.ann, "show"):
                server = s if who is s.ann else other
                result = await who.slash(server.channel, f"protocol {command}", name="fishbowl")
                assert sentence in read(result)
    assert "13 protocols" in read(await other.ann.slash(other.channel, "protocol list"))
    assert "added" in read(await add(world, server=other, who=other.mod))
    for action, server, who, sentence in (
        ("remove-protocol", s, s.ann, "Only the facilitators"),
        ("remove-protocol", s, s.bob, "There is no protocol “chess”"),
        ("protocol-file", other, other.ann, "There is no protocol “chess”"),
    ):
        name = "fishbowl" if who is s.ann else "chess"
        forged = await world.show_button(server, f"footnote:{action}:{name}")
        pressed = await who.click(forged, label="Forged")
        assert sentence in read(pressed.followups[0].message if pressed.followups else pressed)
    await s.mod.slash(s.channel, "group close", group="Readers")
    closing_card = await s.mod.slash(s.channel, "group close", group="Readers")
    await press(s.mod, closing_card, "Close")
    assert "Only the facilitators of an open group" in read(await add(world))


async def test_the_file_of_any_protocol_can_be_taken_along_and_added_under_another_name(world: World) -> None:
    s = world.server
    text = FISHBOWL.replace("\n", "\r\n")
    await add(world, b"\xef\xbb\xbf" + text.encode())
    await world.restart()
    given = await press(s.ann, await ask(world, "show", s.ann, name="fishbowl"), "File")
    assert given.ephemeral
    assert given.response is not None
    (file,) = given.response.attachments
    assert (file.filename, await file.read()) == ("fishbowl.toml", text.encode())
    seeded = await press(s.ann, await ask(world, "show", s.ann, name="chalk-talk"), "File")
    assert seeded.response is not None
    content = await seeded.response.attachments[0].read()
    assert "### Chalk Talk, added" in read(await add(world, content, file="our-chalk-talk.toml"))


async def test_the_list_has_pages_and_names_are_suggested(world: World) -> None:
    s = world.server
    await add(world)
    card = await ask(world, "list", s.ann)
    assert "Next" in buttons(card)
    first = read(card)
    turned = await press(s.ann, card, "Next")
    assert read(turned) != first
    for command, option in (("protocol show", "name"), ("schedule create", "protocol"), ("session start", "protocol")):
        choices = await s.bob.autocomplete(s.channel, command, option, "FISH")
        assert [(one["name"], one["value"]) for one in choices] == [("Fishbowl", "fishbowl")]
    await add(world, FISHBOWL.replace("Fishbowl", "Chalk Talk"), file="ours.toml")
    same = await s.bob.autocomplete(s.channel, "protocol show", "name", "chalk")
    assert [one["name"] for one in same] == ["chalk-talk - Chalk Talk", "ours - Chalk Talk"]
    own = await s.bob.autocomplete(s.channel, "protocol remove", "name", "fish")
    assert [one["value"] for one in own] == ["fishbowl"]


async def test_a_protocol_is_taken_out_when_no_schedule_needs_it(world: World) -> None:
    s = world.server
    await add(world)
    number = await plan(world, protocol="fishbowl")
    refused = read(await ask(world, "remove", name="fishbowl"))
    assert refused.startswith(f"“fishbowl” is needed for “On Hedges” of “Readers” (number {number}): cancel that with")
    card = await s.bob.slash(s.channel, "schedule cancel", schedule=number)
    await press(s.bob, card, "Cancel it")
    draft = await propose(world, protocol="fishbowl")
    leaving = await ask(world, "remove", name="fishbowl")
    assert "Remove Fishbowl from this server's protocols?" in read(leaving)
    assert set(buttons(leaving)) == {"Remove", "File"}
    await press(s.bob, leaving, "Remove")
    assert read(leaving) == "Removed Fishbowl."
    assert "There is no protocol “fishbowl”" in read(await ask(world, "show", name="fishbowl"))
    late = await press(s.bob, draft, "Save")
    assert "There is no protocol “fishbowl”" in read(late.followups[0].message)
    assert "comes with Footnote and stays" in read(await ask(world, "remove", name="chalk-talk"))


async def test_a_schedule_made_meanwhile_keeps_the_protocol(world: World) -> None:
    await add(world)
    leaving = await ask(world, "remove", name="fishbowl")
    await plan(world, protocol="fishbowl")
    pressed = await press(world.server.bob, leaving, "Remove")
    assert "is needed for “On Hedges”" in read(pressed.followups[0].message)


async def test_a_schedule_goes_by_it_and_its_prompts_are_posted(world: World) -> None:
    s = world.server
    await add(world)
    card = raw(await propose(world, protocol="fishbowl"))
    assert "**What**: Fishbowl on *On Hedges*" in card
    await plan(world, protocol="fishbowl", times=2)
    assert "We talk by Fishbowl." in read(await s.ann.slash(s.channel, "next"))
    await until(world, "2026-01-03T19:31")
    assert "by Fishbowl, 30 minutes" in read(s.channel.history()[0])
    await add(world, FISHBOWL.replace("Outside", "Elsewhere").replace('"facilitator"', '"time"'))
    await until(world, "2026-01-06T19:35")
    await s.bob.slash(s.channel, "session advance")
    await until(world, "2026-01-06T20:30")
    (thread,) = s.channel.threads
    assert posts(thread) == ["### 1/2 · Inside", "### 2/2 · Outside", "### That was On Hedges"]
    assert "Odile Marchetti, The garden school" in read(thread.history()[-1])
    await until(world, "2026-01-13T20:30")
    assert posts(s.channel.threads[1]) == ["### 1/2 · Inside", "### 2/2 · Elsewhere", "### That was On Hedges"]
    first = read(thread.history()[0])
    assert "Four of you talk about the passage; the others listen." in first
    assert "What does “On Hedges” ask of you?" in first
    assert "> A neighbour who lends a ladder" in first


async def test_a_session_goes_by_it_and_keeps_it_when_it_is_taken_out(world: World) -> None:
    s = world.server
    await add(world)
    begun = await s.bob.slash(s.channel, "session start", protocol="fishbowl", essay="on-hedges")
    assert read(begun) == "“On Hedges” begins."
    await press(s.bob, await ask(world, "remove", name="fishbowl"), "Remove")
    await world.restart()
    await s.bob.slash(s.channel, "session advance", group="Readers")
    (thread,) = s.channel.threads
    assert posts(thread)[:2] == ["### 1/2 · Inside", "### 2/2 · Outside"]
    again = await s.mod.slash(s.channel, "session start", protocol="fishbowl", essay="on-hedges")
    assert "end it first" in read(again)


async def test_a_file_that_fits_no_longer_pauses_its_schedule_and_no_other(world: World) -> None:
    s = world.server
    await add(world)
    broken = await plan(world, protocol="fishbowl", times=3)
    await plan(world, protocol="notice-and-wonder", times=2, title="Sound")
    spoil(world)
    await until(world, "2026-01-06T20:30")
    (thread,) = s.channel.threads
    assert posts(thread)[-1] == "### That was Sound"
    sentence = "The file of “fishbowl” no longer fits the rules: /protocol show says what to mend."
    assert sentence in read(await s.ann.slash(s.channel, "schedule show", schedule=broken))
    assert "Its file no longer fits the rules" in read(await ask(world, "list"))
    shown = await ask(world, "show", name="fishbowl")
    assert "fishbowl.toml, line 10: `minutes` is missing from a phase" in read(shown)
    assert set(buttons(shown)) == {"File"}
    for result in (await propose(world, protocol="fishbowl"), await ask(world, "remove", name="fishbowl")):
        assert "fishbowl" in read(result)
        assert "went wrong" not in read(result)
    assert "We talk by Fishbowl" not in read(await s.ann.slash(s.channel, "next"))
    await add(world)
    await use(world, s.bob, "resume", schedule=broken)
    await until(world, "2026-01-13T19:35")
    assert any("On Hedges" in thread.name for thread in s.channel.threads)


async def test_a_file_that_discord_lost_is_asked_for_again(world: World) -> None:
    with lost_attachments(world.env):
        card = await add(world)
    assert "Discord did not hand over fishbowl.toml: upload it again." in read(card)


async def test_a_name_that_a_forger_sends_is_a_sentence(world: World) -> None:
    s = world.server
    for name in ("x" * 3000, "../../bot.db", "fishbowl'; DROP TABLE protocols", "\0"):
        for command in ("protocol show", "protocol remove"):
            result = await unchecked(world.env, s.bob, s.channel, command, name=name)
            assert "went wrong" not in read(result)
    with pytest.raises(Refusal):
        await world.bot.protocols.find(s.guild.id, "\0")
