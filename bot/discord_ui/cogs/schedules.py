"""/schedule create, list, show, move, skip, pause, resume and cancel."""

import re
from datetime import date
from typing import Literal

from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.controls.schedules import cancelling_card, show_proposal, show_schedule, show_schedules
from bot.discord_ui.homes import home_of
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation import calendar
from bot.facilitation.protocols import LONGEST_TITLE, Pace
from bot.facilitation.recurrence import MOST_DATES, MOST_WEEKS, Nth
from bot.facilitation.schedules import LONGEST_REASON, NewSchedule
from bot.facilitation.zones import chosen_zone

Day = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Which = Literal["first", "second", "third", "fourth", "last"]
NTH: dict[Which, Nth] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}

Name = app_commands.Range[str, 1, 100]
Date = app_commands.Range[str, 1, 20]
Hour = app_commands.Range[str, 1, 10]

# Everybody sees these, since facilitators are no moderators; each story checks who may do what.
schedule = app_commands.Group(name="schedule", description="When the reading groups of this server meet")


@schedule.command(name="create")
@app_commands.describe(
    group="Which group?",
    weekday="On which day of the week?",
    plan="A reading plan, with one date for each of its meetings",
    protocol="Or a protocol, by which an essay is talked about each time",
    essay="The essay for the protocol",
    second_essay="A second essay, for protocols that set two against each other",
    times="How many dates",
    until="Or the last possible date, for example 2026-12-31",
    hour="For example 19:30; without it the group's usual hour",
    every="Every how many weeks (or months, with monthly); 1 if left out",
    monthly="Once a month, on the first, second, third, fourth or last such weekday",
    second_weekday="Another day of the week",
    third_weekday="And another one",
    start="Not before this date, for example 2026-12-01; today if left out",
    holidays="Dates to leave out, for example 2026-12-24 2026-12-31",
    zone="Another time zone than the group's",
    pace="Another pace than the group's",
    title="What it is called; without it the plan's or the essay's title",
)
@app_commands.autocomplete(
    group=choices.groups,
    plan=choices.plans,
    protocol=choices.protocols,
    essay=choices.essays,
    second_essay=choices.essays,
    zone=choices.zones,
)
async def create(
    visit: Visit,
    group: Name,
    weekday: Day,
    plan: Name | None = None,
    protocol: Name | None = None,
    essay: Name | None = None,
    second_essay: Name | None = None,
    times: app_commands.Range[int, 1, MOST_DATES] | None = None,
    until: Date | None = None,
    hour: Hour | None = None,
    every: app_commands.Range[int, 1, MOST_WEEKS] = 1,
    monthly: Which | None = None,
    second_weekday: Day | None = None,
    third_weekday: Day | None = None,
    start: Date | None = None,
    holidays: app_commands.Range[str, 1, 400] | None = None,
    zone: Name | None = None,
    pace: Pace | None = None,
    title: app_commands.Range[str, 1, LONGEST_TITLE] | None = None,
) -> None:
    """Plan meetings; nothing is saved before you have seen the dates."""
    await visit.response.defer(ephemeral=True, thinking=True)
    wanted = NewSchedule(
        weekdays=tuple(calendar.WEEKDAYS.index(one) for one in (weekday, second_weekday, third_weekday) if one),
        plan=plan,
        protocol=protocol,
        essays=tuple(one for one in (essay, second_essay) if one),
        title=title,
        at=None if hour is None else calendar.hour(hour),
        zone=None if zone is None else chosen_zone(zone),
        pace=pace,
        start=_day(start),
        every=every,
        nth=None if monthly is None else NTH[monthly],
        count=times,
        until=_day(until),
        holidays=tuple(calendar.day(one) for one in re.split(r"[\s,;]+", holidays or "") if one),
    )
    chosen = await visit.client.groups.find(guild_of(visit), group)
    home = home_of(visit, chosen.channel)
    draft = await visit.client.schedules.propose(visitor_of(visit), group, home, wanted, moment_of(visit))
    await show_proposal(visit, draft)


