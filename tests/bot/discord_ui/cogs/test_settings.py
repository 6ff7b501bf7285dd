"""/settings, as moderators meet it, and what follows from it for everybody else."""

from typing import Any

import discord
import pytest
import simcord
from simcord import InteractionResult, MemberActor, RoleHandle

from retrieval import Library
from tests.bot.discord_ui.planning import plan
from tests.sim import World, buttons, delete_channel, pass_days, raw, read, sent, unchecked

GROUP = {"name": "Readers", "zone": "Europe/Berlin", "hour": "19:30"}
KETTLE = "Is the kettle the chair of the meeting?"
QUOTED = "The kettle is the chair of the meeting."
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
        assert read(result).startswith("Only moderators who may manage this server can do that")
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


async def choose(world: World, command: str, menu: str, *chosen: Any) -> InteractionResult:
    """Open `/settings roles` or `channels` and choose in one of its menus."""
    s = world.server
    card = await s.mod.slash(s.channel, f"settings {command}")
    assert card.response is not None
    return await s.mod.select(card.response.message, list(chosen), custom_id=f"footnote:settings-{menu}")


def somebody(world: World, name: str, *roles: RoleHandle) -> MemberActor:
    return world.server.guild.add_member(world.env.create_user(name.lower(), global_name=name), roles=list(roles))


async def test_a_role_that_moderates_counts_as_managing_the_server(world: World) -> None:
    s = world.server
    keepers = s.guild.create_role("Keepers")
    kim = somebody(world, "Kim", keepers)
    await world.env.settle()
    assert "moderators" in read(await kim.slash(s.channel, "group create", **GROUP, channel=s.channel))
    shown = await choose(world, "roles", "roles:moderator_roles", keepers)
    assert f"<@&{keepers.id}>" in raw(shown)
    assert "Integrations" in raw(shown)
    assert "made" in raw(await kim.slash(s.channel, "group create", **GROUP, channel=s.channel))
    await world.restart()
    for command in await world.bot.tree.fetch_commands():
        if command.name == "settings":
            s.guild.set_command_permissions(command, {kim: True})
    assert f"<@&{keepers.id}>" in raw(await kim.slash(s.channel, "settings show"))
    await choose(world, "roles", "roles:moderator_roles")
    assert "Only moderators" in read(await kim.slash(s.channel, "settings show"))


async def test_a_role_that_facilitates_runs_every_group(world: World) -> None:
    s = world.server
    hosts = s.guild.create_role("Hosts")
    hal = somebody(world, "Hal", hosts)
    await world.env.settle()
    await s.mod.slash(s.channel, "group create", **GROUP, channel=s.channel)
    edit_group = {"group": "Readers", "hour": "20:00"}
    assert "Only the facilitators" in read(await hal.slash(s.channel, "group edit", **edit_group))
    await choose(world, "roles", "roles:facilitator_roles", hosts)
    assert "20:00" in read(await hal.slash(s.channel, "group edit", **edit_group))
    assert "ask a moderator" in read(await hal.slash(s.channel, "group edit", group="Readers", name="Mine"))


async def test_only_chosen_roles_ask_and_moderators_always(world: World) -> None:
    s = world.server
    readers = s.guild.create_role("Readers")
    kim = somebody(world, "Kim", readers)
    await choose(world, "roles", "roles:askers", readers)
    for who, refused in ((s.ann, True), (kim, False), (s.mod, False)):
        asked = await who.slash(s.channel, "ask", question=KETTLE)
        assert ("only some roles may ask" in read(asked)) == refused
        assert asked.ephemeral
    assert await s.ann.autocomplete(s.channel, "ask", "essay", "") == []
    message = await s.bob.send(s.channel, "The kettle is the chair of the meeting.")
    for menu in ("Find passages", "Check this quote"):
        assert "only some roles may ask" in read(await s.ann.context_menu(s.channel, menu, message))


