"""Composition root: constructs every long-lived object, opens in order, closes in reverse."""

import asyncio
import signal
import time
import zoneinfo
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from discord.utils import utcnow

from bot import __version__
from bot.discord_ui.alarm import ClientAlarm
from bot.discord_ui.client import FootnoteBot
from bot.discord_ui.door import ADMIT, COMMANDS, CONTROLS, FACES, HAND_IN
from bot.discord_ui.events import DiscordEvents
from bot.discord_ui.post import DiscordPost
from bot.discord_ui.wire import Wire
from bot.facilitation import calendar
from bot.facilitation.about import About
from bot.facilitation.ask import Reply, clean_question
from bot.facilitation.delivery import Patience
from bot.facilitation.protocols import Pace
from bot.facilitation.zones import chosen_zone
from bot.services import check
from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions, consult
from bot.services.audit import AuditBook
from bot.services.clock import BEAT, Clock
from bot.services.commands import PublishedCommands
from bot.services.delivery import Delivery
from bot.services.departures import Departures
from bot.services.diagnose import Examiner
from bot.services.drafts import Drafts
from bot.services.events import Events
from bot.services.forget import Sure, forget_member, forget_server
from bot.services.gaps import GapBook
from bot.services.glossary import Glossary
from bot.services.groups import Groups
from bot.services.letters import Letters
from bot.services.library import Librarian
from bot.services.library_undo import undoers
from bot.services.privacy import Privacy
from bot.services.protocols import Protocols
from bot.services.referral import Referrals
from bot.services.rehearsal import Rehearsal, rehearse
from bot.services.reminders import Reminders
from bot.services.replacing import Replacing
from bot.services.schedules import Schedules
from bot.services.seed_files import read_seeds
from bot.services.session_planner import SessionPlanner
from bot.services.session_preview import Previews
from bot.services.sessions import Sessions
from bot.services.settings import SettingsBook
from bot.services.shelf import Shelf, library_files
from bot.services.suggestions import SuggestionBox
from bot.services.tidy import Tidy
from bot.services.upcoming import Diary
from bot.settings import Settings
from bot.storage.desk import Desk
from bot.storage.lock import only_here
from retrieval import (
    CrossEncoderJudge,
    EarlierModels,
    Encoder,
    Judge,
    Library,
    ModelName,
    PreparedEncoder,
    VectorMemory,
    prepare,
)

__all__ = [
    "Settings",
    "checks",
    "forget",
    "open_bot",
    "prepare_model",
    "rehearsal",
    "run",
    "starter_answer",
    "starter_library",
    "sync",
    "until_told_to_stop",
]

SEEDS = Path(__file__).parent.parent / "seeds"
STARTER_ESSAYS = SEEDS / "essays"
ESSAY_FILES = (".txt", ".md", ".html")
MEMORY = "vectors.db"
MODELS = "models"
MEGABYTE = 1024**2

T = TypeVar("T")

# The machine's own time zones may be years old, and a group would meet an hour off: those of the package tzdata hold.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()


