"""/next: when the groups meet, and what there is to read until then."""

from discord import app_commands

from bot.discord_ui.cards import upcoming as cards
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.homes import home_of, is_silent
from bot.discord_ui.visits import Visit, guild_of, moment_of
from bot.facilitation.groups import Home


@app_commands.command(name="next")
@app_commands.describe(group="Only this group")
@app_commands.autocomplete(group=choices.groups)
async def next_meeting(visit: Visit, group: app_commands.Range[str, 1, 100] | None = None) -> None:
    """When a reading group meets next, and what to read for it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    found = await visit.client.diary.ahead(guild_of(visit), group, moment_of(visit))
    home = home_of(visit, found[0].group.channel) if len(found) == 1 else Home(0, silent=is_silent(visit))
    await visit.edit_original_response(view=cards.upcoming(found, home))


COMMANDS: tuple[Command, ...] = (next_meeting,)
