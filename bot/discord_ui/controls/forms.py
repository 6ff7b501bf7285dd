"""What all our forms share: like a button, a form is known by its custom id and works after a restart."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

import discord

from bot.discord_ui import errors
from bot.discord_ui.client import STRAY
from bot.discord_ui.limits import CHOICE_NAME
from bot.discord_ui.rights import admit
from bot.discord_ui.visits import Visit
from bot.facilitation.errors import Refusal
from bot.facilitation.rights import of_control


class Form(discord.ui.Modal):
    """A form of texts and menus. What was filled in comes with the interaction, so nothing of it is kept in memory."""

    name: ClassVar[str]
    """Its custom id."""

    def __init__(self, title: str, *items: discord.ui.Item[Any]) -> None:
        super().__init__(title=title, custom_id=self.name, timeout=None)
        for item in items:
            self.add_item(item)
        # Else discord.py would wait for every form that a member closed without a word.
        self.stop()

    @classmethod
    @abstractmethod
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        """What the form does with the texts that were given, by the names of their fields."""


def field(
    name: str,
    label: str,
    most: int,
    *,
    description: str | None = None,
    default: str | None = None,
    required: bool = False,
    long: bool = False,
) -> discord.ui.Item[Any]:
    """A text of at most `most` characters under a label."""
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    text = discord.ui.TextInput[Any](custom_id=name, max_length=most, default=default, required=required, style=style)
    return discord.ui.Label[Any](text=label, description=description, component=text)


def choice(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    description: str | None = None,
    chosen: str | None = None,
) -> discord.ui.Item[Any]:
    """A menu of (value, words) of which one has to be chosen."""
    shown = [
        discord.SelectOption(label=words[:CHOICE_NAME], value=value, default=value == chosen)
        for value, words in options
    ]
    menu = discord.ui.Select[Any](custom_id=name, options=shown, required=True)
    return discord.ui.Label[Any](text=label, description=description, component=menu)


async def hand_in(forms: Sequence[type[Form]], visit: Visit) -> None:
    """Take what was filled into one of these forms, in this run or in one before."""
    data = cast(dict[str, Any], visit.data or {})
    try:
        form = next((one for one in forms if one.name == data.get("custom_id")), None)
        if form is None:
            raise Refusal(STRAY)
        await admit(visit, of_control(form.name))
        await form.submit(visit, _texts(data))
    except Exception as error:
        await errors.reply(visit, error)


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    fields = [label.get("component", {}) for label in data.get("components", ())]
    texts = {one["custom_id"]: str(one["value"]) for one in fields if one.get("value") is not None}
    return texts | {one["custom_id"]: str(one["values"][0]) for one in fields if one.get("values")}
