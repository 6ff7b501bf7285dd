"""/diagnose says in words why a command works for a member, or why it does not."""

from typing import Any

import discord
import pytest

from tests.bot.discord_ui.planning import found
from tests.sim import World, at_once, let_in, raw, read

KETTLE = "Is the kettle the chair of the meeting?"


async def diagnose(world: World, command: str, who: Any = None, channel: Any = None) -> list[str]:
    s = world.server
    given = {"member": who or s.ann, "command": command, "channel": channel or s.channel}
    result = await s.mod.slash(s.channel, "diagnose", **given)
    assert result.ephemeral
    return read(result).splitlines()


async def test_what_works_says_so_first_and_why(world: World) -> None:
    s = world.server
    lines = await diagnose(world, "/ask")
    assert lines[0] == "### Works. Only this member sees the answer; Share works."
    assert "✅ Everybody in this server may use it." in lines
    assert "✅ Everybody may ask." in lines
    assert "✅ The library has 2 essays." in lines
    assert "✅ I have Send Messages there." in lines
    assert raw(await s.mod.slash(s.channel, "diagnose", member=s.ann, command="ask", channel=s.channel)).splitlines()[
        1
    ] == (f"-# /ask for <@{s.ann.id}> in <#{s.channel.id}>")


async def test_a_right_comes_from_a_role_a_group_or_the_server(world: World) -> None:
    s = world.server
    hosts = s.guild.create_role("Hosts & *friends*")
    hal = s.guild.add_member(world.env.create_user("hal"), roles=[hosts])
    await world.env.settle()
    await found(world)
    assert "facilitates no group" in (await diagnose(world, "session start"))[0]
    assert "this member facilitates Readers" in "\n".join(await diagnose(world, "session start", s.bob))
    assert "this member may manage this server" in "\n".join(await diagnose(world, "session start", s.mod))
    card = await s.mod.slash(s.channel, "settings roles")
    assert card.response is not None
    for which in ("facilitator_roles", "moderator_roles"):
        await s.mod.select(card.response.message, [hosts], custom_id=f"footnote:settings-roles:{which}")
    lines = await diagnose(world, "library add", hal)
    assert lines[0].startswith("### Does not work. Discord shows it only to whoever may manage the server")
    assert "Integrations" in lines[0]
    assert "✅ It is for moderators; this member has “Hosts & *friends*”, which moderates Footnote." in lines
    assert (await diagnose(world, "group create", hal))[0] == "### Works."
    assert (await diagnose(world, "group create", s.bob))[0].startswith("### Does not work. It is for moderators")


async def test_who_may_ask_and_how_much(world: World) -> None:
    s = world.server
    readers = s.guild.create_role("Readers")
    kim = s.guild.add_member(world.env.create_user("kim"), roles=[readers])
    await world.env.settle()
    await s.mod.slash(s.channel, "settings edit", asks_a_minute=1)
    card = await s.mod.slash(s.channel, "settings roles")
    assert card.response is not None
    await s.mod.select(card.response.message, [readers], custom_id="footnote:settings-roles:askers")
    assert "has none of them" in (await diagnose(world, "ask"))[0]
    assert "✅ This member has “Readers”, which may ask." in await diagnose(world, "ask", kim)
    await kim.slash(s.channel, "ask", question=KETTLE)
    lines = await diagnose(world, "ask", kim)
    assert lines[0].startswith("### Does not work. This member has asked 1 question within a minute: ask again in")
    assert (await diagnose(world, "essays", kim))[0] == "### Works."


async def test_the_channel_and_what_footnote_may_do_there(world: World) -> None:
    s = world.server
    assert s.guild.me is not None
    hidden = s.guild.create_text_channel("hidden", overwrites={s.ann: discord.PermissionOverwrite(view_channel=False)})
    quiet = s.guild.create_text_channel(
        "quiet", overwrites={s.guild.me: discord.PermissionOverwrite(send_messages=False)}
    )
    assert (await diagnose(world, "ask", channel=hidden))[0].endswith("This member cannot see the channel.")
    lines = await diagnose(world, "ask", channel=quiet)
    assert lines[0].endswith("Share does not work, since Footnote may not write there.")
    assert "▫️ I lack Send Messages there." in lines
    card = await s.mod.slash(s.channel, "settings channels")
    assert card.response is not None
    await s.mod.select(card.response.message, [quiet], custom_id="footnote:settings-channels")
    await s.mod.slash(s.channel, "settings edit", answers="public")
    assert (await diagnose(world, "ask"))[0].startswith("### Works. The answer stays private, since Footnote may not")
    assert "/settings channels" in (await diagnose(world, "ask"))[0]


async def test_an_empty_library_answers_nothing(empty_world: World) -> None:
    assert "no essays yet: /library add" in (await diagnose(empty_world, "compare"))[0]


@pytest.mark.parametrize(("command", "sentence"), [("burn", "no such command"), ("/library burn", "no such command")])
async def test_an_unknown_command_is_one_sentence(world: World, command: str, sentence: str) -> None:
    assert sentence in (await diagnose(world, command))[0]


async def test_commands_are_offered_by_what_was_typed(world: World) -> None:
    s = world.server
    offered = await s.mod.autocomplete(s.channel, "diagnose", "command", "/sched")
    assert "/schedule create" in [one.name if hasattr(one, "name") else one["name"] for one in offered]


async def test_a_forged_channel_or_member_is_one_sentence(world: World) -> None:
    s = world.server
    stranger = world.env.create_user("stranger")
    for member, channel in ((str(stranger.id), str(s.channel.id)), (str(s.ann.id), "123")):
        given = {"member": member, "command": "ask", "channel": channel}
        (result,) = await at_once(world.env, s.channel, [(s.mod, "diagnose", given)])
        assert "Works" not in read(result)
        assert result.ephemeral


async def test_what_starts_from_a_message_is_never_said_to_be_posted(world: World) -> None:
    s = world.server
    await s.mod.slash(s.channel, "settings edit", answers="public")
    assert (await diagnose(world, "quote"))[0] == "### Works. The answer is posted in the channel."
    for menu in ("Find passages", "Check this quote"):
        assert (await diagnose(world, menu))[0] == "### Works. Only this member sees the answer; Share works."


async def test_in_a_forum_the_rights_are_those_in_its_posts(world: World) -> None:
    forum = world.server.guild.create_forum_channel("forum")
    await let_in(world.env, forum, send_messages=True)  # it may begin no post
    assert (await diagnose(world, "ask", channel=forum))[0].endswith("Share works.")
