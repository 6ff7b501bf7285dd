"""/privacy, /mydata export and /mydata delete, as somebody meets them who did everything that stores something."""

import gzip
import json
from typing import Any

import discord
import pytest
import pytest_asyncio
from simcord import MemberActor

from bot.discord_ui.cards import privacy as cards
from bot.discord_ui.cogs.privacy import FILE, _file
from bot.discord_ui.limits import CARD_CHARACTERS, CARD_COMPONENTS, length
from bot.facilitation.inventory import TOPICS
from bot.facilitation.privacy import Kept
from tests.bot.discord_ui import walk
from tests.bot.discord_ui.walk import Stage, set_the_stage
from tests.sim import World, buttons, components, direct, hand_in, raw, read
from tests.traces import traces


@pytest_asyncio.fixture
async def stage(empty_world: World) -> Stage:
    """Bob facilitates two groups, planned, opened, answered, asked, suggested, uploaded, and was handed a session."""
    stage = await set_the_stage(empty_world)
    s, bob = stage.home, stage.home.bob
    await bob.slash(s.channel, "ask", question=walk.QUESTION)
    await bob.slash(s.channel, "protocol add", file=("bobs.toml", walk._own("Bob's protocol")))
    await hand_in(empty_world.env, bob, s.channel, ("footnote:suggest-form", {"title": "A book of Bob's"}))
    for custom_id in (
        f"footnote:rsvp:{stage.planned}:coming",
        f"footnote:remind:{stage.planned}",
        f"footnote:phase:{stage.running}:1:ready",
    ):
        await press(stage, bob, custom_id)
    await s.mod.slash(s.channel, "session hand-over", group="Runners", member=bob)
    await s.mod.slash(s.channel, "group edit", group="Others", add_facilitator=bob)
    return stage