async def test_everyone_is_no_role_to_choose_and_the_card_shows_what_holds(world: World) -> None:
    s = world.server
    refused = await choose(world, "roles", "roles:moderator_roles", s.guild.default_role)
    assert "everyone in this server" in read(refused.followups[0].message)
    assert "**Roles that moderate Footnote**: none" in raw(refused)
    assert "Only moderators" in read(await s.ann.slash(s.channel, "group create", **GROUP, channel=s.channel))


async def test_questions_are_counted_before_anything_is_searched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    s = world.server
    await edit(world, asks_a_minute=2)
    searched: list[str] = []
    real = Library.ask

    def noting(library: Library, *args: Any, **named: Any) -> Any:
        searched.append("ask")
        return real(library, *args, **named)

    monkeypatch.setattr(Library, "ask", noting)
    await s.ann.slash(s.channel, "ask", question=KETTLE)
    await s.ann.slash(s.channel, "quote", text=KETTLE)
    await world.restart()
    refused = await s.ann.slash(s.channel, "ask", question=KETTLE)
    assert read(refused).startswith("You have asked 2 questions within a minute: ask again in")
    assert refused.ephemeral
    assert len(searched) == 1
    assert "kettle" in read(await s.bob.slash(s.channel, "ask", question=KETTLE))
    pass_days(world.env, 1 / 24)
    assert "kettle" in read(await s.ann.slash(s.channel, "ask", question=KETTLE))


async def test_where_answers_are_public_they_are_posted_without_a_name(world: World) -> None:
    s = world.server
    await edit(world, answers="public")
    for command, options in (("ask", {"question": KETTLE}), ("compare", {"idea": KETTLE}), ("quote", {"text": QUOTED})):
        before = len(s.channel.history(viewer=s.bob))
        result = await s.ann.slash(s.channel, command, **options)
        assert result.ephemeral
        assert read(result) == "Answered in this channel, without your name."
        posted = s.channel.history(viewer=s.bob)[before:]
        assert len(posted) == 1
        assert "kettle is the chair" in read(posted[0])
        assert "Ann" not in read(posted[0])
        assert "Share" not in buttons(posted[0])
    pressed = await s.bob.click(posted[0], label="In context")
    assert pressed.ephemeral


async def test_the_question_is_shown_as_it_was_typed_and_calls_nobody(world: World) -> None:
    s = world.server
    await edit(world, answers="public")
    await s.ann.slash(s.channel, "ask", question="@everyone is the **ketle** the chair of the meeting?")
    (posted,) = s.channel.history(viewer=s.bob)
    assert "@everyone is the **ketle** the chair" in read(posted)
    assert "read as" not in read(posted)
    assert not posted.mention_everyone
    body = sent(world.env)[-2]
    assert body["allowed_mentions"] == {"parse": []}


async def test_what_is_asked_privately_or_not_answered_stays_private(world: World) -> None:
    s = world.server
    await edit(world, answers="public")
    alone = await s.ann.slash(s.channel, "ask", question=KETTLE, private=True)
    assert "kettle is the chair" in read(alone)
    await edit(world, strictness="strict")
    assert "do not answer" in read(await s.ann.slash(s.channel, "ask", question="Why do whales sing at night?"))
    message = await s.bob.send(s.channel, KETTLE)
    assert "kettle is the chair" in read(await s.ann.context_menu(s.channel, "Find passages", message))
    assert len(s.channel.history(viewer=s.bob)) == 1


async def test_where_it_cannot_be_posted_the_asker_reads_why(world: World) -> None:
    s = world.server
    await edit(world, answers="public")
    assert s.guild.me is not None
    no = discord.PermissionOverwrite(send_messages=False)
    lists = s.guild.create_text_channel("lists", overwrites={s.ann: no})
    quiet = s.guild.create_text_channel("quiet", overwrites={s.guild.me: no})
    await choose(world, "channels", "channels", lists, quiet)
    cases = ((lists, "You may not write"), (quiet, "not allowed to post"), (s.channel, "/settings channels"))
    for channel, why in cases:
        result = await s.ann.slash(channel, "ask", question=KETTLE)
        assert "kettle is the chair" in read(result)
        (said,) = result.followups
        assert said.ephemeral
        assert read(said.message).startswith("Only you see this answer.")
        assert why in read(said.message)
        assert channel.history(viewer=s.bob) == []
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=200000)
    await choose(world, "channels", "channels")
    assert "AutoMod" in read((await s.ann.slash(s.channel, "ask", question=KETTLE)).followups[0].message)


