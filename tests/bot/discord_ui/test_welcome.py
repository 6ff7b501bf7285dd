"""What a server reads that takes Footnote in."""

import pytest

from tests.sim import World, called_by, raw, take_back


async def has_system_channel(world: World) -> None:
    s = world.server
    world.env.backend.get_guild(s.guild.id).system_channel_id = s.channel.id


def posted(world: World) -> list[str]:
    return [raw(message) for message in world.server.channel.history()]


async def test_it_names_setup_and_notifies_nobody(empty_world: World) -> None:
    await has_system_channel(empty_world)
    await join_again(empty_world)
    (said,) = posted(empty_world)
    assert "A moderator begins with `/setup`" in said
    (message,) = empty_world.server.channel.history()
    assert message.flags.suppress_notifications
    assert called_by(empty_world.env) == set()


async def join_again(world: World) -> None:
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.server.guild.id)})
    await world.env.settle()
    await take_back(world.env, world.server)


async def test_where_nobody_lets_it_speak_it_says_nothing(empty_world: World, caplog: pytest.LogCaptureFixture) -> None:
    await join_again(empty_world)  # no channel for the system
    assert posted(empty_world) == []
    await has_system_channel(empty_world)
    empty_world.env.inject_error("POST", "/channels/*/messages", status=403)
    await join_again(empty_world)
    assert posted(empty_world) == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
