"""The bot is opened as a whole, closed as a whole, and ends when it is told to."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
from importlib import resources
from pathlib import Path

import pytest

from bot import __version__, app
from bot.settings import Settings
from bot.storage.desk import UnusableDesk
from bot.storage.lock import AnotherCopy, only_here
from retrieval import Library
from tests.fakes import WordEncoder

TEA = b"# Tea\n\nTea is served hot in every house of this street, and nobody says why.\n"


def ours() -> set[str]:
    """Names of the threads that the bot starts."""
    return {t.name.rsplit("_", 1)[0] for t in threading.enumerate() if t.name.startswith(("desk", "shelf", "encoder"))}


async def test_everything_is_closed_when_the_block_ends(tmp_path: Path) -> None:
    async with app.open_bot(Settings(data=tmp_path), encoder=WordEncoder()) as bot:
        await bot.shelf.fill(1, Library.essays)
        assert ours() == {"desk", "shelf-slow"}
    assert ours() == set()
    assert bot.is_closed()
    assert sorted(path.name for path in tmp_path.rglob("*.db*")) == ["1.db", "bot.db", "vectors.db"]


async def test_everything_is_closed_when_the_story_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with app.open_bot(Settings(data=tmp_path), encoder=WordEncoder()) as bot:
            raise ZeroDivisionError
    assert bot.is_closed()
    assert ours() == set()


async def test_without_a_usable_desk_nothing_stays_open(tmp_path: Path) -> None:
    (tmp_path / "bot.db").mkdir()
    with pytest.raises(UnusableDesk):
        async with app.open_bot(Settings(data=tmp_path), encoder=WordEncoder()):
            pass
    assert ours() == set()


async def test_about_knows_version_and_model(tmp_path: Path) -> None:
    async with app.open_bot(Settings(data=tmp_path), encoder=WordEncoder()) as bot:
        assert (bot.about.version, bot.about.model) == (__version__, "words-1")


def test_time_zones_are_those_of_the_pinned_package_whatever_the_machine_has(tmp_path: Path) -> None:
    (tmp_path / "Europe").mkdir()
    shutil.copy(str(resources.files("tzdata.zoneinfo") / "Asia" / "Tokyo"), tmp_path / "Europe" / "Berlin")
    lines = (
        "import zoneinfo, datetime as d",
        "noon = d.datetime(2026, 1, 1, 12, tzinfo=d.UTC)",
        "print(noon.astimezone(zoneinfo.ZoneInfo('Europe/Berlin')).hour)",  # a zone that is in use already
        "import bot.app",
        "print(noon.astimezone(zoneinfo.ZoneInfo('Europe/Berlin')).hour, zoneinfo.TZPATH)",
    )
    ran = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", "\n".join(lines)],
        env=os.environ | {"PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split("\n")[:2] == ["21", "13 ()"]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_story_from_inside(sign: signal.Signals) -> None:
    ended = []

    async def story() -> None:
        try:
            os.kill(os.getpid(), sign)
            await asyncio.sleep(10)
        finally:
            ended.append(True)

    await asyncio.wait_for(app.until_told_to_stop(story()), 5)
    assert ended == [True]


async def test_a_story_that_ends_by_itself_gives_its_result() -> None:
    async def story() -> int:
        return 2

    assert await app.until_told_to_stop(story()) == 2


async def test_a_story_that_fails_is_heard() -> None:
    async def story() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await app.until_told_to_stop(story())


async def test_a_cancelled_run_cancels_the_story() -> None:
    ended = []

    async def story() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            ended.append(True)

    running = asyncio.create_task(app.until_told_to_stop(story()))
    await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert ended == [True]


def test_the_starter_library_holds_every_seed_and_is_made_once(tmp_path: Path) -> None:
    encoder = WordEncoder()
    for _ in range(2):
        library = app.starter_library(tmp_path / "starter.db", encoder)
        essays = library.essays()
        library.close()
    files = {path.name for path in app.STARTER_ESSAYS.iterdir() if path.suffix in app.ESSAY_FILES}
    assert {essay.file for essay in essays} == files
    assert files


def test_the_model_is_the_one_of_the_settings() -> None:
    settings = Settings(encoder="some/model", encoder_revision="abc", query_prompt="q: ")
    assert app.model_of(settings).identity == 'some/model@abc with [{"question": "q: "}, {}]'
    assert app.model_of(Settings()).identity == "all-MiniLM-L6-v2"


async def test_a_library_of_another_model_answers_with_it_until_it_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[tuple[str, bool]] = []

    def encoder(model, folder, *, fetch=True):
        named.append((model.identity, fetch))
        return WordEncoder(identity=model.identity)

    monkeypatch.setattr(app, "PreparedEncoder", encoder)
    for settings in (Settings(data=tmp_path, encoder="old"), Settings(data=tmp_path, encoder="new")):
        async with app.open_bot(settings) as bot:
            assert bot.about.model == settings.encoder
            await bot.shelf.fill(1, lambda library: library.essays() or library.add("tea.md", TEA))
            answer = await bot.shelf.search(1, lambda library: library.ask("is tea hot?"))
            assert answer.excerpts[0].text == "Tea is served hot in every house of this street, and nobody says why."
    assert named == [("old", True), ("new", True), ("old", False)]


async def test_the_judge_of_the_settings_has_the_last_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Judge:
        def __init__(self, name: str) -> None:
            self.identity = name

        def judge(self, question, texts):
            asked.append(question)
            return [0.9] * len(texts)

    monkeypatch.setattr(app, "CrossEncoderJudge", Judge)
    async with app.open_bot(Settings(data=tmp_path, judge="some/judge"), encoder=WordEncoder()) as bot:
        await bot.shelf.warm_up()
        await bot.shelf.fill(1, lambda library: library.add("tea.md", TEA))
        answer = await bot.shelf.search(1, lambda library: library.ask("is tea hot?"))
    assert asked == ["warm up", "is tea hot?"]
    assert answer.excerpts[0].score == 0.9


async def test_commands_are_not_published_beside_a_running_copy(tmp_path: Path) -> None:
    with only_here(tmp_path), pytest.raises(AnotherCopy):
        await app.sync(Settings(data=tmp_path, discord_token="token"))
    assert not (tmp_path / "bot.db").exists()
