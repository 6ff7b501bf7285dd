"""Two real `python -m bot run` on one data folder: the second ends with a sentence, a killed first frees the folder."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.faults.trial import LONGEST_END, LONGEST_START, Trial
from tests.faults.unreliable import serve

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and fork")

BUSY = 75


async def test_a_second_copy_ends_with_75_and_takes_over_when_the_first_was_killed(tmp_path: Path) -> None:
    trial, other = Trial(tmp_path, seed=1), Trial(tmp_path, seed=2)
    other.discord = trial.discord
    trial.discord.calm = True
    async with trial._open_nursery(), other._open_nursery(), serve(trial.discord) as port:
        first = await trial._start(port, 0.0, "")
        await trial._begun(first)
        second = await other._start(port, 0.0, "")
        assert await asyncio.wait_for(second.ended, LONGEST_START) == BUSY
        sentence = f"Another copy runs on {tmp_path / 'data'} (process {first.number}): stop it first."
        assert (tmp_path / "bot.log").read_text(encoding="utf-8").splitlines().count(sentence) == 1
        assert not first.ended.done()
        os.kill(first.number, signal.SIGKILL)
        assert await asyncio.wait_for(first.ended, LONGEST_END) == -signal.SIGKILL
        third = await other._start(port, 0.0, "")
        await other._begun(third)
        assert (tmp_path / "data" / "bot.lock").read_text(encoding="utf-8") == str(third.number)
        os.kill(third.number, signal.SIGTERM)
        assert await asyncio.wait_for(third.ended, LONGEST_END) == 0
    assert "Traceback" not in (tmp_path / "bot.log").read_text(encoding="utf-8")
