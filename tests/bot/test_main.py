"""The command line: what it prints, and the status it exits with."""

import asyncio
import json
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import discord
import pytest
from typer.testing import CliRunner, Result

import bot
from bot import __main__, app
from bot.facilitation.ask import Quotation, Reply
from bot.facilitation.suggestions import SuggestedText
from bot.storage import suggestions
from bot.storage.desk import Desk
from bot.storage.lock import only_here
from retrieval import Preparation
from tests.fakes import WordEncoder
from tests.traces import traces

ROOT = Path(__file__).parents[2]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.fixture(autouse=True)
def empty_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of the machine reaches a test, and no log level stays behind."""
    for name in [name for name in os.environ if name.startswith(("DISCORD_", "FOOTNOTE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "PreparedEncoder", lambda model, folder: WordEncoder())
    levels = {name: logging.getLogger(name).level for name in ("", *__main__.OUR_LOGGERS)}
    known = list(logging.getLogger().handlers)
    yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger().handlers[:] = known


def footnote(*arguments: str) -> Result:
    return CliRunner().invoke(__main__.cli, arguments)


def assert_one_sentence(result: Result, code: int, words: str) -> None:
    """On the error stream, without a traceback and without the token."""
    assert result.exit_code == code
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.output
    assert TOKEN not in result.output


@pytest.mark.parametrize("command", ["run", "sync"])
def test_without_a_token_the_status_is_78(command: str) -> None:
    assert_one_sentence(footnote(command), 78, "set DISCORD_TOKEN")


@pytest.mark.parametrize("command", ["run", "sync"])
def test_a_token_that_discord_refuses_ends_with_78(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> None:
        raise discord.LoginFailure("Improper token has been passed.")

    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr(discord.Client, "login", refuse)
    assert_one_sentence_at_the_end(footnote(command), 78, "Discord refused the token")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (discord.ConnectionClosed(None, shard_id=None, code=4004), 78, "Discord refused the token"),  # type: ignore[arg-type]
        (discord.ConnectionClosed(None, shard_id=None, code=4013), 1, "closed the connection for good (code 4013)"),  # type: ignore[arg-type]
        (discord.PrivilegedIntentsRequired(None), 78, "update Footnote"),
    ],
)
def test_a_connection_that_discord_ends_for_good_is_one_sentence(
    error: Exception, code: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def end(*_: object) -> None:
        raise error

    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr(discord.Client, "start", end)
    assert_one_sentence_at_the_end(footnote("run"), code, words)


def assert_one_sentence_at_the_end(result: Result, code: int, words: str) -> None:
    """After the lines of the log."""
    assert result.exit_code == code
    assert words in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.output
    assert TOKEN not in result.output


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (aiohttp.ClientConnectionError("no route"), "Discord cannot be reached (no route)"),
        (OSError(101, "Network is unreachable"), "The network cannot be used: Network is unreachable."),
        (PermissionError(13, "Permission denied", "data/x"), "data/x cannot be used: Permission denied."),
    ],
)
def test_what_the_machine_does_not_give_is_one_sentence(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr(discord.Client, "login", fail)
    assert_one_sentence_at_the_end(footnote("run"), 1, words)


def test_a_data_folder_that_cannot_be_used_ends_with_78(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").touch()
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert_one_sentence_at_the_end(footnote("run"), 78, "FOOTNOTE_DATA")


def test_a_second_copy_on_the_same_folder_ends_with_75(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    with only_here(tmp_path / "data"):
        assert_one_sentence_at_the_end(footnote("run"), 75, f"Another copy runs on {tmp_path / 'data'} (process ")


def test_a_wrong_setting_ends_with_78(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_LOG_LEVEL", "loud")
    assert_one_sentence(footnote("run"), 78, "FOOTNOTE_LOG_LEVEL is LOUD")


def test_settings_are_read_from_a_file_and_the_environment_goes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_LOG_LEVEL=loud\n")
    assert footnote("run").exit_code == 78
    monkeypatch.setenv("FOOTNOTE_LOG_LEVEL", "INFO")
    assert "DISCORD_TOKEN" in footnote("run").stderr


def test_a_settings_file_that_is_not_utf_8_ends_with_78(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("FOOTNOTE_DATA=Bücher\n".encode("latin-1"))
    assert_one_sentence(footnote("run"), 78, "save it as UTF-8")


@pytest.mark.parametrize("port", ["70000", "65535", "0", "-3"])
def test_a_port_that_does_not_exist_is_told(port: str) -> None:
    result = footnote("demo", "--port", port)
    assert result.exit_code == 2
    assert "Invalid value for '--port'" in result.stderr
    assert "Traceback" not in result.output


def test_sync_publishes_changed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def login(*_: object) -> None:
        return None

    async def publish(_: object, *, always: bool = False) -> bool:
        asked.append(always)
        return True

    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr(discord.Client, "login", login)
    monkeypatch.setattr("bot.discord_ui.client.FootnoteBot.publish_commands", publish)
    result = footnote("sync")
    assert (result.exit_code, asked) == (0, [True])
    assert "published" in result.stdout


def test_a_run_that_is_over_ends_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    async def start(*_: object) -> None:
        return None

    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr(discord.Client, "start", start)
    assert footnote("run").exit_code == 0


def test_libraries_never_log_below_info(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)

    async def start(*_: object) -> None:
        assert logging.getLogger("bot").isEnabledFor(logging.DEBUG)
        for name in ("discord.http", "discord.gateway", "aiohttp.client", "markdown_it", "of.any.library"):
            assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)

    monkeypatch.setattr(discord.Client, "start", start)
    assert footnote("run").exit_code == 0


def test_the_log_of_a_run_is_a_careful_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)

    async def start(*_: object) -> None:
        try:
            int("a word that somebody typed")
        except ValueError:
            logging.getLogger("bot.discord_ui.errors").exception("/ask with %s: error 1", TOKEN)

    monkeypatch.setattr(discord.Client, "start", start)
    result = footnote("run")
    assert "ValueError" in result.stderr
    assert "invalid literal" not in result.stderr
    assert TOKEN not in result.stderr


def test_the_log_is_lines_of_json_if_the_host_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("FOOTNOTE_LOG_FORMAT", "json")

    async def start(*_: object) -> None:
        logging.getLogger("discord.gateway").info("Connected by %s.", TOKEN)

    monkeypatch.setattr(discord.Client, "start", start)
    result = footnote("run")
    said = [json.loads(line)["message"] for line in result.stderr.splitlines()]
    assert said[0].startswith("Footnote 0.1.0 starts on the folder ")
    assert "Connected by [token]." in said
    assert said[-1] == "Footnote has stopped."


def test_a_port_for_health_that_is_taken_ends_with_78(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("FOOTNOTE_HEALTH_PORT", port)
        assert_one_sentence_at_the_end(footnote("run"), 78, f"FOOTNOTE_HEALTH_PORT is {port}, which is not free")


def test_only_the_warnings_about_voice_are_silenced(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", True)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", True)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)

    async def start(*_: object) -> None:
        logging.getLogger("discord.client").warning("Something else.")

    monkeypatch.setattr(discord.Client, "start", start)
    assert footnote("run").exit_code == 0
    assert not discord.VoiceClient.warn_nacl
    assert [record.message for record in caplog.records if record.name == "discord.client"] == ["Something else."]


def test_ask_answers_from_the_starter_essays() -> None:
    first = next(path for path in sorted(app.STARTER_ESSAYS.iterdir()) if path.suffix == ".md")
    result = footnote("ask", "What does an ally do that an accomplice does not?")
    assert result.exit_code == 0
    assert "¶" in result.stdout
    assert first.exists()


def test_rehearse_prints_a_plan_with_local_times() -> None:
    result = footnote(
        "rehearse", "first-meeting", "--group", "Europe/Berlin", "--start", "2026-03-29", "--hour", "02:30"
    )
    assert result.exit_code == 0
    assert "Sunday 2026-03-29 03:30 Europe/Berlin (UTC+02:00)\n    OPENING" in result.stdout  # the clocks skip 02:30
    assert "PHASE 1 OF 3: I notice" in result.stdout
    assert "vidence in: Three Essays on an Ordinary Tuesday]" in result.stdout
    slow = footnote(
        "rehearse", "first-meeting", "--group", "UTC", "--start", "2026-03-29", "--slow", "--protocol", "chalk-talk"
    )
    assert "By Chalk Talk" in slow.stdout
    assert " days, slow." in slow.stdout


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("nothing", "--group", "UTC", "--start", "2026-03-29"), "There is no plan “nothing”"),
        (("first-meeting", "--group", "Nowhere", "--start", "2026-03-29"), "I know no time zone"),
        (("first-meeting", "--group", "UTC", "--start", "soon"), "“soon” is no date"),
        (("first-meeting", "--group", "UTC", "--start", "2026-03-29", "--hour", "late"), "is no time of day"),
        (("first-meeting", "--group", "UTC", "--start", "2026-03-29", "--protocol", "none"), "There is no protocol"),
    ],
)
def test_rehearse_says_what_is_wrong(given: tuple[str, ...], words: str) -> None:
    assert_one_sentence(footnote("rehearse", *given), 1, words)


def test_ask_says_when_a_question_cannot_be_searched() -> None:
    assert_one_sentence(footnote("ask", "ab"), 1, "too short")


def test_ask_says_when_the_starter_library_is_broken(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "starter.db").write_bytes(b"not a library " * 200)
    assert_one_sentence(footnote("ask", "what is an ally?"), 1, "starter.db")


def test_in_the_terminal_a_quotation_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    quotation = Quotation("1.1", "on-hedges", "On Hedges", "Odile Marchetti", 1999, "§ Wind", 2, "A hedge.\nAnd beans.")
    byline = replace(quotation, paragraph=0, text="By hand")
    answers = iter([Reply("q", True, (quotation, byline)), Reply("q", False, (quotation,))])
    monkeypatch.setattr(app, "starter_answer", lambda *_: next(answers))
    place = "  A hedge.\n  And beans.\n  — Odile Marchetti, On Hedges (1999), § Wind, ¶ 2\n"
    by_hand = "\n  By hand\n  — Odile Marchetti, On Hedges (1999), § Wind, byline\n"
    assert footnote("ask", "why?").stdout == place + by_hand
    assert footnote("ask", "why?").stdout == f"The essays do not answer this. Near, not an answer:\n\n{place}"


GUILD, MEMBER = 3333333333333333333, 1111111111111111111


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder in which something of a server and of a member is."""
    folder = tmp_path / "data"

    async def fill() -> None:
        desk = await Desk.open(folder / "bot.db")
        text = SuggestedText("A text", None, None, None)
        now = datetime(2026, 1, 1, tzinfo=UTC)
        for guild in (GUILD, GUILD + 1):
            await desk.run(lambda db, guild=guild: suggestions.add(db, guild, MEMBER, text, now))
        await desk.close()

    asyncio.run(fill())
    (folder / "libraries").mkdir()
    for end in (".db", ".db-wal", ".db-shm"):
        (folder / "libraries" / f"{GUILD}{end}").touch()
        (folder / f"vectors{end}").touch()
    return folder


