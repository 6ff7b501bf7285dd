"""A reading group in the demo's server, with a plan whose first meeting is a day away: "+1 day" opens it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.demo.world import World

GROUP = "Tuesday readers"
ZONE = "Europe/London"
PLAN = "three-positions"
AHEAD = timedelta(hours=22)
"""From the visitor's arrival to the first meeting: within "+1 day"."""


async def plan_meetings(world: World) -> None:
    """The moderator makes a group and a schedule, as anybody would, by the bot's own commands.

    The group meets slowly: a live session would be over before the visitor has looked at it.
    """
    first = (world.env.now() + AHEAD).astimezone(ZoneInfo(ZONE))
    home = world.server.channels["meetings"]
    mira = world.moderator
    await mira.slash(home, "group create", name=GROUP, channel=home, zone=ZONE, hour=f"{first:%H}:00", pace="slow")
    wanted = {"group": GROUP, "plan": PLAN, "weekday": f"{first:%A}", "start": f"{first:%Y-%m-%d}", "every": 2}
    proposal = await mira.slash(home, "schedule create", **wanted)
    if proposal.response:
        await mira.click(proposal.response.message, label="Save")
    await world.env.settle()