async def test_footnote_speaks_only_where_it_may(world: World) -> None:
    s = world.server
    den = s.guild.create_text_channel("den")
    asked = await s.ann.slash(s.channel, "ask", question=KETTLE)
    assert asked.response is not None
    shown = await choose(world, "channels", "channels", den)
    assert f"**Speaks in**: <#{den.id}>" in raw(shown)
    refused = await s.ann.click(asked.response.message, label="Share")
    assert "does not speak in public" in read(refused)
    assert "/settings channels" in read(refused)
    made = await s.mod.slash(s.channel, "group create", **GROUP, channel=s.channel)
    assert "/settings channels" in read(made)
    assert "add it with /settings channels" in await edit(world, questions_channel=s.channel)
    await s.mod.slash(s.channel, "group create", **GROUP, channel=den)
    again = await choose(world, "channels", "channels", s.channel)
    assert "“Readers” meets elsewhere" in read(again.followups[0].message)
    assert f"**Speaks in**: <#{den.id}>" in raw(again)


async def test_a_thread_of_a_channel_is_part_of_it(world: World) -> None:
    s = world.server
    opener = await s.bob.send(s.channel, "Let us talk.")
    channel = world.bot.get_channel(s.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await (await channel.fetch_message(opener.id)).create_thread(name="Tea")
    await world.env.settle()
    (thread,) = s.channel.threads
    await choose(world, "channels", "channels", s.channel)
    await edit(world, answers="public")
    assert "Answered" in read(await s.ann.slash(thread, "ask", question=KETTLE))


async def test_the_server_s_zone_is_that_of_new_groups(world: World) -> None:
    s = world.server
    given = {"name": "Readers", "channel": s.channel, "hour": "19:30"}
    assert "Which time zone?" in read(await s.mod.slash(s.channel, "group create", **given))
    assert "**Time zone of new groups**: Europe/Oslo" in await edit(world, zone="Oslo")
    assert "Europe/Oslo" in read(await s.mod.slash(s.channel, "group create", **given))
    assert "**Time zone of new groups**: none" in await edit(world, zone="none")
    assert "I know no time zone" in await edit(world, zone="Mordor")


@pytest.mark.parametrize("mentions", ["never", "invitations and openings"])
async def test_roles_are_mentioned_as_the_server_wants(world: World, mentions: str) -> None:
    s = world.server
    role = s.guild.create_role("Club", mentionable=True)
    await edit(world, mentions=mentions)
    made = await s.mod.slash(s.channel, "group create", **GROUP, channel=s.channel, role=role, facilitator=s.bob)
    assert ("never mentions" in raw(made)) == (mentions == "never")
    await plan(world)
    await world.env.advance_time(6 * 86400)
    letters = [one for one in s.channel.history(viewer=s.bob) if one.components]
    assert len(letters) >= 2
    called = [one for one in letters if f"<@&{role.id}>" in raw(one)]
    wanted = [(one.get("allowed_mentions") or {}).get("roles") or [] for one in sent(world.env)]
    notified = [one for one in wanted if [int(number) for number in one] == [role.id]]
    assert len(called) == len(notified) == (0 if mentions == "never" else 2)


async def test_where_the_only_channel_is_gone_another_one_is_chosen_and_the_group_follows(world: World) -> None:
    s = world.server
    den, hall = s.guild.create_text_channel("den"), s.guild.create_text_channel("hall")
    await s.mod.slash(s.channel, "group create", **GROUP, channel=den)
    await choose(world, "channels", "channels", den)
    await delete_channel(world.env, den)
    assert f"**Speaks in**: <#{hall.id}>" in raw(await choose(world, "channels", "channels", hall))
    assert "Settings of this server, changed" in await edit(world, gaps="on")
    moved = await s.mod.slash(s.channel, "group edit", group="Readers", channel=hall)
    assert f"<#{hall.id}>" in raw(moved)