@asynccontextmanager
async def open_bot(
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    beat: float = BEAT,
    patience: Patience | None = None,
) -> AsyncIterator[FootnoteBot]:
    """A bot that is ready to log in; whatever was opened for it is closed when the block ends.

    Its clock looks every `beat` seconds and whenever something is known to be due. Raises UnusableDesk when bot.db
    cannot be used.
    """
    async with AsyncExitStack() as stack:
        desk = await Desk.open(settings.data / "bot.db")
        stack.push_async_callback(desk.close)
        used = encoder or model_of(settings)
        earlier = None if encoder else EarlierModels(partial(_earlier, settings))
        if earlier:
            stack.callback(used.close)
            stack.callback(earlier.close)
        memory = VectorMemory(settings.data / MEMORY, now=utcnow)
        stack.callback(memory.close)
        judge = _judge(settings)
        libraries, budget = settings.data / "libraries", settings.memory * MEGABYTE
        shelf = Shelf(libraries, used, earlier=earlier, judge=judge, memory=memory, budget=budget)
        stack.push_async_callback(shelf.close)
        book, audit, allowances, gaps = SettingsBook(desk), AuditBook(desk), Allowances(desk), GapBook(desk)
        await book.load()
        await allowances.load()
        groups, protocols = Groups(desk), Protocols(desk, read_seeds(SEEDS))
        schedules, sessions = Schedules(desk, shelf, protocols), Sessions(desk, shelf, protocols)
        drafts, librarian = Drafts(shelf, audit, starter_files()), Librarian(shelf, audit, sessions)
        replacing = Replacing(desk, shelf, drafts, audit, sessions)
        wire = Wire(utcnow)
        bot = FootnoteBot(
            shelf=shelf,
            published=PublishedCommands(desk),
            questions=(questions := RecentQuestions()),
            settings=book,
            audit=audit,
            allowances=allowances,
            gaps=gaps,
            examiner=Examiner(desk, shelf),
            referrals=Referrals(book),
            suggestions=(suggestions := SuggestionBox(desk)),
            glossary=(glossary := Glossary(shelf, audit)),
            groups=groups,
            protocols=protocols,
            schedules=schedules,
            diary=Diary(groups, schedules, shelf),
            sessions=sessions,
            reminders=Reminders(desk),
            previews=Previews(desk, shelf, sessions),
            drafts=drafts,
            library=librarian,
            replacing=replacing,
            privacy=(privacy := Privacy(desk, questions, allowances)),
            departures=(departures := Departures(desk, shelf, book, now=wire.moment)),
            about=About(__version__, ModelName.parse(used.identity).short),
            commands=COMMANDS,
            controls=CONTROLS,
            admit=ADMIT,
            hand_in=HAND_IN,
            wire=wire,
        )
        stack.push_async_callback(bot.close)
        post = DiscordPost(bot, wire, FACES)
        bot.letters = letters = Letters(desk, post)
        sessions.role_there = post.role_there
        audit.undoers = {
            ("settings", "edited"): book.undo,
            **groups.undoers,
            **schedules.undoers,
            **protocols.undoers,
            **glossary.undoers,
            **undoers(librarian, replacing),
        }
        planner = SessionPlanner(desk, schedules, sessions, book)
        delivery = Delivery(desk, post, now=utcnow, patience=patience, told=planner.told, sent=letters.sent)
        events = Events(desk, sessions, DiscordEvents(bot), now=utcnow, patience=patience)
        chores = (departures.thin, letters.thin, suggestions.thin, audit.thin, allowances.thin, gaps.thin)
        tidy = Tidy(*chores, librarian.tidy, shelf.thin)
        alarm = ClientAlarm(bot)
        bot.clock = Clock(
            delivery,
            post,
            alarm,
            now=utcnow,
            elapsed=_elapsed,
            planners=(planner.plan, events.plan, letters.plan, tidy.plan),
            beat=beat,
            patience=patience,
        )
        sessions.changed = schedules.changed = letters.changed = privacy.changed = suggestions.changed = bot.clock.wake
        events.rested = bot.clock.wake
        stack.push_async_callback(events.close)
        stack.push_async_callback(bot.clock.stop)
        yield bot


async def run(settings: Settings) -> None:
    """Be on Discord until SIGTERM or SIGINT.

    Raises discord.LoginFailure when the token is refused, AnotherCopy when another process works on the same folder.
    """
    token = settings.token()
    with only_here(settings.data):
        async with open_bot(settings) as bot:
            await until_told_to_stop(_serve(bot, token))


async def sync(settings: Settings) -> None:
    """Publish the commands, changed or not. Raises AnotherCopy: bot.db is brought up to date and written here too."""
    token = settings.token()
    with only_here(settings.data):
        async with open_bot(settings) as bot:
            await bot.login(token)
            await bot.publish_commands(always=True)


async def forget(settings: Settings, sure: Sure, *, server: int | None = None, member: int | None = None) -> str:
    """Erase a server, or else a member everywhere, while the bot is stopped; says what. Raises AnotherCopy."""
    path, libraries = settings.data / "bot.db", settings.data / "libraries"
    if not path.exists() and not library_files(libraries, server or 0):
        return f"Nothing is stored in {settings.data}: check FOOTNOTE_DATA."
    with only_here(settings.data):
        desk = await Desk.open(path)
        try:
            if server is not None:
                return await forget_server(desk, libraries, settings.data / MEMORY, server, sure)
            return await forget_member(desk, member or 0, utcnow(), sure)
        finally:
            await desk.close()


