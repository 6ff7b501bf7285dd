"""A real `python -m bot run` that is told to stop, is started too often, or asked how it is doing."""

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.discord_ui.under_way import RESTARTED
from bot.watch.stopping import SECONDS
from retrieval import Library
from tests.fakes import WordEncoder
from tests.faults.trial import LONGEST_END, LONGEST_START, Trial
from tests.faults.unreliable import GUILD, serve
from tests.sim import HEDGES

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and fork")
QUESTION = "What keeps the wind out of the kitchen garden?"
DEFERRED = 5


@asynccontextmanager
async def running(trial: Trial) -> AsyncIterator[int]:
    """A Discord on which nothing fails; yields its port."""
    trial.discord.calm = True
    async with trial._open_nursery(), serve(trial.discord) as port:
        yield port


async def until(condition: Any, seconds: float = LONGEST_START) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.05)


def furnish(folder: Path) -> None:
    (folder / "data" / "libraries").mkdir(parents=True)
    library = Library.open(folder / "data" / "libraries" / f"{GUILD}.db", WordEncoder())
    library.add("hedges.md", HEDGES.encode())
    library.close()


def log_of(folder: Path) -> str:
    return (folder / "bot.log").read_text(encoding="utf-8")


def words(answer: dict[str, Any]) -> str:
    return json.dumps(answer.get("data", answer), ensure_ascii=False)


@pytest.mark.parametrize(
    ("seconds", "said"), [("2", "A hedge keeps the wind out"), ("60", RESTARTED)], ids=["ready in time", "too late"]
)
async def test_whoever_waits_is_answered_before_it_stops(tmp_path: Path, seconds: str, said: str) -> None:
    furnish(tmp_path)
    trial = Trial(tmp_path, 1, TRIED_SECONDS=seconds)
    async with running(trial) as port:
        life = await trial._start(port, 0.0, "")
        await trial._begun(life)
        await trial.discord.ask(QUESTION)
        await until(lambda: trial.discord.answers)
        assert trial.discord.answers[0]["type"] == DEFERRED
        os.kill(life.number, signal.SIGTERM)
        began = time.monotonic()
        await asyncio.sleep(0.3)
        await trial.discord.ask(QUESTION)  # too late to begin with
        assert await asyncio.wait_for(life.ended, LONGEST_END) == 0
        assert time.monotonic() - began < SECONDS + 1
    answers = [words(one) for one in trial.discord.answers[1:]]
    assert len(answers) == 2
    assert RESTARTED in answers[0]
    assert said in answers[1]
    log = log_of(tmp_path)
    assert "SIGTERM: Footnote ends what is under way." in log
    assert "Traceback" not in log


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    furnish(tmp_path)
    trial = Trial(tmp_path, 1, TRIED_SECONDS="60")
    async with running(trial) as port:
        life = await trial._start(port, 0.0, "")
        await trial._begun(life)
        await trial.discord.ask(QUESTION)
        await until(lambda: trial.discord.answers)
        os.kill(life.number, signal.SIGTERM)
        await until(lambda: "SIGTERM" in log_of(tmp_path))
        os.kill(life.number, signal.SIGTERM)
        assert await asyncio.wait_for(life.ended, 2) == 128 + signal.SIGTERM


async def test_a_start_that_is_one_of_many_waits_and_says_so(tmp_path: Path) -> None:
    trial = Trial(tmp_path, 1, TRIED_BRAKE="1")
    async with running(trial) as port:
        for number in range(10):
            life = await trial._start(port, 0.0, "")
            if number < 5:
                await trial._begun(life)
                os.kill(life.number, signal.SIGKILL)
            else:  # those behind it wait as well: nobody goes on in less than five minutes
                await until(lambda wanted=number - 4: log_of(tmp_path).count("it waits 5 minutes before") == wanted)
                os.kill(life.number, signal.SIGTERM if number == 9 else signal.SIGKILL)
            status = await asyncio.wait_for(life.ended, LONGEST_END)
    assert status == 0  # it can be stopped while it waits
    assert trial.discord.identifies == 5
    assert "was started 5 times within a short time and never lasted" in log_of(tmp_path)


async def test_without_sessions_left_it_waits_alive_and_not_ready(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = free.getsockname()[1]
    trial = Trial(tmp_path, 1, TRIED_BRAKE="1", FOOTNOTE_HEALTH_PORT=str(at), FOOTNOTE_LOG_FORMAT="json")
    trial.discord.identifies_left = 49
    async with running(trial) as port, aiohttp.ClientSession(f"http://127.0.0.1:{at}") as machine:

        async def ask(path: str) -> tuple[int, str]:
            async with machine.get(path) as answer:
                return answer.status, await answer.text()

        life = await trial._start(port, 0.0, "")
        await until(lambda: "only 49 more sessions" in log_of(tmp_path))
        assert await ask("/healthz") == (200, "alive\n")
        assert await ask("/readyz") == (503, "the gateway is not connected\n")
        assert "footnote_identifies_left 49.0" in (await ask("/metrics"))[1]
        assert trial.discord.identifies == 0
        trial.discord.identifies_left = 1000
        await trial._begun(life)
        assert trial.discord.identifies == 1
        for _ in range(100):
            if (await ask("/readyz"))[0] == 200:
                break
            await asyncio.sleep(0.1)
        assert await ask("/readyz") == (200, "ready\n")
        assert "footnote_gateway_connected 1.0" in (await ask("/metrics"))[1]
        os.kill(life.number, signal.SIGTERM)
        assert await asyncio.wait_for(life.ended, LONGEST_END) == 0
    lines = [json.loads(line) for line in log_of(tmp_path).splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    (waits,) = {line["identifies_left"] for line in lines if "identifies_left" in line}
    assert waits == 49
    said = [line["message"] for line in lines]
    assert any(message.startswith("Footnote 0.") for message in said)
    assert said[-1] == "Footnote has stopped."
