"""/setup, as a moderator meets it: five steps on one private card, left and taken up again."""

from typing import Any

import pytest
from simcord import InteractionResult, MemberActor

from bot.discord_ui.cards.setup import LATER
from tests.bot.discord_ui.planning import BERLIN, found, plan, stamp
from tests.sim import TEA, World, buttons, components, let_everybody, let_in, raw, read

FIRST = {"essay": ["ally-or-accomplice"], "protocol": ["notice-and-wonder"], "day": ["1"]}


async def begin(world: World, who: MemberActor | None = None) -> InteractionResult:
    result = await (who or world.server.mod).slash(world.server.channel, "setup")
    assert result.ephemeral
    return result


async def press(world: World, card: InteractionResult, label: str) -> InteractionResult:
    assert card.response is not None
    return await world.server.mod.click(card.response.message, label=label)


async def fill(world: World, card: InteractionResult, label: str, **given: Any) -> InteractionResult:
    """Press the button that opens a form, and hand that in."""
    form = await press(world, card, label)
    assert form.modal is not None
    return await world.server.mod.submit_modal(form, given)


def heading(card: InteractionResult) -> str:
    return raw(card).splitlines()[0]


async def test_five_steps_from_nothing_to_a_planned_session(empty_world: World) -> None:
    s = empty_world.server
    readers = s.guild.create_role("Readers")
    card = await begin(empty_world)
    assert heading(card) == "### Setting up Footnote: step 1 of 5, channel"
    assert "run sessions, show shared answers" in raw(card)
    assert "1 Channel: open" in raw(card)
    assert card.response is not None
    await s.mod.select(card.response.message, [s.channel], custom_id="footnote:setup-channels")
    assert f"**Now**: <#{s.channel.id}>" in raw(card)
    assert "**1 Channel: done**" in raw(card)

    await press(empty_world, card, "Next")
    assert heading(card).endswith("step 2 of 5, roles")
    await s.mod.select(card.response.message, [readers], custom_id="footnote:setup-roles:askers")
    assert f"(none: everybody)**: <@&{readers.id}>" in raw(card)

    await press(empty_world, card, "Next")
    assert heading(card).endswith("step 3 of 5, time zone")
    await fill(empty_world, card, "Choose the time zone", zone="berlin")
    assert "**Now**: Europe/Berlin" in read(card)

    await press(empty_world, card, "Next")
    assert heading(card).endswith("step 4 of 5, first essay")
    assert "use `/library add`" in raw(card)
    await press(empty_world, card, "Add the essays that come with Footnote")
    assert "Published" in raw(card)
    assert "4 First essay: done" in raw(card)

    await press(empty_world, card, "Next")
    assert heading(card).endswith("step 5 of 5, first session")
    assert "no reading group" in raw(card)
    await fill(empty_world, card, "Make the reading group", name="Tuesday readers", channel=[s.channel], hour="19:30")
    assert "Tuesday readers, in <#" in read(card)
    await fill(empty_world, card, "Plan a session", **FIRST, hour="18:00")
    assert "### Save this schedule?" in raw(card)
    assert stamp("2026-01-06T18:00") in raw(card)
    await press(empty_world, card, "Save")
    said = read(card)
    assert said.startswith("### What members can do now\nThe session is planned.")
    assert f"`/ask`, `/compare`, `/quote` (whoever has <@&{readers.id}>)" in said
    assert f"Tuesday readers meets in <#{s.channel.id}> {stamp('2026-01-06T18:00')}" in said
    assert "Still to do" not in said
    assert raw(await begin(empty_world)).startswith("### What members can do now")


