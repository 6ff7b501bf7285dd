"""The button by which a member asks for a reminder by direct message, and gives it up again."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import reminders as cards
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of


class RemindMe(Button, template=r"footnote:remind:(?P<number>\d{1,15})"):
    """Turns the reminder of one session on or off; only she sees the answer."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        number = int(self.carried["number"])
        await visit.client.sessions.look(guild_of(visit), number)  # refuses another server's
        inbox = await visit.user.create_dm()
        moment = await visit.client.reminders.press(visitor_of(visit), number, inbox.id, moment_of(visit))
        await visit.edit_original_response(view=cards.pressed(moment))


def remind_button(number: int) -> RemindMe:
    """The button for this session."""
    return RemindMe(f"footnote:remind:{number}", cards.LABEL, discord.ButtonStyle.secondary)
