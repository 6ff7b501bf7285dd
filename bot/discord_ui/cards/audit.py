"""What was changed, for moderators: a line for each change, and what undoing one would do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import length
from bot.facilitation.audit import KEPT, Change, Entry, Kind, Page, Value

SUBJECT = 70
VALUE = 50
MOST_ITEMS = 4
DETAILS = 230
"""With what stands around them, eight times, these stay below Discord's 4,000 characters."""

ALL_DETAILS = 1500
NONE = "Nothing was changed that fits this."
CHANNELS = frozenset({"questions_channel", "channel", "channels"})
ROLES = frozenset({"role", "askers", "facilitator_roles", "moderator_roles"})
MEMBERS = frozenset({"facilitators"})
UNSAID = frozenset({"text", "is_forum"})
"""What is too long to be read here, or follows from something else."""

WORDS: dict[Kind, str] = {
    "settings": "Settings",
    "essay": "Essay",
    "group": "Group",
    "schedule": "Schedule",
    "session": "Session",
    "protocol": "Protocol",
    "suggestion": "Suggestion",
    "glossary": "Glossary",
    "data": "Data",
}
WILL: dict[tuple[Kind, str], str] = {
    ("essay", "published"): "The essay is removed again; for 30 days it can be brought back.",
    ("essay", "restored"): "The essay is removed again; for 30 days it can be brought back.",
    ("essay", "removed"): "The essay comes back, with its citations.",
    ("essay", "replaced"): "The essay gets its earlier text again; citations of the present one say “changed since”.",
    ("group", "closed"): "The group is opened again; its schedules go on with what is still to come.",
    ("schedule", "paused"): "The schedule goes on; what would have been in the meantime is left out.",
    ("schedule", "resumed"): "The schedule is paused again.",
    ("schedule", "cancelled"): "The schedule is as it was; what would have been in the meantime is left out.",
    ("protocol", "removed"): "Its file is put back.",
    ("protocol", "replaced"): "The earlier file takes the place of the present one.",
}
Names = Mapping[int, str]
"""The names of the server's roles, which are shown as words so that they notify nobody."""

Button = discord.ui.Item[Any]


def lines(page: Page, undo: Mapping[int, Button], turning: Sequence[Button], names: Names) -> Card:
    """A page of the audit; `undo` are buttons by the number of their line."""
    heading = f"### Changes: {page.total}, newest first" if page.total else NONE
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(heading))
    for entry in page.entries:
        text = discord.ui.TextDisplay["Card"](_line(entry, names))
        button = undo.get(entry.number)
        container.add_item(text if button is None else discord.ui.Section(text, accessory=button))
    container.add_item(discord.ui.TextDisplay(f"-# Lines are kept for {KEPT.days} days."))
    if turning:
        container.add_item(discord.ui.ActionRow(*turning))
    return Card(container)


def confirm(entry: Entry, button: Button, names: Names) -> Card:
    """Says what undoing will do, and asks once more."""
    change = entry.change
    will = WILL.get((change.kind, change.verb))
    if will is None:
        back = "\n".join(_differences(change.after or {}, change.before or {}, names, ALL_DETAILS))
        will = f"It goes back to what it was:\n{back}"
    return Card(
        discord.ui.TextDisplay(f"Undo this? {_what(change)}, {_who(entry)}, {format_dt(entry.at)}"),
        discord.ui.TextDisplay(will),
        discord.ui.ActionRow(button),
    )


def undone(entry: Entry) -> Card:
    """Says that it is undone."""
    return Card(discord.ui.TextDisplay(f"Undone: {_what(entry.change)}. `/audit` shows this as well."))


def _line(entry: Entry, names: Names) -> str:
    change = entry.change
    mark = " (undone)" if entry.undone_by is not None else f" (undoes #{entry.undoes})" if entry.undoes else ""
    details = _differences(change.before or {}, change.after or {}, names, DETAILS)
    about = f"-# #{entry.number} · {_who(entry)} · {format_dt(entry.at)}"
    return "\n".join((f"{_what(change)}{mark}", *details, about))


def _what(change: Change) -> str:
    subject = "" if change.kind == "settings" else f" {inert.line(change.subject, SUBJECT)}"
    return f"**{WORDS[change.kind]}**{subject}: {inert.line(change.verb, VALUE)}"


def _who(entry: Entry) -> str:
    return "somebody whose data was deleted" if entry.member is None else f"<@{entry.member}>"


def _differences(before: Mapping[str, Value], after: Mapping[str, Value], names: Names, room: int) -> Iterator[str]:
    """What was and what is, name by name, as far as there is room."""
    shown = [name for name in {**before, **after} if name not in UNSAID]
    for done, name in enumerate(shown):
        new = _value(name, after.get(name), names)
        old = f"{_value(name, before[name], names)} → " if name in before else ""
        line = f"> {inert.line(name.replace('_', ' '), VALUE)}: {old}{new}"
        room -= length(line)
        if room < 0:
            yield f"> and {len(shown) - done} more"
            return
        yield line


def _value(name: str, value: Value, names: Names) -> str:
    if isinstance(value, list):
        shown = [_one(name, one, names) for one in value[:MOST_ITEMS]]
        more = [f"{len(value) - MOST_ITEMS} more"] * (len(value) > MOST_ITEMS)
        return ", ".join((*shown, *more)) or "none"
    return _one(name, value, names)


def _one(name: str, value: str | int | bool | None, names: Names) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if name in CHANNELS:
        return f"<#{value}>"
    if name in MEMBERS:
        return f"<@{value}>"
    if name in ROLES:
        role = names.get(int(value))
        return "a role that is gone" if role is None else inert.line("@" + role.removeprefix("@"), VALUE)
    return inert.line(str(value), VALUE)
