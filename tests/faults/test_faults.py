"""The short form of `make faults`: the bot dies once at every named point, on a Discord that fails."""

import os
from pathlib import Path

import pytest

from tests.faults.launcher import POINTS
from tests.faults.trial import Trial

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and fork")


async def test_no_prompt_is_lost_or_doubled_when_the_bot_dies_at_any_point(tmp_path: Path) -> None:
    trial = Trial(tmp_path, seed=4)
    counts = await trial.run(kills=len(POINTS), prompts=30, every_point=True)
    assert (counts.lost, counts.doubled) == ([], [])
    assert counts.kills >= len(POINTS)
    assert counts.points.keys() - {"any moment"} <= set(POINTS)
    assert sum(counts.points[point] > 0 for point in POINTS) >= len(POINTS) - 3  # a point may be out of reach in a life
    assert trial.discord.faults.total() >= 30
