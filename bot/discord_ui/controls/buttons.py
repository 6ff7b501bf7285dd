"""What all our buttons share: they hold only ids, and their errors go to the one place for errors."""

from abc import abstractmethod
from typing import Any, Self

import discord
from typing_extensions import override

from bot.discord_ui import errors
from bot.discord_ui.cards.note import Card
from bot.discord_ui.rights import admit
from bot.discord_ui.visits import Visit
from bot.facilitation.rights import of_control

PLACE = r"[0-9a-z]{1,8}\.[0-9a-z]{1,2}"
"""How the library names a quotation's place; see `retrieval.Excerpt`."""


class Button(discord.ui.DynamicItem[discord.ui.Button[Card]], template=r"(?!)"):
    """A button that any run of the bot understands; `carried` holds the named groups of its template."""

    def __init__(self, custom_id: str, label: str, style: discord.ButtonStyle) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id, label=label, style=style))
        found = self.template.fullmatch(custom_id)
        self.carried: dict[str, str] = found.groupdict("") if found else {}

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: Any, /
    ) -> Self:
        return cls(match[0], getattr(item, "label", None) or "-", discord.ButtonStyle.secondary)

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await admit(interaction, of_control(self.custom_id))
            await self.press(interaction)
        except Exception as error:
            await errors.reply(interaction, error)

    @abstractmethod
    async def press(self, visit: Visit) -> None:
        """What the button does."""


def turn_buttons(kind: type[Button], name: str, number: int, pages: int) -> list[Button]:
    """Previous and Next for a list of so many pages, of which `number` (from 0) is shown."""
    neighbours = (("Previous", number - 1), ("Next", number + 1))
    return [
        kind(f"footnote:{name}:{other}", label, discord.ButtonStyle.secondary)
        for label, other in neighbours
        if 0 <= other < pages
    ]
