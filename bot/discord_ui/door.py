"""Everything that can be called, pressed or handed in, in one list each."""

from functools import partial

from bot.discord_ui.client import Command, Control
from bot.discord_ui.cogs import about, ask, compare, library, quote, reading, settings
from bot.discord_ui.controls.ask import InContext, More, Share
from bot.discord_ui.controls.cite import Cite
from bot.discord_ui.controls.compare import ShareSides, ShowSides
from bot.discord_ui.controls.forms import Form, hand_in
from bot.discord_ui.controls.library import Remove, TurnLibrary
from bot.discord_ui.controls.reading import TurnList, TurnPage
from bot.discord_ui.controls.referral import QuestionForm, Refer
from bot.discord_ui.controls.suggestions import Decide, Suggest, SuggestionForm, TurnSuggestions

COMMANDS: tuple[Command, ...] = (
    *ask.COMMANDS,
    *compare.COMMANDS,
    *quote.COMMANDS,
    *reading.COMMANDS,
    *library.COMMANDS,
    *settings.COMMANDS,
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
    Refer,
    Suggest,
    Decide,
    TurnSuggestions,
)
FORMS: tuple[type[Form], ...] = (QuestionForm, SuggestionForm)
HAND_IN = partial(hand_in, FORMS)
