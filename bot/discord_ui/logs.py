"""What is written to the log: never what somebody typed, no text of a message, no token.

A traceback names the lines of our code and the kind of error, and leaves out the error's own words, unless they are
ours or the machine's: a ValueError repeats the very value that somebody typed.
"""

import copy
import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, Any

import discord
from typing_extensions import override

from bot.facilitation.delivery import Trouble
from bot.facilitation.errors import Refusal

_SECRETS = (
    (re.compile(r"(\bsession:\d+:direct:\d+:|\bsuggestion:\d+:)\d+"), r"\1[member]"),  # letters to one person
    (re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "[token]"),
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.-]{20,}"), r"\1[token]"),
)
FIELDS = ("server", "seconds", "identifies_left")
"""What a line may say besides its message, so that a machine need not read it: numbers only."""

_IN_A_TASK = re.compile(r"(exception=\w+)\(.*\)", re.DOTALL)
"""How asyncio names the error of a task that nobody waited for."""


class CarefulHandler(logging.StreamHandler[IO[str]]):
    """Writes lines as any handler does, without words that are not ours to keep."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The line for a record, which itself stays as it is."""
        careful = copy.copy(record)
        if isinstance(record.args, tuple):
            careful.args = tuple(_careful(one) for one in record.args)
        careful.msg, careful.args = careful.getMessage(), None
        if record.name == "asyncio":
            careful.msg = _IN_A_TASK.sub(r"\1", careful.msg)
        if record.exc_info and record.exc_info[1] is not None:
            careful.exc_info, careful.exc_text = None, _told(record.exc_info[1])
        line = super().format(careful)
        for pattern, instead in _SECRETS:
            line = pattern.sub(instead, line)
        return line


class JsonLines(logging.Formatter):
    """One object in JSON for each record, on one line; its fields are those that a line was given as `extra`."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_text:
            line["error"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def said(error: BaseException) -> str:
    """What is written of an error: its kind, and its words only where they repeat nobody else's."""
    kind = type(error).__name__
    if isinstance(error, discord.HTTPException):
        return f"{kind}: status {error.status}, code {error.code}"
    if name := getattr(error, "sqlite_errorname", None):  # its words may be those of a query
        return f"{kind}: {name}"
    if isinstance(error, OSError):
        return f"{kind}: {error.strerror}"
    return f"{kind}: {error}" if isinstance(error, Refusal | Trouble) else kind


def _careful(argument: Any) -> Any:
    return said(argument) if isinstance(argument, BaseException) else argument


def _told(error: BaseException) -> str:
    """The traceback of an error and of those that led to it, oldest first."""
    parts: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        parts.append("Traceback (most recent call last):\n" + _frames(one.__traceback__) + said(one))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\nwhich led to:\n".join(reversed(parts))


def _frames(found: TracebackType | None) -> str:
    return "".join(traceback.format_tb(found))
