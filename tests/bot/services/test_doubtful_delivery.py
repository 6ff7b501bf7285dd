"""Letters that may or may not be there: after kills, lost answers, old files and unreadable histories."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.delivery import Trouble
from bot.storage.desk import Desk
from tests.mailroom import FakeDiscord, Office, letter


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    desk = await Desk.open(tmp_path / "bot.db")
    office = Office(desk, FakeDiscord())
    await office.open()
    yield office
    await desk.close()


@pytest.mark.parametrize("moment", ["kill before", "kill after"])
@pytest.mark.parametrize("form", ["message", "post"])
@pytest.mark.parametrize("later", [1, 59, 61, 119, 600, 3500])
async def test_a_kill_loses_and_doubles_nothing(office: Office, moment: str, form: str, later: int) -> None:
    office.discord.answers = [moment]
    await office.delivery.add([letter(form=form)])
    await office.run()
    await office.open()
    await office.run(seconds=later)
    await office.run(seconds=61)
    assert (await office.standing()).state == "sent"
    assert office.discord.keys() == ["a"]


@pytest.mark.parametrize("form", ["message", "post"])
@pytest.mark.parametrize("answer", ["slow", "kill slow"])
@pytest.mark.parametrize("later", [0, 1, 10, 21, 61])
async def test_a_request_that_arrives_after_we_gave_it_up_is_not_doubled(
    office: Office, form: str, answer: str, later: int
) -> None:
    office.discord.answers = [answer]
    await office.delivery.add([letter(form=form)])
    await office.run()
    await office.open()
    for seconds in (later, 5, 70, 70, 200):
        await office.run(seconds=seconds)
    assert (await office.standing()).state == "sent"
    assert office.discord.keys() == ["a"]


async def test_tries_one_after_the_other_do_not_make_the_window_longer(office: Office) -> None:
    await office.delivery.add([letter()])
    for answer in ("kill after", "kill before", "kill before"):
        office.discord.answers = [answer]
        await office.run()
        await office.open()
        office.discord.now += timedelta(seconds=45)
    await office.run()
    assert (await office.standing()).state == "sent"
    assert office.discord.keys() == ["a"]


async def test_past_its_grace_a_doubtful_letter_is_found_or_left_out(office: Office) -> None:
    office.discord.answers = ["kill after", "kill before"]
    await office.delivery.add([letter("a")])
    await office.run()
    await office.delivery.add([letter("b")])
    await office.run()
    await office.open()
    await office.run(hours=2)
    assert await office.states() == {"a": "sent", "b": "skipped"}
    assert office.discord.keys() == ["a"]
    assert [(one.letter.key, one.reason) for one in office.told] == [("b", "late")]


async def test_without_a_readable_history_it_is_uncertain_and_somebody_is_told_once(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.discord.readable = False
    office.discord.answers = ["kill after"]
    await office.delivery.add([letter()])
    await office.run()
    await office.open()
    for _ in range(3):
        await office.run(seconds=70)
    assert (await office.standing()).state == "uncertain"
    assert office.discord.keys() == ["a"]
    assert [one.reason for one in office.told] == ["unreadable"]
    said = [one for one in caplog.records if "may have been posted or not" in one.message]
    assert [one.server for one in said] == [letter().guild]  # type: ignore[attr-defined]


async def test_a_file_from_before_the_post_does_not_post_it_again(office: Office, tmp_path: Path) -> None:
    await office.delivery.add([letter()])
    copy = tmp_path / "copy.db"
    await asyncio.to_thread(_back_up, tmp_path / "bot.db", copy)
    await office.run()
    restored = Office(await Desk.open(copy), office.discord)
    await restored.open()
    await restored.run(minutes=20)
    assert (await restored.standing()).state == "sent"
    assert office.discord.keys() == ["a"]
    await restored.desk.close()


def _back_up(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])
    connection.close()


async def test_where_reading_is_forbidden_a_doubtful_one_does_not_wait_for_ever(office: Office) -> None:
    office.discord.answers = ["kill after"]
    office.discord.looks = [Trouble(403, 50001)]
    await office.delivery.add([letter()])
    await office.run()
    await office.open()
    await office.run(hours=3)
    assert (await office.standing()).state == "uncertain"
