"""/define for everybody; /glossary list, and add and remove for moderators."""

from discord import app_commands
from discord.app_commands import Choice

from bot.discord_ui.cards import glossary as cards
from bot.discord_ui.client import Command
from bot.discord_ui.controls.glossary import definition_card, proposal_card, show_glossary
from bot.discord_ui.limits import CHOICES
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.glossary import LONGEST_TERM, Defined, Proposal

glossary = app_commands.Group(name="glossary", description="Terms, and the passages of the essays that define them")


async def terms(visit: Visit, typed: str) -> list[Choice[str]]:
    """Terms of this server's glossary by what was typed of them."""
    if visit.guild_id is None:
        return []
    found = await visit.client.glossary.suggest(visit.guild_id, typed)
    return [Choice(name=term, value=term) for term in found[:CHOICES]]


@app_commands.command(name="define")
@app_commands.describe(term="Which term?")
@app_commands.autocomplete(term=terms)
async def define(visit: Visit, term: app_commands.Range[str, 1, LONGEST_TERM]) -> None:
    """What a term means, in the words of an essay."""
    await visit.response.defer(ephemeral=True, thinking=True)
    found = await visit.client.glossary.define(guild_of(visit), term)
    await visit.edit_original_response(view=definition_card(found))


@glossary.command(name="list")
async def list_terms(visit: Visit) -> None:
    """The terms that this server's glossary has."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_glossary(visit, 0)


@glossary.command(name="add")
@app_commands.describe(
    term="The term, as it should be shown",
    citation="The permanent citation of the words that define it; without one you choose among the essays' own words",
)
@app_commands.autocomplete(term=terms)
async def add(
    visit: Visit,
    term: app_commands.Range[str, 1, LONGEST_TERM],
    citation: app_commands.Range[str, 1, 150] | None = None,
) -> None:
    """Let words of an essay define a term; for moderators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    story, visitor = visit.client.glossary, visitor_of(visit)
    done: Defined | Proposal
    if citation is None:
        done = await story.propose(visitor, term)
    else:
        done = await story.cite(visitor, term, citation, moment_of(visit))
    await visit.edit_original_response(view=cards.made(done) if isinstance(done, Defined) else proposal_card(done))


@glossary.command(name="remove")
@app_commands.describe(term="Which term?")
@app_commands.autocomplete(term=terms)
async def remove(visit: Visit, term: app_commands.Range[str, 1, LONGEST_TERM]) -> None:
    """Take a term out of the glossary; for moderators. The essays stay as they are."""
    await visit.response.defer(ephemeral=True, thinking=True)
    gone = await visit.client.glossary.remove(visitor_of(visit), term, moment_of(visit))
    await visit.edit_original_response(view=cards.removed(gone))


COMMANDS: tuple[Command, ...] = (define, glossary)
