"""Only one process works on a data folder, and a dead one holds nobody up."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.desk import UnusableDesk
from bot.storage.lock import AnotherCopy, only_here

HOLD = """
import sys, time, pathlib
from bot.storage.lock import only_here
with only_here(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
WINDOWS = """
import asyncio, fcntl, os, sys, types
from bot.storage import desk
def locking(number, mode, size):  # as Microsoft's: from where the file stands
    fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB, size, 0, os.SEEK_CUR)
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
sys.platform = "win32"
"""


def test_a_second_copy_reads_who_runs_and_a_killed_one_leaves_the_folder_free(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own lines
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(AnotherCopy, match=f"process {other.pid}"), only_here(tmp_path):
            pass
        os.kill(other.pid, signal.SIGKILL)
        other.wait(10)
    with only_here(tmp_path):
        assert (tmp_path / "bot.lock").read_text() == str(os.getpid())


def test_the_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with only_here(tmp_path / "new" / "data"):
            pass


def test_a_folder_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(UnusableDesk, match="FOOTNOTE_DATA"), only_here(tmp_path / "data"):
        pass


def test_the_lock_of_windows_locks_the_same_byte_however_long_the_file_is(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WINDOWS + HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:  # noqa: S603 - our own lines
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        second = subprocess.run(command, capture_output=True, text=True, timeout=20)  # noqa: S603 - the same
        first.kill()
    assert f"Another copy runs on {tmp_path} (process {first.pid})" in second.stderr