def starter_answer(settings: Settings, question: str) -> Reply:
    """Ask the starter library, without Discord. Raises Refusal and retrieval's LibraryError."""
    asked = clean_question(question)
    settings.data.mkdir(parents=True, exist_ok=True)
    library = starter_library(settings.data / "starter.db", model_of(settings), _judge(settings))
    try:
        return consult(library, asked)
    finally:
        library.close()


def rehearsal(settings: Settings, plan: str, zone: str, start: str, hour: str, protocol: str | None, pace: Pace) -> str:
    """Every message of a plan's meetings on the starter library. Raises Refusal and retrieval's LibraryError."""
    seeds = read_seeds(SEEDS)
    wanted = Rehearsal(
        seeds.plan(plan),
        chosen_zone(zone),
        calendar.day(start),
        calendar.hour(hour),
        None if protocol is None else seeds.protocol(protocol),
        pace,
    )
    settings.data.mkdir(parents=True, exist_ok=True)
    library = starter_library(settings.data / "starter.db", model_of(settings), _judge(settings))
    try:
        return rehearse(library, seeds, wanted)
    finally:
        library.close()


def starter_library(path: Path, encoder: Encoder, judge: Judge | None = None) -> Library:
    """The library at `path` with every essay of seeds/essays, as it is now, and no other; the caller closes it."""
    library = Library.open(path, encoder, judge=judge)
    current = {library.add(file.name, file.read_bytes()).essay.slug for file in starter_files()}
    for info in library.essays():
        if info.slug not in current:
            library.remove(info.slug, utcnow())
    return library


def starter_files() -> list[Path]:
    """The essays that come with Footnote."""
    return [file for file in sorted(STARTER_ESSAYS.iterdir()) if file.suffix in ESSAY_FILES]


def model_of(settings: Settings) -> Encoder:
    """The model that the settings name; it is loaded when it is first needed, and the first time of all prepared."""
    return PreparedEncoder(_named(settings), _models(settings))


def _models(settings: Settings) -> Path:
    return settings.models or settings.data / MODELS


def prepare_model(settings: Settings) -> str:
    """Prepare the model of the settings, whatever was there; says what runs. Raises UnknownModel."""
    named = _named(settings)
    return "\n".join(check.prepared(named, prepare(named, _models(settings))))


def checks(settings: Settings) -> Iterator[check.Finding]:
    """What `check` looks at, in the order in which it is told."""
    yield check.data_folder(settings.data)
    yield check.model(_named(settings), _models(settings))


def _named(settings: Settings) -> ModelName:
    prompts = settings.query_prompt, settings.passage_prompt
    return ModelName.of(settings.encoder, settings.encoder_revision, *prompts, settings.precision)


def _judge(settings: Settings) -> Judge | None:
    return CrossEncoderJudge(settings.judge) if settings.judge else None


def _earlier(settings: Settings, identity: str) -> Encoder:
    """A model that was there before: whoever changed the setting need not wait for it to be fetched again."""
    return PreparedEncoder(ModelName.parse(identity), _models(settings), fetch=False)


def _elapsed() -> float:
    return time.monotonic()  # looked up each time: a simulated Discord replaces it


async def _serve(bot: FootnoteBot, token: str) -> None:
    await bot.shelf.warm_up()
    await bot.start(token)


async def until_told_to_stop(story: Coroutine[Any, Any, T]) -> T | None:
    """Run until SIGTERM or SIGINT, or until the story ends with a result.

    discord.py's own `run` leaves out SIGTERM, by which containers are stopped.
    """
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends asyncio.run by itself
            loop.add_signal_handler(sign, stopped.set)
    telling, waiting = asyncio.create_task(story), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait((telling, waiting), return_when=asyncio.FIRST_COMPLETED)
        return telling.result() if telling.done() else None  # or raises what ended the story
    finally:
        for task in (telling, waiting):
            task.cancel()
        await asyncio.gather(telling, waiting, return_exceptions=True)
