"""A letter is posted once, whatever Discord answers and whenever we are killed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.facilitation.delivery import Letter, Posted, Standing, Trouble, Where
from bot.storage.desk import Desk
from tests.mailroom import NOW, FakeDiscord, Office, letter


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    desk = await Desk.open(tmp_path / "bot.db")
    office = Office(desk, FakeDiscord())
    await office.open()
    yield office
    await desk.close()


async def test_a_letter_is_posted_and_marked(office: Office) -> None:
    await office.delivery.add([letter()])
    await office.run()
    standing = await office.standing()
    assert (standing.state, standing.message, standing.unfinished) == ("sent", 1, 0)
    await office.run(minutes=5)
    assert office.discord.keys() == ["a"]
    assert office.told == []


@pytest.mark.parametrize("answer", ["after", "500", "lost", Trouble(502), Trouble(429, wait=5)])
@pytest.mark.parametrize("later", [10, 300])
async def test_what_was_not_answered_is_tried_again_and_there_once(office: Office, answer: object, later: int) -> None:
    office.discord.answers = [answer]
    await office.delivery.add([letter()])
    await office.run()
    assert (await office.standing()).state == "pending"
    await office.run(seconds=later)
    assert (await office.standing()).state == "sent"
    assert office.discord.keys() == ["a"]


async def test_when_whoever_stands_before_discord_refuses_us_nothing_is_asked_meanwhile(office: Office) -> None:
    office.discord.answers = [Trouble(429, wait=600, everywhere=True)]
    await office.delivery.add([letter()])
    await office.run()
    await office.delivery.add([letter("b")])
    await office.run(minutes=9)
    assert office.discord.asked == ["a"]
    await office.run(minutes=2)
    assert office.discord.keys() == ["a", "b"]


async def test_a_clock_that_was_set_back_keeps_no_letter(office: Office) -> None:
    office.discord.answers = ["kill before"]
    await office.delivery.add([letter(due=NOW - timedelta(hours=3))])
    await office.run()
    await office.run(hours=-2)
    assert office.discord.keys() == ["a"]


async def test_a_late_one_names_its_moment_and_one_past_its_grace_is_left_out(office: Office) -> None:
    await office.delivery.add([letter("late"), letter("lost", expires=NOW + timedelta(minutes=4))])
    await office.run(minutes=5)
    assert [(one.key, one.planned) for one in office.discord.messages] == [("late", NOW)]
    assert (await office.standing("lost")).reason == "late"


async def test_one_place_that_is_forbidden_is_asked_once_an_hour(office: Office) -> None:
    office.discord.answers = [Trouble(403, 50013), Trouble(403, 50013), "ok", "ok"]
    late = NOW + timedelta(days=1)
    await office.delivery.add([letter("a", expires=late), letter("b", expires=late), letter("c", channel=9)])
    await office.run()
    for _ in range(11):
        await office.run(minutes=5)
    assert len(office.discord.asked) <= 3
    assert {one.letter.key for one in office.told} <= {"a", "b"}
    told = len(office.told)
    await office.run(hours=2)
    await office.run(hours=2)
    assert sorted(office.discord.keys()) == ["a", "b", "c"]
    assert len(office.told) == told


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [(Trouble(400, 200000), "held back"), (Trouble(404, 10003), "gone"), (Trouble(400, 50035), "refused")],
)
async def test_what_will_never_go_is_given_up_at_once(office: Office, trouble: Trouble, reason: str) -> None:
    office.discord.answers = [trouble]
    await office.delivery.add([letter()])
    await office.run()
    await office.run(minutes=30)
    assert (await office.standing()).state == "dead"
    assert office.discord.asked == ["a"]
    assert [one.reason for one in office.told] == [reason]


async def test_posted_and_then_deleted_is_posted(office: Office) -> None:
    office.discord.answers = ["after", Trouble(404, 10008)]
    await office.delivery.add([letter()])
    await office.run()
    await office.run(seconds=10)
    standing = await office.standing()
    assert (standing.state, standing.message) == ("sent", None)


async def test_a_fault_of_ours_stops_neither_the_others_nor_itself_for_ever(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.discord.answers = [ZeroDivisionError("a fault")] * 20
    await office.delivery.add([letter(expires=NOW + timedelta(days=1))])
    for _ in range(20):
        await office.run(minutes=2)
    assert (await office.standing()).state == "uncertain"
    assert (await office.standing()).reason == "unfinished"
    assert len(office.discord.asked) == 8
    assert "a fault" in caplog.text
    office.discord.answers = []
    await office.delivery.add([letter("b")])
    await office.run()
    assert office.discord.keys() == ["b"]


async def test_being_killed_again_and_again_is_no_fault_of_a_letter(office: Office) -> None:
    office.discord.answers = ["kill before"] * 20
    await office.delivery.add([letter(expires=NOW + timedelta(days=1))])
    for _ in range(21):
        await office.run(seconds=61)
        await office.open()
    await office.run(seconds=61)
    assert (await office.standing()).state == "sent"
    assert office.discord.keys() == ["a"]


async def test_a_session_keeps_its_order_and_its_thread(office: Office) -> None:
    office.discord.answers = ["500", "ok", "after", "ok", "lost"]
    await office.delivery.add(
        [
            letter("open"),
            letter("thread", parent="open", form="thread"),
            letter("phase 1", parent="thread"),
            letter("phase 2", parent="thread", due=NOW + timedelta(seconds=1)),
        ]
    )
    for _ in range(8):
        await office.run(seconds=30)
    assert office.discord.keys() == ["open", "thread", "phase 1", "phase 2"]
    opening = office.discord.messages[0]
    assert [one.channel for one in office.discord.messages] == [2, 2, opening.number, opening.number]
    assert set((await office.states()).values()) == {"sent"}


async def test_children_of_what_was_not_posted_are_left_out(office: Office) -> None:
    office.discord.answers = [Trouble(404, 10003)]
    await office.delivery.add([letter("open"), letter("phase", parent="open")])
    await office.run()
    assert await office.states() == {"open": "dead", "phase": "skipped"}


async def test_nothing_is_posted_by_a_clock_that_is_far_off(office: Office) -> None:
    office.discord.skew = timedelta(minutes=10)
    await office.delivery.add([letter()])
    await office.run()
    assert await office.states() == {"a": "pending"}
    office.discord.skew = timedelta(seconds=1)
    await office.run()
    assert office.discord.keys() == ["a"]


async def test_a_claim_that_is_nearly_over_is_not_used(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(letter: Letter, at: Where) -> int:
        office.discord.now += timedelta(seconds=50)
        return 0

    monkeypatch.setattr(office.discord, "anchor", slow)
    await office.delivery.add([letter()])
    await office.delivery.deliver()
    await office.delivery.idle()
    assert office.discord.asked == []
    assert (await office.standing()).doubt_since is None


async def test_a_look_that_fails_is_repeated(office: Office) -> None:
    office.discord.answers = ["kill after"]
    office.discord.looks = [Trouble(500), Trouble(None)]
    await office.delivery.add([letter()])
    await office.run()
    await office.open()
    for _ in range(5):
        await office.run(seconds=70)
    assert await office.states() == {"a": "sent"}
    assert office.discord.keys() == ["a"]


async def test_letters_of_many_groups_go_at_once_but_not_all(office: Office) -> None:
    office.discord.takes = 0.02
    await office.delivery.add([letter(f"{number}") for number in range(30)])
    await office.run()
    assert len(office.discord.messages) == 30
    assert 1 < office.discord.at_once <= 8


async def test_closing_lets_end_what_is_under_way_and_begins_nothing(office: Office) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    put = office.discord.put

    async def slow(*arguments) -> Posted:
        begun.set()
        await may_end.wait()
        return await put(*arguments)

    office.discord.put = slow  # type: ignore[method-assign]
    await office.delivery.add([letter("a"), letter("b", parent="a")])
    await office.delivery.deliver()
    await begun.wait()
    asyncio.get_running_loop().call_later(0.05, may_end.set)
    await office.delivery.close()
    assert await office.states() == {"a": "sent", "b": "pending"}


async def test_what_does_not_end_is_left_for_the_next_run(office: Office) -> None:
    office.discord.put = lambda *_: asyncio.sleep(100)  # type: ignore[method-assign,assignment]
    await office.delivery.add([letter()])
    await office.delivery.deliver()
    await asyncio.sleep(0.05)
    await office.delivery.close(0.05)
    assert (await office.standing()).doubt_since is not None


async def test_whoever_has_to_be_told_is_told_when_it_works_again(office: Office) -> None:
    tries: list[Callable[[], None]] = []

    async def deaf(standing: Standing) -> None:
        tries.append(lambda: None)
        if len(tries) < 3:
            raise ZeroDivisionError

    office.delivery._told = deaf
    await office.delivery.add([letter(expires=NOW)])
    for _ in range(5):
        await office.run(seconds=20)
    assert len(tries) == 3


ANSWERS = st.sampled_from(
    ["ok", "lost", "slow", "after", "500", "kill before", "kill after", "kill slow", Trouble(502), Trouble(429)]
)
STEPS = st.lists(st.tuples(ANSWERS, st.sampled_from([0, 1, 5, 20, 45, 61, 100, 200])), max_size=25)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, form=st.sampled_from(["message", "post"]), dead_looks=st.integers(0, 2))
def test_no_history_of_faults_and_kills_loses_or_doubles(
    steps: list[tuple[object, int]], form: str, dead_looks: int
) -> None:
    asyncio.run(_one_history(steps, form, dead_looks))


async def _one_history(steps: list[tuple[object, int]], form: str, dead_looks: int) -> None:
    with TemporaryDirectory() as folder:
        desk = await Desk.open(Path(folder) / "bot.db")
        office = Office(desk, FakeDiscord(looks=[Trouble(500)] * dead_looks))
        await office.open()
        late = NOW + timedelta(days=1)
        await office.delivery.add(
            [
                letter("open", form=form, expires=late),
                letter("one", parent="open", expires=late),
                letter("two", parent="open", expires=late),
                letter("alone", expires=late),
            ]
        )
        for answer, later in steps:
            office.discord.answers = [answer]
            await office.run(seconds=later)
            if str(answer).startswith("kill"):
                await office.open()
        office.discord.answers = []
        for _ in range(8):
            await office.run(minutes=6)
        assert sorted(office.discord.keys()) == ["alone", "one", "open", "two"]
        in_order = [key for key in office.discord.keys() if key != "alone"]  # noqa: SIM118 - no mapping
        assert in_order == ["open", "one", "two"]
        assert set((await office.states()).values()) == {"sent"}
        await desk.close()


@pytest.mark.parametrize("afterwards", [None, Trouble(403, 50013), OSError("gone"), TimeoutError()])
async def test_what_follows_from_a_letter_happens_once_and_stops_nothing(
    office: Office, afterwards: Exception | None
) -> None:
    office.afterwards = afterwards
    office.discord.answers = ["500", Trouble(400, 50035), "ok"]
    await office.delivery.add([letter(), letter("dead", channel=3), letter("b", parent="a")])
    await office.run()
    await office.run(seconds=10)
    await office.open()
    await office.run(minutes=5)
    assert office.sent == ["a", "b"]
    assert await office.states() == {"a": "sent", "dead": "dead", "b": "sent"}
    assert office.discord.keys() == ["a", "b"]


@pytest.mark.parametrize("code", [160005, 160006])
async def test_a_thread_that_takes_nothing_holds_up_no_other_letter_of_its_channel(office: Office, code: int) -> None:
    await office.delivery.add([letter("opening"), letter("thread", parent="opening", form="thread")])
    await office.run()
    office.discord.answers = [Trouble(403, code)]
    await office.delivery.add([letter("closing", parent="thread"), letter("other", due=NOW + timedelta(minutes=1))])
    await office.run()
    assert (await office.standing("closing")).reason in ("locked", "crowded")
    await office.run(minutes=1)
    assert (await office.states())["other"] == "sent"
