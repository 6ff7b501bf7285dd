"""Who may use which command and which button: the first line, drawn before any story runs.

A story draws the finer one: whether somebody facilitates this very group, or made this very draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.facilitation.errors import Refusal

Who = Literal["everybody", "facilitators", "moderators"]
"""Everybody in the server; whoever facilitates a group or a session there, or moderates; whoever may manage it."""

MODERATORS_ONLY = "Only moderators who may manage this server can do that: ask one of them."
FACILITATORS_ONLY = "Only the facilitators of a reading group and moderators can do that: /group show names them."
ASKERS_ONLY = "In this server only some roles may ask: a moderator can say which, or change it with /settings roles."
SERVERS_ONLY = "Footnote works inside a server: use it there."


@dataclass(frozen=True, slots=True)
class Right:
    """Who may use something in a server, and whether anybody may use it in direct messages.

    What `asks` searches the library: a server may keep it for some roles, and counts how often it is used.
    """

    who: Who
    direct: bool = False
    asks: bool = False


EVERYBODY, FACILITATORS, MODERATORS = Right("everybody"), Right("facilitators"), Right("moderators")
ANYWHERE = Right("everybody", direct=True)
ASKING = Right("everybody", asks=True)

COMMANDS: Mapping[str, Right] = {
    "ask": ASKING,
    "Find passages": ASKING,
    "compare": ASKING,
    "quote": ASKING,
    "Check this quote": ASKING,
    "essays": EVERYBODY,
    "read": EVERYBODY,
    "define": EVERYBODY,
    "glossary list": EVERYBODY,
    "glossary add": MODERATORS,
    "glossary remove": MODERATORS,
    "suggest": EVERYBODY,
    "next": EVERYBODY,
    "help": EVERYBODY,
    "about": EVERYBODY,
    "privacy": ANYWHERE,
    "mydata export": ANYWHERE,
    "mydata delete": ANYWHERE,
    "group create": MODERATORS,
    "group edit": FACILITATORS,
    "group show": EVERYBODY,
    "group close": MODERATORS,
    "schedule create": FACILITATORS,
    "schedule list": EVERYBODY,
    "schedule show": EVERYBODY,
    "schedule move": FACILITATORS,
    "schedule skip": FACILITATORS,
    "schedule pause": FACILITATORS,
    "schedule resume": FACILITATORS,
    "schedule cancel": FACILITATORS,
    "protocol list": EVERYBODY,
    "protocol show": EVERYBODY,
    "protocol add": FACILITATORS,
    "protocol remove": FACILITATORS,
    "session preview": FACILITATORS,
    "session rehearse": FACILITATORS,
    "session start": FACILITATORS,
    "session advance": FACILITATORS,
    "session hold": FACILITATORS,
    "session extend": FACILITATORS,
    "session end": FACILITATORS,
    "session hand-over": FACILITATORS,
    "session letters": FACILITATORS,
    "library add": MODERATORS,
    "library list": MODERATORS,
    "library show": MODERATORS,
    "library edit": MODERATORS,
    "library replace": MODERATORS,
    "library remove": MODERATORS,
    "library restore": MODERATORS,
    "library download": MODERATORS,
    "library export": MODERATORS,
    "library starter": MODERATORS,
    "library suggestions": MODERATORS,
    "setup": MODERATORS,
    "settings show": MODERATORS,
    "settings edit": MODERATORS,
    "settings roles": MODERATORS,
    "settings channels": MODERATORS,
    "audit": MODERATORS,
    "diagnose": MODERATORS,
    "status": MODERATORS,
    "gaps": MODERATORS,
}
"""By a command's whole name."""

CONTROLS: Mapping[str, Right] = {
    "context": EVERYBODY,
    "more": EVERYBODY,
    "share": EVERYBODY,
    "cite": EVERYBODY,
    "sides": EVERYBODY,
    "share-sides": EVERYBODY,
    "read": EVERYBODY,
    "essays": EVERYBODY,
    "refer": EVERYBODY,
    "refer-form": EVERYBODY,
    "suggest": EVERYBODY,
    "suggest-form": EVERYBODY,
    "glossary": EVERYBODY,
    "define": MODERATORS,
    "schedules": EVERYBODY,
    "protocols": EVERYBODY,
    "protocol-file": EVERYBODY,
    "rsvp": EVERYBODY,
    "remind": EVERYBODY,
    "phase": EVERYBODY,
    "erase-me": ANYWHERE,
    "rsvp-names": FACILITATORS,
    "steer": FACILITATORS,
    "hand": FACILITATORS,
    "hand-to": FACILITATORS,
    "choose": FACILITATORS,
    "phase-form": FACILITATORS,
    "preview": FACILITATORS,
    "another": FACILITATORS,
    "letters": FACILITATORS,
    "letter": FACILITATORS,
    "letter-link": FACILITATORS,
    "letter-form": FACILITATORS,
    "remove-protocol": FACILITATORS,
    "save-schedule": FACILITATORS,
    "discard-schedule": FACILITATORS,
    "cancel-schedule": FACILITATORS,
    "close-group": MODERATORS,
    "remove": MODERATORS,
    "library": MODERATORS,
    "edit-essay": MODERATORS,
    "essay-form": MODERATORS,
    "download": MODERATORS,
    "removing": MODERATORS,
    "restore": MODERATORS,
    "publish": MODERATORS,
    "publish-all": MODERATORS,
    "describe": MODERATORS,
    "draft-form": MODERATORS,
    "discard": MODERATORS,
    "drafts": MODERATORS,
    "starter": MODERATORS,
    "replace": MODERATORS,
    "decide": MODERATORS,
    "decline-form": MODERATORS,
    "suggestions": MODERATORS,
    "setup": MODERATORS,
    "setup-open": MODERATORS,
    "setup-starter": MODERATORS,
    "setup-save": MODERATORS,
    "setup-roles": MODERATORS,
    "setup-channels": MODERATORS,
    "setup-zone": MODERATORS,
    "setup-group": MODERATORS,
    "setup-session": MODERATORS,
    "settings-roles": MODERATORS,
    "settings-channels": MODERATORS,
    "audit": MODERATORS,
    "undo": MODERATORS,
    "undo-now": MODERATORS,
    "gaps": MODERATORS,
}
"""By the name of a button or of a form, which is the second word of its custom id."""


def of_command(name: str) -> Right:
    """The right to a command; one that states none is the moderators'."""
    return COMMANDS.get(name, MODERATORS)


def of_control(custom_id: str) -> Right:
    """The right to a button or a form; one that states none is the moderators'."""
    return CONTROLS.get(custom_id.split(":")[1] if ":" in custom_id else "", MODERATORS)


def require(right: Right, *, moderates: bool, facilitates: bool, may_ask: bool = True) -> None:
    """Refuses whoever in a server may not use it. Moderators may always ask."""
    if right.who == "moderators" and not moderates:
        raise Refusal(MODERATORS_ONLY)
    if right.who == "facilitators" and not (moderates or facilitates):
        raise Refusal(FACILITATORS_ONLY)
    if right.asks and not (moderates or may_ask):
        raise Refusal(ASKERS_ONLY)
