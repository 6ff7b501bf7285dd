"""A backup is put back under a bot that went on since: what was posted meanwhile is found, and not posted again."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.services.backup import make
from bot.services.restore import restore
from bot.settings import Settings
from tests import sim
from tests.bot.discord_ui.test_post import hand_in, letter, spoil, standing
from tests.sim import World, open_world, raw


def posted(world: World) -> int:
    return sum(raw(message).count("Bring a sentence") for message in world.server.channel.history())


async def put_back(world: World, folder: Path) -> None:
    await world.opened.aclose()
    await restore(world.folder, folder, world.env.now(), "1")
    await world.restart()


async def test_what_was_posted_since_the_backup_is_not_posted_again(world: World) -> None:
    await hand_in(world, letter(world, "a", 60), letter(world, "b", 7200))
    folder = make(world.folder, None, 7, world.env.now(), "1").folder  # while it runs
    await world.env.advance_time(600)
    assert posted(world) == 1
    await put_back(world, folder)
    await world.env.advance_time(900)
    assert posted(world) == 1
    assert (await standing(world, "a")).state == "sent"
    await world.env.advance_time(7200)
    assert posted(world) == 2


async def test_one_that_was_under_way_in_the_backup_and_was_posted_much_later_is_found(world: World) -> None:
    """It was tried then, without success; by what the backup knows it was only looked for around that try."""
    await world.server.bob.send(world.server.channel, "Later than that try, and earlier than the letter.")
    await hand_in(world, letter(world, "a", 3600))
    await world.env.advance_time(3600 + 60)
    assert posted(world) == 1
    at = int((world.env.now() - timedelta(hours=1)).timestamp() * 1000)
    anchor, due = (at - 1420070400000 - 3_600_000) << 22, at - 7_200_000
    tried = at - 3_600_000
    await spoil(
        world,
        f"UPDATE outbox SET state = 'sending', message = NULL, place = NULL, doubt_since = {tried}, tried_at = {tried},"
        f" due = {due}, anchor = {anchor}, lease_until = {tried + 60_000}",
    )
    folder = make(world.folder, None, 7, world.env.now(), "1").folder
    await put_back(world, folder)
    await world.env.advance_time(900)
    assert posted(world) == 1
    assert (await standing(world, "a")).state == "sent"


async def test_a_running_bot_makes_one_a_day_by_itself_and_ends_while_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim, "Settings", partial(Settings, backups=2))
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server)
        for _ in range(4):
            await world.env.advance_time(24 * 3600)
            await until_made(world)
        names = sorted(path.name for path in (tmp_path / "backups").glob("2*Z"))
        assert len(names) == 2
        assert (tmp_path / "backups" / names[-1] / "libraries" / f"{world.server.guild.id}.db").exists()
        await world.restart()
        await world.env.advance_time(3600)
        await until_made(world)
        assert sorted(path.name for path in (tmp_path / "backups").glob("2*Z")) == names
    assert not list((tmp_path / "backups").glob(".part-*"))


async def until_made(world: World) -> None:
    """A backup is made in a thread, which the simulated time knows nothing of."""
    for task in asyncio.all_tasks():
        if task.get_name() == "backup":
            await task