def test_a_host_forgets_a_server(kept: Path) -> None:
    result = footnote("forget", "--server", str(GUILD), "--yes")
    assert (result.exit_code, result.stdout) == (0, f"Erased of server {GUILD}: 1 in suggestions, 1 in library.\n")
    assert list((kept / "libraries").iterdir()) == []
    assert not list(kept.glob("vectors*"))
    assert traces(kept, GUILD) == []
    assert traces(kept, GUILD + 1) == ["bot.db"]
    assert footnote("forget", "--server", str(GUILD)).stdout == f"Nothing is stored of server {GUILD}.\n"


def test_a_host_forgets_a_member_everywhere(kept: Path) -> None:
    result = footnote("forget", "--member", str(MEMBER), "--yes")
    assert (result.exit_code, result.stdout) == (0, f"Erased of member {MEMBER}: 2 in suggestions.\n")
    assert traces(kept, MEMBER) == []
    assert footnote("forget", "--member", str(MEMBER)).stdout == f"Nothing is stored of member {MEMBER}.\n"


def test_without_yes_the_host_is_asked(kept: Path) -> None:
    asked = CliRunner().invoke(__main__.cli, ["forget", "--member", str(MEMBER)], input="n\n")
    assert f"Erase of member {MEMBER}: 2 in suggestions?" in asked.output
    assert "Nothing was erased." in asked.stdout
    assert traces(kept, MEMBER) == ["bot.db"]
    asked = CliRunner().invoke(__main__.cli, ["forget", "--server", str(GUILD)], input="y\n")
    assert "Erased of server" in asked.stdout


