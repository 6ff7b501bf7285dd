"""Everything of a member, and everything of a server, in a file in which each of the inventory's columns is filled."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from sqlite_utils import Database

from bot.facilitation.inventory import TOPICS
from bot.storage import departures, privacy
from bot.storage.desk import Desk
from tests.traces import traces

ANN, BOB, INBOX = 1111111111111111111, 2222222222222222222, 1111111111111111777
HERE, AWAY = 3333333333333333333, 4444444444444444444
NOW = datetime(2026, 1, 1, tzinfo=UTC)

GROUP = "INSERT INTO reading_groups VALUES (?, ?, ?, 5, 0, NULL, 'UTC', 'live', '19:30', '2026', NULL)"
SCHEDULE = """INSERT INTO schedules VALUES (?, ?, ?, ?, ?, ?, 'live', 'UTC', 'weekly', '[1]', '19:30', '2026-01-06', 1,
    NULL, 8, NULL, '2026-03-01', ?, ?, NULL, 1, ?, '2026')"""
SESSION = """INSERT INTO sessions VALUES (?, ?, 5, 0, NULL, ?, ?, 1, ?, ?, ?, ?, 'live', 'UTC', 0, 'planned', 0, NULL,
    NULL, NULL, 0, ?)"""
LETTER = """INSERT INTO outbox (key, lane, parent, kind, guild, channel, form, content, mentions, due, expires)
    VALUES (?, ?, ?, ?, ?, ?, 'message', ?, '[]', 0, 1)"""


def fill(db: Database, guild: int, first: int) -> None:
    """A server in which Ann did everything, and stands in every text; rows of Bob's beside hers."""
    ann = f"<@{ANN}>"
    db.execute("INSERT INTO server_settings (guild, strictness, askers) VALUES (?, 'open', ?)", [guild, f"[{ANN}, 8]"])
    db.execute(GROUP, [first, guild, f"Friends of {ann}"])
    db.execute(GROUP, [first + 1, guild, "Others"])
    for number, member in ((first, ANN), (first + 1, ANN), (first + 1, BOB)):
        db.execute("INSERT INTO facilitators VALUES (?, ?)", [number, member])
    for number, state, who in ((first, "active", ANN), (first + 1, "draft", ANN), (first + 2, "draft", BOB)):
        title, essays, reason = f"{state} of {ann}", json.dumps([str(ANN)]), f"since {ANN} left"
        by = (None, f"of-{ANN}") if state == "active" else (f"plan-of-{ANN}", None)
        db.execute(SCHEDULE, [number, first, title, *by, essays, state, reason, who])
    db.execute("INSERT INTO schedule_dates VALUES (?, '2026-01-13', NULL)", [first])
    protocol = json.dumps({"name": "x", "by": ANN, "phases": [{"say": ann}]})
    db.execute(SESSION, [first, first, first, "2026-01-06", ann, ann, json.dumps([ann]), protocol, ANN])
    db.execute(SESSION, [first + 1, first, None, None, "Bob's", "", "[]", protocol, BOB])
    words = json.dumps([{"text": ann}])
    phase = "INSERT INTO session_phases VALUES (?, 1, NULL, NULL, NULL, NULL, ?, ?, 0, 1, ?)"
    db.execute(phase, [first, words, f"What does {ann} see?", words])
    db.execute("INSERT INTO session_events VALUES (?, ?, 'there', 9, ?, 0, NULL, NULL, 0)", [first, guild, words])
    for member in (ANN, BOB):
        db.execute("INSERT INTO attendance (session, member, answer) VALUES (?, ?, 'coming')", [first, member])
        db.execute("INSERT INTO reminders VALUES (?, ?, ?)", [first, member, INBOX if member == ANN else 7])
        key, to = f"session:{first}:direct:1:{member}:", INBOX if member == ANN else 7
        db.execute(LETTER, [key, key, None, "session-direct", guild, to, json.dumps({"title": "x"})])
        row = [guild, member, "A text", ann, ann, f"asked by {ann}", "2026", INBOX if member == ANN else 7]
        names = "guild, member, title, author, link, note, made_at, inbox"
        db.execute(f"INSERT INTO suggestions ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO asked_lately VALUES (?, ?, 0, 1, 0, 1)", [guild, member])
        file = [guild, f"of-{member}", "A protocol", f"say = '{ann}'", member, "2026"]
        db.execute("INSERT INTO protocols VALUES (?, ?, ?, ?, ?, ?)", file)
        before, after = json.dumps({"facilitators": [ANN, BOB]}), json.dumps({"facilitators": [BOB]})
        line = [guild, member, "group", "edited", f"Friends of {ann}", f"{ANN}", before, after]
        names = "guild, member, at, kind, verb, subject, key, before, after"
        db.execute(f"INSERT INTO audit ({names}) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)", line)
    key = f"session:{first}:news"
    db.execute(LETTER, [key, key, None, "session-news", guild, 5, json.dumps({"member": ANN, "what": "handed over"})])
    db.execute(LETTER, [f"{key}:2", key, key, "session-news", guild, 5, json.dumps({"member": BOB})])
    db.execute("INSERT INTO gaps VALUES (?, ?, ?, 0, 1)", [guild, f"who is {ANN}", f"Who is {ann}?"])


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk.open(tmp_path / "bot.db")
    await desk.run(lambda db: (fill(db, HERE, 1), fill(db, AWAY, 11)))
    yield desk
    await desk.close()


