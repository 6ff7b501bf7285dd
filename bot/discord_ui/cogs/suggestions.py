"""/suggest: a text that a member misses in the library."""

from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.controls.suggestions import hand_over
from bot.discord_ui.visits import Visit
from bot.facilitation.suggestions import LONGEST_AUTHOR, LONGEST_LINK, LONGEST_NOTE, LONGEST_TITLE, suggested


@app_commands.command(name="suggest")
@app_commands.describe(
    title="The text that you miss",
    author="Who wrote it",
    link="Where it can be read or found",
    note="Why this text?",
)
async def suggest(
    visit: Visit,
    title: app_commands.Range[str, 1, LONGEST_TITLE],
    author: app_commands.Range[str, 1, LONGEST_AUTHOR] | None = None,
    link: app_commands.Range[str, 1, LONGEST_LINK] | None = None,
    note: app_commands.Range[str, 1, LONGEST_NOTE] | None = None,
) -> None:
    """Suggest a text for the library; the moderators see it with your name."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await hand_over(visit, suggested(title, author or "", link or "", note or ""))


COMMANDS: tuple[Command, ...] = (suggest,)