async def press(stage: Stage, who: MemberActor, custom_id: str) -> Any:
    channel = stage.world.bot.get_channel(stage.home.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send(view=walk.view_of(custom_id))
    return await walk.use(who, message, who)


def file_of(result: Any) -> Any:
    """What is in the one file of a reply."""
    (attachment,) = result.response.attachments
    assert attachment.filename == FILE
    return attachment


async def exported(stage: Stage, result: Any) -> Any:
    url = file_of(result).url
    data = stage.world.env.backend.cdn.get(url)
    return json.loads(data if isinstance(data, bytes) else data.data)


async def test_privacy_says_what_is_stored_and_what_never(world: World) -> None:
    s = world.server
    card = await s.ann.slash(s.channel, "privacy")
    assert card.ephemeral
    shown = read(card)
    assert all(topic.what.lower() in shown.lower() for topic in TOPICS if topic.table != "gaps")
    assert "Questions that the essays could not answer" not in shown
    assert "this server has not turned `/gaps` on" in raw(card)
    assert "/mydata export" in shown
    assert "30 days" in shown
    assert "Hosted by" in shown


async def test_privacy_says_when_questions_are_stored(world: World) -> None:
    s = world.server
    await s.mod.slash(s.channel, "settings edit", gaps="on")
    shown = read(await s.ann.slash(s.channel, "privacy"))
    assert "Questions that the essays could not answer, without who asked" in shown
    assert "has turned `/gaps` on" in shown
    assert "has not turned" not in shown


@pytest.mark.parametrize("gaps", [None, True, False])
def test_privacy_fits_into_a_message(gaps: bool | None) -> None:
    card = cards.privacy("*" * 500, gaps)
    assert sum(length(one["content"]) for one in components(card) if "content" in one) <= CARD_CHARACTERS
    assert len(list(components(card))) <= CARD_COMPONENTS


def test_however_much_is_stored_the_question_fits_into_a_message() -> None:
    group = {"group": "*" * 100, "closed": False, "alone": True}
    session = {"title": "_" * 100, "state": "planned"}
    many = Kept(1, {topic.table: ({"state": "draft"},) * 99 for topic in TOPICS}, 5)
    many = Kept(1, {**many.records, "facilitators": (group,) * 99, "sessions": (session,) * 99}, 5)
    unlike = Kept(2, {"facilitators": tuple({**group, "group": f"{n} {'*' * 90}"} for n in range(99))})
    button: discord.ui.Button[Any] = discord.ui.Button(label="x", custom_id="y")
    card = cards.confirm_erasure([many, unlike], everywhere=True, button=button)
    assert sum(length(one["content"]) for one in components(card) if "content" in one) <= CARD_CHARACTERS


async def test_she_who_did_nothing_reads_that_nothing_is_stored(stage: Stage) -> None:
    s = stage.home
    nobody = s.guild.add_member(stage.world.env.create_user("nobody"))
    for command in ("mydata export", "mydata delete"):
        result = await nobody.slash(s.channel, command)
        assert result.ephemeral
        assert read(result) == "Nothing is stored of you in this server."
    assert "in any server" in read(await direct(stage.world.env, nobody.user, "mydata export"))


async def test_her_file_has_everything_and_nothing_of_others(stage: Stage) -> None:
    s = stage.home
    result = await s.bob.slash(s.channel, "mydata export")
    assert result.ephemeral
    (found,) = await exported(stage, result)
    assert found["server"] == "Tuesday readers"
    topics = {topic.what for topic in TOPICS if topic.about_you}
    assert topics <= found.keys()
    written = json.dumps(found)
    assert "A book of Bob's" in written
    assert "Runners" in written
    assert "Sister Outsider" not in written
    assert all(str(one.id) not in written for one in (s.ann, s.mod, s.bob, stage.people["elsewhere"]))


async def test_the_card_says_what_goes_and_what_that_means(stage: Stage) -> None:
    s = stage.home
    await s.mod.slash(s.channel, "group edit", group="Readers", remove_facilitator=s.mod)
    card = await s.bob.slash(s.channel, "mydata delete")
    assert card.ephemeral
    shown = read(card)
    assert "in this server, and nowhere else" in shown
    assert "You stop facilitating **Readers**, who then have no facilitator: a moderator can add one." in shown
    assert "You stop facilitating **Runners**." in shown
    assert "no longer in your hands" in shown
    assert "A schedule that you have not saved is discarded" in shown
    assert "You get no reminder by direct message any more." in shown
    assert "What I posted in Discord stays there" in shown
    assert list(buttons(card)) == ["Erase it"]


async def test_once_erased_her_id_stands_in_no_byte_of_any_file(stage: Stage) -> None:
    s, folder = stage.home, stage.world.folder
    assert "bot.db" in [name.removesuffix("-wal") for name in traces(folder, s.bob.id)]
    inbox = (await (await stage.world.bot.fetch_user(s.bob.id)).create_dm()).id
    card = await s.bob.slash(s.channel, "mydata delete")
    done = await s.bob.click(card.response.message, label="Erase it")  # type: ignore[union-attr]
    assert "Erased: " in read(done)
    assert traces(folder, s.bob.id) == []
    assert traces(folder, inbox) == []
    assert read(await s.bob.slash(s.channel, "mydata export")) == "Nothing is stored of you in this server."
    assert "**Facilitators**: " in raw(await s.ann.slash(s.channel, "group show", group="Readers"))
    shown = raw(await s.ann.slash(s.channel, "protocol show", name="bobs"))
    assert "added by somebody who erased her data" in shown


async def test_a_group_of_which_nobody_is_left_says_so(stage: Stage) -> None:
    s = stage.home
    await s.mod.slash(s.channel, "group edit", group="Readers", remove_facilitator=s.mod)
    await press(stage, s.bob, "footnote:erase-me")
    shown = raw(await s.ann.slash(s.channel, "group show", group="Readers"))
    assert "**Facilitators**: nobody; a moderator can add one" in shown
    assert "changed" in raw(await s.mod.slash(s.channel, "group edit", group="Readers", add_facilitator=s.ann))


async def test_what_was_to_be_sent_to_her_is_cancelled_and_the_session_goes_on(stage: Stage) -> None:
    s, env = stage.home, stage.world.env
    await press(stage, s.ann, f"footnote:remind:{stage.planned}")
    await press(stage, s.bob, "footnote:erase-me")
    await env.advance_time(6 * 24 * 3600)
    assert len(s.ann.user.dm_channel.history()) == 1
    assert s.bob.user.dm_channel.history() == []


async def test_in_a_server_only_that_server_forgets_her(stage: Stage) -> None:
    s, away, env = stage.home, stage.away, stage.world.env
    twin = away.guild.add_member(s.bob.user)
    await twin.slash(away.channel, "ask", question="What of kettles?")
    await hand_in(env, twin, away.channel, ("footnote:suggest-form", {"title": "More moss"}))
    await press(stage, s.bob, "footnote:erase-me")
    assert traces(stage.world.folder, s.bob.id)
    card = await direct(env, s.bob.user, "mydata delete")
    assert "everywhere, in every server" in read(card)
    assert "Texts that you suggest" in read(card)
    done = await s.bob.user.click(card.response.message, label="Erase it")  # type: ignore[union-attr]
    assert "in every server" in read(done)
    assert traces(stage.world.folder, s.bob.id) == []


async def test_in_direct_messages_the_file_is_about_every_server(stage: Stage) -> None:
    s, away, env = stage.home, stage.away, stage.world.env
    twin = away.guild.add_member(s.bob.user)
    await hand_in(env, twin, away.channel, ("footnote:suggest-form", {"title": "More moss"}))
    found = await exported(stage, await direct(env, s.bob.user, "mydata export"))
    assert [one["server"] for one in found] == ["Tuesday readers", "Gardeners"]
    assert "for servers that turned `/gaps` on" in raw(await direct(env, s.bob.user, "privacy"))


async def test_the_audit_says_that_somebody_was_erased_and_not_who(stage: Stage) -> None:
    s = stage.home
    await press(stage, s.bob, "footnote:erase-me")
    lines = [row for name, table, row in stage.rows() if table == "audit" and "erased" in row]
    assert len(lines) == 1
    assert None in lines[0]


async def test_what_she_asked_is_forgotten_in_memory_as_well(stage: Stage) -> None:
    s, questions = stage.home, stage.world.bot.questions
    held = questions._questions
    assert any(member == s.bob.id for _, member, _ in held)
    await press(stage, s.bob, "footnote:erase-me")
    assert not any(member == s.bob.id for _, member, _ in held)


def test_a_file_that_discord_would_not_take_is_packed() -> None:
    assert _file(b"[]", 2).filename == FILE
    packed = _file(b"[1]", 2)
    assert packed.filename == f"{FILE}.gz"
    assert gzip.decompress(packed.fp.read()) == b"[1]"
