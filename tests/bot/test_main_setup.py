"""`setup`, `invite` and `check`, as a host meets them: real processes, a terminal, a Discord on loopback."""

import asyncio
import os
import random
import select
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dotenv import dotenv_values
from typer.testing import CliRunner, Result

from bot import __main__, app
from bot.facilitation.permissions import NEEDED
from bot.settings import remember
from tests.faults.payloads import BOT
from tests.faults.unreliable import Unreliable, serve

ROOT = Path(__file__).parents[2]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"
RUN = "import sys; from discord.http import Route; Route.BASE = sys.argv.pop(1);from bot.__main__ import main; main()"
PATIENCE = 30.0


@pytest.fixture(autouse=True)
def empty_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("DISCORD_", "FOOTNOTE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)


@asynccontextmanager
async def discord_there() -> AsyncIterator[tuple[Unreliable, str]]:
    """A Discord on which nothing fails, and its address."""
    calm = Unreliable(random.Random(1), calm=True)  # noqa: S311 - dice for faults
    async with serve(calm) as port:
        yield calm, f"http://127.0.0.1:{port}/api"


async def footnote(address: str, *arguments: str) -> tuple[int, str, str]:
    """A process of its own; nobody is at its terminal."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        RUN,
        address,
        *arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said, told = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    for words in (said.decode(), told.decode()):
        assert TOKEN not in words
        assert "Traceback" not in words
    return process.returncode, said.decode(), told.decode()


def here(*arguments: str) -> Result:
    return CliRunner().invoke(__main__.cli, arguments)


class Terminal:
    """A process with somebody at its terminal."""

    def __init__(self, address: str, *arguments: str) -> None:
        self._mine, its = os.openpty()
        self.process = subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-c", RUN, address, *arguments],
            preexec_fn=lambda: os.login_tty(its),
            env=os.environ | {"TERM": "dumb", "COLUMNS": "200"},
        )
        os.close(its)
        self.shown = ""
        self._answered = 0

    async def answer(self, question: str, words: str) -> None:
        """Wait for a question, and type the answer."""
        await self.sees(question)
        await asyncio.sleep(0.3)  # until it listens: what is typed before a hidden answer is thrown away
        await self._read()
        self._answered = len(self.shown)
        os.write(self._mine, f"{words}\n".encode())

    async def sees(self, words: str) -> None:
        """Wait for words behind the last answer."""
        end = time.monotonic() + PATIENCE
        while words not in self.shown[self._answered :]:
            assert time.monotonic() < end, self._given_up(words)
            assert self.process.poll() is None, self._given_up(words)
            await self._read()

    async def end(self) -> int:
        """Read to the end; the status."""
        end = time.monotonic() + PATIENCE
        while await self._read() or self.process.poll() is None:
            assert time.monotonic() < end, self._given_up("the end")
        os.close(self._mine)
        return self.process.wait()

    async def _read(self) -> bool:
        await asyncio.sleep(0.05)
        more = b""
        if select.select([self._mine], [], [], 0)[0]:
            with suppress(OSError):  # it is over
                more = os.read(self._mine, 65536)
        self.shown += more.decode()
        return bool(more)

    def _given_up(self, awaited: str) -> str:
        self.process.kill()
        return f"“{awaited}” did not come: {self.shown}"


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
async def test_setup_asks_for_what_is_missing_and_writes_it_for_nobody_else(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# of ours\nFOOTNOTE_LOG_LEVEL=ERROR\nDISCORD_TOKEN=\n")
    (tmp_path / ".env").chmod(0o644)
    (tmp_path / "file").touch()
    async with discord_there() as (discord, address):
        one = Terminal(address, "setup")
        await one.answer("Token (it is not shown)", "123456789012345678")
        discord.refuses_token = True
        await one.answer("Token (it is not shown)", TOKEN)
        await one.sees("Discord does not know this token")
        discord.refuses_token = False
        await one.answer("Token (it is not shown)", TOKEN)
        await one.answer("Folder for everything", str(tmp_path / "file" / "data"))
        await one.answer("Folder for everything", "my books")
        await one.answer("Precision of the model", "int8")
        await one.answer("Port on which", "99999")
        await one.answer("Port on which", "8701")
        status = await one.end()
    assert status == 0, one.shown
    assert TOKEN not in one.shown
    assert "This is the application's number" in one.shown
    assert one.shown.count("Discord does not know this token") == 1
    assert "cannot be written" in one.shown
    assert "FOOTNOTE_HEALTH_PORT is 99999" in one.shown
    assert "Discord knows it: “Footnote”." in one.shown
    assert f"client_id={BOT}&scope=bot+applications.commands" in one.shown
    assert "python -m bot check" in one.shown
    file = tmp_path / ".env"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().startswith("# of ours\nFOOTNOTE_LOG_LEVEL=ERROR\n")
    assert dotenv_values(file) == {
        "FOOTNOTE_LOG_LEVEL": "ERROR",
        "DISCORD_TOKEN": TOKEN,
        "FOOTNOTE_DATA": "my books",
        "FOOTNOTE_PRECISION": "int8",
        "FOOTNOTE_HEALTH_PORT": "8701",
    }
    assert [one.name for one in tmp_path.iterdir() if TOKEN in one.read_text()] == [".env"]
    assert discord.identifies == 0  # and nothing was published


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
async def test_setup_that_is_left_writes_nothing(tmp_path: Path) -> None:
    async with discord_there() as (_, address):
        one = Terminal(address, "setup")
        await one.answer("Token (it is not shown)", TOKEN)
        await one.answer("Folder for everything", "\x03")
        assert await one.end() == 130
    assert "Traceback" not in one.shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
async def test_setup_without_a_network_asks_whether_to_keep_the_token(tmp_path: Path) -> None:
    one = Terminal("http://127.0.0.1:9/api", "setup")
    await one.answer("Token (it is not shown)", TOKEN)
    await one.answer("Keep it all the same?", "y")
    await one.answer("Folder for everything", "")
    await one.answer("Precision of the model", "")
    await one.answer("Port on which", "")
    assert await one.end() == 0, one.shown
    assert dotenv_values(tmp_path / ".env") == {"DISCORD_TOKEN": TOKEN, "FOOTNOTE_DATA": "data"}


async def test_where_nobody_can_answer_setup_says_what_to_set(tmp_path: Path) -> None:
    async with discord_there() as (_, address):
        status, _, told = await footnote(address, "setup")
        assert (status, "DISCORD_TOKEN_FILE" in told, "FOOTNOTE_DATA" in told) == (78, True, True)
        remember(tmp_path / ".env", {"DISCORD_TOKEN": TOKEN})
        status, said, _ = await footnote(address, "setup")
        assert (status, "FOOTNOTE_DATA" in said) == (0, True)


def test_what_is_remembered_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    remember(file, {"A": "it's a \\ thing # here", "B": "plain/one.two"})
    assert dotenv_values(file) == {"A": "it's a \\ thing # here", "B": "plain/one.two"}
    assert "B=plain/one.two\n" in file.read_text()
    before = file.read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        remember(file, {"A": "other"})
    assert file.read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == [".env"]


async def test_invite_by_the_token_and_by_a_number() -> None:
    async with discord_there() as (discord, address):
        status, said, _ = await footnote(address, "invite", "--application", "77")
        assert (status, "client_id=77&" in said) == (0, True)
        for one in NEEDED:
            assert f"{one.name}: to {one.why}" in said
        status, _, told = await footnote(address, "invite")
        assert (status, "--application" in told) == (78, True)
        os.environ["DISCORD_TOKEN"] = TOKEN
        try:
            status, said, _ = await footnote(address, "invite")
            assert (status, f"client_id={BOT}&" in said) == (0, True)
            discord.refuses_token = True
            status, _, told = await footnote(address, "invite")
            assert (status, "Discord refused the token" in told) == (78, True)
        finally:
            del os.environ["DISCORD_TOKEN"]


async def test_check_says_what_is_so_and_ends_with_78_only_for_what_must_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with discord_there() as (discord, address):
        status, said, _ = await footnote(address, "check")
        assert status == 78
        assert "✗ There is no Discord token yet: python -m bot setup asks for it." in said
        monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
        monkeypatch.setenv("PYTHONTZPATH", "/usr/share/zoneinfo")
        status, said, _ = await footnote(address, "check")
        assert status == 0, said
        assert f"✓ Discord accepts the token: it is that of “Footnote” ({BOT})." in said
        assert "✓ The machine's clock agrees with Discord's" in said
        assert "PYTHONTZPATH (/usr/share/zoneinfo) is not used" in said
        discord.refuses_token = True
        status, said, _ = await footnote(address, "check")
        assert (status, "✗ Discord does not know this token" in said) == (78, True)
        monkeypatch.setenv("DISCORD_TOKEN", "123456789012345678")
        status, said, _ = await footnote(address, "check")
        assert (status, "✗ DISCORD_TOKEN: This is the application's number" in said) == (78, True)


async def test_check_without_a_network_says_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    status, said, _ = await footnote("http://127.0.0.1:9/api", "check")
    assert status == 0
    assert "– Discord cannot be reached (" in said
    assert "– The clock was not compared" in said
    assert "✓ Time zones follow the rules of" in said


async def test_a_clock_that_is_off_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr(app, "utcnow", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    async with discord_there() as (_, address):
        monkeypatch.setattr("discord.http.Route.BASE", address)
        result = await asyncio.to_thread(here, "check")
    assert result.exit_code == 78
    assert "ahead of Discord's, and as long as it is, nothing is posted" in result.stdout


def test_time_zones_of_the_machine_are_a_trap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoneinfo.TZPATH", ("/usr/share/zoneinfo",))
    result = here("check")
    assert "✗ Time zones are read from /usr/share/zoneinfo" in result.stdout
