"""/settings show and edit, as moderators meet them, and as others do not."""

from typing import Any

import discord
import pytest
import simcord

from retrieval import Library
from tests.sim import World, delete_channel, raw, read, unchecked

NOWHERE = "How does photosynthesis convert radiation?"


async def edit(world: World, **options: Any) -> str:
    s = world.server
    result = await s.mod.slash(s.channel, "settings edit", **options)
    assert result.ephemeral
    return raw(result)


async def show(world: World) -> str:
    s = world.server
    result = await s.mod.slash(s.channel, "settings show")
    assert result.ephemeral
    return raw(result)


async def test_a_server_that_never_chose_sees_the_defaults(empty_world: World) -> None:
    lines = (await show(empty_world)).splitlines()
    assert lines[0] == "### Settings of this server"
    assert "**Ask the facilitators**: off" in lines
    assert "**Strictness**: balanced" in lines


async def test_a_channel_turns_asking_on_and_off_turns_it_off(empty_world: World) -> None:
    channel = empty_world.server.guild.create_text_channel("questions")
    shown = await edit(empty_world, questions_channel=channel)
    assert shown.startswith("### Settings of this server, changed")
    assert f"on, in <#{channel.id}>" in shown
    await empty_world.restart()
    assert f"on, in <#{channel.id}>" in await show(empty_world)
    assert "**Ask the facilitators**: off" in await edit(empty_world, ask_the_facilitators="off")
    assert "as well: the members' questions will be posted there" in await edit(empty_world, ask_the_facilitators="on")


async def test_each_server_has_its_own(empty_world: World) -> None:
    other = await empty_world.add_server("Gardeners")
    await edit(empty_world, strictness="strict")
    assert "**Strictness**: balanced" in read(await other.mod.slash(other.channel, "settings show"))


@pytest.mark.parametrize(
    ("deny", "sentence"),
    [
        (discord.PermissionOverwrite(view_channel=False), "I cannot see that channel"),
        (discord.PermissionOverwrite(send_messages=False), "I may not write in that channel"),
    ],
)
async def test_a_channel_that_the_bot_cannot_use_is_refused_at_once(
    empty_world: World, deny: discord.PermissionOverwrite, sentence: str
) -> None:
    guild = empty_world.server.guild
    assert guild.me is not None
    channel = guild.create_text_channel("quiet", overwrites={guild.me: deny})
    refusal = await edit(empty_world, questions_channel=channel)
    assert sentence in refusal.replace("\\", "")
    assert "**Ask the facilitators**: off" in await show(empty_world)


async def test_a_channel_of_another_kind_or_server_is_refused(empty_world: World) -> None:
    s = empty_world.server
    voice = s.guild.create_voice_channel("talk")
    with pytest.raises(simcord.OptionError):
        await s.mod.slash(s.channel, "settings edit", questions_channel=voice)
    # A forged client sends an id that Discord resolves to nothing.
    result = await unchecked(empty_world.env, s.mod, s.channel, "settings edit", questions_channel=str(voice.id))
    assert "on, in" not in read(result)
    assert "**Ask the facilitators**: off" in await show(empty_world)


async def test_a_channel_that_is_gone_is_said_so(empty_world: World) -> None:
    channel = empty_world.server.guild.create_text_channel("questions")
    assert "⚠️" not in await edit(empty_world, questions_channel=channel)
    await delete_channel(empty_world.env, channel)
    assert "⚠️ I cannot post there" in await show(empty_world)


async def test_nothing_chosen_and_contradictions_are_one_sentence(empty_world: World) -> None:
    channel = empty_world.server.guild.create_text_channel("questions")
    assert (await edit(empty_world)).startswith("Nothing was changed")
    refusal = await edit(empty_world, questions_channel=channel, ask_the_facilitators="off")
    assert "not both at once" in refusal


async def test_members_do_not_even_see_the_commands_and_are_refused_when_let_in(world: World) -> None:
    s = world.server
    assert not any(command.startswith("settings") for command in s.ann.available_commands(s.channel))
    settings = next(one for one in await world.bot.tree.fetch_commands() if one.name == "settings")
    s.guild.set_command_permissions(settings, {s.ann: True})
    for command, options in (("show", {}), ("edit", {"strictness": "open"})):
        result = await s.ann.slash(s.channel, f"settings {command}", **options)
        assert read(result).startswith("Only moderators who may manage this server can change its settings")
    assert "balanced" in await show(world)


async def test_the_strictness_of_the_server_holds_for_answers_and_comparisons(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = world.server
    used: list[tuple[str, str]] = []
    for name, method in (("ask", Library.ask), ("compare", Library.compare)):

        def noting(library: Library, *args: Any, name: str = name, real: Any = method, **named: Any) -> Any:
            used.append((name, named["strictness"]))
            return real(library, *args, **named)

        monkeypatch.setattr(Library, name, noting)
    for strictness in ("strict", "open"):
        await edit(world, strictness=strictness)
        await s.ann.slash(s.channel, "ask", question=NOWHERE)
        await s.ann.slash(s.channel, "compare", idea=NOWHERE)
    assert used == [("ask", "strict"), ("compare", "strict"), ("ask", "open"), ("compare", "open")]
