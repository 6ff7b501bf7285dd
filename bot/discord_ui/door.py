"""Everything that can be called or pressed, in one list each."""

from bot.discord_ui.client import Command, Control
from bot.discord_ui.cogs import about, ask, library, reading
from bot.discord_ui.controls.ask import InContext, More, Share
from bot.discord_ui.controls.library import Remove, TurnLibrary
from bot.discord_ui.controls.reading import TurnList, TurnPage

COMMANDS: tuple[Command, ...] = (*ask.COMMANDS, *reading.COMMANDS, *library.COMMANDS, *about.COMMANDS)
CONTROLS: tuple[Control, ...] = (InContext, More, Share, TurnPage, TurnList, Remove, TurnLibrary)
