"""What comes next in the groups of a server, for anybody who asks."""

from collections.abc import Mapping
from datetime import datetime

from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group, require_open
from bot.facilitation.reading import Listing
from bot.facilitation.schedules import Schedule, meeting_of
from bot.facilitation.upcoming import Ahead, Upcoming, in_order, readings
from bot.services import reading
from bot.services.groups import Groups
from bot.services.schedules import Schedules
from bot.services.shelf import Shelf


class Diary:
    """Puts together groups, schedules, plans and the library."""

    def __init__(self, groups: Groups, schedules: Schedules, shelf: Shelf) -> None:
        self._groups = groups
        self._schedules = schedules
        self._shelf = shelf

    async def ahead(self, guild: int, group: str | None, now: datetime) -> tuple[Ahead, ...]:
        """What this group, or every open one of the server, has before it; the soonest first."""
        chosen = await self._groups.all(guild) if group is None else (await self._groups.find(guild, group),)
        for one in chosen:
            require_open(one)
        coming = await self._schedules.coming(guild, None, now)
        library = await self._library(guild) if coming else ()
        titles = await self._schedules.protocols.titles(guild)
        return in_order(self._of(one, coming, library, titles, now) for one in chosen)

    def upcoming(
        self, schedule: Schedule, library: tuple[Listing, ...], titles: Mapping[str, str], now: datetime
    ) -> Upcoming | None:
        """The next meeting of a schedule, with its readings as far as the library has them.

        `titles` are those of the protocols.
        """
        dates = schedule.next(now)
        if not dates:
            return None
        plan = self._schedules.seeds.plans.get(schedule.plan) if schedule.plan else None
        meeting = meeting_of(schedule, dates[0], plan)
        found = readings(meeting.essays, library) if meeting else ()
        return Upcoming(schedule, dates[0], meeting, found, titles.get(meeting.protocol, "") if meeting else "")

    def _of(
        self,
        group: Group,
        coming: tuple[Schedule, ...],
        library: tuple[Listing, ...],
        titles: Mapping[str, str],
        now: datetime,
    ) -> Ahead:
        own = [one for one in coming if one.group.id == group.id]
        going = [one for one in own if not one.paused]  # the soonest first
        return Ahead(
            group,
            self.upcoming(going[0], library, titles, now) if going else None,
            tuple(one for one in own if one.paused),
        )

    async def _library(self, guild: int) -> tuple[Listing, ...]:
        try:
            return await reading.essays(self._shelf, guild)
        except Refusal:  # no essays yet
            return ()
