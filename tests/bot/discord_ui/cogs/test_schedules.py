"""/schedule, from the proposal to the last date, as facilitators, members, moderators and strangers meet it."""

from datetime import datetime
from typing import Any

import discord
import pytest

from tests.bot.discord_ui.planning import CHANGES, PLAN, TALK, dates, found, plan, press, propose, stamp, use
from tests.sim import World, buttons, delete_channel, delete_role, pass_days, raw, read, shut_out, unchecked


async def test_the_next_five_dates_are_shown_before_anything_is_saved(world: World) -> None:
    await found(world)
    card = await propose(world)
    shown = raw(card)
    assert shown.splitlines()[:5] == [
        "### Save this schedule?",
        f"**Group**: Readers, in <#{world.server.channel.id}>",
        "**What**: Chalk Talk on *On Hedges*",
        "**When**: every Tuesday at 19:30, 8 times, Europe/Berlin time",
        "**Pace**: live (a session takes minutes)",
    ]
    assert dates(shown) == [
        f"1. Tuesday 6 January 2026, 19:30 · {stamp('2026-01-06T19:30')}",
        f"2. Tuesday 13 January 2026, 19:30 · {stamp('2026-01-13T19:30')}",
        f"3. Tuesday 20 January 2026, 19:30 · {stamp('2026-01-20T19:30')}",
        f"4. Tuesday 27 January 2026, 19:30 · {stamp('2026-01-27T19:30')}",
        f"5. Tuesday 3 February 2026, 19:30 · {stamp('2026-02-03T19:30')}",
    ]
    assert "-# and more" in shown
    assert set(buttons(card)) == {"Save", "Cancel"}
    assert "Nothing is scheduled yet" in await use(world, world.server.ann, "list")


@pytest.mark.parametrize("restarted", [False, True])
async def test_saved_it_is_there_for_everybody(world: World, restarted: bool) -> None:
    s = world.server
    await found(world)
    card = await propose(world)
    if restarted:
        await world.restart()
    await press(s.bob, card, "Save")
    assert raw(card).startswith("### On Hedges, saved\n")
    assert buttons(card) == {}
    if restarted:
        await world.restart()
    for who in (s.ann, s.bob, s.mod):
        listed = await use(world, who, "list")
        assert listed.startswith("### 1 schedule with dates to come\n**On Hedges** · Readers\n")
        assert stamp("2026-01-06T19:30") in listed
        assert "every Tuesday at 19:30, 8 times, Europe/Berlin time" in listed
        assert "Time zone rules 20" in listed
        shown = await use(world, who, "show", schedule="on hedges")
        assert shown.startswith("### On Hedges\n")
        assert len(dates(shown)) == 5


async def test_a_plan_has_its_meetings_and_makes_up_for_a_holiday(world: World) -> None:
    await found(world)
    card = await propose(world, protocol=None, essay=None, times=None, **PLAN, holidays="2026-01-13")
    shown = raw(card)
    assert "**What**: the plan *Three positions: ally, accomplice, solidarity*, 4 meetings" in shown
    assert [line.split(",")[0] for line in dates(shown)] == [
        "1. Tuesday 6 January 2026",
        "2. Tuesday 20 January 2026",
        "3. Tuesday 27 January 2026",
        "4. Tuesday 3 February 2026",
    ]
    await press(world.server.bob, card, "Save")
    assert "Skipped: Tue 2026-01-13" in raw(card)


