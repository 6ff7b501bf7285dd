"""How Footnote itself is doing: what is measured of it, and what that means, in sentences."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Literal

from bot.facilitation.delivery import State
from bot.facilitation.diagnose import Finding

Outcome = Literal["answered", "silent", "refused", "failed"]
"""What became of a question; `refused` ones got one sentence, `failed` ones an apology."""

OUTCOMES: tuple[Outcome, ...] = ("answered", "silent", "refused", "failed")
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: a question took at most so long."""

QUIET = 90.0
"""Seconds after which a clock that has not looked again has stopped."""

OVERDUE = timedelta(minutes=5)
"""What is due for so long and was not tried is late."""

SLOW = 2.0
"""Seconds that an answer of Discord's gateway may take."""

LEAST_FREE = 100 * 2**20
"""Bytes without which a file cannot safely be written anew."""

MANY_WAITING = 20
TELL_HOST = "tell whoever hosts Footnote"


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions with one outcome: how many took at most each of BOUNDS, or longer, and all of their seconds."""

    numbers: tuple[int, ...] = (0,) * (len(BOUNDS) + 1)
    seconds: float = 0.0

    def and_one(self, seconds: float) -> "Asked":
        """With one more."""
        place = bisect_left(BOUNDS, seconds)
        numbers = (*self.numbers[:place], self.numbers[place] + 1, *self.numbers[place + 1 :])
        return Asked(numbers, self.seconds + seconds)


@dataclass(frozen=True, slots=True)
class Mail:
    """The outbox: letters by state, how many of the open ones Discord refused, since when the oldest other is due."""

    letters: Mapping[State, int]
    refused: int
    oldest: datetime | None

    def lag(self, now: datetime) -> timedelta:
        """How long the oldest letter that could go has been due."""
        return max(timedelta(0), now - self.oldest) if self.oldest else timedelta(0)


@dataclass(frozen=True, slots=True)
class Health:
    """All that is measured. No member, no text and no server is in it.

    `latency` and `quiet` are seconds, None before the gateway or the clock has begun; `mail` is None when bot.db cannot
    be used; `identifies` are those that Discord still allows today, None as long as it was not asked.
    """

    now: datetime
    connected: bool
    latency: float | None
    servers: int
    identifies: int | None
    quiet: float | None
    holding: bool
    mail: Mail | None
    model: bool
    asks: Mapping[Outcome, Asked]
    questions: int
    encoding: int
    libraries: int
    opened: int
    files: Mapping[str, int]
    free: int


@dataclass(frozen=True, slots=True)
class Status:
    """The verdict in one sentence, and what it rests on."""

    well: bool
    verdict: str
    findings: tuple[Finding, ...]


def stopped(quiet: float | None) -> bool:
    """Whether the clock no longer looks; one that has not begun yet waits for Discord."""
    return quiet is not None and quiet >= QUIET


def not_ready(health: Health) -> tuple[str, ...]:
    """Why Footnote cannot serve now, as a host reads it; nothing when it can."""
    faults = (
        ("the gateway is not connected", not health.connected),
        ("bot.db cannot be used", health.mail is None),
        ("the model is not loaded", not health.model),
        (f"the clock has not looked for {health.quiet or 0:.0f} seconds", stopped(health.quiet)),
    )
    return tuple(sentence for sentence, is_so in faults if is_so)


def status(health: Health, own: Mail | None) -> Status:
    """The same for a moderator; `own` are the letters of her server."""
    findings = tuple(_findings(health, own))
    faults = [one.sentence for one in findings if one.mark == "bad"]
    verdict = "Footnote is well." if not faults else f"Something is not well. {faults[0]}"
    return Status(not faults, verdict, findings)


def _findings(health: Health, own: Mail | None) -> Iterator[Finding]:
    yield _gateway(health)
    yield _clock(health)
    if health.mail is None or own is None:
        yield Finding("bad", f"What is planned cannot be read or written: {TELL_HOST}; the log says more.")
    else:
        yield from _letters(own, health.now)
    if health.model:
        yield Finding("good", f"The model is loaded{_speed(health.asks)}.")
    else:
        yield Finding("bad", f"The model is not loaded, so no question is answered: wait a minute, then {TELL_HOST}.")
    if health.questions >= MANY_WAITING:
        yield Finding("note", f"{health.questions} questions and pages are under way: ask again in a few seconds.")
    if health.free < LEAST_FREE:
        yield Finding("bad", f"The disk is nearly full, so soon nothing can be stored: {TELL_HOST}.")


def _gateway(health: Health) -> Finding:
    if not health.connected:
        return Finding("bad", f"Discord's gateway is not connected: if it stays so for minutes, {TELL_HOST}.")
    if health.latency is not None and health.latency > SLOW:
        return Finding("note", f"Discord answers slowly, in {health.latency:.1f} seconds: it mostly passes by itself.")
    within = "" if health.latency is None else f" and answers in {health.latency * 1000:.0f} ms"
    return Finding("good", f"Discord is connected{within}.")


def _clock(health: Health) -> Finding:
    if health.holding:
        return Finding("bad", f"Nothing is posted, since the machine's clock is wrong: {TELL_HOST} to set it.")
    if stopped(health.quiet):
        return Finding("bad", f"The clock stands still, so nothing is posted: {TELL_HOST} to start Footnote again.")
    if health.quiet is None:
        return Finding("note", "The clock has not begun to look yet: it does as soon as Discord is connected.")
    return Finding("good", f"The clock looked {health.quiet:.0f} seconds ago for what is due.")


def _letters(own: Mail, now: datetime) -> Iterator[Finding]:
    uncertain, late = own.letters.get("uncertain", 0), own.lag(now)
    if uncertain:
        yield Finding("bad", f"{_prompts(uncertain)} may have been posted or not: settle it with /session letters.")
    if own.refused:
        yield Finding("bad", f"Discord refuses {_prompts(own.refused)} of this server: /session letters says why.")
    if late > OVERDUE:
        minutes = late // timedelta(minutes=1)
        yield Finding("bad", f"A prompt of this server is {minutes} minutes late: if it stays so, {TELL_HOST}.")
    waiting = own.letters.get("pending", 0) + own.letters.get("sending", 0) - own.refused
    if not (uncertain or own.refused or late > OVERDUE):
        yield Finding("good", f"Nothing of this server is late; {_prompts(waiting)} to come." if waiting else NOTHING)


NOTHING = "Nothing of this server waits to be posted."


def _prompts(number: int) -> str:
    return "1 prompt" if number == 1 else f"{number} prompts"


def _speed(asks: Mapping[Outcome, Asked]) -> str:
    """How long nine of ten questions took that were searched for, at the most."""
    searched = (asks[one].numbers for one in ("answered", "silent") if one in asks)
    numbers = [sum(column) for column in zip(*searched, strict=True)]
    if not sum(numbers):
        return ""
    place = next(place for place, sofar in enumerate(accumulate(numbers)) if sofar * 10 >= sum(numbers) * 9)
    if place == len(BOUNDS):
        return f", but many questions take longer than {BOUNDS[-1]:g} seconds"
    return f", and nine of ten questions take at most {BOUNDS[place]:g} seconds"
