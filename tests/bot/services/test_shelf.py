"""Libraries are opened when needed, used off the event loop, closed together; any trouble is one sentence."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.ask import Reply
from bot.facilitation.errors import Refusal
from bot.services import ask
from bot.services.shelf import CLOSING, NO_ESSAYS, Shelf
from retrieval import Library, UnknownModel, VectorMemory
from tests.fakes import WordEncoder
from tests.sim import HEDGES, TEA

NOW = datetime(2026, 5, 3, tzinfo=UTC)


@pytest_asyncio.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    opened = Shelf(tmp_path / "libraries", WordEncoder())
    yield opened
    await opened.close()


async def add(shelf: Shelf, guild: int = 1, text: str = HEDGES) -> None:
    report = shelf.reporting(lambda done, total: None)
    await shelf.fill(guild, lambda library: library.add("hedges.md", text.encode(), progress=report))


async def asked(shelf: Shelf, question: str, essay: str | None = None) -> Reply:
    return await shelf.search(1, partial(ask.consult, question=question, essay=essay))


async def test_it_says_when_the_model_is_ready(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.services.shelf")
    assert not shelf.ready
    await shelf.warm_up()
    assert shelf.ready
    assert caplog.messages == ["The model words-1 is ready."]


async def test_what_is_open_and_who_waits_can_be_counted(shelf: Shelf) -> None:
    await add(shelf)
    assert (shelf.opened, shelf.waiting) == (1, 0)
    gate = threading.Event()
    waiting = asyncio.create_task(shelf.use(1, lambda library: gate.wait(10)))
    await asyncio.sleep(0)
    assert shelf.waiting == 1
    gate.set()
    await waiting
    assert shelf.waiting == 0


async def test_a_server_without_a_library_is_told_how_to_begin_one(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="/library add"):
        await asked(shelf, "what keeps the wind out?")
    assert not (tmp_path / "libraries").exists()


async def test_a_library_whose_last_essay_was_removed_counts_as_empty(shelf: Shelf) -> None:
    await add(shelf)
    await shelf.use(1, lambda found: found.remove("on-hedges", NOW))
    with pytest.raises(Refusal) as refused:
        await asked(shelf, "what keeps the wind out?")
    assert str(refused.value) == NO_ESSAYS


async def test_two_servers_have_one_text_embedded_once_and_when_one_is_forgotten_the_memory_is_empty(
    tmp_path: Path,
) -> None:
    encoder, path = WordEncoder(64), tmp_path / "vectors.db"
    memory = VectorMemory(path, now=lambda: NOW)
    shelf = Shelf(tmp_path / "libraries", encoder, memory=memory)
    await add(shelf, 1)
    assert encoder.calls
    encoder.calls.clear()
    await add(shelf, 2)
    assert encoder.calls == []
    await shelf.thin(NOW)
    with closing(sqlite3.connect(tmp_path / "libraries" / "1.db")) as db:
        vectors = [vector for (vector,) in db.execute("SELECT vector FROM passages")]
    assert all(vector in path.read_bytes() for vector in vectors)
    await shelf.forget(1)
    assert not any(vector in one.read_bytes() for vector in vectors for one in tmp_path.glob("vectors.db*"))
    await add(shelf, 3)
    assert encoder.calls
    await shelf.close()
    memory.close()


async def test_fifty_askers_at_once_are_all_answered(shelf: Shelf) -> None:
    await add(shelf)
    replies = await asyncio.gather(*(asked(shelf, f"what keeps the wind out of garden {n}?") for n in range(50)))
    assert all(reply.quotations for reply in replies)


async def test_a_question_goes_into_a_thread_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    await add(shelf)
    loop, ways = asyncio.get_running_loop(), []
    run = loop.run_in_executor
    monkeypatch.setattr(loop, "run_in_executor", lambda *given: ways.append(given) or run(*given))
    assert (await asked(shelf, "what keeps the wind out?")).quotations
    assert len(ways) == 1


async def test_reading_does_not_stand_in_the_line_of_the_questions(shelf: Shelf) -> None:
    await add(shelf)
    gate = threading.Event()
    crowd = [asyncio.create_task(shelf.search(1, lambda library: gate.wait(30))) for _ in range(20)]
    await asyncio.sleep(0)
    assert await asyncio.wait_for(shelf.use(1, Library.essays), 5)
    gate.set()
    assert all(await asyncio.gather(*crowd))


async def test_what_is_seen_at_every_keystroke_is_read_once_until_something_is_done(shelf: Shelf) -> None:
    await add(shelf)
    looks: list[int] = []

    def look(library: Library) -> int:
        looks.append(len(library.essays()))
        return looks[-1]

    for _ in range(3):
        assert await shelf.glance(1, look) == 1
        await asked(shelf, "what keeps the wind out?")
    assert looks == [1]
    await shelf.fill(1, lambda library: library.add("tea.md", TEA.encode()))
    assert await shelf.glance(1, look) == 2
    await shelf.use(1, lambda library: library.remove("tea-before-minutes", NOW))
    assert await shelf.glance(1, look) == 1


async def test_what_is_seen_while_something_changes_is_not_kept(shelf: Shelf) -> None:
    await add(shelf)
    seen, go_on = threading.Event(), threading.Event()

    def look(library: Library) -> int:
        number = len(library.essays())
        seen.set()
        assert go_on.wait(10)
        return number

    looking = asyncio.create_task(shelf.glance(1, look))
    await asyncio.to_thread(seen.wait, 10)
    await shelf.fill(1, lambda library: library.add("tea.md", TEA.encode()))
    go_on.set()
    assert await looking == 1
    assert await shelf.glance(1, look) == 2


async def test_work_runs_off_the_event_loop_with_one_library(shelf: Shelf) -> None:
    await add(shelf)
    found = await asyncio.gather(*(shelf.use(1, lambda lib: (lib, threading.current_thread())) for _ in range(20)))
    assert len({id(lib) for lib, _ in found}) == 1
    assert threading.main_thread() not in {thread for _, thread in found}


async def test_slow_work_comes_one_after_the_other(shelf: Shelf) -> None:
    at_work: list[int] = []

    def work(_: Library) -> int:
        at_work.append(1)
        threading.Event().wait(0.01)
        return len(at_work) - at_work.count(0) - at_work.pop()

    assert await asyncio.gather(*(shelf.fill(1, work) for _ in range(5))) == [0] * 5


async def test_a_library_is_tidied_and_closed_again_unless_it_was_open(shelf: Shelf) -> None:
    closed: list[Library] = []
    for guild in (1, 2):
        await add(shelf, guild)
        await shelf.use(guild, lambda found: found.remove("on-hedges", NOW))
    opened = await shelf.use(2, lambda found: found)
    closed.append(shelf._libraries.pop(1))
    closed[0].close()
    for guild in (1, 2):
        await shelf.tidy(guild, NOW + timedelta(days=31))
    assert list(shelf._libraries.values()) == [opened]
    for guild in (1, 2):
        assert await shelf.use(guild, Library.removed) == []


async def test_a_library_that_nobody_uses_is_closed_and_opens_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, WordEncoder(), most_open=1)
    opened: list[Library] = []
    for guild in (1, 2):
        await add(shelf, guild)
        opened.append(await shelf.use(guild, lambda found: found))
    with pytest.raises(Exception, match="closed"):
        opened[0].essays()
    assert opened[1].essays()
    assert (await asked(shelf, "what keeps the wind out?")).quotations
    await shelf.close()


def is_open(library: Library) -> bool:
    try:
        library.outdated()
    except Exception:
        return False
    return True


async def used(shelf: Shelf, *guilds: int) -> list[Library]:
    """Each server's library with an essay, after a question."""
    for guild in guilds:
        await add(shelf, guild)
        await shelf.search(guild, partial(ask.consult, question="what keeps the wind out?"))
    return [await shelf.use(guild, lambda found: found) for guild in guilds]