@pytest.mark.parametrize(
    ("options", "pattern", "first"),
    [
        ({"every": 2}, "Tuesday of every 2nd week at 19:30, 8 times", "Tuesday 6 January"),
        ({"second_weekday": "Sunday"}, "every Tuesday and Sunday at 19:30", "Sunday 4 January"),
        ({"monthly": "last"}, "on the last Tuesday of the month at 19:30", "Tuesday 27 January"),
        ({"monthly": "first", "every": 3}, "on the first Tuesday of every 3rd month", "Tuesday 6 January"),
        ({"times": None, "until": "2026-02-01"}, "every Tuesday at 19:30, until 1 February 2026", "Tuesday 6 January"),
        ({"start": "2026-03-01", "hour": "8.15", "times": 1}, "every Tuesday at 08:15, once", "Tuesday 3 March"),
        ({"zone": "New York"}, "America/New York time", "Tuesday 6 January 2026, 19:30"),
        ({"pace": "slow", "title": "Slow hedges"}, "slow (a session takes days)", "Tuesday 6 January"),
        ({"second_essay": "tea-before-minutes"}, "on *On Hedges* and *Tea Before Minutes*", "Tuesday 6 January"),
    ],
)
async def test_what_can_be_chosen(world: World, options: dict[str, Any], pattern: str, first: str) -> None:
    await found(world)
    shown = raw(await propose(world, **options))
    assert pattern in shown
    assert dates(shown)[0].startswith(f"1. {first}")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"plan": "three-positions"}, "Choose either a plan, or a protocol"),
        ({"protocol": "chalk-tlk"}, "There is no protocol “chalk-tlk”: did you mean “chalk-talk”?"),
        ({"essay": "on-fences"}, "on-fences"),
        ({"second_essay": "On Hedges"}, "Both essays are the same"),
        ({"until": "2026-05-01"}, "not both"),
        ({"until": "soon"}, "“soon” is no date"),
        ({"hour": "25:00"}, "“25:00” is no time of day"),
        ({"start": "2025-12-31"}, "The start is over"),
        ({"holidays": "2026-12-24, boxing day"}, "“boxing” is no date"),
        ({"zone": "Nowhere"}, "I know no time zone"),
        ({"group": "Writers"}, "There is no group “Writers” here"),
        ({"times": 500, "every": 12}, "within ten years"),
    ],
)
async def test_what_cannot_be_planned_is_one_sentence(world: World, options: dict[str, Any], sentence: str) -> None:
    await found(world)
    card = await propose(world, **options)
    assert sentence in read(card)
    assert "went wrong" not in read(card)
    assert buttons(card) == {}


async def test_every_date_shows_the_same_hour_over_a_clock_change_and_one_that_is_skipped_is_explained(
    world: World,
) -> None:
    await found(world)
    shown = raw(await propose(world, weekday="Sunday", hour="02:30", start="2026-03-15", times=5))
    assert dates(shown) == [
        f"1. Sunday 15 March 2026, 02:30 · {stamp('2026-03-15T02:30')}",
        f"2. Sunday 22 March 2026, 02:30 · {stamp('2026-03-22T02:30')}",
        f"3. Sunday 29 March 2026, 03:30 (the clocks skip 02:30 that day) · {stamp('2026-03-29T03:30')}",
        f"4. Sunday 5 April 2026, 02:30 · {stamp('2026-04-05T02:30')}",
        f"5. Sunday 12 April 2026, 02:30 · {stamp('2026-04-12T02:30')}",
    ]
    utc = [
        datetime.fromisoformat(f"2026-{day}") for day in ("03-15T01:30", "03-22T01:30", "03-29T01:30", "04-05T00:30")
    ]
    assert [stamp(one.isoformat(), "UTC") in shown for one in utc] == [True] * 4


