"""Letters are put in once, claimed by one, and settled by whoever holds the claim."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlite_utils import Database

from bot.facilitation.delivery import Letter, Parent, Posted, Standing
from bot.storage import outbox
from bot.storage.desk import Desk

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
LEASE = NOW + timedelta(minutes=1)


def letter(key: str = "a", **changes) -> Letter:
    known = {"kind": "note", "guild": 1, "channel": 2, "due": NOW, "expires": NOW + timedelta(hours=1)}
    return Letter(key, **known | changes)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path / "bot.db")
    yield opened
    await opened.close()


async def put(desk: Desk, *letters: Letter) -> int:
    return await desk.run(lambda db: outbox.add(db, letters))


async def claimed(desk: Desk, key: str = "a", now: datetime = NOW) -> Standing | None:
    def work(db: Database) -> Standing | None:
        known = outbox.find(db, key)
        assert known is not None
        return outbox.claim(db, known, now, now + timedelta(minutes=1))

    return await desk.run(work)


async def found(desk: Desk, key: str = "a") -> Standing:
    standing = await desk.run(lambda db: outbox.find(db, key))
    assert standing is not None
    return standing


async def test_a_letter_comes_back_as_it_was_put_in(desk: Desk) -> None:
    full = letter(content={"text": "„Why?“"}, mentions=(7, 8), form="post", due=NOW + timedelta(milliseconds=5))
    assert await put(desk, full) == 1
    assert (await found(desk)).letter == full


async def test_of_a_text_that_was_removed_no_word_is_kept(desk: Desk) -> None:
    hedges, tea = ({"quotation": {"essay": essay, "text": f"On {essay}."}} for essay in ("hedges", "tea"))
    others = [letter("b", guild=3, content={"passages": [hedges]}), letter("c", content={"title": "hedges"})]
    await put(desk, letter(content={"passages": [hedges, tea], "question": "Why?"}), *others)
    await desk.run(lambda db: outbox.forget_text(db, 1, "hedges"))
    assert (await found(desk)).letter.content == {"passages": [tea], "question": "Why?"}
    assert [(await found(desk, one.key)).letter for one in others] == others


async def test_a_key_is_used_once_for_ever(desk: Desk) -> None:
    assert await put(desk, letter(), letter("b")) == 2
    assert await put(desk, letter(content={"text": "other"}), letter("c")) == 1
    assert (await found(desk)).letter.content == {}
    await desk.run(lambda db: outbox.cancel(db, "a"))
    assert await put(desk, letter()) == 0


async def test_due_are_those_of_now_in_order_with_their_parents(desk: Desk) -> None:
    await put(desk, letter("p"), letter("c", parent="p"), letter("early", due=NOW - timedelta(minutes=1)))
    await put(desk, letter("later", due=NOW + timedelta(milliseconds=1)))
    due = await desk.run(lambda db: outbox.due(db, NOW))
    assert [(one.letter.key, one.lane) for one in due] == [("early", "early"), ("p", "p"), ("c", "p")]
    assert due[2].parent == Parent("pending", 2)


async def test_a_child_of_nobody_is_refused_whole(desk: Desk) -> None:
    with pytest.raises(ValueError, match="parent of c"):
        await put(desk, letter(), letter("c", parent="nobody"))
    assert await desk.run(lambda db: outbox.due(db, NOW)) == ()


async def test_one_claim_at_a_time_and_each_with_a_higher_number(desk: Desk) -> None:
    await put(desk, letter())
    first = await claimed(desk)
    assert first is not None
    assert (first.state, first.attempts, first.lease_until) == ("sending", 1, LEASE)
    assert await claimed(desk) is None
    second = await claimed(desk, now=LEASE)
    assert second is not None
    assert second.attempts == 2


async def test_whoever_lost_the_claim_changes_nothing(desk: Desk) -> None:
    await put(desk, letter())
    first = await claimed(desk)
    assert first is not None
    assert await claimed(desk, now=LEASE)
    changes = (
        lambda db: outbox.ask(db, first, NOW, 1, fresh=True),
        lambda db: outbox.finish(db, first, "sent", Posted(1), None),
        lambda db: outbox.retry(db, first, NOW, asked=True),
    )
    assert [await desk.run(change) for change in changes] == [False, False, False]
    assert (await found(desk)).state == "sending"


async def test_the_first_anchor_and_the_first_doubt_stay_until_we_looked(desk: Desk) -> None:
    await put(desk, letter())
    one = await claimed(desk)
    assert one is not None
    later = NOW + timedelta(seconds=10)
    assert await desk.run(lambda db: outbox.ask(db, one, NOW, 5, fresh=True))
    assert await desk.run(lambda db: outbox.ask(db, one, later, 9, fresh=False))
    standing = await found(desk)
    assert (standing.anchor, standing.doubt_since, standing.tried_at) == (5, NOW, later)
    assert await desk.run(lambda db: outbox.ask(db, one, later, 9, fresh=True))
    assert (await found(desk)).doubt_since == later


async def test_a_sure_refusal_leaves_no_new_doubt(desk: Desk) -> None:
    await put(desk, letter())
    one = await claimed(desk)
    assert one is not None
    await desk.run(lambda db: outbox.ask(db, one, NOW, 5, fresh=True))
    assert await desk.run(lambda db: outbox.retry(db, one, LEASE, asked=False))
    standing = await found(desk)
    assert (standing.state, standing.doubt_since, standing.not_before) == ("pending", None, LEASE)
    assert (standing.failures, standing.unfinished) == (1, 0)


async def test_faults_of_ours_are_counted_until_there_is_an_outcome(desk: Desk) -> None:
    await put(desk, letter())
    await desk.run(lambda db: outbox.stumble(db, "a"))
    one = await claimed(desk)
    assert one is not None
    await desk.run(lambda db: outbox.stumble(db, "a"))
    assert (await found(desk)).unfinished == 1
    await desk.run(lambda db: outbox.retry(db, one, NOW, asked=True))
    assert (await found(desk)).unfinished == 0


async def test_facilitators_are_told_once(desk: Desk) -> None:
    await put(desk, letter())
    one = await claimed(desk)
    assert one is not None
    await desk.run(lambda db: outbox.retry(db, one, NOW, asked=False, reason="forbidden"))
    (untold,) = await desk.run(outbox.untold)
    await desk.run(lambda db: outbox.tell(db, untold))
    again = await claimed(desk)
    assert again is not None
    await desk.run(lambda db: outbox.retry(db, again, NOW, asked=False, reason="forbidden"))
    assert await desk.run(outbox.untold) == ()
    last = await claimed(desk)
    assert last is not None
    await desk.run(lambda db: outbox.finish(db, last, "dead", None, "gone"))
    assert [one.reason for one in await desk.run(outbox.untold)] == ["gone"]


async def test_others_to_the_same_channel_wait_as_well_until_it_is_tried_again(desk: Desk) -> None:
    await put(desk, letter(), letter("b"), letter("c", channel=3))
    one = await claimed(desk)
    assert one is not None
    await desk.run(lambda db: outbox.wait_with(db, one, LEASE))
    assert [(await found(desk, key)).not_before for key in "abc"] == [None, LEASE, None]
    await desk.run(lambda db: outbox.try_again(db, 2))
    assert (await found(desk, "b")).not_before is None


async def test_the_next_moment_is_the_first_at_which_something_can_be_done(desk: Desk) -> None:
    async def moment() -> datetime | None:
        return await desk.run(lambda db: outbox.next_moment(db, NOW))

    assert await moment() is None
    await put(desk, letter(), letter("later", due=NOW + timedelta(minutes=5)), letter("child", parent="a"))
    assert await moment() == NOW + timedelta(minutes=5)
    one = await claimed(desk)
    assert one is not None
    assert await moment() == LEASE
    await desk.run(lambda db: outbox.retry(db, one, NOW + timedelta(seconds=2), asked=True))
    assert await moment() == NOW + timedelta(seconds=2)


async def test_claims_of_a_run_that_is_over_are_freed(desk: Desk) -> None:
    await put(desk, letter())
    await claimed(desk)
    await desk.run(lambda db: outbox.free(db, NOW))
    assert await claimed(desk)


async def test_what_is_not_under_way_can_be_taken_back(desk: Desk) -> None:
    await put(desk, letter("s1:a"), letter("s1:b"), letter("s10:a"))
    await claimed(desk, "s1:a")
    assert await desk.run(lambda db: outbox.cancel(db, "s1:")) == 1
    standings = await desk.run(lambda db: outbox.beginning_with(db, "s1"))
    assert [one.state for one in standings] == ["sending", "skipped", "pending"]
    assert await desk.run(outbox.untold) == ()


@pytest.mark.parametrize(("posted", "state"), [(Posted(9, 8), "sent"), (None, "skipped")])
async def test_somebody_settles_what_is_uncertain(desk: Desk, posted: Posted | None, state: str) -> None:
    await put(desk, letter())
    assert not await desk.run(lambda db: outbox.settle(db, "a", posted))
    assert not await desk.run(lambda db: outbox.post_again(db, "a"))
    one = await claimed(desk)
    assert one is not None
    await desk.run(lambda db: outbox.finish(db, one, "uncertain", None, "unreadable"))
    assert [two.letter.key for two in await desk.run(lambda db: outbox.of_state(db, "uncertain", 1))] == ["a"]
    assert await desk.run(lambda db: outbox.settle(db, "a", posted))
    assert not await desk.run(lambda db: outbox.settle(db, "a", posted))
    settled = await found(desk)
    assert (settled.state, settled.message, settled.place) == (state, *((9, 8) if posted else (None, None)))


async def test_what_is_posted_again_is_as_new_and_what_did_not_go_can_be_forgotten(desk: Desk) -> None:
    await put(desk, letter(), letter("b"))
    for key, state in (("a", "uncertain"), ("b", "dead")):
        one = await claimed(desk, key)
        assert one is not None
        await desk.run(lambda db, one=one: outbox.ask(db, one, NOW, 5, fresh=True))
        await desk.run(lambda db, one=one, state=state: outbox.finish(db, one, state, None, "unfinished"))
    assert await desk.run(lambda db: outbox.post_again(db, "a"))
    again = await found(desk)
    assert (again.state, again.reason, again.doubt_since, again.anchor) == ("pending", None, None, 5)
    assert not await desk.run(lambda db: outbox.post_again(db, "b"))
    assert not await desk.run(lambda db: outbox.settle(db, "b", Posted(1)))
    assert await desk.run(lambda db: outbox.settle(db, "b", None))
    assert await desk.run(outbox.untold) == ()


LONG_AGO = NOW - timedelta(days=91)


async def _sessions(desk: Desk, *states: str) -> None:
    """Sessions 1, 2, ... that began long ago and stand so, without the rest of their columns' meaning."""
    began = int(LONG_AGO.timestamp() * 1000)

    def work(db: Database) -> None:
        db.execute(
            "INSERT INTO reading_groups (id, guild, name, channel, is_forum, zone, pace, hour, made_at) "
            "VALUES (1, 1, 'Readers', 2, 0, 'UTC', 'live', '19:30', '')"
        )
        for state in states:
            db.execute(
                "INSERT INTO sessions (reading_group, channel, is_forum, version, title, note, essays, protocol, "
                "pace, zone, start, state, phase, changes) "
                "VALUES (1, 2, 0, 1, 'T', '', '[]', '{}', 'live', 'UTC', ?, ?, 1, 0)",
                [began, state],
            )

    await desk.run(work)


