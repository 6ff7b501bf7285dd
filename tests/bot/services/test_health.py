"""Everything is measured without waiting for Discord; whatever cannot be measured is what is wrong."""

from pathlib import Path

import pytest

from bot.facilitation.ask import Reply
from bot.facilitation.errors import Refusal
from bot.facilitation.health import Asked
from bot.facilitation.library import Visitor
from bot.services.clock import Clock
from bot.services.health import Asks
from tests.sim import World


async def reply(answered: bool) -> Reply:
    return Reply("q", answered, ())


async def refuse() -> Reply:
    raise Refusal("Not now.")


async def fail() -> Reply:
    raise ZeroDivisionError


async def test_questions_are_counted_by_what_became_of_them() -> None:
    moments = iter([0.0, 0.3, 1.0, 1.0, 2.0, 2.7, 3.0, 63.0])
    asks = Asks(lambda: next(moments))
    await asks.timed(reply(True))
    await asks.timed(reply(False))
    with pytest.raises(Refusal):
        await asks.timed(refuse())
    with pytest.raises(ZeroDivisionError):
        await asks.timed(fail())
    assert asks.counts == {
        "answered": Asked().and_one(0.3),
        "silent": Asked().and_one(0),
        "refused": Asked().and_one(2.7 - 2.0),
        "failed": Asked().and_one(60),
    }


async def test_a_running_bot_is_measured_as_a_whole(world: World, tmp_path: Path) -> None:
    s, bot = world.server, world.bot
    await s.ann.slash(s.channel, "ask", question="What keeps the wind out?")
    await s.ann.slash(s.channel, "ask", question="Who painted the moon?")
    health = await bot.checkup.health()
    assert (health.connected, health.servers, health.libraries, health.opened) == (True, 1, 1, 1)
    assert health.model is False  # nobody warmed it up here
    await bot.shelf.warm_up()
    assert (await bot.checkup.health()).model is True
    assert health.mail is not None
    assert health.quiet is not None
    assert sum(sum(one.numbers) for one in health.asks.values()) == 2
    assert health.files["bot.db"] > 0
    assert health.files["libraries"] >= world.library_file(s).stat().st_size
    assert health.free > 0


async def test_a_lost_connection_is_seen_until_it_is_back(empty_world: World) -> None:
    bot = empty_world.bot
    for event, connected in (("disconnect", False), ("resumed", True)):
        bot.dispatch(event)
        await empty_world.env.settle()
        assert (await bot.checkup.health()).connected is connected


async def test_a_desk_that_does_not_work_is_a_measure_too(
    empty_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(empty_world.bot.checkup._desk, "run", fail)
    monkeypatch.setattr(Clock, "quiet", property(lambda _: 2.0))  # outside of the simulation its time means nothing
    assert (await empty_world.bot.checkup.health()).mail is None
    assert (await empty_world.bot.checkup.health()).mail is None
    assert caplog.messages == ["bot.db cannot be used: [Errno 28] No space left on device"]  # once, not at every look
    status = await empty_world.bot.checkup.status(Visitor(empty_world.server.guild.id, 1, True, False))
    assert "cannot be read or written" in status.verdict


async def test_only_moderators_see_the_status(empty_world: World) -> None:
    with pytest.raises(Refusal, match="Only moderators"):
        await empty_world.bot.checkup.status(Visitor(empty_world.server.guild.id, 1, False, False))
