"""Everything that can be called or pressed, in one list each."""

from bot.discord_ui.client import Command, Control
from bot.discord_ui.cogs import about, ask, compare, library, quote, reading
from bot.discord_ui.controls.ask import InContext, More, Share
from bot.discord_ui.controls.cite import Cite
from bot.discord_ui.controls.compare import ShareSides, ShowSides
from bot.discord_ui.controls.library import Remove, TurnLibrary
from bot.discord_ui.controls.reading import TurnList, TurnPage

COMMANDS: tuple[Command, ...] = (
    *ask.COMMANDS,
    *compare.COMMANDS,
    *quote.COMMANDS,
    *reading.COMMANDS,
    *library.COMMANDS,
    *about.COMMANDS,
)
CONTROLS: tuple[Control, ...] = (
    InContext,
    More,
    Share,
    Cite,
    ShowSides,
    ShareSides,
    TurnPage,
    TurnList,
    Remove,
    TurnLibrary,
)
