"""Every server has its turn, nobody is lost in the line, and a line that is too long takes nobody any more."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest_asyncio

from bot.facilitation.errors import Refusal
from bot.services.turns import AHEAD, BUSY, MOST_WAITING, MOST_WAITING_IN_ALL, Turns


class Room:
    """One thread that begins to work when `open` is set; `done` are the servers in the order of their turns."""

    def __init__(self) -> None:
        self.turns = Turns("room", 1)
        self.open = threading.Event()
        self.done: list[int] = []

    def work(self, guild: int) -> int:
        assert self.open.wait(10)
        self.done.append(guild)
        return guild

    async def crowd(self, *guilds: int, work: Callable[[int], int] | None = None) -> list[asyncio.Task[int]]:
        tasks = [asyncio.create_task(self.turns.run(one, partial(work or self.work, one))) for one in guilds]
        await asyncio.sleep(0)
        return tasks


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    made = Room()
    yield made
    made.open.set()
    await asyncio.to_thread(made.turns.close)


async def test_nobody_waits_for_the_whole_crowd_of_another_server(room: Room) -> None:
    crowd = await room.crowd(*[1] * 20, 2, 3, 2)
    room.open.set()
    await asyncio.gather(*crowd)
    begun = 1 + AHEAD
    assert room.done == [1] * begun + [1, 2, 3, 1, 2] + [1] * (20 - begun - 2)


async def test_within_a_server_the_first_comes_first(room: Room) -> None:
    order: list[int] = []

    def work(number: int) -> None:
        assert room.open.wait(10)
        order.append(number)

    crowd = [asyncio.create_task(room.turns.run(1, partial(work, number))) for number in range(10)]
    await asyncio.sleep(0)
    room.open.set()
    await asyncio.gather(*crowd)
    assert order == list(range(10))


async def test_a_flood_of_one_server_is_refused_and_another_is_not(room: Room) -> None:
    flood = await room.crowd(*[1] * (MOST_WAITING + 5))
    other = await room.crowd(2)
    room.open.set()
    ends = await asyncio.gather(*flood, *other, return_exceptions=True)
    assert [str(one) for one in ends if isinstance(one, Refusal)] == [BUSY] * 5
    assert ends[-1] == 2
    assert await room.turns.run(1, partial(room.work, 1)) == 1


async def test_there_is_an_end_to_the_line_of_all_servers(room: Room) -> None:
    crowd = await room.crowd(*(number % 50 for number in range(MOST_WAITING_IN_ALL + 1)))
    room.open.set()
    ends = await asyncio.gather(*crowd, return_exceptions=True)
    assert [str(one) for one in ends if isinstance(one, Refusal)] == [BUSY]


async def test_whoever_leaves_the_line_takes_nobodys_turn_along(room: Room) -> None:
    crowd = await room.crowd(*[1] * 10)
    for one in crowd[5:8]:
        one.cancel()
    room.open.set()
    ends = await asyncio.gather(*crowd, return_exceptions=True)
    assert sum(one == 1 for one in ends) == 7
    again = await room.crowd(*[1] * (1 + AHEAD + 4))
    assert await asyncio.wait_for(asyncio.gather(*again), 5) == [1] * (1 + AHEAD + 4)


async def test_a_turn_that_is_given_and_not_taken_goes_to_the_next(room: Room) -> None:
    crowd = await room.crowd(*[1] * (1 + AHEAD + 3))
    room.turns._next()
    crowd[1 + AHEAD].cancel()  # her turn has come, and she does not know it yet
    room.open.set()
    ends = await asyncio.gather(*crowd, return_exceptions=True)
    assert sum(one == 1 for one in ends) == 1 + AHEAD + 2


async def test_work_that_fails_gives_its_turn_back(room: Room) -> None:
    room.open.set()

    def fail(guild: int) -> int:
        raise ValueError

    failing = await room.crowd(*[1] * 10, work=fail)
    assert all(isinstance(one, ValueError) for one in await asyncio.gather(*failing, return_exceptions=True))
    assert await asyncio.gather(*await room.crowd(*[1] * 10)) == [1] * 10
