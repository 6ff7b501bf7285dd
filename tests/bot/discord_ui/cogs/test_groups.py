"""/group create, edit, show and close, as moderators, facilitators, members and strangers meet them."""

from typing import Any

import discord
import pytest
import simcord
from simcord import InteractionResult, MemberActor

from tests.sim import Server, World, delete_channel, delete_role, raw, read, shut_out

READERS = {"name": "Tuesday readers", "zone": "Europe/Berlin", "hour": "19:30"}


async def create(world: World, server: Server | None = None, **options: Any) -> InteractionResult:
    s = server or world.server
    given = {"channel": s.channel, **READERS} | options
    result = await s.mod.slash(s.channel, "group create", **given)
    assert result.ephemeral
    return result


async def use(world: World, who: MemberActor, command: str, **options: Any) -> str:
    result = await who.slash(world.server.channel, f"group {command}", **options)
    assert result.ephemeral
    return read(result)


async def test_a_moderator_makes_a_group_and_everybody_sees_it(empty_world: World) -> None:
    s = empty_world.server
    role = s.guild.create_role("Readers", mentionable=True)
    shown = raw(await create(empty_world, role=role, facilitator=s.ann, pace="slow"))
    lines = shown.splitlines()
    assert lines[0] == "### Tuesday readers, made. `/schedule create` says when it meets"
    assert lines[1:] == [
        f"**Meets in** <#{s.channel.id}>",
        f"**Facilitators**: {', '.join(f'<@{one}>' for one in sorted((s.mod.id, s.ann.id)))}",
        f"**Mentioned when it begins**: <@&{role.id}>",
        "**Time zone**: Europe/Berlin, where it is 01:00 now",
        "**Usual hour**: 19:30",
        "**Pace**: slow (a session takes days)",
    ]
    await empty_world.restart()
    for who in (s.mod, s.ann, s.bob):
        assert (await use(empty_world, who, "show")).splitlines()[1:] == read(lines_of(lines[1:])).splitlines()


def lines_of(lines: list[str]) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay("\n".join(lines)))
    return view


async def test_a_forum_can_be_a_home(empty_world: World) -> None:
    forum = empty_world.server.guild.create_forum_channel("essays")
    shown = raw(await create(empty_world, channel=forum))
    assert f"**Meets in** <#{forum.id}> (a forum)" in shown
    assert "⚠️" not in shown


async def test_nobody_is_mentioned_by_the_reply(empty_world: World) -> None:
    result = await create(empty_world, facilitator=empty_world.server.ann)
    assert result.response is not None
    assert all(
        body.get("allowed_mentions", {"parse": []})["parse"] == []
        for request in empty_world.env.http_requests
        if isinstance(body := request.json, dict)
    )


@pytest.mark.parametrize("command", ["create", "edit", "close"])
async def test_members_and_facilitators_cannot_do_what_moderators_do(empty_world: World, command: str) -> None:
    s = empty_world.server
    await create(empty_world, facilitator=s.bob)
    options = {
        "create": {"channel": s.channel, **READERS, "name": "Mine"},
        "edit": {"group": "Tuesday readers", "name": "Mine"},
        "close": {"group": "Tuesday readers"},
    }[command]
    for who, sentence in (
        (s.ann, "Only"),
        (s.bob, "for anything else ask a moderator" if command == "edit" else "Only"),
    ):
        assert sentence in await use(empty_world, who, command, **options)
    assert (await use(empty_world, s.ann, "show")).startswith("### Tuesday readers\n")


async def test_facilitators_change_when_the_group_meets(empty_world: World) -> None:
    s = empty_world.server
    await create(empty_world, facilitator=s.bob)
    changed = await use(empty_world, s.bob, "edit", group="tuesday readers", zone="Tokyo", hour="8:05", pace="slow")
    assert changed.startswith("### Tuesday readers, changed")
    assert "**Time zone**: Asia/Tokyo, where it is 09:00 now" in changed
    assert "**Usual hour**: 08:05" in changed


