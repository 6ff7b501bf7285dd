"""What is written to the log, whatever members type and whatever goes wrong meanwhile."""

import asyncio
import io
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import pytest_asyncio

from bot.discord_ui.logs import CarefulHandler, JsonLines, said
from bot.facilitation.delivery import Trouble
from bot.facilitation.errors import Refusal
from bot.services.session_planner import SessionPlanner
from bot.services.shelf import Shelf
from bot.storage.desk import Desk
from tests.bot.discord_ui import walk
from tests.bot.discord_ui.walk import Stage, set_the_stage
from tests.sim import World, hand_in, unchecked

MARK = "zyzzyva"
"""A word that stands in everything that is typed, uploaded, or wrong."""

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"
LINK = f"https://discord.com/api/v10/webhooks/123/{'aW50ZXJhY3Rpb246' * 4}/messages/@original"


class Log:
    """What a host reads."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = CarefulHandler(self.stream)
        self.handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self.machines_stream = io.StringIO()
        self.machines_handler = CarefulHandler(self.machines_stream)
        self.machines_handler.setFormatter(JsonLines())

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What a machine reads."""
        return [json.loads(line) for line in self.machines_stream.getvalue().splitlines()]

    @property
    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture
def log() -> Iterator[Log]:
    """Ours at DEBUG, the libraries at INFO, as a host can have it at the most."""
    log, root, ours = Log(), logging.getLogger(), [logging.getLogger(name) for name in ("bot", "retrieval")]
    levels = [root.level, *(one.level for one in ours)]
    for handler in (log.handler, log.machines_handler):
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    for one in ours:
        one.setLevel(logging.DEBUG)
    yield log
    for handler in (log.handler, log.machines_handler):
        root.removeHandler(handler)
    for logger, level in zip((root, *ours), levels, strict=True):
        logger.setLevel(level)


def logged(log: Log, name: str = "bot.test") -> logging.Logger:
    logger = logging.getLogger(name)
    assert logger.isEnabledFor(logging.INFO)
    return logger


def test_a_traceback_has_our_lines_and_not_the_words_of_the_error(log: Log) -> None:
    try:
        try:
            int(f"{MARK} 1")
        except ValueError as error:
            raise KeyError(MARK) from error
    except KeyError:
        logged(log).exception("Something failed.")
    assert MARK not in log.text
    assert 'int(f"{MARK} 1")' in log.text
    assert "ValueError\nwhich led to:\nTraceback" in log.text
    assert log.text.endswith("KeyError\n")


def test_a_machine_reads_one_object_for_each_record(log: Log) -> None:
    logged(log).warning("Server %s removed “Footnote”\nand %s.", 7, TOKEN, extra={"server": 7, "name_of": MARK})
    try:
        int(MARK)
    except ValueError:
        logged(log, "retrieval.test").exception("It failed at %s", LINK)
    first, second = log.lines
    assert datetime.fromisoformat(first.pop("time")).tzinfo is UTC
    assert first == {
        "level": "WARNING",
        "logger": "bot.test",
        "message": "Server 7 removed “Footnote”\nand [token].",
        "server": 7,
    }
    assert (second["level"], second["logger"]) == ("ERROR", "retrieval.test")
    assert second["error"].startswith("Traceback")
    assert second["error"].endswith("ValueError")
    assert "[token]" in second["message"]
    assert MARK not in json.dumps(log.lines).replace("int(MARK)", "")


def test_an_error_without_a_traceback_and_one_that_leads_to_itself(log: Log) -> None:
    error = ValueError(MARK)
    error.__cause__ = error
    logged(log).error("It failed.", exc_info=error)
    logged(log).error("It failed, but nothing is known of it.", exc_info=True)
    assert MARK not in log.text
    assert log.text.count("ValueError") == 1


def test_errors_within_a_line_are_named_by_their_kind(log: Log) -> None:
    logged(log).warning("It failed: %s, %r", ValueError(MARK), KeyError(MARK))
    logged(log).warning("Of %(one)s", {"one": 1})
    assert "It failed: ValueError, 'KeyError'" in log.text
    assert "Of 1" in log.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refusal("Not now."), "Refusal: Not now."),
        (Trouble(503, words="busy"), "Trouble: "),
        (OSError(28, "No space left on device", MARK), "OSError: No space left on device"),
        (ValueError(MARK), "ValueError"),
    ],
)
def test_words_that_are_ours_or_the_machines_are_kept(error: Exception, words: str) -> None:
    assert said(error).startswith(words)
    assert MARK not in said(error)


def test_of_sqlite_its_code_is_kept() -> None:
    db = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError) as caught:
        db.execute(f"SELECT {MARK}")
    assert said(caught.value) == "OperationalError: SQLITE_ERROR"
    db.close()


def test_no_token_is_written(log: Log) -> None:
    logged(log).info("Bot %s asked for %s", TOKEN, LINK)
    logged(log).info("Bot %s", {"token": TOKEN})
    assert TOKEN not in log.text
    assert "aW50ZXJhY3Rpb246" not in log.text
    assert "/webhooks/123/[token]/messages" in log.text


