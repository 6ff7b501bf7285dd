"""The memory of what was erased, beside bot.db, so that an older bot.db that is put back does not undo it.

A line for each erasure: a number, the moment, and a code of whom it was, made with a key of this file. The code says
nothing without somebody's id, but of whoever stands in a backup it can be said whether she was erased since.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

REMEMBERED = timedelta(days=400)
"""So long an erasure is remembered: longer than a backup should be kept."""

Erased = Callable[[int | None, int | None], bool]
"""Whether a server (without a member), a member of a server, or a member everywhere (without a server) was erased."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a memory had come: which one it is, and the number of its last line."""

    memory: str
    number: int


class Erasures:
    """The file. It is only written by whoever works on the folder, one line after the other."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mark(self) -> Mark:
        """How far it has come."""
        key, lines = self._read()
        return Mark(_name(key), max((number for number, _, _ in lines), default=0))

    @contextmanager
    def noting(self, now: datetime, *, guild: int | None = None, member: int | None = None) -> Iterator[None]:
        """Around an erasure: a line before it and one after it, so that a copy made meanwhile has one to come."""
        self._append(now, guild, member)
        yield
        self._append(now, guild, member)

    def since(self, mark: Mark | None) -> Erased:
        """What was erased after this; all that is remembered, if the mark is of another memory."""
        key, lines = self._read()
        first = mark.number if mark is not None and mark.memory == _name(key) else 0
        codes = {code for number, _, code in lines if number > first}
        return lambda guild, member: bool(codes) and _code(key, guild, member) in codes

    def forgets(self, mark: Mark) -> bool:
        """Whether lines after this are forgotten already, since they are too old."""
        key, lines = self._read()
        return mark.memory == _name(key) and bool(lines) and min(number for number, _, _ in lines) > mark.number + 1

    def thin(self, now: datetime) -> None:
        """Forget what was erased too long ago; the last line stays, for its number."""
        key, lines = self._read()
        kept = [line for line in lines if now - line[1] < REMEMBERED] or lines[-1:]
        if len(kept) < len(lines):
            written = "".join([_head(key), *(_line(*line) for line in kept)])
            new = self.path.with_name(f"{self.path.name}.new")
            _write(new, written, "w")
            os.replace(new, self.path)

    def _append(self, now: datetime, guild: int | None, member: int | None) -> None:
        key, lines = self._read()
        begun, number = "", max((number for number, _, _ in lines), default=0) + 1
        if not key:
            key = secrets.token_hex(32)
            begun = _head(key)
        elif not self.path.read_bytes().endswith(b"\n"):
            begun = "\n"  # the last line was cut off when the power failed
        _write(self.path, begun + _line(number, now, _code(key, guild, member)), "a" if lines or begun == "\n" else "w")

    def _read(self) -> tuple[str, list[tuple[int, datetime, str]]]:
        key, lines = "", []
        with suppress(FileNotFoundError):
            for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
                with suppress(ValueError, KeyError, TypeError):  # cut off
                    found = json.loads(line)
                    if "key" in found:
                        key = str(found["key"])
                    else:
                        lines.append((int(found["number"]), datetime.fromisoformat(found["at"]), str(found["who"])))
        return key, lines


def _code(key: str, guild: int | None, member: int | None) -> str:
    whom = f"{'*' if guild is None else guild}:{'*' if member is None else member}"
    return hmac.new(bytes.fromhex(key), whom.encode(), hashlib.sha256).hexdigest()


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else ""


def _head(key: str) -> str:
    return json.dumps({"key": key}) + "\n"


def _line(number: int, at: datetime, code: str) -> str:
    return json.dumps({"number": number, "at": at.isoformat(timespec="seconds"), "who": code}) + "\n"


def _write(path: Path, text: str, mode: str) -> None:
    with path.open(mode, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