def test_nothing_is_forgotten_while_the_bot_runs(kept: Path) -> None:
    with only_here(kept):
        assert_one_sentence(footnote("forget", "--member", str(MEMBER), "--yes"), 75, "Another copy runs on")
    assert traces(kept, MEMBER) == ["bot.db"]


def test_forgetting_in_an_empty_folder_makes_no_files(tmp_path: Path) -> None:
    result = footnote("forget", "--member", "5", "--yes")
    assert "Nothing is stored in" in result.stdout
    assert not (tmp_path / "data").exists()


def test_a_library_without_a_bot_db_is_forgotten_as_well(kept: Path) -> None:
    for file in kept.glob("bot.db*"):
        file.unlink()
    assert "1 in library" in footnote("forget", "--server", str(GUILD), "--yes").stdout
    assert list((kept / "libraries").iterdir()) == []


def test_a_file_that_is_broken_inside_is_one_sentence(kept: Path) -> None:
    path = kept / "bot.db"
    with closing(sqlite3.connect(path)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'suggestions'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"x" * size)
    assert_one_sentence(footnote("forget", "--member", str(MEMBER), "--yes"), 78, "python -m bot restore")


@pytest.mark.parametrize("given", [(), ("--server", "1", "--member", "2"), ("--server", "0"), ("--member", "ann")])
def test_forget_wants_one_id(given: tuple[str, ...]) -> None:
    result = footnote("forget", *given)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


