"""/ask and the message menu *Find passages*."""

import discord
from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.controls.ask import answer_view
from bot.discord_ui.visits import Visit, guild_of
from bot.facilitation.ask import LONGEST_QUESTION, SHORTEST_QUESTION, question_of_message
from bot.services import ask as story


@app_commands.command(name="ask")
@app_commands.describe(question="What would you like to know?", essay="Ask only this essay")
@app_commands.autocomplete(essay=choices.essays)
async def ask(
    visit: Visit,
    question: app_commands.Range[str, SHORTEST_QUESTION, LONGEST_QUESTION],
    essay: app_commands.Range[str, 1, 100] | None = None,
) -> None:
    """Ask the essays: they answer in their own words, with the exact place."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await _answer(visit, question, essay)


@app_commands.context_menu(name="Find passages")
async def find_passages(visit: Visit, message: discord.Message) -> None:
    """Ask with the words of a message."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await _answer(visit, question_of_message(message.content), None)


async def _answer(visit: Visit, question: str, essay: str | None) -> None:
    guild = guild_of(visit)
    reply = await story.ask(visit.client.shelf, visit.client.settings, guild, question, essay)
    visit.client.questions.remember(guild, visit.user.id, reply)
    await visit.edit_original_response(view=answer_view(reply))


COMMANDS: tuple[Command, ...] = (ask, find_passages)