async def test_the_test_fills_every_column_that_can_hold_a_person(desk: Desk) -> None:
    def empty(db: Database) -> list[tuple[str, str]]:
        found = []
        for topic in TOPICS:
            for column in topic.columns:
                (held,) = db.execute(f'SELECT count("{column.name}") FROM {topic.table}').fetchone()
                found += [] if held else [(topic.table, column.name)]
        return found

    assert await desk.run(empty) == []


async def test_all_that_is_hers_is_found_in_each_server(desk: Desk) -> None:
    found = await desk.run(lambda db: privacy.of_member(db, ANN, None))
    assert [one.guild for one in found] == [HERE, AWAY]
    (here,) = await desk.run(lambda db: privacy.of_member(db, ANN, HERE))
    assert here == found[0]
    counts = {table: len(records) for table, records in here.records.items()}
    assert counts == {
        "suggestions": 1,
        "facilitators": 2,
        "schedules": 2,
        "sessions": 1,
        "attendance": 1,
        "reminders": 1,
        "outbox": 2,
        "protocols": 1,
        "audit": 2,
        "asked_lately": 1,
    }
    assert [group["alone"] for group in here.records["facilitators"]] == [True, False]
    assert here.records["reminders"][0]["begins_ms"].startswith("1970-01-01T00:00:00")
    assert here.named > 5


async def test_nothing_of_anybody_else_is_shown_to_her(desk: Desk) -> None:
    found = await desk.run(lambda db: privacy.of_member(db, ANN, None))
    shown = json.dumps([one.records for one in found], default=str)
    assert str(BOB) not in shown
    assert "Bob's" not in shown


async def test_in_one_server_she_is_erased_there_only(desk: Desk, tmp_path: Path) -> None:
    before = await desk.run(lambda db: privacy.of_member(db, ANN, AWAY))
    await desk.run(lambda db: privacy.erase_member(db, ANN, HERE))
    assert await desk.run(lambda db: privacy.of_member(db, ANN, HERE)) == ()
    assert await desk.run(lambda db: privacy.of_member(db, ANN, AWAY)) == before


async def test_erased_everywhere_she_stands_in_no_byte_and_everybody_else_does(desk: Desk, tmp_path: Path) -> None:
    assert traces(tmp_path, ANN)
    bob = await desk.run(lambda db: privacy.of_member(db, BOB, None))
    await desk.run(lambda db: privacy.erase_member(db, ANN, None))
    await desk.settle()
    assert traces(tmp_path, ANN) == traces(tmp_path, INBOX) == []
    kept = await desk.run(lambda db: privacy.of_member(db, BOB, None))
    assert [{t: len(r) for t, r in one.records.items()} for one in kept] == [
        {t: len(r) for t, r in one.records.items()} for one in bob
    ]
    with closing(sqlite3.connect(tmp_path / "bot.db")) as db:
        assert db.execute("SELECT title, made_by FROM schedules WHERE id = 1").fetchone() == ("active of somebody", 0)
        assert db.execute("SELECT count(*) FROM schedules").fetchone() == (4,)  # her drafts are gone
        assert db.execute("SELECT facilitator FROM sessions ORDER BY id").fetchall() == [(None,), (BOB,)] * 2
        assert db.execute("SELECT before FROM audit").fetchone() == (json.dumps({"facilitators": [BOB]}),)
        assert db.execute("SELECT DISTINCT added_by FROM protocols ORDER BY 1").fetchall() == [(0,), (BOB,)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_a_server_is_erased_whole_and_the_other_stays(desk: Desk, tmp_path: Path) -> None:
    away = await desk.run(lambda db: privacy.of_guild(db, AWAY))
    assert await desk.run(privacy.guilds) == {HERE, AWAY}
    await desk.run(lambda db: departures.note(db, HERE, NOW))
    assert set(await desk.run(lambda db: privacy.of_guild(db, HERE))) == {*privacy.OF_GUILD} - {"departures"}
    await desk.run(lambda db: privacy.erase_guild(db, HERE))
    await desk.settle()
    assert traces(tmp_path, HERE) == []
    assert await desk.run(lambda db: privacy.of_guild(db, HERE)) == {}
    assert await desk.run(lambda db: privacy.of_guild(db, AWAY)) == away
    assert await desk.run(departures.all_of_them) == {}


async def test_since_when_a_server_is_gone_is_noted_once(desk: Desk) -> None:
    assert await desk.run(lambda db: departures.note(db, HERE, NOW))
    assert not await desk.run(lambda db: departures.note(db, HERE, NOW.replace(day=9)))
    assert await desk.run(departures.all_of_them) == {HERE: NOW}
    assert await desk.run(lambda db: departures.forget(db, [AWAY, HERE])) == 1
    assert await desk.run(departures.all_of_them) == {}


async def test_an_id_that_is_part_of_a_longer_one_is_nobody_s(desk: Desk) -> None:
    part = ANN // 10
    assert await desk.run(lambda db: privacy.of_member(db, part, None)) == ()
    before = await desk.run(lambda db: privacy.of_member(db, ANN, None))
    await desk.run(lambda db: privacy.erase_member(db, part, None))
    assert await desk.run(lambda db: privacy.of_member(db, ANN, None)) == before
