"""Files are read in a process apart: one that hangs, or breaks its parser, costs one sentence and nothing else.

The process knows nothing of this one but the file: no environment, no open files, a session of its own. It is held to
the limits of `readers.limits`; time and length of its answer are limited here. Its answer is believed in no detail.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.errors import StoppedReading, UnreadableFile
from retrieval.readers import Reading
from retrieval.readers.decoding import LONGEST_TEXT, check_size
from retrieval.readers.names import clean_name
from retrieval.readers.normal import normal_form

SECONDS = 30.0
MOST_OUTPUT = 8 * 2**20

_LONGEST_LINE = 1_000
_STEP = 0.05
"""Seconds between two looks at whether somebody has stopped it."""

# The package's own __init__ imports numpy and all of search: the readers need none of it, and half a second matters.
_START = """
import sys, types
package = types.ModuleType("retrieval")
package.__path__ = [sys.argv[1]]
sys.modules["retrieval"] = package
from retrieval.readers.__main__ import main
main()
"""
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH")
"""Without these, Python does not start on Windows, and not everywhere else."""

_one_at_a_time = threading.Lock()


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    reading: Reading | None = None
    refused: str | None = None


def read_apart(file: str, content: bytes, stop: threading.Event | None = None) -> Reading:
    """As `readers.read`, at most one file at a time; `stop`, once set, ends it within a moment.

    Raises UnreadableFile, StoppedReading.
    """
    name = clean_name(file)
    check_size(name, content)
    while not _one_at_a_time.acquire(timeout=_STEP):
        _check_stop(name, stop)
    try:
        return _checked(name, _Apart(name).answer(file, content, stop))
    finally:
        _one_at_a_time.release()


class _Apart:
    """One process for one file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._answer = b""
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own words)
                [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, str(Path(__file__).parent)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={key: os.environ[key] for key in _NEEDED if key in os.environ},
                start_new_session=True,
            )
        except OSError:
            raise UnreadableFile(f"“{name}” cannot be read just now: wait a moment, and add it again.") from None

    def answer(self, file: str, content: bytes, stop: threading.Event | None) -> bytes:
        """What the process says; nothing is left of it afterwards."""
        sent = f"{json.dumps(file)}\n".encode() + content
        threading.Thread(target=self._send, args=(sent,), daemon=True).start()
        receiver = threading.Thread(target=self._receive, daemon=True)
        receiver.start()
        try:
            end = time.monotonic() + SECONDS
            while receiver.is_alive():
                _check_stop(self._name, stop)
                if time.monotonic() > end:
                    raise _slow(self._name)
                receiver.join(_STEP)
            return self._received()
        finally:
            self._kill()

    def _received(self) -> bytes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        spent = getattr(signal, "SIGXCPU", None)
        if spent and self._process.returncode == -spent and not self._answer:
            raise _slow(self._name)
        return self._answer

    def _send(self, sent: bytes) -> None:
        with contextlib.suppress(OSError), cast(BinaryIO, self._process.stdin) as to:
            to.write(sent)  # it may have ended before it has read everything

    def _receive(self) -> None:
        with cast(BinaryIO, self._process.stdout) as answer:
            self._answer = answer.read(MOST_OUTPUT + 1)

    def _kill(self) -> None:
        """All of its session, as long as it is not reaped and its number is its own."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL) if hasattr(os, "killpg") else self._process.kill()
            self._process.wait()


def _checked(name: str, answer: bytes) -> Reading:
    """The reading that is in it. Raises UnreadableFile: in the readers' own words, or because it makes no sense."""
    if len(answer) > MOST_OUTPUT:
        raise UnreadableFile(f"“{name}” holds more text than can be read at once: split it and add the parts.")
    try:
        found = _Answer.model_validate_json(answer)
    except ValidationError:
        raise _unsafe(name) from None
    reading, refused = found.reading, found.refused
    if refused is not None and reading is None and refused.startswith(f"“{name}” ") and _is_line(refused):
        raise UnreadableFile(refused)
    if reading is None or refused is not None or not _makes_sense(name, reading):
        raise _unsafe(name)
    return reading


def _makes_sense(name: str, reading: Reading) -> bool:
    suggested = reading.suggested
    lines = (reading.title, *reading.notes)
    perhaps = (reading.author, reading.source, reading.licence, suggested.title, suggested.author, suggested.language)
    years = (year for year in (reading.year, suggested.year) if year is not None)
    texts = [block.text for block in reading.blocks]
    return (
        reading.file == name
        and all(map(_is_line, (*lines, *(line for line in perhaps if line is not None))))
        and all(0 < year < 10_000 for year in years)
        and all(block.page is None or block.page > 0 for block in reading.blocks)
        and 0 < sum(map(len, texts)) + sum(map(len, reading.left_out)) <= 2 * LONGEST_TEXT
        and all(text.strip() and "\n\n" not in text for text in texts)
        and all(normal_form(text) == text for text in (*texts, *reading.left_out))
    )


def _is_line(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_LINE and "\n" not in text and bool(text.strip()) and normal_form(text) == text


def _check_stop(name: str, stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise StoppedReading(f"Reading “{name}” was stopped: add it again if you still want it.")


def _slow(name: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” takes too long to read: copy the essay's text into a new .txt file, and add that.")


def _unsafe(name: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” cannot be read safely: copy the essay's text into a new .txt file, and add that.")