async def test_libraries_beyond_the_memory_are_closed_longest_ago_first(tmp_path: Path) -> None:
    first = Shelf(tmp_path, WordEncoder())
    memory = (await used(first, 1))[0].memory
    assert memory > 0
    await first.close()
    shelf = Shelf(tmp_path, WordEncoder(), budget=memory * 5 // 2)
    await used(shelf, 1, 2)
    one, two = shelf._libraries.values()
    await shelf.use(1, Library.essays)
    await used(shelf, 3)
    assert [is_open(library) for library in (one, two)] == [True, False]
    assert set(shelf._libraries) == {1, 3}
    assert (await asked(shelf, "what keeps the wind out?")).quotations
    assert await shelf.use(2, Library.essays)
    await shelf.close()


async def test_a_library_larger_than_the_memory_stays_as_long_as_it_is_the_last_one_used(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, WordEncoder(), budget=1)
    (one,) = await used(shelf, 1)
    assert is_open(one)
    assert one.memory > 1
    (two,) = await used(shelf, 2)
    assert [is_open(library) for library in (one, two)] == [False, True]
    await shelf.close()


async def test_a_library_in_use_is_not_closed_however_little_memory_there_is(tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(found: Library) -> int:
        begun.set()
        assert go_on.wait(10)
        return len(found.essays())

    shelf = Shelf(tmp_path, WordEncoder(), budget=1)
    (one,) = await used(shelf, 1)
    using = asyncio.create_task(shelf.use(1, work))
    await asyncio.to_thread(begun.wait)
    await used(shelf, 2)
    assert is_open(one)
    go_on.set()
    assert await using == 1
    await shelf.close()


async def test_a_library_in_use_is_not_closed(tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(found: Library) -> int:
        begun.set()
        assert go_on.wait(10)
        return len(found.essays())

    shelf = Shelf(tmp_path, WordEncoder(), most_open=1)
    await add(shelf)
    using = asyncio.create_task(shelf.use(1, work))
    await asyncio.to_thread(begun.wait)
    await add(shelf, 2)
    go_on.set()
    assert await using == 1
    await shelf.close()


async def test_two_servers_have_two_files(shelf: Shelf, tmp_path: Path) -> None:
    await add(shelf)
    await add(shelf, 2)
    assert {path.name for path in (tmp_path / "libraries").glob("*.db")} == {"1.db", "2.db"}


def not_sqlite(path: Path) -> None:
    path.write_bytes(b"this is not a library, whatever its name says " * 100)


def newer(path: Path) -> None:
    Library.open(path, WordEncoder()).close()
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('library', 'm999', '')"
    )
    connection.commit()
    connection.close()


def not_to_be_opened(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [(not_sqlite, "cannot be read"), (newer, "newer Footnote"), (not_to_be_opened, "cannot be opened or written")],
)
async def test_of_a_bad_file_a_member_reads_one_sentence_and_the_log_has_the_rest(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil, sentence: str
) -> None:
    (tmp_path / "libraries").mkdir()
    spoil(tmp_path / "libraries" / "1.db")
    with pytest.raises(Refusal, match=sentence) as refused:
        await asked(shelf, "what keeps the wind out?")
    assert "1.db" not in str(refused.value)
    (record,) = [record for record in caplog.records if record.name == "bot.services.shelf"]
    assert "1.db" in record.getMessage()


async def test_a_repaired_file_is_opened_without_a_restart(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "libraries").mkdir()
    not_sqlite(tmp_path / "libraries" / "1.db")
    with pytest.raises(Refusal):
        await add(shelf)
    (tmp_path / "libraries" / "1.db").unlink()
    await add(shelf)


async def test_a_folder_that_cannot_be_made_is_told_to_the_host(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    shelf = Shelf(tmp_path / "file" / "libraries", WordEncoder())
    with pytest.raises(Refusal, match="on its disk"):
        await add(shelf)
    assert "Not a directory" in caplog.text
    await shelf.close()


async def test_a_model_that_does_not_load_is_told_in_one_sentence(tmp_path: Path) -> None:
    class Broken(WordEncoder):
        def encode(self, texts):
            raise UnknownModel("The model “x” cannot be loaded.")

    shelf = Shelf(tmp_path, Broken())
    with pytest.raises(Refusal, match="its model did not load"):
        await add(shelf)
    with pytest.raises(UnknownModel):
        await shelf.warm_up()
    await shelf.close()


async def test_closing_stops_a_long_addition_before_anything_is_written(tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(WordEncoder):
        def encode(self, texts):
            begun.set()
            assert go_on.wait(10)
            return super().encode(texts)

    shelf = Shelf(tmp_path, Slow())
    adding = asyncio.create_task(add(shelf))
    await asyncio.to_thread(begun.wait)
    closing = asyncio.create_task(shelf.close())
    await asyncio.sleep(0.05)
    go_on.set()
    await closing
    with pytest.raises(Refusal, match=CLOSING[:20]):
        await adding
    reopened = Library.open(tmp_path / "1.db", WordEncoder())
    assert reopened.essays() == []
    reopened.close()


async def test_a_question_is_answered_while_an_essay_is_being_added(tmp_path: Path, caplog) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(WordEncoder):
        def encode(self, texts):
            if any("kettle" in text for text in texts):
                begun.set()
                assert go_on.wait(10)
            return super().encode(texts)

    shelf = Shelf(tmp_path, Slow())
    await add(shelf)
    adding = asyncio.create_task(add(shelf, text="# Tea\n\nThe kettle is the chair.\n"))
    await asyncio.to_thread(begun.wait)
    reply = await asyncio.wait_for(asked(shelf, "what keeps the wind out?"), 5)
    assert reply.quotations
    assert not adding.done()
    go_on.set()
    await adding
    await shelf.close()


async def test_an_empty_log_for_an_error_that_a_member_can_mend(shelf: Shelf, caplog) -> None:
    caplog.set_level(logging.INFO, "bot")
    await add(shelf)
    with pytest.raises(Refusal):
        await asked(shelf, "what keeps the wind out?", essay="no such essay")
    assert caplog.records == []


async def test_a_library_is_deleted_with_all_its_files_and_can_be_begun_anew(shelf: Shelf, tmp_path: Path) -> None:
    await add(shelf)
    assert shelf.guilds() == {1}
    (tmp_path / "libraries" / "1.db-journal").touch()
    await shelf.forget(1)
    assert list((tmp_path / "libraries").iterdir()) == []
    assert shelf.guilds() == set()
    with pytest.raises(Refusal, match="/library add"):
        await asked(shelf, "what keeps the wind out?")
    await shelf.forget(1)
    await add(shelf)
    assert (await asked(shelf, "what keeps the wind out?")).answered


async def test_a_library_that_is_in_use_is_not_deleted(shelf: Shelf) -> None:
    await add(shelf)
    with shelf._lent(1, begin=False), pytest.raises(Refusal):
        await shelf.forget(1)
    assert shelf.guilds() == {1}
    await shelf.forget(1)
    assert shelf.guilds() == set()
