"""`python -m bot run` against the Discord of the tests, with points at which it may be killed.

Nothing of this is in the product: names are replaced here, before the command line starts. One interpreter imports the
bot and then forks a process for each life of it, since importing takes seconds. Reads a line of JSON for each life
[port, seed, chance, point, file], answers with the life's process number, and with its status when it has ended.
With this chance the life kills itself whenever it passes the point.
"""

import json
import logging
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState

from bot import __main__, app
from bot.discord_ui.events import DiscordEvents
from bot.discord_ui.post import DiscordPost
from bot.facilitation.delivery import Patience
from bot.services.starts import Brake
from bot.storage import events, outbox
from bot.storage.desk import Desk
from retrieval.tokens import Encoded
from tests.fakes import WordEncoder

WINDOW = 2.0
PATIENCE = Patience(
    lease=timedelta(seconds=2.5),
    margin=timedelta(seconds=1.25),
    window=timedelta(seconds=WINDOW),
    quiet=timedelta(seconds=WINDOW),
    first_wait=timedelta(seconds=0.1),
    longest_wait=timedelta(seconds=1),
)
ROWS = ("claim", "ask", "finish", "retry")
CALLS = ("anchor", "put", "find")
EVENT_POINTS = ("event begins", "event is written", "event is committed", "create begins", "create has ended")
POINTS = (
    *(f"{name} {when}" for name in ROWS for when in ("begins", "is written", "is committed")),
    *(f"{name} {when}" for name in CALLS for when in ("begins", "has ended")),
    *EVENT_POINTS,
)


class Reaper:
    """Kills this very process when it passes a point."""

    def __init__(self, dice: random.Random, chance: float, point: str, file: Path) -> None:
        self._dice = dice
        self._chance = chance
        self._point = point
        self._file = file

    def pass_by(self, point: str) -> None:
        """Die here, perhaps."""
        if point == self._point and self._dice.random() < self._chance:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{point}\n")
            os.kill(os.getpid(), signal.SIGKILL)


class SlowEncoder(WordEncoder):
    """Thinks about a question for as long as the environment says."""

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """As ever, later."""
        time.sleep(float(os.environ.get("TRIED_SECONDS", "0")) if question else 0)
        return super().encode_tokens(texts, question=question)


def watch(reaper: Reaper) -> None:
    """Put the points where they belong, by the names of functions."""
    written = threading.local()
    in_transaction = Desk._in_transaction

    def transaction(self: Desk, work: Callable[[Any], Any]) -> Any:
        written.name = None
        done = in_transaction(self, work)
        if written.name:
            reaper.pass_by(f"{written.name} is committed")
        return done

    Desk._in_transaction = transaction  # type: ignore[method-assign,assignment]
    for name in ROWS:
        setattr(outbox, name, _row(getattr(outbox, name), name, reaper, written))
    for name in CALLS:
        setattr(DiscordPost, name, _call(getattr(DiscordPost, name), name, reaper))
    events.write = _row(events.write, "event", reaper, written)
    DiscordEvents.create = _call(DiscordEvents.create, "create", reaper)  # type: ignore[method-assign]


def _row(function: Callable[..., Any], name: str, reaper: Reaper, written: threading.local) -> Callable[..., Any]:
    @wraps(function)
    def watched(*arguments: Any, **named: Any) -> Any:
        reaper.pass_by(f"{name} begins")
        done = function(*arguments, **named)
        written.name = name
        reaper.pass_by(f"{name} is written")
        return done

    return watched


def _call(function: Callable[..., Any], name: str, reaper: Reaper) -> Callable[..., Any]:
    @wraps(function)
    async def watched(*arguments: Any) -> Any:
        reaper.pass_by(f"{name} begins")
        done = await function(*arguments)
        reaper.pass_by(f"{name} has ended")
        return done

    return watched


def launch(port: int, seed: int, chance: float, point: str, file: Path) -> None:
    """Run the bot's own command line."""
    Route.BASE = f"http://127.0.0.1:{port}/api"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{port}/gateway/")
    app.PreparedEncoder = lambda model, folder: SlowEncoder()  # type: ignore[misc,assignment]
    if "TRIED_BRAKE" not in os.environ:  # else hundreds of lives would wait for each other
        Brake.start = Brake.identify  # type: ignore[method-assign]
    app.open_bot = partial(app.open_bot, beat=0.2, patience=PATIENCE)  # type: ignore[assignment]
    ConnectionState.guild_ready_timeout = property(lambda _: 0.1, lambda *_: None)  # type: ignore[assignment]
    watch(Reaper(random.Random(seed), chance, point, file))  # noqa: S311 - dice for faults
    sys.argv = ["footnote", "run"]
    __main__.main()


def live(port: int, seed: int, chance: float, point: str, file: str) -> int:
    """A process of its own, which ends as the bot ends."""
    life = os.fork()
    if life == 0:
        status = 70
        try:
            os.dup2(2, 1)
            launch(port, seed, chance, point, Path(file))
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 0
        except BaseException:
            traceback.print_exc()
        finally:
            logging.shutdown()
            os._exit(status)
    return life


if __name__ == "__main__":
    for line in sys.stdin:
        life = live(*json.loads(line))
        print(life, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(life, 0)[1]), flush=True)