def test_whom_a_letter_is_for_is_not_written(log: Log) -> None:
    logged(log).info(
        "Letter %s was there already, %s was refused.", "session:7:direct:1:123456:", "suggestion:3:123456"
    )
    assert "123456" not in log.text
    assert "session:7:direct:1:[member]:" in log.text


async def test_a_task_that_nobody_waited_for_says_its_kind(log: Log) -> None:
    async def fail() -> None:
        raise ValueError(f"({MARK})")

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    context = {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    asyncio.get_running_loop().default_exception_handler(context)
    assert MARK not in log.text
    assert "exception=ValueError" in log.text


@pytest_asyncio.fixture
async def stage(empty_world: World, log: Log) -> Stage:
    stage = await set_the_stage(empty_world)
    for command in await empty_world.bot.tree.fetch_commands():
        if command.default_member_permissions is not None:
            stage.home.guild.set_command_permissions(command, {stage.home.bob: True})
    return stage


async def use_everything(stage: Stage) -> None:
    """Each command, menu and form, by a moderator, the marked word in every text."""
    s, env = stage.home, stage.world.env
    for name, chosen in walk.COMMANDS.items():
        if name == "session rehearse":
            continue  # minutes of messages, of which none repeats what was typed
        options = marked(chosen(stage))
        if "file" in options:
            file, content = options["file"]
            await s.mod.slash(s.channel, name, **{**options, "file": (f"{MARK}-{file}", mark_file(content))})
        elif any(not isinstance(value, str | int) for value in options.values()):
            await s.mod.slash(s.channel, name, **chosen(stage))
        else:
            await unchecked(env, s.mod, s.channel, name, **options)
    for name in walk.MENUS:
        message = await s.ann.send(s.channel, f"{MARK} {walk.QUOTE}")
        await s.ann.context_menu(s.channel, name, message)
    for name, filled in walk.FORMS.items():
        fields = {key: f"{MARK} {value}" for key, value in filled(stage, "moderator").items()}
        await hand_in(env, s.mod, s.channel, (f"footnote:{name}", fields))


def marked(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: f"{MARK} {value}" if isinstance(value, str) else value for name, value in options.items()}


def mark_file(content: bytes) -> bytes:
    return content + f"\n# {MARK}\n".encode()


def require_silence(log: Log, stage: Stage, capfd: pytest.CaptureFixture[str], *records: str) -> None:
    """Neither the marked word nor a token of an interaction stands anywhere."""
    seen = log.text + json.dumps(log.lines) + "".join(capfd.readouterr()) + "".join(records)
    assert log.text
    assert MARK not in seen
    for request in stage.world.env.http_requests:
        parts = request.path.split("/")
        if "callback" in parts:
            assert parts[parts.index("callback") - 1] not in seen


async def test_no_word_of_a_member_is_logged(
    stage: Stage, log: Log, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await use_everything(stage)
    await stage.world.env.advance_time(4 * 24 * 3600)
    require_silence(log, stage, capfd, *(record.getMessage() for record in caplog.records))


async def test_no_word_is_logged_when_everything_goes_wrong(
    stage: Stage, log: Log, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*given: Any, **options: Any) -> Any:
        try:
            sqlite3.connect(":memory:").execute(f"SELECT {MARK}")
        except sqlite3.Error as error:
            raise ValueError(f"Invalid isoformat string: '{MARK}'") from error

    for kind, method in ((Shelf, "use"), (Shelf, "change"), (Shelf, "fill"), (Desk, "run"), (SessionPlanner, "plan")):
        with monkeypatch.context() as broken:
            broken.setattr(kind, method, fail)
            await use_everything(stage)
            stage.world.bot.clock.wake()  # type: ignore[union-attr]
            await stage.world.env.settle()
    assert log.text.count("ValueError") > 50
    assert "OperationalError: SQLITE_ERROR" in log.text
    assert "A planner failed" in log.text
    require_silence(log, stage, capfd)


@pytest.mark.parametrize(("status", "code"), [(500, 0), (400, 50035), (403, 50013), (404, 10062)])
async def test_no_word_is_logged_when_discord_refuses(
    stage: Stage, log: Log, capfd: pytest.CaptureFixture[str], status: int, code: int
) -> None:
    s, env = stage.home, stage.world.env
    for method, path in (("PATCH", "/webhooks/*"), ("POST", "/interactions/*"), ("POST", "/channels/*")):
        env.inject_error(method, path, status=status, code=code, message=f"content: {MARK}", times=3)
    for _ in range(4):
        await s.ann.slash(s.channel, "ask", question=f"{MARK} {walk.QUESTION}")
        await hand_in(env, s.ann, s.channel, ("footnote:refer-form", {"question": f"What of {MARK}?"}))
    require_silence(log, stage, capfd)


async def test_discords_own_errors_go_the_same_way(stage: Stage, log: Log, capfd: pytest.CaptureFixture[str]) -> None:
    async def on_thing() -> None:
        raise discord.ClientException(MARK)

    stage.world.bot.on_thing = on_thing  # type: ignore[attr-defined]
    stage.world.bot.dispatch("thing")
    await stage.world.env.settle()
    assert "ClientException" in log.text
    require_silence(log, stage, capfd)
