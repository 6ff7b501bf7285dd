"""/ask and the message menu *Find passages*."""

from collections.abc import Awaitable, Callable
from functools import partial

import discord
from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.controls.ask import answer_view, public_answer
from bot.discord_ui.controls.public import is_public, show
from bot.discord_ui.visits import Visit, guild_of, moment_of
from bot.facilitation.ask import LONGEST_QUESTION, SHORTEST_QUESTION, Reply, question_of_message
from bot.services import ask as story

PRIVATE = "Only you see the answer, also where this server answers in public"


@app_commands.command(name="ask")
@app_commands.describe(question="What would you like to know?", essay="Ask only this essay", private=PRIVATE)
@app_commands.autocomplete(essay=choices.essays)
async def ask(
    visit: Visit,
    question: app_commands.Range[str, SHORTEST_QUESTION, LONGEST_QUESTION],
    essay: app_commands.Range[str, 1, 100] | None = None,
    private: bool = False,
) -> None:
    """Ask the essays: they answer in their own words, with the exact place."""
    await visit.response.defer(ephemeral=True, thinking=True)
    gap = partial(visit.client.gaps.note, guild_of(visit), now=moment_of(visit))
    reply = await _reply(visit, question, essay, gap)
    public = public_answer(reply) if reply.answered and is_public(visit, private) else None
    await show(visit, answer_view(reply), public)


@app_commands.context_menu(name="Find passages")
async def find_passages(visit: Visit, message: discord.Message) -> None:
    """Ask with the words of a message."""
    await visit.response.defer(ephemeral=True, thinking=True)
    reply = await _reply(visit, question_of_message(message.content))
    await visit.edit_original_response(view=answer_view(reply))  # never public: they are somebody else's words


async def _reply(
    visit: Visit, question: str, essay: str | None = None, gap: Callable[[str], Awaitable[None]] | None = None
) -> Reply:
    guild = guild_of(visit)
    asking = story.ask(visit.client.shelf, visit.client.settings, guild, question, essay, gap)
    reply = await visit.client.asks.timed(asking)
    visit.client.questions.remember(guild, visit.user.id, reply)
    return reply


COMMANDS: tuple[Command, ...] = (ask, find_passages)