async def test_moderators_change_everything(empty_world: World) -> None:
    s = empty_world.server
    await create(empty_world)
    other = s.guild.create_text_channel("other")
    role = s.guild.create_role("Readers", mentionable=True)
    changed = raw(
        await s.mod.slash(
            s.channel,
            "group edit",
            group="Tuesday readers",
            name="Slow readers",
            channel=other,
            role=role,
            add_facilitator=s.ann,
            remove_facilitator=s.mod,
        )
    )
    assert changed.startswith("### Slow readers, changed")
    assert f"**Meets in** <#{other.id}>" in changed
    assert f"**Facilitators**: <@{s.ann.id}>\n" in changed
    assert f"<@&{role.id}>" in changed
    assert "begins**: nobody" in await use(empty_world, s.mod, "edit", group="Slow readers", no_role=True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"zone": "Bielefeld"}, "I know no time zone “Bielefeld”"),
        ({"zone": "Europe/Berln"}, "did you mean Europe/Berlin"),
        ({"hour": "7pm"}, "“7pm” is no time of day"),
        ({"name": "**"}, "Give the group a name"),
    ],
)
async def test_what_cannot_be_understood_is_one_sentence(
    empty_world: World, options: dict[str, Any], sentence: str
) -> None:
    s = empty_world.server
    assert sentence in read(await create(empty_world, **options))
    assert "no reading group yet" in await use(empty_world, s.ann, "show")
    await create(empty_world)
    assert sentence in await use(empty_world, s.mod, "edit", group="Tuesday readers", **options)


ALL = {
    "view_channel": "View Channel",
    "read_message_history": "Read Message History",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}


@pytest.mark.parametrize("right", ALL)
async def test_each_missing_permission_is_named_at_once(empty_world: World, right: str) -> None:
    guild = empty_world.server.guild
    assert guild.me is not None
    deny = discord.PermissionOverwrite(**{right: False})
    channel = guild.create_text_channel("quiet", overwrites={guild.me: deny})
    refusal = read(await create(empty_world, channel=channel))
    assert refusal.startswith("In that channel I lack ")
    assert ALL[right] in refusal


async def test_several_missing_permissions_are_named_together(empty_world: World) -> None:
    guild = empty_world.server.guild
    assert guild.me is not None
    deny = discord.PermissionOverwrite(create_public_threads=False, read_message_history=False)
    channel = guild.create_text_channel("quiet", overwrites={guild.me: deny})
    refusal = read(await create(empty_world, channel=channel))
    assert refusal == (
        "In that channel I lack Read Message History and Create Public Threads: "
        "give Footnote these permissions there, or choose another."
    )


async def test_a_role_must_be_one_that_the_bot_can_mention(empty_world: World) -> None:
    s = empty_world.server
    role = s.guild.create_role("Readers")
    assert s.guild.me is not None
    deny = discord.PermissionOverwrite(mention_everyone=False)
    strict = s.guild.create_text_channel("strict", overwrites={s.guild.me: deny})
    assert "I may not mention that role" in read(await create(empty_world, role=role, channel=strict))


async def test_facilitators_are_people_of_this_server(empty_world: World) -> None:
    stranger = empty_world.env.create_user("stranger")
    assert "not in this server" in read(await create(empty_world, facilitator=stranger))


async def test_a_channel_of_another_kind_is_refused(empty_world: World) -> None:
    voice = empty_world.server.guild.create_voice_channel("talk")
    with pytest.raises(simcord.OptionError):
        await create(empty_world, channel=voice)


async def test_closing_asks_first_and_keeps_the_group(empty_world: World) -> None:
    s = empty_world.server
    await create(empty_world)
    asked = await s.mod.slash(s.channel, "group close", group="Tuesday readers")
    assert read(asked).startswith("Close Tuesday readers? Its schedules stop")
    again = await s.mod.slash(s.channel, "group close", group="Tuesday readers")
    assert asked.response is not None
    assert again.response is not None
    await empty_world.restart()
    await s.mod.click(asked.response.message, label="Close")
    assert read(asked) == "Tuesday readers is closed; its schedules have stopped."
    late = await s.mod.click(again.response.message, label="Close")
    assert "is closed: its history stays" in read(late.followups[0].message)
    assert (await use(empty_world, s.ann, "show", group="Tuesday readers")).startswith("### Tuesday readers, closed")
    for command, options in (("edit", {"hour": "20:00"}), ("close", {})):
        sentence = await use(empty_world, s.mod, command, group="Tuesday readers", **options)
        assert "is closed: its history stays" in sentence
    assert (await use(empty_world, s.ann, "show")).startswith("This server has no reading group yet")
    assert raw(await create(empty_world)).startswith("### Tuesday readers, made")