@schedule.command(name="list")
@app_commands.describe(group="Only those of this group")
@app_commands.autocomplete(group=choices.groups)
async def list_schedules(visit: Visit, group: Name | None = None) -> None:
    """What is planned in this server, the soonest first."""
    await visit.response.defer(ephemeral=True, thinking=True)
    chosen = 0 if group is None else (await visit.client.groups.find(guild_of(visit), group)).id
    await show_schedules(visit, chosen, 0)


@schedule.command(name="show")
@app_commands.describe(schedule="Which schedule?")
@app_commands.autocomplete(schedule=choices.schedules)
async def show(visit: Visit, schedule: Name) -> None:
    """One schedule with its next dates and those that are skipped or moved."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_schedule(visit, await visit.client.schedules.find(guild_of(visit), schedule))


@schedule.command(name="move")
@app_commands.describe(
    schedule="Which schedule?",
    date="Which of its dates?",
    to_date="The day on which it is held instead, for example 2026-12-02",
    to_hour="The hour at which it is held instead, for example 18:00",
)
@app_commands.autocomplete(schedule=choices.schedules, date=choices.dates)
async def move(
    visit: Visit, schedule: Name, date: Date, to_date: Date | None = None, to_hour: Hour | None = None
) -> None:
    """Hold one date on another day or at another hour; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    hour = None if to_hour is None else calendar.hour(to_hour)
    day, to_day = calendar.day(date), _day(to_date)
    moved = await visit.client.schedules.move(visitor_of(visit), schedule, day, to_day, hour, moment_of(visit))
    await show_schedule(visit, moved, ", moved")


@schedule.command(name="skip")
@app_commands.describe(
    schedule="Which schedule?",
    date="Which of its dates? Or the first day of a holiday",
    through="The last day of the holiday",
    bring_back="Hold it after all",
)
@app_commands.autocomplete(schedule=choices.schedules, date=choices.dates)
async def skip(visit: Visit, schedule: Name, date: Date, through: Date | None = None, bring_back: bool = False) -> None:
    """Leave out one date or all of a holiday, or bring them back; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    first = calendar.day(date)
    last = first if through is None else calendar.day(through)
    changed = await visit.client.schedules.skip(
        visitor_of(visit), schedule, first, last, moment_of(visit), back=bring_back
    )
    await show_schedule(visit, changed, ", changed")


@schedule.command(name="pause")
@app_commands.describe(schedule="Which schedule?", reason="Why; members see it in /next")
@app_commands.autocomplete(schedule=choices.schedules)
async def pause(visit: Visit, schedule: Name, reason: app_commands.Range[str, 1, LONGEST_REASON] | None = None) -> None:
    """Let nothing take place until it is resumed; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    paused = await visit.client.schedules.pause(visitor_of(visit), schedule, reason, moment_of(visit))
    await show_schedule(visit, paused)


@schedule.command(name="resume")
@app_commands.describe(schedule="Which schedule?")
@app_commands.autocomplete(schedule=choices.schedules)
async def resume(visit: Visit, schedule: Name) -> None:
    """Go on after a pause; a plan goes on where it was. For facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    found = await visit.client.schedules.find(guild_of(visit), schedule)
    home = home_of(visit, found.group.channel)
    resumed = await visit.client.schedules.resume(visitor_of(visit), schedule, home, moment_of(visit))
    await show_schedule(visit, resumed, ", resumed")


@schedule.command(name="cancel")
@app_commands.describe(schedule="Which schedule?")
@app_commands.autocomplete(schedule=choices.schedules)
async def cancel(visit: Visit, schedule: Name) -> None:
    """End a schedule; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    chosen = await visit.client.schedules.choose(visitor_of(visit), schedule)
    await visit.edit_original_response(view=cancelling_card(visit, chosen))


def _day(typed: str | None) -> date | None:
    return None if typed is None else calendar.day(typed)


COMMANDS: tuple[Command, ...] = (schedule,)
