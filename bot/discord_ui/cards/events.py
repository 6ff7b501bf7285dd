"""A session in the server's list of events: its name, where it is, and what it tells."""

from collections.abc import Mapping
from typing import Any

from bot.discord_ui.cards import inert, sessions
from bot.discord_ui.limits import EVENT_DESCRIPTION, EVENT_NAME, length
from bot.facilitation.events import Event

ELLIPSIS = "…"
LEAST = 80
"""Less of a text than this is not worth showing."""


def name(event: Event) -> str:
    """The session's title, on one line. Discord makes no markdown of it, so nothing is escaped."""
    plain = " ".join(event.title.split())
    if length(plain) <= EVENT_NAME:
        return plain
    kept = plain[: EVENT_NAME - 1]
    while length(kept) >= EVENT_NAME:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def location(event: Event) -> str:
    """The channel in which the group meets."""
    return f"<#{event.channel}>"


def description(event: Event, content: Mapping[str, Any]) -> str:
    """What is read, how the session runs, where to answer; last the stamp by which it is known again."""
    group = f"{inert.line(event.group, sessions.NAME)} meets in <#{event.channel}>."
    answer = f"Are you coming? {event.link}" if event.link else ""
    parts = [group, sessions.plan(content), sessions.readings(content), inert.line(content["about"], sessions.ABOUT)]
    last = [answer, mark(content["stamp"])]
    left = EVENT_DESCRIPTION - sum(length(one) + 1 for one in last)
    kept: list[str] = []
    for part in filter(None, parts):
        shown = part if length(part) <= left else _fit(part, left)
        left -= length(shown) + 1
        kept += [shown] if shown else []
    return "\n".join(filter(None, (*kept, *last)))


def mark(stamp: str) -> str:
    """The line by which we know the event again."""
    return f"Footnote · {stamp}"


def _fit(text: str, most: int) -> str:
    """As many whole lines as there is room for; nothing of a single line that does not fit."""
    if most < LEAST:
        return ""
    kept: list[str] = []
    for line in text.splitlines():
        if sum(length(one) + 1 for one in (*kept, line)) > most:
            break
        kept.append(line)
    return "\n".join(kept)
