"""What a machine hears over HTTP: alive, ready, and numbers that name nobody."""

import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot import app
from bot.discord_ui.client import FootnoteBot
from bot.facilitation.starts import Identifies
from bot.services.clock import Clock
from bot.settings import Settings, WrongSettings
from bot.watch.health import answering
from tests.fakes import WordEncoder
from tests.sim import World


class Machine:
    """Asks."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def get(self, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(f"http://{host}:{self.port}{path}") as answer,
        ):
            return answer.status, await answer.text()


@pytest_asyncio.fixture
async def machine(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Machine]:
    monkeypatch.setattr(Clock, "quiet", property(lambda _: 2.0))  # outside of the simulation its time means nothing
    async with answering(world.bot.checkup, 0) as port:
        yield Machine(port)


async def test_it_is_alive_as_long_as_its_clock_looks(
    machine: Machine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await machine.get("/healthz") == (200, "alive\n")
    monkeypatch.setattr(Clock, "quiet", property(lambda _: 91.0))
    assert await machine.get("/healthz") == (503, "the clock has not looked for 91 seconds\n")
    monkeypatch.setattr(Clock, "quiet", property(lambda _: None))  # it waits for Discord
    assert (await machine.get("/healthz"))[0] == 200


async def test_it_is_ready_when_gateway_database_and_model_are(machine: Machine, world: World) -> None:
    assert await machine.get("/readyz") == (503, "the model is not loaded\n")
    await world.bot.shelf.warm_up()
    assert await machine.get("/readyz") == (200, "ready\n")
    world.bot.dispatch("disconnect")
    await world.env.settle()
    assert await machine.get("/readyz") == (503, "the gateway is not connected\n")


async def test_a_bot_that_has_not_begun_is_alive_and_not_ready(tmp_path: Path) -> None:
    async with (
        app.open_bot(Settings(data=tmp_path), encoder=WordEncoder()) as bot,
        answering(bot.checkup, 0) as port,
    ):
        machine = Machine(port)
        assert (await machine.get("/healthz"))[0] == 200
        status, said = await machine.get("/readyz")
        assert (status, said.splitlines()) == (503, ["the gateway is not connected", "the model is not loaded"])
        assert "footnote_gateway_latency_seconds" not in (await machine.get("/metrics"))[1]


def gateway_bot(left: int, reset_after: int = 3_600_000) -> Any:
    async def answer() -> tuple[int, str, dict[str, int]]:
        return 1, "", {"remaining": left, "reset_after": reset_after}

    return answer


async def test_a_number_of_sessions_is_forgotten_when_discord_has_counted_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = world.bot
    assert bot.identifies is None
    monkeypatch.setattr(bot.http, "get_bot_gateway", gateway_bot(987, 0))
    await bot.ask_identifies()
    assert bot.identifies is None


async def test_metrics_are_what_prometheus_reads_and_count_what_happened(
    machine: Machine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = world.server
    await s.ann.slash(s.channel, "ask", question="What keeps the wind out?")
    await s.ann.slash(s.channel, "ask", question="Who painted the moon?")
    monkeypatch.setattr(world.bot.http, "get_bot_gateway", gateway_bot(987))
    assert await world.bot.ask_identifies() == Identifies(987, timedelta(hours=1))
    status, page = await machine.get("/metrics")
    assert status == 200
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
    assert samples["footnote_gateway_connected",] == 1
    assert samples["footnote_identifies_left",] == 987
    assert samples["footnote_ask_seconds_count", "answered"] == 1
    assert samples["footnote_ask_seconds_count", "silent"] == 1
    assert samples["footnote_ask_seconds_bucket", "+Inf", "answered"] == 1
    assert samples["footnote_ask_seconds_count", "failed"] == 0
    assert samples["footnote_outbox_letters", "uncertain"] == 0
    assert samples["footnote_outbox_lag_seconds",] == 0
    assert samples["footnote_file_bytes", "bot.db"] > 0
    assert samples["footnote_libraries_open",] == 1
    if Path("/proc").exists():
        assert samples["process_resident_memory_bytes",] > 0


async def test_no_label_names_a_server_a_member_or_a_text(machine: Machine, world: World) -> None:
    s = world.server
    await s.ann.slash(s.channel, "ask", question="What keeps the wind out?")
    page = (await machine.get("/metrics"))[1]
    for secret in (s.guild.id, s.ann.id, s.channel.id, world.bot.user.id, "wind", "hedges", "Tuesday"):  # type: ignore[union-attr]
        assert str(secret) not in page


async def test_only_this_machine_is_answered(machine: Machine) -> None:
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in others:
        with pytest.raises(aiohttp.ClientConnectorError):
            await machine.get("/healthz", str(address))
    assert (await machine.get("/"))[0] == 404


async def test_a_port_that_is_taken_is_one_sentence_about_the_setting(world: World) -> None:
    async with answering(world.bot.checkup, 0) as port:
        with pytest.raises(WrongSettings, match=f"FOOTNOTE_HEALTH_PORT is {port}, which is not free"):
            async with app._answering(world.bot, port):
                pass


async def test_without_a_port_nothing_listens(world: World) -> None:
    async with app._answering(_unasked(world.bot), None):
        pass


def _unasked(bot: FootnoteBot) -> FootnoteBot:
    bot.checkup = None  # type: ignore[assignment]
    return bot
