"""Steps in which letters are doubted, looked at and settled, for the tests of their list, buttons and threads."""

from typing import Any

from simcord import InteractionResult, MemberActor
from simcord.components import walk_components

from bot.facilitation.delivery import Standing
from bot.storage import outbox
from bot.storage.desk import Desk
from tests.sim import World, buttons, read, unescaped

CARD = "session:1:phase:1:card"
SECOND = "session:1:phase:2:card"


async def start(world: World) -> Any:
    """A session in its first phase, and its thread if it has one."""
    s = world.server
    begun = await s.bob.slash(s.channel, "session start", protocol="notice-and-wonder", essay="on-hedges")
    assert read(begun) == "“On Hedges” begins."
    return s.channel.threads[0] if s.channel.threads else None


async def change(world: World, sql: str) -> None:
    """Change the rows as a kill would have left them, and look."""
    desk = await Desk.open(world.folder / "bot.db")
    await desk.run(lambda db: db.execute(sql))
    await desk.close()
    await wake(world)


async def wake(world: World) -> None:
    assert world.bot.clock is not None
    for _ in range(2):  # what facilitators are to hear is put in at one look and posted at the next
        world.bot.clock.wake()
        await world.env.settle()


async def doubt(world: World, key: str) -> None:
    """It was sent, but was never marked, and nobody may read the history."""
    await change(
        world,
        "UPDATE outbox SET state = 'uncertain', reason = 'unreadable', told = 0, message = NULL, place = NULL, "
        f"not_before = NULL WHERE key = '{key}'",
    )


async def standing(world: World, key: str) -> Standing:
    desk = await Desk.open(world.folder / "bot.db")
    one = await desk.run(lambda db: outbox.find(db, key))
    await desk.close()
    assert one is not None
    return one


def notices(world: World) -> list[Any]:
    return [one for one in world.server.channel.history() if "For the facilitators" in read(one)]


def posts(channel: Any) -> list[str]:
    return [read(message).splitlines()[0] for message in channel.history() if read(message)]


def first(thread: Any) -> Any:
    return next(message for message in thread.history() if message.components)


def link(message: Any) -> str:
    return f"https://discord.com/channels/{message.guild.id}/{message.channel.id}/{message.id}"


def requests(world: World, method: str, place: Any) -> int:
    return sum(
        one.method == method and one.path.startswith(f"/channels/{place.id}/messages")
        for one in world.env.http_requests
    )


def besides(result: InteractionResult) -> str:
    """What whoever pressed reads besides."""
    texts = (str(one.get("content", "")) for one in walk_components(result.followups[0].components))
    return unescaped("\n".join(texts)).strip()


async def listed(world: World, who: MemberActor | None = None) -> InteractionResult:
    result = await (who or world.server.bob).slash(world.server.channel, "session letters")
    assert result.ephemeral
    return result


async def press(who: MemberActor, shown: Any, label: str) -> InteractionResult:
    message = shown.response.message if isinstance(shown, InteractionResult) and shown.response else shown
    return await who.click(message, custom_id=buttons(shown)[label])
