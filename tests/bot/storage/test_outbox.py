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


@pytest.mark.parametrize(("message", "state"), [(9, "sent"), (None, "skipped")])
async def test_somebody_settles_what_is_uncertain(desk: Desk, message: int | None, state: str) -> None:
    await put(desk, letter())
    assert not await desk.run(lambda db: outbox.settle(db, "a", message))
    one = await claimed(desk)
    assert one is not None
    await desk.run(lambda db: outbox.finish(db, one, "uncertain", None, "unreadable"))
    assert [two.letter.key for two in await desk.run(lambda db: outbox.of_state(db, "uncertain", 1))] == ["a"]
    assert await desk.run(lambda db: outbox.settle(db, "a", message))
    assert (await found(desk)).state == state


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
