"""The buttons under protocols: *File*, *Remove*, and turning the list."""

from io import BytesIO

import discord
from typing_extensions import override

from bot.discord_ui.cards import protocols as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.protocols import Choice, ProtocolFile
from bot.facilitation.seed_files import LONGEST_NAME

NAME = rf"(?P<name>[^:]{{1,{LONGEST_NAME}}})"
FILE_NOTE = "Change what you like, give the file a name of its own, and add it with `/protocol add`."


class HandOutProtocol(Button, template=rf"footnote:protocol-file:{NAME}"):
    """Hands out the file of a protocol, as it was written."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        source = (await visit.client.protocols.choose(guild_of(visit), self.carried["name"])).source
        file = discord.File(BytesIO(source.text.encode()), source.file)
        await visit.edit_original_response(content=FILE_NOTE, attachments=[file])


class RemoveProtocol(Button, template=rf"footnote:remove-protocol:{NAME}"):
    """Takes one of the server's own protocols out; the right is checked again."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        removed = await visit.client.protocols.remove(visitor_of(visit), self.carried["name"], moment_of(visit))
        await visit.edit_original_response(view=cards.removed(removed))


class TurnProtocols(Button, template=r"footnote:protocols:(?P<page>\d{1,4})"):
    """Shows another part of the list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_protocols(visit, int(self.carried["page"]))


async def show_protocols(visit: Visit, page: int) -> None:
    """The protocols that can be chosen here, in the reply that was deferred."""
    found = await visit.client.protocols.page(guild_of(visit), page)
    turning = turn_buttons(TurnProtocols, "protocols", found.page, found.pages)
    await visit.edit_original_response(view=cards.protocols(found, turning))


def protocol_card(shown: Choice, news: str = "") -> Card:
    """All about a protocol, with its file to take along."""
    return cards.protocol(shown, [_file_button(shown.source)], news)


def removal_card(source: ProtocolFile) -> Card:
    """Asks once more, with the button that does it and the one that saves the file."""
    remove = RemoveProtocol(f"footnote:remove-protocol:{source.name}", "Remove", discord.ButtonStyle.danger)
    return cards.confirm_removal(source, [remove, _file_button(source)])


def _file_button(source: ProtocolFile) -> HandOutProtocol:
    return HandOutProtocol(f"footnote:protocol-file:{source.name}", "File", discord.ButtonStyle.secondary)
