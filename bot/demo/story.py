"""Somebody does something, and everything that changed on the server because of it is told in plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import discord
from simcord import ChannelHandle, MemberActor

from bot.demo.transcript import Shown, buttons, everything_shown
from bot.demo.world import World, shown_name

WIDTH = 96
MARGIN = "  │ "


class Story:
    """Presses and types as the people of `world`; `write` receives the lines."""

    def __init__(self, world: World, write: Callable[[str], None]) -> None:
        self.world = world
        self._write = write
        self._known = {shown.key: shown.text for shown in everything_shown(world)}
        self._scene = 0

    def scene(self, title: str) -> None:
        """A numbered heading."""
        self._scene += 1
        self._write(f"\n{self._scene}. {title}")

    async def command(self, person: MemberActor, name: str, /, **options: str | Path | ChannelHandle) -> list[Shown]:
        """`/name` in #reading; a path is the file that is attached. Returns what is new to be seen."""
        given = "  ".join(f"{key}: {_name(value)}" for key, value in options.items())
        self._write(f"\n{shown_name(person)} types in #reading:  /{name}  {given}".rstrip())
        sent: dict[str, Any] = {
            key: (value.name, value.read_bytes()) if isinstance(value, Path) else value
            for key, value in options.items()
        }
        await person.slash(self.world.reading, name, **sent)
        return self._news()

    async def press(self, person: MemberActor, card: Shown, label: str) -> list[Shown]:
        """The first button of `card` whose label ends with `label`."""
        button = _button(card.message, label)
        self._write(f"\n{shown_name(person)} presses [{button['label']}]")
        await person.click(card.message, custom_id=button["custom_id"])
        return self._news()

    async def fill(self, person: MemberActor, card: Shown, label: str, **fields: str) -> list[Shown]:
        """The form behind a button of `card`, filled in and sent."""
        button = _button(card.message, label)
        self._write(f"\n{shown_name(person)} presses [{button['label']}], and sends the form:")
        opened = await person.click(card.message, custom_id=button["custom_id"])
        for name, text in fields.items():
            self._write(f"  {name}: {text}")
        await person.submit_modal(opened, fields)
        return self._news()

    def _news(self) -> list[Shown]:
        shown = everything_shown(self.world)
        news = [one for one in shown if self._known.get(one.key) != one.text]
        for one in news:
            self._tell(one, changed=one.key in self._known)
        gone = self._known.keys() - {one.key for one in shown}
        if gone:
            self._write("  (a message is gone)")
        self._known = {one.key: one.text for one in shown}
        return news

    def _tell(self, shown: Shown, *, changed: bool) -> None:
        everyone = len(shown.seen_by) == len(self.world.people)
        audience = f"everyone in {shown.where}" if everyone else f"only {' and '.join(shown.seen_by)}"
        self._write(f"  {shown.author}{' changes this' if changed else ''} ({audience}):")
        for line in shown.text.split("\n"):
            further = MARGIN + "  " * line.startswith("> ")
            indented = textwrap.wrap(line, WIDTH, initial_indent=MARGIN, subsequent_indent=further)
            self._write("\n".join(indented) or MARGIN.rstrip())


def _name(value: str | Path | ChannelHandle) -> str:
    if isinstance(value, ChannelHandle):
        return f"#{value.name}"
    return value.name if isinstance(value, Path) else value


def _button(message: discord.Message, label: str) -> Mapping[str, Any]:
    wanted = label.casefold()
    return next(one for one in buttons(message) if str(one.get("label", "")).casefold().endswith(wanted))