async def _settled(desk: Desk, key: str, state: str = "sent", told: int = 1, tried: datetime = LONG_AGO) -> None:
    await desk.run(
        lambda db: db.execute(
            "UPDATE outbox SET state = ?, told = ?, tried_at = ? WHERE key = ?",
            [state, told, int(tried.timestamp() * 1000), key],
        )
    )


async def _thinned(desk: Desk, most: int = 20) -> list[str]:
    await desk.run(lambda db: outbox.thin(db, NOW - timedelta(days=90), most))
    return [one.letter.key for one in await desk.run(lambda db: outbox.beginning_with(db, ""))]


async def test_letters_go_when_their_session_is_long_over_and_all_of_them_are_settled(desk: Desk) -> None:
    await _sessions(desk, "ended", "running", "ended", "missed", "cancelled", "ended")
    old = {"due": LONG_AGO, "expires": LONG_AGO}
    await put(
        desk,
        letter("session:1:a", **old),
        letter("session:1:b", parent="session:1:a", **old),
        *(letter(f"session:{number}:a", **old) for number in (2, 3, 4, 5, 6, 12)),
        letter("session:3:b", parent="session:3:a", **old),
        letter("session:6:b", **old | {"due": NOW}),
        letter("other", **old),
    )
    for key in ("1:a", "1:b", "2:a", "3:a", "4:a", "5:a", "6:a", "6:b", "12:a"):
        await _settled(desk, f"session:{key}", "skipped" if key == "1:b" else "sent")
    await _settled(desk, "session:4:a", tried=NOW)
    await _settled(desk, "session:5:a", "dead", told=0)
    await _settled(desk, "other")
    left = await _thinned(desk)
    assert sorted(left) == [  # going on; with an open child; tried of late; still to be told; young; of no session
        "other",
        "session:12:a",
        "session:2:a",
        "session:3:a",
        "session:3:b",
        "session:4:a",
        "session:5:a",
        "session:6:a",
        "session:6:b",
    ]
    await _settled(desk, "session:5:a", "dead")
    await _settled(desk, "session:3:b", "uncertain")
    assert set(left) - set(await _thinned(desk)) == {"session:5:a"}


