"""Everything that can be called, pressed, handed in or posted by itself, in one list each."""

from collections.abc import Mapping
from functools import partial

from bot.discord_ui.cards import reminders
from bot.discord_ui.cards import suggestions as suggestion_cards
from bot.discord_ui.cards.letters import note_letter
from bot.discord_ui.client import Command, Control
from bot.discord_ui.cogs import (
    about,
    ask,
    audit,
    compare,
    diagnose,
    gaps,
    glossary,
    groups,
    library,
    privacy,
    protocols,
    quote,
    reading,
    schedules,
    sessions,
    settings,
    setup,
    status,
    suggestions,
    upcoming,
)
from bot.discord_ui.controls.ask import InContext, More, Share
from bot.discord_ui.controls.audit import TurnAudit, Undo, UndoNow
from bot.discord_ui.controls.cite import Cite
from bot.discord_ui.controls.compare import ShareSides, ShowSides
from bot.discord_ui.controls.details import EssayForm
from bot.discord_ui.controls.drafts import AddStarter, Describe, Discard, DraftForm, Publish, PublishAll, TurnDrafts
from bot.discord_ui.controls.forms import Form, hand_in
from bot.discord_ui.controls.gaps import TurnGaps
from bot.discord_ui.controls.glossary import SetTerm, TurnGlossary
from bot.discord_ui.controls.groups import CloseGroup
from bot.discord_ui.controls.letters import GiveLink, LinkForm, Settle, TurnLetters, notice_letter
from bot.discord_ui.controls.library import AskRemoval, Download, Edit, Remove, Restore, TurnLibrary
from bot.discord_ui.controls.privacy import EraseMe
from bot.discord_ui.controls.protocols import HandOutProtocol, RemoveProtocol, TurnProtocols
from bot.discord_ui.controls.reading import TurnList, TurnPage
from bot.discord_ui.controls.referral import QuestionForm, Refer
from bot.discord_ui.controls.reminders import RemindMe
from bot.discord_ui.controls.replacing import Replace
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
from bot.discord_ui.controls.settings import ChooseChannels, ChooseRoles
from bot.discord_ui.controls.setup import (
    AddEssays,
    GroupForm,
    OpenForm,
    SaveFirst,
    SessionForm,
    SetupChannels,
    SetupRoles,
    ShowStep,
    ZoneForm,
)
from bot.discord_ui.controls.suggestions import Decide, DeclineForm, Suggest, SuggestionForm, TurnSuggestions
from bot.discord_ui.post import Face
from bot.discord_ui.rights import admit_command, stated
from bot.facilitation.reminders import KIND as DIRECT
from bot.facilitation.session_letters import SESSION_KINDS
from bot.facilitation.suggestions import KIND as DECIDED

COMMANDS: tuple[Command, ...] = tuple(
    stated(command)
    for command in (
        *ask.COMMANDS,
        *compare.COMMANDS,
        *quote.COMMANDS,
        *reading.COMMANDS,
        *glossary.COMMANDS,
        *suggestions.COMMANDS,
        *upcoming.COMMANDS,
        *groups.COMMANDS,
        *schedules.COMMANDS,
        *protocols.COMMANDS,
        *sessions.COMMANDS,
        *library.COMMANDS,
        *setup.COMMANDS,
        *settings.COMMANDS,
        *audit.COMMANDS,
        *diagnose.COMMANDS,
        *status.COMMANDS,
        *gaps.COMMANDS,
        *about.COMMANDS,
        *privacy.COMMANDS,
    )
)
ADMIT = admit_command
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
    Edit,
    Download,
    AskRemoval,
    Restore,
    Publish,
    PublishAll,
    Describe,
    Discard,
    TurnDrafts,
    AddStarter,
    Replace,
    Refer,
    Suggest,
    Decide,
    TurnSuggestions,
    SetTerm,
    TurnGlossary,
    CloseGroup,
    SaveSchedule,
    DiscardSchedule,
    CancelSchedule,
    TurnSchedules,
    HandOutProtocol,
    RemoveProtocol,
    TurnProtocols,
    Respond,
    RemindMe,
    Names,
    InPhase,
    Steer,
    HandOver,
    HandTo,
    Choose,
    AnotherPassage,
    TurnPreview,
    Settle,
    GiveLink,
    TurnLetters,
    EraseMe,
    ChooseRoles,
    ChooseChannels,
    ShowStep,
    OpenForm,
    AddEssays,
    SaveFirst,
    SetupRoles,
    SetupChannels,
    TurnAudit,
    Undo,
    UndoNow,
    TurnGaps,
)
FORMS: tuple[type[Form], ...] = (
    QuestionForm,
    SuggestionForm,
    DeclineForm,
    LinkForm,
    PhaseForm,
    DraftForm,
    EssayForm,
    ZoneForm,
    GroupForm,
    SessionForm,
)
HAND_IN = partial(hand_in, FORMS)
FACES: Mapping[str, Face] = {
    "note": note_letter,
    DIRECT: reminders.letter,
    DECIDED: suggestion_cards.letter,
    **dict.fromkeys(SESSION_KINDS, session_letter),
    "session-notice": notice_letter,
}
"""By a letter's kind: how it is drawn."""
