"""The first signal is a request, the second an order; a thread that hangs keeps nobody from leaving."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.watch.stopping import SECONDS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals")
ROOT = Path(__file__).parents[3]

PROGRAM = """
import asyncio, sys, threading, time
from bot.watch.stopping import until_told_to_stop

async def story():
    print("running", flush=True)
    if sys.argv[2] == "hangs":
        await asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)
    await asyncio.sleep(60)

async def ending():
    print("ending", flush=True)
    await asyncio.sleep(float(sys.argv[1]))
    print("ended", flush=True)

asyncio.run(until_told_to_stop(story(), ending, leave_after=1.0))
print("closed", flush=True)
"""


def process(ending: float, thread: str = "rests") -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", PROGRAM, str(ending), thread],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def next_line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


def test_after_one_signal_everything_ends_in_order() -> None:
    with process(0) as running:
        assert next_line(running) == "running"
        running.send_signal(signal.SIGTERM)
        assert running.communicate(timeout=30)[0].split() == ["ending", "ended", "closed"]
    assert running.returncode == 0


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_second_signal_ends_it_at_once(sign: signal.Signals, status: int) -> None:
    with process(0.9) as running:
        assert next_line(running) == "running"
        running.send_signal(signal.SIGTERM)
        assert next_line(running) == "ending"
        running.send_signal(sign)
        assert running.communicate(timeout=30)[0] == ""
    assert running.returncode == status


def test_a_thread_that_hangs_holds_it_up_for_so_long_only() -> None:
    with process(0, "hangs") as running:
        assert next_line(running) == "running"
        running.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert running.communicate(timeout=30)[0].split() == ["ending", "ended"]
    assert running.returncode == 0
    assert time.monotonic() - began < SECONDS