RUNNING = """
import asyncio, discord
from bot import __main__, app
from tests.fakes import WordEncoder

async def start(client, token):
    print("running", flush=True)
    await asyncio.sleep(60)

app.PreparedEncoder = lambda model, folder: WordEncoder()
discord.Client.start = start
__main__.cli(["run"])
"""


OPENING = """
import time
from bot import __main__
from bot.storage import desk

real = desk._open

def slow(*given):
    print("opening", flush=True)
    time.sleep(1)
    return real(*given)

desk._open = slow
__main__.cli(["run"])
"""


VISITED = """
from bot import __main__
from bot import app
from tests.fakes import WordEncoder

app.PreparedEncoder = lambda model, folder: WordEncoder()
__main__.cli(["demo", "--no-browser", "--port", "47210"])
"""


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("program", "ready"), [(RUNNING, "running"), (OPENING, "opening"), (VISITED, "Open ")], ids=["run", "open", "demo"]
)
def test_a_signal_ends_the_process_with_0_and_closes_its_files(
    program: str, ready: str, sign: signal.Signals, tmp_path: Path
) -> None:
    environment = os.environ | {"DISCORD_TOKEN": TOKEN, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-u", "-W", "error::ResourceWarning", "-c", program],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert any(line.startswith(ready) for line in iter(process.stdout.readline, ""))
        process.send_signal(sign)
        _, log = process.communicate(timeout=30)
    assert process.returncode == 0, log
    assert "Traceback" not in log
    assert not list((tmp_path / "data").glob("*-wal"))
    assert not list(tmp_path.glob("footnote-demo-*"))


def test_the_version_is_the_one_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == bot.__version__


def test_check_says_what_is_so_and_that_nothing_but_the_token_is_lacking(tmp_path: Path) -> None:
    result = footnote("check")
    assert result.exit_code == 78, result.output
    (wrong,) = (line for line in result.stdout.splitlines() if line.startswith("✗"))
    assert "There is no Discord token yet" in wrong
    assert f"✓ The data folder is {tmp_path / 'data'}, and can be written." in result.stdout
    assert "✓ The model all-MiniLM-L6-v2 is not prepared yet: the first start does that" in result.stdout


def test_check_names_what_must_be_done_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "file" / "data"))
    result = footnote("check")
    assert result.exit_code == 78
    assert "✗ The data folder" in result.stdout
    assert "set FOOTNOTE_DATA to another folder" in result.stdout


def test_prepare_says_what_runs_and_how_near_it_is(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_MODELS", str(models))
    result = footnote("check")
    for words in ("runs with onnxruntime, from ", "least cosine 0.999", "weights.bin 90.3"):
        assert words in result.stdout.replace("least cosine 1", "least cosine 0.9999")
    monkeypatch.setattr(app, "prepare", lambda named, folder: Preparation(folder, why="onnx is missing"))
    result = footnote("prepare")
    said = result.stdout.splitlines()
    assert result.exit_code == 1
    assert said[0] == "The model all-MiniLM-L6-v2 cannot be prepared: onnx is missing."
