"""Composition root: constructs every long-lived object, opens in order, closes in reverse."""

import asyncio
import logging
import os
import time
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from discord.utils import utcnow

from bot import __version__
from bot.discord_ui.alarm import ClientAlarm
from bot.discord_ui.check import asked
from bot.discord_ui.client import FootnoteBot
from bot.discord_ui.door import ADMIT, COMMANDS, CONTROLS, FACES, HAND_IN
from bot.discord_ui.events import DiscordEvents
from bot.discord_ui.post import DiscordPost
from bot.discord_ui.wire import Wire
from bot.facilitation import calendar
from bot.facilitation.about import About
from bot.facilitation.ask import Reply, clean_question
from bot.facilitation.check import Finding
from bot.facilitation.delivery import Patience
from bot.facilitation.protocols import Pace
from bot.facilitation.zones import chosen_zone
from bot.services import check
from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions, consult
from bot.services.audit import AuditBook
from bot.services.backup import Backups, Made, make
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
from bot.services.health import Asks, Checkup
from bot.services.letters import Letters
from bot.services.library import Librarian
from bot.services.library_undo import undoers
from bot.services.moving import export_server, import_server
from bot.services.privacy import Privacy
from bot.services.protocols import Protocols
from bot.services.referral import Referrals
from bot.services.rehearsal import Rehearsal, rehearse
from bot.services.reminders import Reminders
from bot.services.replacing import Replacing
from bot.services.restore import restore as put_back
from bot.services.schedules import Schedules
from bot.services.seed_files import read_seeds
from bot.services.session_planner import SessionPlanner
from bot.services.session_preview import Previews
from bot.services.sessions import Sessions
from bot.services.settings import SettingsBook
from bot.services.setup import Beginnings
from bot.services.shelf import Shelf, library_files
from bot.services.starts import Brake
from bot.services.suggestions import SuggestionBox
from bot.services.tidy import Tidy
from bot.services.upcoming import Diary
from bot.settings import Settings, WrongSettings
from bot.storage.desk import Desk
from bot.storage.lock import only_here
from bot.watch.health import answering
from bot.watch.stopping import SECONDS, until_told_to_stop
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

SEEDS = Path(__file__).parent.parent / "seeds"
STARTER_ESSAYS = SEEDS / "essays"
ESSAY_FILES = (".txt", ".md", ".html")
MEMORY = "vectors.db"
MODELS = "models"
MEGABYTE = 1024**2

log = logging.getLogger(__name__)

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
            asks=(asks := Asks(_elapsed)),
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
            beginnings=Beginnings(desk, shelf),
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
        backups = Backups(settings.data, settings.backups, __version__)
        stack.push_async_callback(backups.close)
        tidy = Tidy(*chores, desk.thin, librarian.tidy, shelf.thin, backups.daily)
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
        bot.checkup = Checkup(
            desk, shelf, bot, bot.clock, asks, settings.data, encoding=lambda: used.waiting, now=utcnow
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
    opened: list[FootnoteBot] = []
    with only_here(settings.data):
        log.info("Footnote %s starts on the folder %s.", __version__, settings.data)
        story = _live(settings, token, opened)
        await until_told_to_stop(story, partial(_wind_down, opened), leave_after=SECONDS)


async def _live(settings: Settings, token: str, opened: list[FootnoteBot]) -> None:
    """A whole life: whoever is told to stop while it still opens its files closes them as well."""
    async with open_bot(settings) as bot, _answering(bot, settings.health_port):
        bot.brake = Brake(settings.data, bot.ask_identifies, now=utcnow)
        opened.append(bot)
        await _serve(bot, token)


@asynccontextmanager
async def _answering(bot: FootnoteBot, port: int | None) -> AsyncIterator[None]:
    """Meanwhile the host's machine can ask how the bot is doing, if a port is set."""
    async with AsyncExitStack() as stack:
        if port is not None:
            try:
                await stack.enter_async_context(answering(bot.checkup, port))
            except OSError as error:
                raise WrongSettings(f"FOOTNOTE_HEALTH_PORT is {port}, which is not free: choose another.") from error
        yield


async def _wind_down(opened: list[FootnoteBot]) -> None:
    """Claim and begin nothing more, let end what is under way, answer whoever still waits; within SECONDS."""
    for bot in opened:
        bot.shelf.closing.set()
        ending = [bot.under_way.close(0.5 * SECONDS)]
        if bot.clock:
            ending.append(bot.clock.stop(0.6 * SECONDS))
        await asyncio.gather(*ending)


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
                return await forget_server(desk, libraries, settings.data / MEMORY, server, utcnow(), sure)
            return await forget_member(desk, member or 0, utcnow(), sure)
        finally:
            await desk.close()


def backup(settings: Settings, to: Path | None, keep: int) -> Made:
    """Copy and check everything, also while the bot runs. Raises AnotherCopy beside another backup."""
    return make(settings.data, to, keep, utcnow(), __version__)


async def restore(settings: Settings, folder: Path) -> str:
    """Put a backup back while the bot is stopped; says what. Raises AnotherCopy."""
    with only_here(settings.data):
        return str(await put_back(settings.data, folder, utcnow(), __version__))


async def export(settings: Settings, server: int, file: Path) -> str:
    """Write everything of one server into a file, also while the bot runs; says what."""
    return await export_server(settings.data, server, file, utcnow(), __version__)


async def take_in(settings: Settings, server: int, file: Path, *, replace: bool) -> str:
    """Take one server from such a file while the bot is stopped; says what. Raises AnotherCopy."""
    with only_here(settings.data):
        return await import_server(settings.data, server, file, utcnow(), __version__, replace=replace)


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


def prepare_model(settings: Settings) -> tuple[str, bool]:
    """Prepare the model of the settings anew; says what runs, and whether it could be done. Raises UnknownModel."""
    done = prepare(named := _named(settings), _models(settings))
    return "\n".join(check.prepared(named, done)), done.manifest is not None


def _named(settings: Settings) -> ModelName:
    prompts = settings.query_prompt, settings.passage_prompt
    return ModelName.of(settings.encoder, settings.encoder_revision, *prompts, settings.precision)


def checks(settings: Settings) -> Iterator[Finding]:
    """What `check` looks at, in the order in which it is told."""
    token = settings.discord_token.get_secret_value() if settings.discord_token else None
    yield check.data_folder(settings.data)
    yield check.model(_named(settings), _models(settings))
    yield check.room(settings.data, settings.backups)
    if copy := check.another_copy(settings.data):
        yield copy
    yield check.desk(settings.data)
    yield from check.libraries(settings.data)
    yield from asyncio.run(asked(token, check.chosen(settings.data), utcnow))
    yield from check.machine(os.environ.get("PYTHONTZPATH"), utcnow())


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
