"""Why a command works for a member in a channel, or why it does not, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.facilitation.allowance import Used, require_within, used_once_more
from bot.facilitation.errors import Refusal
from bot.facilitation.rights import COMMANDS, Right
from bot.facilitation.seed_files import listed
from bot.facilitation.settings import ServerSettings

Mark = Literal["good", "bad", "note"]

UNKNOWN = "I know no such command: choose one from the list."
LIBRARY = frozenset({"essays", "read"})
"""Commands that need essays, besides those that ask."""

MENUS = frozenset({"Find passages", "Check this quote"})
"""Commands of a message's menu: they start from somebody else's words, so what they find is never posted by itself."""

OPENED = "unless an administrator opened it under Server Settings, Integrations, Footnote, which I do not see"


@dataclass(frozen=True, slots=True)
class Facts:
    """What Discord says of a member, a command and a channel; `role_names` are those of the server.

    `shown`: Discord offers the command to her; `permissions` are Footnote's own in the channel, by Discord's names.
    """

    command: str
    manages_server: bool
    roles: frozenset[int]
    role_names: Mapping[int, str]
    shown: bool
    sees_channel: bool
    may_use_commands: bool
    may_write: bool
    channel: int
    within: int | None
    permissions: tuple[tuple[str, bool], ...]
    may_post: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What we know ourselves; `groups` are the names of the open ones that she facilitates."""

    settings: ServerSettings
    groups: tuple[str, ...]
    has_session: bool
    used: Used | None
    used_by_all: Used | None
    essays: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and whether it speaks for the command or against it."""

    mark: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The verdict in one sentence, and what it rests on."""

    works: bool
    verdict: str
    findings: tuple[Finding, ...]


def right_of(command: str) -> tuple[str, Right]:
    """A command, as it was typed, and its right. Refuses one that is not there."""
    name = command.strip().removeprefix("/").strip()
    if name not in COMMANDS:
        raise Refusal(UNKNOWN)
    return name, COMMANDS[name]


def diagnosed(facts: Facts, right: Right, known: Known, now: datetime) -> Diagnosis:
    """Everything that decides whether the command works for this member in this channel."""
    findings = [_right(facts, right, known), *_discord(facts)]
    if right.asks:
        findings += _asking(facts, known, now)
    if right.asks or facts.command in LIBRARY:
        findings.append(_library(known.essays))
    faults = [one.sentence for one in findings if one.mark == "bad"]
    public = _public(facts, known.settings) if right.asks else ()
    verdict = f"Does not work. {faults[0]}" if faults else "Works."
    if not faults and public:
        verdict = f"Works. {public[0].sentence}"
    permissions = (_permission(name, given) for name, given in facts.permissions)
    return Diagnosis(not faults, verdict, (*findings, *public, *permissions))


def _right(facts: Facts, right: Right, known: Known) -> Finding:
    moderates = _moderates(facts, known.settings)
    facilitates = _facilitates(facts, known)
    if right.who == "everybody":
        return Finding("good", "Everybody in this server may use it.")
    if moderates:
        return Finding("good", f"It is for {_whom(right)}; this member {moderates}.")
    if right.who == "facilitators" and facilitates:
        return Finding("good", f"It is for {_whom(right)}; this member {facilitates}.")
    lacking = "may not manage this server and has no role that moderates Footnote"
    if right.who == "facilitators":
        lacking = f"facilitates no group, {lacking}"
    return Finding("bad", f"It is for {_whom(right)}; this member {lacking}.")


def _whom(right: Right) -> str:
    return "moderators" if right.who == "moderators" else "facilitators and moderators"


def _moderates(facts: Facts, settings: ServerSettings) -> str:
    if facts.manages_server:
        return "may manage this server"
    roles = _names(facts, settings.moderator_roles)
    return f"has {roles}, which moderates Footnote" if roles else ""


def _facilitates(facts: Facts, known: Known) -> str:
    if roles := _names(facts, known.settings.facilitator_roles):
        return f"has {roles}, which facilitates every group"
    if known.groups:
        return f"facilitates {listed(known.groups, 'and')}, and may use it for no other group"
    return "was handed a session, and may use it for that one" if known.has_session else ""


def _discord(facts: Facts) -> Iterator[Finding]:
    if not facts.sees_channel:
        yield Finding("bad", "This member cannot see the channel.")
    if not facts.may_use_commands:
        yield Finding("bad", "This member lacks Use Application Commands in the channel.")
    if not facts.shown:
        yield Finding("bad", f"Discord shows it only to whoever may manage the server, {OPENED}.")


def _asking(facts: Facts, known: Known, now: datetime) -> Iterator[Finding]:
    settings = known.settings
    if not settings.askers:
        yield Finding("good", "Everybody may ask.")
    elif roles := _names(facts, settings.askers):
        yield Finding("good", f"This member has {roles}, which may ask.")
    elif _moderates(facts, settings):
        yield Finding("good", "Only some roles may ask, and moderators always may.")
    else:
        yield Finding("bad", "Only some roles may ask, and this member has none of them: /settings roles names them.")
    own, all_of_them = used_once_more(known.used, now), used_once_more(known.used_by_all, now)
    try:
        require_within(settings.allowance, own, all_of_them, now)
    except Refusal as refusal:
        said = str(refusal).replace("You have asked", "This member has asked")
        yield Finding("bad", f"{said[0].upper()}{said[1:]}")
        return
    yield Finding(
        "good",
        f"This member has asked {own.in_minute - 1} of {settings.asks_a_minute} questions within a minute and "
        f"{own.in_day - 1} of {settings.asks_a_day} within a day; all together have asked "
        f"{all_of_them.in_minute - 1} of {settings.server_asks_a_minute} within a minute.",
    )


def _library(essays: int) -> Finding:
    if not essays:
        return Finding("bad", "The library has no essays yet: /library add takes one.")
    return Finding("good", f"The library has {essays} essay{'s' * (essays != 1)}.")


def _public(facts: Facts, settings: ServerSettings) -> Sequence[Finding]:
    """Whether what is found can be posted there, by itself or with Share."""
    by_itself = settings.answers == "public" and facts.command not in MENUS
    what = "The answer is posted in the channel" if by_itself else "Only this member sees the answer; Share works"
    kept = "The answer stays private" if by_itself else "Only this member sees the answer; Share does not work"
    if not settings.speaks_in(facts.channel, facts.within):
        return (Finding("note", f"{kept}, since Footnote may not speak there: /settings channels lists where it may."),)
    if not facts.may_write:
        return (Finding("note", f"{kept}, since this member may not write there."),)
    if not facts.may_post:
        return (Finding("note", f"{kept}, since Footnote may not write there."),)
    return (Finding("good", f"{what}."),)


def _permission(name: str, given: bool) -> Finding:
    return Finding("good", f"I have {name} there.") if given else Finding("note", f"I lack {name} there.")


def _names(facts: Facts, roles: Sequence[int]) -> str:
    """Those of these roles that she has."""
    hers = [f"“{facts.role_names.get(one, one)}”" for one in roles if one in facts.roles]
    return listed(hers, "and") if hers else ""
