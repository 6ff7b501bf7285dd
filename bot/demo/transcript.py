"""What the simulated Discord shows, as plain text: who wrote, who can see it, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord import ComponentType

from bot.demo.world import Place, World, shown_name

RULE = "─" * 24
MOMENTS = {"t": "%H:%M UTC", "D": "%-d %B %Y", "f": "%-d %B %Y, %H:%M UTC", "F": "%A, %-d %B %Y, %H:%M UTC"}
"""By Discord's letters for them."""

# Markdown that carries no words, in the order of removal: signs at the start of a line, italics, bold, escapes.
# Of bold one star stays on each side: it shows where in a page a quotation stands.
MARKDOWN = (
    (re.compile(r"^(?:-#|#{1,3}) ", re.MULTILINE), ""),
    (re.compile(r"(?<![\\*])([*_`])(?![\s*])(.+?)(?<=[^\s\\*])\1(?!\*)", re.DOTALL), r"\2"),
    (re.compile(r"(?<!\\)\*\*(?=\S)(.+?)(?<=[^\s\\])\*\*", re.DOTALL), r"*\1*"),
    (re.compile(r"\\([^0-9A-Za-z\s])"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it stands: its text, where it is, and the people who can see it there."""

    key: int
    author: str
    text: str
    where: str
    seen_by: tuple[str, ...]
    message: discord.Message


def everything_shown(world: World) -> list[Shown]:
    """All messages of the server and its inboxes in the order in which they were written."""
    found: dict[int, Shown] = {}
    for place in world.places():
        for message in _messages(place):
            found.setdefault(message.id, _shown(world, message, place))
    return [found[key] for key in sorted(found)]


def _messages(place: Place) -> Iterator[discord.Message]:
    for viewer in place.viewers:
        yield from place.channel.history(viewer=viewer)


def _shown(world: World, message: discord.Message, place: Place) -> Shown:
    seen_by = tuple(
        shown_name(viewer)
        for viewer in place.viewers
        if any(message.id == other.id for other in place.channel.history(viewer=viewer))
    )
    text = _with_moments(_with_names(world, message_text(message)), message.created_at)
    return Shown(message.id, message.author.display_name, text, place.name, seen_by, message)


def _with_names(world: World, text: str) -> str:
    """Mentions as Discord shows them: by name."""
    for person in world.people:
        text = text.replace(f"<@{person.id}>", f"@{shown_name(person)}")
    for name, channel in world.server.channels.items():
        text = text.replace(f"<#{channel.id}>", f"#{name}")
    return text


def _with_moments(text: str, written: datetime) -> str:
    """Moments as Discord shows them, by the clocks of UTC; how far off they are, from when it was written."""

    def told(found: re.Match[str]) -> str:
        moment = datetime.fromtimestamp(int(found[1]), UTC)
        return _distance(moment - written) if found[2] == "R" else f"{moment:{MOMENTS.get(found[2], MOMENTS['f'])}}"

    return re.sub(r"<t:(\d+)(?::(\w))?>", told, text)


def _distance(span: timedelta) -> str:
    minutes = max(1, round(abs(span) / timedelta(minutes=1)))
    sizes = ((minutes // 1440, "day"), (minutes // 60, "hour"), (minutes, "minute"))
    number, unit = next((number, unit) for number, unit in sizes if number)
    words = f"{number} {unit}{'s' * (number != 1)}"
    return f"in {words}" if span > timedelta() else f"{words} ago"


def message_text(message: discord.Message) -> str:
    """The words and controls of a message, a line each; files by name."""
    lines = [plain(message.content)] if message.content else []
    lines += component_lines([component.to_dict() for component in message.components])
    lines += [f"(file: {attachment.filename})" for attachment in message.attachments]
    return "\n".join(lines)


def buttons(message: discord.Message) -> list[Mapping[str, Any]]:
    """All buttons of a message from top to bottom, as they go over the wire."""
    waiting: list[Mapping[str, Any]] = [component.to_dict() for component in message.components]
    found = []
    while waiting:
        component = waiting.pop(0)
        if _is_button(component):
            found.append(component)
        nested = [*component.get("components", ()), *filter(None, [component.get("accessory")])]
        waiting[:0] = nested
    return found


def component_lines(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """Components flattened from top to bottom; a row of buttons is one line: [In context] [Share]."""
    lines: list[str] = []
    for component in components:
        lines += _lines(component)
    return lines


def _lines(component: Mapping[str, Any]) -> list[str]:
    children: Sequence[Mapping[str, Any]] = component.get("components", ())
    match ComponentType(component["type"]):
        case ComponentType.text_display:
            return plain(component["content"]).split("\n")
        case ComponentType.separator:
            return [RULE] if component.get("divider", True) else [""]
        case ComponentType.action_row:
            return [" ".join(_control(child) for child in children)]
        case ComponentType.section:
            accessory = component["accessory"]
            return [*component_lines(children), *([_control(accessory)] if _is_button(accessory) else [])]
        case _:
            return component_lines(children)


def _is_button(component: Mapping[str, Any]) -> bool:
    return bool(component["type"] == ComponentType.button.value)


def _control(component: Mapping[str, Any]) -> str:
    if _is_button(component):
        name = component.get("label") or (component.get("emoji") or {}).get("name", "")
        return f"[{name}, off]" if component.get("disabled") else f"[{name}]"
    options = " / ".join(option["label"] for option in component.get("options", ()))
    return f"[{component.get('placeholder') or 'choose'}: {options}]"


def plain(markdown: str) -> str:
    """The text as a person reads it; the sign of a quotation stays, because it says whose words these are."""
    for pattern, replacement in MARKDOWN:
        markdown = pattern.sub(replacement, markdown)
    return markdown
