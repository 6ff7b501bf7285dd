"""/compare."""

from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.cogs.ask import PRIVATE
from bot.discord_ui.controls.compare import comparison_card
from bot.discord_ui.controls.public import is_public, show
from bot.discord_ui.visits import Visit, guild_of
from bot.facilitation.ask import LONGEST_QUESTION, SHORTEST_QUESTION
from bot.services import compare as story


@app_commands.command(name="compare")
@app_commands.describe(
    idea="A word, a claim or a question",
    first="Compare only two essays: this one …",
    second="… and this one",
    private=PRIVATE,
)
@app_commands.autocomplete(first=choices.essays, second=choices.essays)
async def compare(
    visit: Visit,
    idea: app_commands.Range[str, SHORTEST_QUESTION, LONGEST_QUESTION],
    first: app_commands.Range[str, 1, 100] | None = None,
    second: app_commands.Range[str, 1, 100] | None = None,
    private: bool = False,
) -> None:
    """Every essay's side: what each says to an idea, one after the other."""
    await visit.response.defer(ephemeral=True, thinking=True)
    guild = guild_of(visit)
    comparison = await story.compare(visit.client.shelf, visit.client.settings, guild, idea, first, second)
    visit.client.questions.keep(guild, visit.user.id, comparison.idea, [part.key for part in comparison.parts])
    public = comparison.parts[0].quotations and is_public(visit, private)
    card = comparison_card(comparison, public=True) if public else None
    await show(visit, comparison_card(comparison), card)


COMMANDS: tuple[Command, ...] = (compare,)
