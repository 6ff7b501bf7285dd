"""Vectors of another model are made anew beside the questions, once, and given up without loss."""

import asyncio
import logging
import threading
from functools import partial
from pathlib import Path

import pytest

from bot.facilitation.ask import Reply
from bot.services import ask
from bot.services.shelf import Shelf
from retrieval import EarlierModels, Library, UnknownModel
from tests.fakes import WordEncoder
from tests.sim import HEDGES


async def add(shelf: Shelf, guild: int = 1, text: str = HEDGES) -> None:
    report = shelf.reporting(lambda done, total: None)
    await shelf.fill(guild, lambda library: library.add("hedges.md", text.encode(), progress=report))


async def asked(shelf: Shelf, question: str, essay: str | None = None) -> Reply:
    return await shelf.search(1, partial(ask.consult, question=question, essay=essay))


class Watched(WordEncoder):
    """Knows in which threads it worked."""

    def __init__(self, identity: str) -> None:
        super().__init__(identity=identity)
        self.threads: list[str] = []

    def encode(self, texts):
        self.threads.append(threading.current_thread().name.rsplit("_", 1)[0])
        return super().encode(texts)


async def test_what_another_model_made_is_made_anew_in_the_thread_for_long_work(tmp_path: Path) -> None:
    first = Shelf(tmp_path, WordEncoder())
    await add(first)
    await first.close()
    encoder = Watched("words-2")
    shelf = Shelf(tmp_path, encoder)
    assert (await asked(shelf, "what keeps the wind out?")).quotations
    anew = encoder.threads.index("shelf-quick")
    assert set(encoder.threads[:anew]) == {"shelf-slow"}
    encoder.threads.clear()
    await asked(shelf, "what keeps the wind out?")
    assert set(encoder.threads) == {"shelf-quick"}
    await shelf.close()


class Held(Watched):
    """Stands still before passages until `go_on` is set, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__("words-2")
        self.begun, self.go_on, self.failures = threading.Event(), threading.Event(), failures

    def encode_tokens(self, texts, *, question=False):
        if not question:
            self.begun.set()
            assert self.go_on.wait(10)
            if self.failures:
                self.failures -= 1
                raise UnknownModel("The model “x” cannot be loaded.")
        return super().encode_tokens(texts, question=question)


async def until(happened) -> None:
    for _ in range(500):
        if await happened():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def older(folder: Path) -> None:
    """A library with vectors of another model."""
    shelf = Shelf(folder, WordEncoder())
    await add(shelf)
    await shelf.close()


def earlier() -> EarlierModels:
    return EarlierModels(lambda identity: WordEncoder(identity=identity))


async def test_older_vectors_serve_while_new_ones_are_made_once_beside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.services.shelf")
    await older(tmp_path)
    encoder = Held()
    shelf = Shelf(tmp_path, encoder, earlier=earlier())
    replies = await asyncio.gather(*(asked(shelf, "what keeps the wind out?") for _ in range(5)))
    assert all(reply.quotations for reply in replies)
    await asyncio.to_thread(encoder.begun.wait, 10)
    assert (await asyncio.wait_for(asked(shelf, "what keeps the wind out?"), 5)).quotations
    assert (len(shelf._renewals), encoder.threads) == (1, [])
    encoder.go_on.set()

    async def renewed() -> bool:
        return not shelf._renewals and not await shelf.use(1, Library.outdated)

    await until(renewed)
    assert [(one.message, one.server) for one in caplog.records] == [
        ("Library of server 1 is renewed for the model.", 1)
    ]  # type: ignore[attr-defined]
    assert set(encoder.threads) == {"shelf-slow"}
    encoder.threads.clear()
    assert (await asked(shelf, "what keeps the wind out?")).quotations
    assert set(encoder.threads) == {"shelf-quick"}
    await shelf.close()


async def test_new_vectors_that_fail_are_the_hosts_matter_and_are_tried_again_after_a_pause(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await older(tmp_path)
    encoder = Held(failures=1)
    encoder.go_on.set()
    shelf = Shelf(tmp_path, encoder, earlier=earlier(), pause=0.2)
    for _ in range(3):
        assert (await asked(shelf, "what keeps the wind out?")).quotations
        await asyncio.sleep(0.02)
    (told,) = [record.getMessage() for record in caplog.records if record.name == "bot.services.shelf"]
    assert told.startswith("Library of server 1 keeps its older vectors")

    async def renewed() -> bool:
        await asked(shelf, "what keeps the wind out?")
        return not await shelf.use(1, Library.outdated)

    await until(renewed)
    assert encoder.failures == 0
    await shelf.close()


async def test_closing_breaks_new_vectors_off_and_loses_nothing(tmp_path: Path, caplog) -> None:
    await older(tmp_path)
    encoder = Held()
    shelf = Shelf(tmp_path, encoder, earlier=earlier())
    await asked(shelf, "what keeps the wind out?")
    await asyncio.to_thread(encoder.begun.wait, 10)
    closing = asyncio.create_task(shelf.close())
    await asyncio.sleep(0.05)
    encoder.go_on.set()
    await asyncio.wait_for(closing, 5)
    assert not any(record.name == "bot.services.shelf" for record in caplog.records)
    again = Shelf(tmp_path, WordEncoder())
    assert not await again.use(1, Library.outdated)
    await again.close()


async def test_closing_does_not_wait_for_the_pause_after_a_failure(tmp_path: Path) -> None:
    await older(tmp_path)
    encoder = Held(failures=1)
    encoder.go_on.set()
    shelf = Shelf(tmp_path, encoder, earlier=earlier())
    await asked(shelf, "what keeps the wind out?")
    await asyncio.sleep(0.1)
    await asyncio.wait_for(shelf.close(), 5)