async def test_it_goes_on_where_it_was_left_also_after_a_restart(empty_world: World) -> None:
    s = empty_world.server
    card = await begin(empty_world)
    await press(empty_world, card, "Leave as it is")
    await press(empty_world, card, "Leave as it is")
    await fill(empty_world, card, "Choose the time zone", zone=BERLIN)
    await empty_world.restart()
    assert heading(await begin(empty_world)).endswith("step 4 of 5, first essay")  # nobody is sent back to the roles
    await press(empty_world, card, "Next")  # on the card of the run before
    assert heading(card).endswith("step 4 of 5, first essay")
    assert "1 Channel: as it is · 2 Roles: as it is · 3 Time zone: done · **4 First essay: open**" in raw(card)
    await s.mod.slash(s.channel, "library add", file=("tea.md", TEA.encode()))
    await press(empty_world, card, "Look again")
    assert "1 draft waits to be published" in raw(card)
    assert "Look at the draft" in buttons(card)
    await empty_world.add_essay(s)
    await press(empty_world, card, "Look again")
    assert "**Now**: *On Hedges*" in raw(card)


async def test_what_other_commands_did_counts(world: World) -> None:
    await found(world)
    card = await begin(world)
    assert heading(card).endswith("step 5 of 5, first session")
    assert "Readers, in <#" in read(card)
    await plan(world)
    await press(world, card, "Later")
    assert raw(card).startswith("### What members can do now")
    assert "`/next`: Readers meets in" in read(card)


async def test_what_is_missing_is_told_at_the_end(empty_world: World) -> None:
    card = await begin(empty_world)
    for label in ("Leave as it is", "Leave as it is", "Later", "Later", "Later"):
        await press(empty_world, card, label)
    assert "**Still to do**: Time zone, First essay and First session." in raw(card)
    assert "which text you would like to read" in raw(card)
    await press(empty_world, card, "Back")
    assert heading(card).endswith("step 5 of 5, first session")


async def test_a_step_that_needs_another_one_says_so(world: World) -> None:
    s = world.server
    card = await begin(world)
    for label in ("Later", "Next"):
        await press(world, card, label)
    refused = await press(world, card, "Make the reading group")
    assert "First choose the time zone, in step 3" in read(refused)
    await s.mod.slash(s.channel, "settings edit", zone=BERLIN)
    await let_in(world.env, s.channel, create_public_threads=True, view_channel=False)
    refused = await fill(world, card, "Make the reading group", name="Readers", channel=[s.channel], hour="19:30")
    assert "In that channel I lack Create Public Threads" in said_of(refused)


def said_of(result: InteractionResult) -> str:
    return "\n".join(read(one.message) for one in result.followups)


async def test_a_channel_in_which_footnote_lacks_something_is_told_at_once(empty_world: World) -> None:
    s = empty_world.server
    await let_in(empty_world.env, s.channel, send_messages_in_threads=True, create_public_threads=True)
    card = await begin(empty_world)
    assert card.response is not None
    await s.mod.select(card.response.message, [s.channel], custom_id="footnote:setup-channels")
    assert f"⚠️ In <#{s.channel.id}> I lack Create Public Threads and Send Messages in Threads" in raw(card)


async def test_nothing_that_cannot_be_is_kept(empty_world: World) -> None:
    card = await begin(empty_world)
    for _ in range(2):
        await press(empty_world, card, "Leave as it is")
    refused = await fill(empty_world, card, "Choose the time zone", zone="berlim")
    assert "did you mean Europe/Berlin" in said_of(refused)
    assert empty_world.bot.settings.known(empty_world.server.guild.id).zone is None


async def test_members_are_not_let_in(empty_world: World) -> None:
    s = empty_world.server
    await let_everybody(empty_world.env, s.guild, use_application_commands=True)
    with pytest.raises(Exception, match="setup"):
        await begin(empty_world, s.ann)


async def test_every_step_fits_on_a_card(world: World) -> None:
    await found(world)
    await let_in(world.env, world.server.channel, create_public_threads=True)
    card = await begin(world)
    for _ in range(4):
        await press(world, card, "Back")
    for label in ("Next", "Leave as it is", "Next", "Next", "Later"):
        assert len(raw(card)) < 3000
        assert len(list(components(card))) < 40
        assert LATER in raw(card)
        await press(world, card, label)
