"""Posting once: what a letter is, when it may go, and what follows from how it went.

A letter is a row before it is a message. It is claimed, sent and marked; whatever dies in between, the rules here say
whether it may be sent once more or has to be looked for first.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Form = Literal["message", "thread", "post"]
"""A message; a thread begun from the parent's message; a post in a forum, which is a thread with its first message."""

State = Literal["pending", "sending", "sent", "skipped", "uncertain", "dead"]

Reason = Literal[
    "late",
    "orphan",
    "cancelled",
    "forbidden",
    "locked",
    "crowded",
    "gone",
    "refused",
    "held back",
    "unreadable",
    "unfinished",
]
"""Why a letter did not go, or not yet ("forbidden", "locked" and "crowded" are tried again now and then)."""

Step = Literal["send", "look", "look only", "wait", "skip", "orphan", "give up"]
Verdict = Literal["again", "blocked", "dead", "posted", "unwanted"]

REASONS: Mapping[Reason, str] = {
    "late": "It could not be posted in time, so it was left out.",
    "orphan": "What it belongs to was not posted, so it was left out.",
    "cancelled": "It was taken back before it was posted.",
    "forbidden": "I may not post there: let Footnote see the channel and send messages in it.",
    "locked": "Its thread is locked: a moderator can unlock it, or give Footnote Manage Threads to do so by itself.",
    "crowded": "This server has as many open threads as Discord allows: a moderator can close some of them.",
    "gone": "The place for it is gone: choose another channel.",
    "refused": "Discord refused it, so it was left out.",
    "held back": "Discord or this server's AutoMod held its text back.",
    "unreadable": "I cannot tell whether it was posted, since I may not read the channel's history: please look there.",
    "unfinished": "Posting it failed again and again on my side: please look whether it is there.",
}

GONE_MESSAGE = 10008
THREAD_EXISTS = 160004
# Codes: developer documentation, "Opcodes and status codes".
_HELD_BACK = frozenset({200000, 240000})
LOCKED = frozenset({50083, 160005})
"""A thread that is closed to us, unlike one that is only archived: that opens by itself when something is sent."""
_CROWDED = frozenset({160006})
_GONE = frozenset({10003, 10004})
_NOT_NOW = frozenset({40333})
_UNWANTED = frozenset({50007, 50278})  # she takes no direct messages, or shares no server with us any more
NONCE = 25
_MARK = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what lasts; shorter where failures are tried on purpose."""

    lease: timedelta = timedelta(seconds=60)
    """A claim is somebody's for so long."""
    margin: timedelta = timedelta(seconds=25)
    """Of the lease, left when Discord is asked; longer than asking may take."""
    window: timedelta = timedelta(seconds=60)
    """Within it, Discord surely knows a nonce again ("the past few minutes")."""
    quiet: timedelta = timedelta(seconds=60)
    """After asking for a forum post, before it is looked for: a request may still be under way."""
    first_wait: timedelta = timedelta(seconds=2)
    longest_wait: timedelta = timedelta(minutes=5)
    blocked: timedelta = timedelta(hours=1)
    """Between two tries where posting is forbidden."""
    unfinished: int = 8
    """After so many faults of ours in a row a letter is given up; being killed is no fault of a letter."""
    skew: timedelta = timedelta(seconds=120)
    """A clock that is further from Discord's is not believed."""


LATE = timedelta(minutes=2)
"""A letter posted later than this says for when it was planned."""

LONGEST_GRACE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be posted once. The key is unique for ever, so whoever plans may hand it in as often as it likes."""

    key: str
    kind: str
    guild: int
    channel: int
    due: datetime
    expires: datetime
    content: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None
    form: Form = "message"
    mentions: tuple[int, ...] = ()
    """Roles that it may call."""

    def __post_init__(self) -> None:
        if self.form == "thread" and self.parent is None:
            raise ValueError("a thread begins from the message of its parent")
        if self.due.tzinfo is None or self.expires.tzinfo is None:
            raise ValueError("a letter's times carry their zone")


@dataclass(frozen=True, slots=True)
class Parent:
    """How the letter stands on which another one waits."""

    state: State
    channel: int
    message: int | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter and how far it got.

    `attempts` grows with each claim, so that nobody acts on a claim that is over; `failures` counts those of Discord,
    `unfinished` ours.
    """

    letter: Letter
    number: int
    lane: str
    state: State = "pending"
    attempts: int = 0
    unfinished: int = 0
    failures: int = 0
    not_before: datetime | None = None
    lease_until: datetime | None = None
    anchor: int | None = None
    """The channel's newest message before Discord was first asked."""
    doubt_since: datetime | None = None
    """When Discord was asked for the first time since we were last sure that it is not there."""
    tried_at: datetime | None = None
    message: int | None = None
    place: int | None = None
    """The thread that it opened."""
    reason: Reason | None = None
    parent: Parent | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The channel or thread to post in, and the message from which a thread begins."""

    channel: int
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it; no message when it was posted and then deleted."""

    message: int | None
    place: int | None = None


class Trouble(Exception):
    """Discord did not take a letter; without a status it did not answer at all. `everywhere`: nor will it another."""

    def __init__(
        self, status: int | None, code: int = 0, wait: float = 0.0, words: str = "", *, everywhere: bool = False
    ) -> None:
        super().__init__(f"{status or 'no answer'} {code or ''} {words}".strip())
        self.everywhere = everywhere
        self.status = status
        self.code = code
        self.wait = timedelta(seconds=wait)

    @property
    def doubtful(self) -> bool:
        """Whether it may have been posted nevertheless."""
        return self.status is None or self.status >= 500