async def test_a_date_is_moved_and_back(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    moved = await use(world, s.bob, "move", schedule=number, date="2026-01-13", to_date="2026-01-15", to_hour="18:00")
    assert moved.startswith("### On Hedges, moved\n")
    assert f"2. Thursday 15 January 2026, 18:00 (moved) · {stamp('2026-01-15T18:00')}" in moved
    await world.restart()
    back = await use(world, s.mod, "move", schedule=number, date="2026-01-15", to_date="2026-01-13", to_hour="19:30")
    assert f"2. Tuesday 13 January 2026, 19:30 · {stamp('2026-01-13T19:30')}" in back
    for options, sentence in (
        ({"date": "2026-01-14", "to_hour": "18:00"}, "Nothing is planned on that day"),
        ({"date": "2026-01-13"}, "Where to? Choose another day"),
        ({"date": "2026-01-13", "to_date": "2026-01-20"}, "Something is planned on that day already"),
        ({"date": "2026-01-13", "to_date": "2025-12-31"}, "That moment is over"),
    ):
        assert sentence in read_of(await use(world, s.bob, "move", schedule=number, **options))


def read_of(text: str) -> str:
    return text.replace("\\", "")


async def test_a_holiday_is_skipped_and_brought_back(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    skipped = await use(world, s.bob, "skip", schedule=number, date="2026-01-10", through="2026-01-20")
    assert [line.split(",")[0] for line in dates(skipped)][:2] == [
        "1. Tuesday 6 January 2026",
        "2. Tuesday 27 January 2026",
    ]
    assert "Skipped: Tue 2026-01-13, Tue 2026-01-20" in skipped
    back = await use(world, s.bob, "skip", schedule=number, date="2026-01-13", bring_back=True)
    assert "2. Tuesday 13 January 2026" in back
    assert "Skipped: Tue 2026-01-20\n" in back
    assert "Nothing is planned on that day" in await use(world, s.bob, "skip", schedule=number, date="2026-01-14")


async def test_a_pause_is_seen_by_everybody_and_ends(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    paused = await use(world, s.bob, "pause", schedule=number, reason="We **move** house")
    assert r"⏸ Paused: We \*\*move\*\* house" in paused
    assert "· ⏸ Paused" in await use(world, s.ann, "list")
    assert "paused already" in await use(world, s.bob, "pause", schedule=number)
    await world.restart()
    pass_days(world.env, 8)  # 9 January: the first date went by
    resumed = await use(world, s.bob, "resume", schedule=number)
    assert resumed.startswith("### On Hedges, resumed\n")
    assert dates(resumed)[0].startswith("1. Tuesday 13 January 2026")
    assert "not paused" in await use(world, s.bob, "resume", schedule=number)


async def test_members_see_schedules_but_do_not_change_them(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    before = await use(world, s.ann, "show", schedule=number)
    assert raw(await propose(world, s.ann)).startswith("Only the facilitators")
    for command, options in CHANGES.items():
        refusal = await use(world, s.ann, command, schedule=number, **options)
        assert refusal.startswith("Only the facilitators"), command
    forged = await world.show_button(s, f"footnote:cancel-schedule:{number}")
    assert "Only the facilitators" in read(await s.ann.click(forged, label="Forged"))
    assert await use(world, s.ann, "show", schedule=number) == before


async def test_a_moderator_may_without_facilitating(world: World) -> None:
    s = world.server
    await found(world)
    await use(world, s.mod, "list")
    await s.mod.slash(s.channel, "group edit", group="Readers", remove_facilitator=s.mod)
    number = await plan(world)
    for command, options in CHANGES.items():
        if command != "cancel":
            assert (await use(world, s.mod, command, schedule=number, **options)).startswith("### On Hedges")


async def test_another_server_finds_changes_and_is_offered_nothing(world: World) -> None:
    other = await world.add_server("Gardeners")
    await found(world)
    await found(world, other)
    number = await plan(world)
    for command, options in (CHANGES | {"show": {}}).items():
        result = await other.mod.slash(other.channel, f"schedule {command}", schedule=number, **options)
        assert read(result).startswith("Nothing is scheduled yet"), command
    assert "Nothing is scheduled yet" in read(await other.mod.slash(other.channel, "schedule list"))
    assert await other.mod.autocomplete(other.channel, "schedule show", "schedule", "") == []
    forged = await world.show_button(other, f"footnote:cancel-schedule:{number}")
    pressed = await other.mod.click(forged, label="Forged")
    assert "Nothing is scheduled yet" in read(pressed.followups[0].message)


async def test_a_place_that_is_gone_or_shut_is_said_at_once(world: World) -> None:
    s = world.server
    cellar = s.guild.create_text_channel("cellar")
    role = s.guild.create_role("Readers", mentionable=True)
    await found(world, channel=cellar, role=role)
    number = await plan(world)
    await use(world, s.bob, "pause", schedule=number)
    await delete_role(world.env, role)
    assert "⚠️ The group's role is gone, so nobody will be mentioned" in raw(await propose(world))
    await shut_out(world.env, cellar)
    for sentence in (raw(await propose(world)), await use(world, s.bob, "resume", schedule=number)):
        assert sentence.startswith("In the channel of “Readers” I lack Read Message History, Send Messages")
    await delete_channel(world.env, cellar)
    for sentence in (raw(await propose(world)), await use(world, s.bob, "resume", schedule=number)):
        assert sentence.startswith("The channel of “Readers” is gone or hidden from me: a moderator can choose")


async def test_a_closed_group_has_no_dates_and_takes_no_schedules(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    waiting = await propose(world)
    asked = await s.mod.slash(s.channel, "group close", group="Readers")
    await press(s.mod, asked, "Close")
    late = await press(s.bob, waiting, "Save")
    assert "“Readers” is closed" in read(late.followups[0].message)
    assert "“Readers” is closed" in raw(await propose(world))
    assert "No dates are left to come" in await use(world, s.ann, "list")
    assert "Its group is closed: no more dates." in await use(world, s.ann, "show", schedule=number)
    assert "“Readers” is closed" in await use(world, s.bob, "skip", schedule=number, date="2026-01-13")


async def test_plans_protocols_schedules_and_dates_are_offered_while_typing(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    cancelled = await plan(world, title="Old talk")
    asked = await s.bob.slash(s.channel, "schedule cancel", schedule=cancelled)
    await press(s.bob, asked, "Cancel it")

    async def offered(option: str, typed: str, command: str = "create", **chosen: Any) -> list[dict[str, Any]]:
        return await s.bob.autocomplete(s.channel, f"schedule {command}", option, typed, **chosen)

    assert {"name": "Chalk Talk", "value": "chalk-talk"} in await offered("protocol", "chalk")
    assert (await offered("plan", "positions"))[0]["value"] == "three-positions"
    assert await offered("schedule", "", "show") == [
        {"name": f"On Hedges · Readers · #{number}", "value": number},
        {"name": f"Old talk · Readers · #{cancelled} (cancelled)", "value": cancelled},
    ]
    assert [one["value"] for one in await offered("schedule", "hedg", "skip")] == [number]
    days = await offered("date", "", "skip", schedule=number)
    assert days[0] == {"name": "Tuesday 6 January 2026, 19:30", "value": "2026-01-06"}
    assert len(days) == 8
    assert [one["value"] for one in await offered("date", "februa", "move", schedule=number)] == [
        "2026-02-03",
        "2026-02-10",
        "2026-02-17",
        "2026-02-24",
    ]
    assert await offered("date", "", "skip", schedule="99") == []
    assert await offered("date", "", "skip") == []


async def test_what_people_write_is_inert_and_nobody_is_mentioned(world: World) -> None:
    await found(world, name="@everyone **x**")
    card = await propose(world, group="@everyone **x**", title="<@1> [a](https://b.example)")
    await press(world.server.bob, card, "Save")
    assert raw(card).startswith(r"### \<@1> \[a](https://b.example), saved")
    assert r"\@everyone \*\*x\*\*" in raw(card)


async def test_a_forged_option_is_one_sentence(world: World) -> None:
    s = world.server
    await found(world)
    for options in (
        {"times": 10**6},
        {"every": 0},
        {"every": 99},
        {"title": "x" * 3000},
        {"holidays": "2026-01-01 " * 99},
    ):
        result = await unchecked(
            world.env, s.bob, s.channel, "schedule create", **{"group": "Readers", **TALK, **options}
        )
        assert buttons(result) == {}
        assert len(read(result)) < 400


async def test_the_bot_may_not_send_and_still_shows_dates(world: World) -> None:
    s = world.server
    await found(world)
    assert s.guild.me is not None
    quiet = s.guild.create_text_channel(
        "quiet", overwrites={s.guild.me: discord.PermissionOverwrite(send_messages=False)}
    )
    result = await s.bob.slash(quiet, "schedule create", group="Readers", **TALK)
    assert len(dates(raw(result))) == 5


async def test_what_is_skipped_is_offered_where_it_can_be_brought_back(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world, times=2)
    await use(world, s.bob, "skip", schedule=number, date="2026-01-13")

    async def offered(command: str, **chosen: object) -> list[str]:
        found = await s.bob.autocomplete(s.channel, f"schedule {command}", "date", "", schedule=number, **chosen)
        return [one["name"] for one in found]

    coming, skipped = "Tuesday 6 January 2026, 19:30", "Tuesday 13 January 2026 (skipped)"
    assert await offered("skip") == [coming, skipped]
    assert await offered("skip", bring_back=True) == [skipped]
    assert await offered("move") == [coming]


async def test_a_clock_that_is_wrong_is_said_wherever_something_is_announced(world: World) -> None:
    s = world.server
    await found(world)
    number = await plan(world)
    assert world.bot.clock
    world.bot.clock._holding = True
    sentence = "Nothing is posted at present, since the clock of the machine"
    assert sentence in await use(world, s.ann, "show", schedule=number)
    assert sentence in raw(await s.ann.slash(s.channel, "next"))
    assert sentence in raw(await s.bob.slash(s.channel, "session start"))
    await found(world, name="Second")
    world.bot.clock._holding = True  # it has asked for Discord's time meanwhile
    assert sentence in raw(await s.ann.slash(s.channel, "next"))
