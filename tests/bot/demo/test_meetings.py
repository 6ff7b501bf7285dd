"""The meeting that the page promises: "+1 day" opens it, and more days bring it to its end."""

import re

from aiohttp.test_utils import TestClient, TestServer
from simcord import ChannelHandle

from bot.demo.meetings import plan_meetings
from bot.demo.routes import Routes
from bot.demo.stage import Stage
from bot.demo.transcript import message_text
from bot.demo.world import World

DAY = 24 * 3600


async def test_a_day_later_the_session_opens_and_days_later_it_is_over(visited: World) -> None:
    await plan_meetings(visited)
    home = visited.server.channels["meetings"]
    assert (len(home.history()), len(home.threads)) == (1, 0)
    await visited.env.advance_time(DAY)
    (thread,) = home.threads
    begun = len(thread.history())
    assert begun >= 1
    await visited.env.advance_time(2 * DAY)
    assert len(thread.history()) > begun
    for _ in range(4):
        await visited.env.advance_time(DAY)
    assert "That was" in str(thread.history()[-1].components)


async def test_the_buttons_of_the_page_move_it_through_every_phase_and_close_it(visited: World) -> None:
    await plan_meetings(visited)
    home = visited.server.channels["meetings"]
    async with TestClient(TestServer(Routes(Stage(visited, port=0)).application())) as browser:
        page = await (await browser.get("/")).text()
        (token,) = re.findall(r'name="token" value="([^"]+)"', page)

        async def press(label: str) -> None:
            (hours,) = re.findall(rf'name="hours" value="(\d+)">{re.escape(label)}<', page)
            assert (await browser.post("/advance", data={"token": token, "hours": hours})).status == 200

        for _ in range(23):
            await press("+1 hour")
        (thread,) = home.threads
        assert headings(thread)[0].startswith("1/")
        for _ in range(7):
            await press("+1 day")
        opened = await (await browser.get("/")).text()
    found = headings(thread)
    of = int(found[0].partition("/")[2].partition(" ")[0])
    assert [one.partition(" ")[0] for one in found] == [*(f"{number}/{of}" for number in range(1, of + 1)), "That"]
    assert f"/open/{thread.id}" in opened  # and it can be looked at


def headings(thread: ChannelHandle) -> list[str]:
    return [message_text(one).splitlines()[0] for one in thread.history() if one.components]