class Unreadable(Exception):
    """The channel's history cannot be read, so nobody knows whether the letter is there."""


def nonce(bot: int, database: str, key: str) -> str:
    """The same for the same letter, whenever it is sent; as long as Discord allows."""
    return base64.b32encode(_digest(bot, database, key)).decode()[:NONCE]


def marks(bot: int, database: str, key: str) -> tuple[int, int]:
    """Two component ids by which we know our message again in a channel's history."""
    digest = _digest(bot, database, key)
    first, second = (int.from_bytes(digest[start : start + 8]) % _MARK + 1 for start in (16, 24))
    return first, second if second != first else second % _MARK + 1


def _digest(bot: int, database: str, key: str) -> bytes:
    return hashlib.sha256(f"{bot}\n{database}\n{key}".encode()).digest()


def grace(due: datetime, following: datetime | None = None) -> timedelta:
    """How late a letter may be unless somebody chose otherwise: half the time to the next, twelve hours at most."""
    return LONGEST_GRACE if following is None else min(LONGEST_GRACE, max(timedelta(0), (following - due) / 2))


def planned_for(letter: Letter, now: datetime) -> datetime | None:
    """The moment that a late letter names; None for one in time."""
    return letter.due if now - letter.due > LATE else None


def where(standing: Standing) -> Where:
    """Where the letter goes: into the thread of its parent if that opened one."""
    letter, parent = standing.letter, standing.parent
    if parent is None:
        return Where(letter.channel)
    if letter.form == "thread":
        return Where(parent.channel, parent.message)
    return Where(parent.place or letter.channel)


def first_of_lanes(open_letters: Iterable[Standing]) -> list[Standing]:
    """The one letter of each lane that may be next: nobody overtakes in a lane, unless a child waits for its parent."""
    first: dict[str, Standing] = {}
    for standing in sorted(open_letters, key=lambda one: (one.letter.due, one.number)):
        if standing.parent is None or standing.parent.state not in ("pending", "sending"):
            first.setdefault(standing.lane, standing)
    return list(first.values())


def next_step(standing: Standing, now: datetime, patience: Patience) -> Step:
    """What is to be done with the first letter of a lane."""
    lease = standing.lease_until if standing.state == "sending" else None
    if lease is not None and lease > now + patience.lease:
        lease = None  # our clock was set back since
    waits = (standing.letter.due, standing.not_before, lease)
    if any(moment is not None and moment > now for moment in waits):
        return "wait"
    if standing.unfinished >= patience.unfinished:
        return "give up"
    doubt = standing.doubt_since
    if standing.letter.form == "thread":
        doubt = None  # Discord makes one thread of a message, however often it is asked
    expired = standing.letter.expires <= now
    if doubt is None:
        return "skip" if expired else _first_step(standing, now, patience)
    if standing.letter.form == "post" and _asked(standing, now) < patience.quiet:
        return "wait"
    if expired:
        return "look only"
    if standing.letter.form == "message" and timedelta(0) <= now - doubt < patience.window:
        return "send"  # with the same nonce: Discord answers with the message that is there
    return "look"


def quiet_until(standing: Standing, patience: Patience) -> datetime | None:
    """Before this moment nobody can tell whether a forum post is there."""
    if standing.letter.form != "post" or standing.tried_at is None or standing.doubt_since is None:
        return None
    return standing.tried_at + patience.quiet


def _asked(standing: Standing, now: datetime) -> timedelta:
    return now - standing.tried_at if standing.tried_at else timedelta.max


def _first_step(standing: Standing, now: datetime, patience: Patience) -> Step:
    parent = standing.parent
    if standing.letter.parent is not None:
        if parent is None or parent.state in ("skipped", "dead"):
            return "orphan"
        if parent.state != "sent":
            return "wait"
        if standing.letter.form == "thread":
            return "send" if parent.message is not None else "orphan"
    # Late although it was never tried: this file may be a copy from before it was posted.
    return "look" if now - standing.letter.due > patience.window and standing.anchor is None else "send"


def judge(trouble: Trouble, form: Form) -> tuple[Verdict, Reason | None]:
    """What a refusal means for the letter, and what facilitators are told."""
    code, status = trouble.code, trouble.status
    if code in _HELD_BACK:
        return "dead", "held back"
    if code in _UNWANTED:
        return "unwanted", None
    if code == GONE_MESSAGE:
        return ("dead", "gone") if form == "thread" else ("posted", None)
    if code == THREAD_EXISTS and form == "thread":
        return "posted", None
    if code in _GONE:
        return "dead", "gone"
    if code in LOCKED:
        return "blocked", "locked"
    if code in _CROWDED:
        return "blocked", "crowded"
    if status in (401, 403, 404):
        return ("again", None) if code in _NOT_NOW else ("blocked", "forbidden")
    if status is None or status == 429 or status >= 500:
        return "again", None
    return "dead", "refused"


def back_off(failures: int, patience: Patience) -> timedelta:
    """How long to wait after so many failures in a row."""
    return min(patience.longest_wait, patience.first_wait * (1 << min(failures, 30)))


def skewed(skew: timedelta | None, patience: Patience) -> bool:
    """Whether our clock is too far from Discord's to post by it."""
    return skew is not None and abs(skew) > patience.skew
