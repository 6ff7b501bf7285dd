"""The launcher: its page, its links, its clock, and what it says when it cannot start."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.demo import launcher, needs
from bot.demo.routes import Routes
from bot.demo.stage import Stage
from bot.demo.world import World
from bot.settings import Settings

Client = TestClient[Any, Any]


@pytest_asyncio.fixture
async def browser(visited: World) -> AsyncIterator[Client]:
    stage = Stage(visited, port=0)
    async with TestClient(TestServer(Routes(stage).application())) as client:
        yield client
    await stage.close()


async def token(browser: Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', await (await browser.get("/")).text())
    assert found is not None
    return found[1]


async def test_the_page_lists_every_place_and_says_that_all_is_simulated(browser: Client, visited: World) -> None:
    page = await (await browser.get("/")).text()
    for place in visited.places():
        assert f'href="/open/{place.key}"' in page
        assert place.name in page
    assert "Everything here is simulated" in page


async def test_a_link_opens_the_preview_of_its_place(browser: Client, visited: World) -> None:
    for place in visited.places():
        answer = await browser.get(f"/open/{place.key}", allow_redirects=False)
        assert answer.status == 302
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/#\S+", answer.headers["Location"])


async def test_the_preview_that_was_open_closes_when_another_one_opens(browser: Client, visited: World) -> None:
    addresses = [
        (await browser.get(f"/open/{place.key}", allow_redirects=False)).headers["Location"].partition("#")
        for place in visited.places()[:2]
    ]
    assert addresses[0][2] != addresses[1][2]
    assert (await browser.session.get(addresses[1][0])).status == 200


async def test_a_place_that_is_not_there_is_told_on_the_page(browser: Client) -> None:
    answer = await browser.get("/open/12345")
    assert answer.status == 404
    assert "There is no such place on this server. Choose one from the list." in await answer.text()


async def test_a_button_lets_time_pass(browser: Client, visited: World) -> None:
    before = visited.env.now()
    form = {"token": await token(browser), "hours": "24"}
    answer = await browser.post("/advance", data=form, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert visited.env.now() - before == timedelta(days=1)


async def test_time_passes_in_the_preview_that_is_open(browser: Client, visited: World) -> None:
    await browser.get(f"/open/{visited.reading.id}", allow_redirects=False)
    await browser.post("/advance", data={"token": await token(browser), "hours": "1"})
    preview = visited.env._preview  # private: nobody hands out the preview that is open
    assert preview is not None
    assert preview.capture_time == visited.env.now()


@pytest.mark.parametrize("hours", ["", "0", "-1", "x", "²", "999"])
async def test_the_clock_refuses_what_is_not_some_hours(browser: Client, visited: World, hours: str) -> None:
    before = visited.env.now()
    answer = await browser.post("/advance", data={"token": await token(browser), "hours": hours})
    assert answer.status == 400
    assert "whole hours" in await answer.text()
    assert visited.env.now() == before


async def test_a_form_without_the_token_moves_nothing(browser: Client, visited: World) -> None:
    before = visited.env.now()
    answer = await browser.post("/advance", data={"token": "guessed", "hours": "1"})
    assert answer.status == 403
    assert visited.env.now() == before


async def test_reading_an_address_does_not_move_the_clock(browser: Client) -> None:
    assert (await browser.get("/advance?hours=1")).status == 405


@pytest.mark.parametrize("came_from", ["cross-site", "same-site"])
async def test_a_link_on_another_page_opens_nothing(browser: Client, visited: World, came_from: str) -> None:
    headers = {"Sec-Fetch-Site": came_from}
    answer = await browser.get(f"/open/{visited.reading.id}", headers=headers, allow_redirects=False)
    assert answer.status == 403
    assert visited.env._preview is None  # private, as above


async def test_a_foreign_name_for_this_machine_is_turned_away(browser: Client) -> None:
    assert (await browser.get("/", headers={"Host": "example.org"})).status == 403


async def test_the_short_essay_comes_as_a_file(browser: Client) -> None:
    answer = await browser.get("/essay")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="on-reading-aloud.md"'
    assert "# On Reading Aloud" in await answer.text()


async def test_a_port_in_use_is_one_sentence() -> None:
    said: list[str] = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert await launcher.serve(Settings(), port=port, browser=False, write=said.append) == 2
    assert said == [f"Port {port} is in use. Choose another one: python -m bot demo --port {port + 10}"]


async def test_a_port_without_the_right_to_it_is_another_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(launcher.socket, "socket", Closed)
    said: list[str] = []
    assert await launcher.serve(Settings(), port=80, browser=False, write=said.append) == 2
    assert said == [
        "Port 80 is not open to you on this machine. Choose another one: python -m bot demo --port 8700",
    ]


async def test_missing_packages_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda name: None if name == "regex" else object())
    said: list[str] = []
    assert await launcher.serve(Settings(), browser=False, write=said.append) == 2
    assert said == ["The demo needs more packages (regex). Install them with: pip install -e .[demo]"]


async def test_ctrl_c_ends_the_visit_cleanly(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = asyncio.Event()
    opened = asyncio.Event()

    @asynccontextmanager
    async def no_world(settings: Settings, *, port: int) -> AsyncIterator[str]:
        opened.set()
        try:
            yield "http://127.0.0.1:1/"
        finally:
            closed.set()

    monkeypatch.setattr(launcher, "open_launcher", no_world)
    said: list[str] = []
    serving = asyncio.create_task(launcher.serve(Settings(), port=47000, browser=False, write=said.append))
    await opened.wait()
    serving.cancel()
    assert await serving == 0
    assert closed.is_set()
    assert said[-1] == "Goodbye."
