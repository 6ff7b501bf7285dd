"""A reading group with a schedule, as the tests about planning need it."""

from datetime import datetime
from typing import Any

from simcord import InteractionResult, MemberActor

from bot.facilitation.calendar import due
from tests.sim import Server, World, raw, read

TALK = {"weekday": "Tuesday", "protocol": "chalk-talk", "essay": "on-hedges", "times": 8}
PLAN = {"weekday": "Tuesday", "plan": "three-positions"}
BERLIN = "Europe/Berlin"
CHANGES: dict[str, dict[str, Any]] = {
    "move": {"date": "2026-01-13", "to_hour": "18:00"},
    "skip": {"date": "2026-01-13"},
    "pause": {},
    "resume": {},
    "cancel": {},
}


async def found(world: World, server: Server | None = None, **options: Any) -> None:
    """A group with Bob as its facilitator; a mod made it. It is Thursday, 1 January 2026, one in the morning there."""
    s = server or world.server
    given = {"name": "Readers", "channel": s.channel, "zone": BERLIN, "hour": "19:30", "facilitator": s.bob} | options
    assert "made" in raw(await s.mod.slash(s.channel, "group create", **given))


async def propose(world: World, who: MemberActor | None = None, **options: Any) -> InteractionResult:
    s = world.server
    given = {name: value for name, value in ({"group": "Readers", **TALK} | options).items() if value is not None}
    result = await (who or s.bob).slash(s.channel, "schedule create", **given)
    assert result.ephemeral
    return result


async def press(who: MemberActor, card: InteractionResult, label: str) -> InteractionResult:
    assert card.response is not None
    return await who.click(card.response.message, label=label)


async def plan(world: World, **options: Any) -> str:
    """A saved schedule, by the number on its card."""
    card = await propose(world, **options)
    await press(world.server.bob, card, "Save")
    return read(card).rpartition("Number ")[2].split(" ")[0]


async def use(world: World, who: MemberActor, command: str, **options: Any) -> str:
    result = await who.slash(world.server.channel, f"schedule {command}", **options)
    assert result.ephemeral
    return raw(result)


def stamp(local: str, zone: str = BERLIN) -> str:
    return f"<t:{int(due(datetime.fromisoformat(local), zone).timestamp())}:F>"


def dates(card: str) -> list[str]:
    return [line for line in card.splitlines() if line[:1].isdigit()]