async def test_letters_are_deleted_in_small_batches(desk: Desk) -> None:
    await _sessions(desk, "ended", "ended", "ended")
    for number in (1, 2, 3):
        await put(desk, letter(f"session:{number}:a", due=LONG_AGO, expires=LONG_AGO))
        await _settled(desk, f"session:{number}:a")
    assert await _thinned(desk, 2) == ["session:3:a"]
    assert await _thinned(desk, 2) == []


async def test_what_is_erased_leaves_nothing_behind(desk: Desk) -> None:
    await put(desk, letter("a:1:"), letter("a:12:"), letter("b"))
    await desk.run(lambda db: outbox.erase(db, "a:1:"))
    assert [one.letter.key for one in await desk.run(lambda db: outbox.beginning_with(db, ""))] == ["a:12:", "b"]


async def test_a_server_is_forgotten_with_parents_and_children(desk: Desk) -> None:
    await put(desk, letter(), letter("c", parent="a"), letter("other", guild=5))
    await desk.run(lambda db: outbox.forget(db, 1))
    assert [one.letter.key for one in await desk.run(lambda db: outbox.due(db, NOW))] == ["other"]


async def test_a_file_keeps_its_name(tmp_path: Path) -> None:
    names = []
    for file in ("one.db", "one.db", "two.db"):
        desk = await Desk.open(tmp_path / file)
        names.append(await desk.run(outbox.database_id))
        await desk.close()
    assert names[0] == names[1] != names[2]


