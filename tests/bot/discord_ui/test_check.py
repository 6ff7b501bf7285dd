"""`check` asks a Discord on loopback by REST, and says for each thing what to do."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import discord
import pytest
import pytest_asyncio
from discord.http import Route

from bot.discord_ui.check import look
from bot.discord_ui.client import Commands
from bot.discord_ui.door import ADMIT, COMMANDS
from bot.discord_ui.wire import Wire
from bot.facilitation.check import Chosen, Place
from bot.services.commands import fingerprint
from tests.faults.payloads import ALL_RIGHTS, BOT, GUILD
from tests.faults.unreliable import CHANNELS, FORUM, Unreliable, serve

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"
PRESENCE, MESSAGES = 1 << 12, 1 << 19


def without(*names: str) -> str:
    return str(int(ALL_RIGHTS) & ~discord.Permissions(**dict.fromkeys((*names, "administrator"), True)).value)


def chose(*places: Place, published: str = "", events: bool = True) -> Chosen:
    return Chosen({GUILD: places} if places else {}, frozenset() if events else frozenset({GUILD}), {BOT: published})


@pytest_asyncio.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Unreliable]:
    """A Discord on which nothing fails."""
    calm = Unreliable(random.Random(1), calm=True)  # noqa: S311 - dice for faults
    async with serve(calm) as port:
        monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{port}/api")
        yield calm


async def said(chosen: Chosen | None = None, wire: Wire | None = None) -> list[str]:
    found = [one async for one in look(TOKEN, chosen, wire or Wire(lambda: datetime.now(UTC)))]  # noqa: TID251
    assert not any(TOKEN in one.text for one in found)
    return [f"{one.mark} {one.text}" for one in found]


def ours() -> list[dict[str, object]]:
    tree = Commands(discord.Client(intents=discord.Intents.none()), ADMIT)  # type: ignore[arg-type]
    for command in COMMANDS:
        tree.add_command(command)
    return tree.definition()


def as_published(definition: list[dict[str, object]]) -> list[dict[str, object]]:
    more = {"application_id": str(BOT), "version": "1", "default_member_permissions": None}
    return [{"id": str(number), "description": "", **one, **more} for number, one in enumerate(definition, 1)]


async def test_all_is_well(there: Unreliable) -> None:
    there.commands = as_published(ours())
    places = (Place(CHANNELS[0], "Readers"), Place(FORUM, "Slow readers"), Place(CHANNELS[1], None))
    wire = Wire(lambda: datetime.now(UTC))  # noqa: TID251
    assert await said(chose(*places, published=fingerprint(ours())), wire) == [
        f"✓ Discord accepts the token: it is that of “Footnote” ({BOT}).",
        "✓ No privileged intent is switched on, and none is needed.",
        f"✓ {len(COMMANDS)} commands are published, as they are now.",
        "✓ In “Tuesday readers” Footnote may do what it needs in its 3 channels.",
    ]
    assert wire.skew is not None
    assert abs(wire.skew) < timedelta(seconds=5)
    assert there.identifies == 0


async def test_before_the_first_start(there: Unreliable) -> None:
    assert (await said())[2:] == [
        "– No commands are published yet: the first start does that, or python -m bot sync.",
        "– “Tuesday readers” has chosen no channel yet: a moderator begins with /setup there.",
    ]


async def test_a_token_that_discord_refuses_is_told_and_nothing_else_is_asked(there: Unreliable) -> None:
    there.refuses_token = True
    (only,) = await said()
    assert only.startswith("✗ Discord does not know this token")


async def test_intents_that_nobody_needs_are_told(there: Unreliable) -> None:
    there.flags = PRESENCE | MESSAGES
    assert "– The application has the intents Presence and Message Content switched on" in (await said())[1]


async def test_commands_of_another_version_are_told(there: Unreliable) -> None:
    there.commands = as_published(ours())
    assert (await said(chose(published="of yesterday")))[2].startswith("– Discord shows commands of another version")
    there.commands = as_published(ours())[1:]
    assert (await said(chose(published=fingerprint(ours()))))[2].startswith("– Discord shows commands of another")


@pytest.mark.parametrize(
    ("place", "lacks", "words"),
    [
        (
            Place(CHANNELS[0], "Readers"),
            "create_public_threads",
            "“Readers” meets, Footnote lacks Create Public Threads:",
        ),
        (Place(FORUM, "Readers"), "send_messages_in_threads", "Footnote lacks Send Messages in Posts:"),
        (Place(CHANNELS[0], None), "send_messages", "members' questions are posted, Footnote lacks Send Messages:"),
        (Place(404, "Readers"), "administrator", "where “Readers” meets is gone or hidden: choose another"),
        (Place(CHANNELS[0], "Readers"), "create_events", "lacks Create Events, with which it would put every session"),
    ],
)
async def test_what_is_lacking_in_a_channel_is_wrong(there: Unreliable, place: Place, lacks: str, words: str) -> None:
    there.rights = without(lacks)
    last = (await said(chose(place)))[-1]
    assert last.startswith("✗ ")
    assert words in last


async def test_a_server_that_wants_no_events_needs_no_right_for_them(there: Unreliable) -> None:
    there.rights = without("create_events")
    assert (await said(chose(Place(CHANNELS[0], "Readers"), events=False)))[-1].startswith("✓ In “Tuesday readers”")


async def test_a_channel_that_shuts_footnote_out_is_told_though_the_server_lets_it_in(there: Unreliable) -> None:
    deny = str(discord.Permissions(view_channel=True).value)
    there.rights = without()
    there.channels[CHANNELS[0]]["permission_overwrites"] = [
        {"id": str(BOT), "type": 1, "allow": "0", "deny": deny},
    ]
    assert "Footnote lacks View Channel" in (await said(chose(Place(CHANNELS[0], "Readers"))))[-1]


async def test_a_discord_that_is_away_is_told_and_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api")
    (only,) = await said()
    assert only.startswith("– Discord cannot be reached (")
