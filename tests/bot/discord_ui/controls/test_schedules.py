"""The buttons under schedules: a draft counts once and in time, cancelling asks first, the list is turned."""

from tests.bot.discord_ui.planning import CHANGES, dates, found, plan, press, propose, use
from tests.sim import World, buttons, pass_days, raw, read


async def test_discarded_nothing_is_there(world: World) -> None:
    s = world.server
    await found(world)
    card = await propose(world)
    await press(s.bob, card, "Cancel")
    assert read(card) == "Nothing was saved."
    assert "Nothing is scheduled yet" in await use(world, s.bob, "list")


async def test_only_the_last_draft_of_a_member_can_be_saved_and_only_once(world: World) -> None:
    s = world.server
    await found(world)
    first, second, third = await propose(world), await propose(world), await propose(world, s.mod)
    saves = [await press(s.bob, first, "Save"), await press(s.bob, second, "Save"), await press(s.mod, third, "Save")]
    assert "saved or discarded in the meantime" in read(saves[0].followups[0].message)
    forged = await world.show_button(s, "footnote:save-schedule:2")
    again = await s.bob.click(forged, label="Forged")
    assert "saved or discarded in the meantime" in read(again.followups[0].message)
    assert (await use(world, s.ann, "list")).startswith("### 2 schedules")


async def test_a_draft_is_saved_by_whoever_made_it_only(world: World) -> None:
    s, other = world.server, await world.add_server("Gardeners")
    await found(world)
    await found(world, other)
    await propose(world)
    for server, who, sentence in (
        (s, s.ann, "Only the facilitators of a reading group and moderators"),
        (s, s.mod, "Only whoever made this draft"),
        (other, other.mod, "saved or discarded in the meantime"),
    ):
        for action in ("save", "discard"):
            forged = await world.show_button(server, f"footnote:{action}-schedule:1")
            pressed = await who.click(forged, label="Forged")
            assert sentence in read(pressed.followups[0].message if pressed.followups else pressed)


async def test_a_draft_is_kept_for_a_day_and_its_first_date_must_be_ahead(world: World) -> None:
    s = world.server
    await found(world)
    card = await propose(world, weekday="Thursday", hour="01:30")
    assert dates(raw(card))[0].startswith("1. Thursday 1 January 2026, 01:30")
    pass_days(world.env, 1 / 48)
    late = await press(s.bob, card, "Save")
    assert "Its first date is over by now" in read(late.followups[0].message)
    waiting = await propose(world)
    pass_days(world.env, 25 / 24)
    await propose(world, s.mod)  # which clears what waited for too long
    old = await press(s.bob, waiting, "Save")
    assert "waited for more than a day" in read(old.followups[0].message)


async def test_cancelling_asks_first_and_is_for_good(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    asked = await s.bob.slash(s.channel, "schedule cancel", schedule=number)
    assert read(asked).startswith("Cancel On Hedges of Readers? None of its dates to come will take place.")
    assert len(dates(raw(asked))) == 5
    await world.restart()
    await press(s.bob, asked, "Cancel it")
    assert read(asked) == "On Hedges is cancelled: no more dates."
    assert "No dates are left to come" in await use(world, s.ann, "list")
    assert "Cancelled: no more dates." in await use(world, s.ann, "show", schedule=number)
    for command, options in CHANGES.items():
        assert "is cancelled: make another one" in await use(world, s.bob, command, schedule=number, **options)


async def test_a_group_has_ten_schedules_with_dates_to_come_and_the_list_has_pages(world: World) -> None:
    s = world.server
    await found(world)
    for n in range(10):
        await plan(world, title=f"Course {n}", hour=f"1{n}:00")
    card = await propose(world)
    full = await press(s.bob, card, "Save")
    assert "“Readers” has 10 schedules with dates to come" in read(full.followups[0].message)
    listed = await s.ann.slash(s.channel, "schedule list", group="Readers")
    assert [line.split(" · ")[0] for line in raw(listed).splitlines() if line.startswith("**")] == [
        f"**Course {n}**" for n in range(6)
    ]
    assert listed.response is not None
    await world.restart()
    await s.ann.click(listed.response.message, label="Next")
    assert "**Course 9**" in raw(listed)
    assert set(buttons(listed)) == {"Previous"}