async def test_a_forged_button_of_a_member_or_of_another_server_closes_nothing(empty_world: World) -> None:
    s, other = empty_world.server, await empty_world.add_server("Gardeners")
    await create(empty_world)
    refused = await s.ann.click(await empty_world.show_button(s, "footnote:close-group:1"), label="Forged")
    assert read(refused).startswith("Only moderators")
    message = await empty_world.show_button(other, "footnote:close-group:1")
    pressed = await other.mod.click(message, label="Forged")
    assert "no reading group yet" in read(pressed.followups[0].message)
    assert (await use(empty_world, s.ann, "show")).startswith("### Tuesday readers\n")


async def test_another_server_knows_nothing_of_it(empty_world: World) -> None:
    other = await empty_world.add_server("Gardeners")
    await create(empty_world)
    for command, options in (("show", {}), ("edit", {"hour": "20:00"}), ("close", {})):
        result = await other.mod.slash(other.channel, f"group {command}", group="Tuesday readers", **options)
        assert read(result).startswith("This server has no reading group yet")
    assert await other.mod.autocomplete(other.channel, "group show", "group", "") == []
    assert raw(await create(empty_world, other)).startswith("### Tuesday readers, made")


async def test_a_channel_and_a_role_that_are_gone_are_said_so(empty_world: World) -> None:
    s = empty_world.server
    channel = s.guild.create_text_channel("cellar")
    role = s.guild.create_role("Readers", mentionable=True)
    await create(empty_world, channel=channel, role=role)
    await shut_out(empty_world.env, channel)
    assert f"⚠️ In <#{channel.id}> I lack Read Message History" in await use(empty_world, s.ann, "show")
    await delete_channel(empty_world.env, channel)
    await delete_role(empty_world.env, role)
    shown = await use(empty_world, s.ann, "show")
    assert "⚠️ The group's channel is gone or hidden from me" in shown
    assert "⚠️ The group's role is gone, so nobody will be mentioned" in shown
    assert "⚠️" not in await use(empty_world, s.mod, "edit", group="Tuesday readers", channel=s.channel, no_role=True)


async def test_a_server_has_25_open_groups_and_not_more(empty_world: World) -> None:
    for number in range(25):
        assert "made" in raw(await create(empty_world, name=f"Group {number}"))
    assert "close one with /group close first" in read(await create(empty_world, name="One more"))
    assert read(await empty_world.server.mod.slash(empty_world.server.channel, "group show")).startswith("Which group?")


async def test_groups_and_zones_are_offered_while_typing(empty_world: World) -> None:
    s = empty_world.server
    for name in ("Tuesday readers", "Slow readers", "Old ones"):
        await create(empty_world, name=name)
    asked = await s.mod.slash(s.channel, "group close", group="Old ones")
    assert asked.response is not None
    await s.mod.click(asked.response.message, label="Close")

    async def offered(command: str, typed: str) -> list[str]:
        return [one["name"] for one in await s.mod.autocomplete(s.channel, f"group {command}", "group", typed)]

    assert await offered("show", "read") == ["Slow readers", "Tuesday readers"]
    assert await offered("show", "") == ["Slow readers", "Tuesday readers", "Old ones (closed)"]
    assert await offered("edit", "o") == ["Slow readers"]
    zones = await s.mod.autocomplete(s.channel, "group create", "zone", "germ")
    assert zones[0] == {"name": "Europe/Berlin (UTC+01:00, now 01:00)", "value": "Europe/Berlin"}
    assert len(await s.mod.autocomplete(s.channel, "group create", "zone", "a")) == 25


async def test_a_loud_name_is_inert(empty_world: World) -> None:
    shown = raw(await create(empty_world, name="@everyone **x** <@1>"))
    assert shown.startswith(r"### \@everyone \*\*x\*\* \<@1>, made")
