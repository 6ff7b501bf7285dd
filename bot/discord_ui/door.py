"""Everything that can be called, pressed, handed in or posted by itself, in one list each."""

from collections.abc import Mapping
from functools import partial

from bot.discord_ui.cards.letters import note_letter
from bot.discord_ui.client import Command, Control
from bot.discord_ui.cogs import (
    about,
    ask,
    compare,
    groups,
    library,
    quote,
    reading,
    schedules,
    sessions,
    settings,
    upcoming,
)
from bot.discord_ui.controls.ask import InContext, More, Share
from bot.discord_ui.controls.cite import Cite
from bot.discord_ui.controls.compare import ShareSides, ShowSides
from bot.discord_ui.controls.forms import Form, hand_in
from bot.discord_ui.controls.groups import CloseGroup
from bot.discord_ui.controls.library import Remove, TurnLibrary
from bot.discord_ui.controls.reading import TurnList, TurnPage
from bot.discord_ui.controls.referral import QuestionForm, Refer
from bot.discord_ui.controls.schedules import CancelSchedule, DiscardSchedule, SaveSchedule, TurnSchedules
from bot.discord_ui.controls.sessions import (
    AnotherPassage,
    Choose,
    HandOver,
    HandTo,
    InPhase,
    Names,
    PhaseForm,
    Respond,
    Steer,
    TurnPreview,
    session_letter,
)
from bot.discord_ui.controls.suggestions import Decide, Suggest, SuggestionForm, TurnSuggestions
from bot.discord_ui.post import Face
from bot.facilitation.session_letters import SESSION_KINDS

COMMANDS: tuple[Command, ...] = (
    *ask.COMMANDS,
    *compare.COMMANDS,
    *quote.COMMANDS,
    *reading.COMMANDS,
    *upcoming.COMMANDS,
    *groups.COMMANDS,
    *schedules.COMMANDS,
    *sessions.COMMANDS,
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
    CloseGroup,
    SaveSchedule,
    DiscardSchedule,
    CancelSchedule,
    TurnSchedules,
    Respond,
    Names,
    InPhase,
    Steer,
    HandOver,
    HandTo,
    Choose,
    AnotherPassage,
    TurnPreview,
)
FORMS: tuple[type[Form], ...] = (QuestionForm, SuggestionForm, PhaseForm)
HAND_IN = partial(hand_in, FORMS)
FACES: Mapping[str, Face] = {"note": note_letter} | dict.fromkeys(SESSION_KINDS, session_letter)
"""By a letter's kind: how it is drawn."""