async def test_what_is_committed_is_on_the_disk(desk: Desk) -> None:
    assert await desk.run(lambda db: db.execute("PRAGMA synchronous").fetchone()[0]) == 2


async def test_what_is_taken_back_is_still_told_of(desk: Desk) -> None:
    told = letter("session:1:notice:forbidden", kind="session-notice")
    await put(desk, letter("session:1:opening"), told)
    await desk.run(lambda db: outbox.cancel(db, "session:1:"))

    def states(db: Database) -> list[str]:
        return [one.state for one in outbox.beginning_with(db, "session:1:")]

    assert await desk.run(states) == ["skipped", "pending"]
    await desk.run(lambda db: outbox.cancel(db, "session:1:notice:", notices=True))
    assert await desk.run(states) == ["skipped", "skipped"]


async def test_of_one_kind_what_is_settled_is_dropped_and_nothing_that_may_still_go(desk: Desk) -> None:
    kind = "suggestion-decided"
    await put(desk, *(letter(key, kind=kind) for key in ("sent", "waits", "untold")), letter("other"))
    for key, told in (("sent", 1), ("untold", 0), ("other", 1)):
        await _settled(desk, key, told=told)
    assert await desk.run(lambda db: outbox.drop_settled(db, kind, NOW)) == 0
    later = NOW + timedelta(days=1)
    assert await desk.run(lambda db: outbox.drop_settled(db, kind, later)) == 1
    left = await desk.run(lambda db: [row["key"] for row in db.query("SELECT key FROM outbox ORDER BY number")])
    assert left == ["waits", "untold", "other"]
