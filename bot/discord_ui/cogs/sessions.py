"""/session preview, rehearse, start, advance, hold, extend, hand-over and end."""

import discord
from discord import app_commands

from bot.discord_ui.cards.groups import SILENT
from bot.discord_ui.cards.note import note
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices, rehearsal
from bot.discord_ui.controls.letters import show_letters
from bot.discord_ui.controls.sessions import HAND_LIMIT, show_preview
from bot.discord_ui.homes import is_silent
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.errors import Refusal
from bot.services.sessions import Control

Name = app_commands.Range[str, 1, 100]

# Everybody sees these, since facilitators are no moderators; each story checks who may do what.
session = app_commands.Group(name="session", description="The meeting of a reading group")


@session.command(name="preview")
@app_commands.describe(group="Which group? Not needed if there is only one")
@app_commands.autocomplete(group=choices.groups)
async def preview(visit: Visit, group: Name | None = None) -> None:
    """See every message of the next session, with its time and its evidence; only you see it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    found = await visit.client.previews.upcoming(visitor_of(visit), group, moment_of(visit))
    await show_preview(visit, found.id, 0)


@session.command(name="rehearse")
@app_commands.describe(group="Which group? Not needed if there is only one")
@app_commands.autocomplete(group=choices.groups)
async def rehearse(visit: Visit, group: Name | None = None) -> None:
    """Play the next session at speed in a private thread, nobody notified; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await rehearsal.rehearse(visit, group)


@session.command(name="start")
@app_commands.describe(
    group="Which group? Not needed if there is only one",
    protocol="For a session that nobody planned: by which protocol",
    essay="And on which essay",
    second_essay="A second essay, for protocols that set two against each other",
)
@app_commands.autocomplete(
    group=choices.groups, protocol=choices.protocols, essay=choices.essays, second_essay=choices.essays
)
async def start(
    visit: Visit,
    group: Name | None = None,
    protocol: Name | None = None,
    essay: Name | None = None,
    second_essay: Name | None = None,
) -> None:
    """Begin now, what is planned next or something of your own; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    essays = [one for one in (essay, second_essay) if one]
    begun = await visit.client.sessions.start(visitor_of(visit), group, moment_of(visit), protocol, essays)
    await visit.edit_original_response(view=note(f"“{begun.title}” begins.{f' {SILENT}' if is_silent(visit) else ''}"))


@session.command(name="advance")
@app_commands.describe(group="Which group? Not needed if there is only one")
@app_commands.autocomplete(group=choices.groups)
async def advance(visit: Visit, group: Name | None = None) -> None:
    """Go on to the next phase; for facilitators."""
    await _steer(visit, group, "next", "On to the next phase.")


@session.command(name="hold")
@app_commands.describe(group="Which group? Not needed if there is only one", go_on="End the hold and go on")
@app_commands.autocomplete(group=choices.groups)
async def hold(visit: Visit, group: Name | None = None, go_on: bool = False) -> None:
    """Stop the clock of the phase, or let it go on; for facilitators."""
    if go_on:
        await _steer(visit, group, "resume", "The session goes on.")
    else:
        await _steer(visit, group, "hold", "The session is on hold: /session hold with go_on lets it continue.")


@session.command(name="extend")
@app_commands.describe(group="Which group? Not needed if there is only one")
@app_commands.autocomplete(group=choices.groups)
async def extend(visit: Visit, group: Name | None = None) -> None:
    """Give the phase five minutes more, or twelve hours when it is slow; for facilitators."""
    await _steer(visit, group, "extend", "The phase has more time.")


@session.command(name="end")
@app_commands.describe(group="Which group? Not needed if there is only one")
@app_commands.autocomplete(group=choices.groups)
async def end(visit: Visit, group: Name | None = None) -> None:
    """End the session now, with its closing message; for facilitators."""
    await _steer(visit, group, "end", "The session is over.")


@session.command(name="hand-over")
@app_commands.describe(member="Who facilitates from here?", group="Which group? Not needed if there is only one")
@app_commands.autocomplete(group=choices.groups)
async def hand_over(visit: Visit, member: discord.Member, group: Name | None = None) -> None:
    """Let somebody else run this session; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    if member.bot:
        raise Refusal(HAND_LIMIT)
    visitor = visitor_of(visit)
    found = await visit.client.sessions.going(visitor, group)
    await visit.client.sessions.hand_over(visitor, found.id, member.id, moment_of(visit))
    await visit.edit_original_response(view=note("Handed over."))


@session.command(name="letters")
async def letters(visit: Visit) -> None:
    """See what was not posted as planned, or may be there or not, and settle it; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_letters(visit, 0)


async def _steer(visit: Visit, group: str | None, what: Control, done: str) -> None:
    await visit.response.defer(ephemeral=True, thinking=True)
    visitor, story = visitor_of(visit), visit.client.sessions
    found = await story.going(visitor, group)
    await story.control(visitor, found.id, found.phase, what, moment_of(visit))
    await visit.edit_original_response(view=note(done))


COMMANDS: tuple[Command, ...] = (session,)
