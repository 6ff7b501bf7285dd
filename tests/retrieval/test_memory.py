"""The same text is embedded once by one encoder, whichever library it comes to; and what is forgotten is gone."""

import itertools
import logging
import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval import (
    STASH_DAYS,
    Encoder,
    Library,
    VectorMemory,
    drafts,
    forget_vectors,
    intake,
    memory,
)
from retrieval.readers import read
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW

QUESTION = "which plant is a weed?"
ESSAY = "\n\n".join(["# Plots", *(f"Plot {n} has a fence. Its gate is number {n * 7}." for n in range(20))])

Made = tuple[bytes, bytes | None]


class Days:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def remembered(tmp_path: Path, days: Days) -> Iterator[VectorMemory]:
    opened = VectorMemory(tmp_path / "vectors.db", now=days)
    yield opened
    opened.close()


Begin = Callable[..., tuple[Library, WordEncoder]]


@pytest.fixture
def begin(tmp_path: Path, remembered: VectorMemory) -> Iterator[Begin]:
    """Begins a library on the one memory, with an encoder of its own that counts."""
    opened: list[Library] = []

    def another(identity: str = "words-1", known: VectorMemory | None = remembered) -> tuple[Library, WordEncoder]:
        encoder = WordEncoder(identity=identity)
        opened.append(Library.open(tmp_path / f"{len(opened)}.db", encoder, memory=known))
        return opened[-1], encoder

    yield another
    for library in opened:
        library.close()


def texts(encoder: WordEncoder) -> list[str]:
    """Everything that was embedded since the last look."""
    found = list(itertools.chain.from_iterable(encoder.calls))
    encoder.calls.clear()
    return found


def content(library: Library) -> list[Any]:
    with library._store.reading() as db:
        passages = db.execute("SELECT vector, tokens FROM passages ORDER BY id").fetchall()
        return passages + db.execute("SELECT vector FROM sentences ORDER BY id").fetchall()


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM vectors").fetchone()[0])


def made(encoder: Encoder, *words: str) -> dict[str, Made]:
    """Vectors of which no two are the same."""
    dice = {text: np.random.default_rng(list(text.encode())) for text in words}
    return {text: (dice[text].random(encoder.dimensions, np.float32).tobytes(), b"tokens") for text in words}


def test_an_essay_in_two_libraries_is_embedded_once_and_answers_are_the_same_to_the_byte(begin: Begin) -> None:
    (first, encoder), (second, idle), (fresh, _) = begin(), begin(), begin(known=None)
    for library in (first, second, fresh):
        library.add("allotment.md", GARDEN.encode())
    assert len(set(made_once := texts(encoder))) == len(made_once) > 10
    assert texts(idle) == []
    assert content(first) == content(second) == content(fresh)
    assert first.ask(QUESTION) == second.ask(QUESTION) == fresh.ask(QUESTION)


def test_a_sentence_that_is_its_whole_passage_is_embedded_once(begin: Begin) -> None:
    library, encoder = begin(known=None)
    library.add("rules.md", b"# Rules\n\nClose the gate.\n\nReturn the fork. Ask before you dig.\n\nClose the gate.\n")
    assert sorted(texts(encoder)) == sorted(
        ["Close the gate.", "Return the fork. Ask before you dig.", "Return the fork.", "Ask before you dig."]
    )


def test_what_was_a_sentence_and_becomes_a_passage_gets_its_tokens(begin: Begin) -> None:
    (first, _), (second, encoder), (fresh, _) = begin(), begin(), begin(known=None)
    first.add("a.md", b"# A\n\nClose the gate. Return the fork.\n")
    for library in (second, fresh):
        library.add("b.md", b"# B\n\nClose the gate.\n\nClose the gate. Return the fork.\n")
    assert texts(encoder) == ["Close the gate."]
    assert content(second) == content(fresh)
    third, encoder = begin()
    third.add("b.md", b"# B\n\nReturn the fork. Close the gate.\n\nClose the gate.\n")
    assert texts(encoder) == ["Return the fork. Close the gate."]


def test_removed_restored_and_added_again_nothing_is_embedded(begin: Begin) -> None:
    library, encoder = begin()
    library.add("allotment.md", GARDEN.encode())
    before = content(library)
    texts(encoder)
    library.remove("the-allotment", NOW)
    library.restore("the-allotment")
    library.remove("the-allotment", NOW)
    library.tidy(NOW + STASH_DAYS)
    library.publish(library.prepare("allotment.md", GARDEN.encode(), NOW).id)
    assert texts(encoder) == []
    assert content(library) == before


def test_a_revision_embeds_the_paragraph_that_changed_and_another_library_not_even_that(begin: Begin) -> None:
    changed = GARDEN.replace("The fence is shared,", "The fence is mine,").encode()
    for new in (True, False):
        library, encoder = begin()
        library.add("allotment.md", GARDEN.encode())
        texts(encoder)
        library.replace("the-allotment", library.prepare("again.md", changed, NOW).id, NOW)
        found = texts(encoder)
        assert len(found) == 2 * new
        assert all("The fence is mine" in text for text in found)


def test_another_encoder_shares_nothing_and_new_vectors_are_made_once_for_all(begin: Begin, tmp_path: Path) -> None:
    library, encoder = begin()
    library.add("bread.md", BAKERY.encode())
    other, another = begin("words-2")
    other.add("bread.md", BAKERY.encode())
    assert texts(another) == texts(encoder)
    renewed = Library.open(tmp_path / "0.db", another, memory=other._remembered)
    renewed.refresh()
    assert not renewed.outdated()
    assert texts(another) == []
    renewed.close()


def test_vectors_of_another_length_are_not_taken_and_are_replaced(remembered: VectorMemory) -> None:
    long, short = WordEncoder(64), WordEncoder(32)
    remembered.remember(long, made(long, "gate"))
    assert remembered.recall(short, ["gate"]) == {}
    remembered.remember(short, made(short, "gate"))
    assert remembered.recall(short, ["gate"]) == made(short, "gate")


def test_what_was_not_used_for_thirty_days_is_gone_from_the_bytes(
    remembered: VectorMemory, days: Days, tmp_path: Path
) -> None:
    encoder = WordEncoder(256)
    words = [f"word{n}" for n in range(300)]
    known = made(encoder, *words)
    remembered.remember(encoder, known)
    days.now += timedelta(days=20)
    remembered.recall(encoder, words[:100])
    days.now = NOW + STASH_DAYS - timedelta(days=1)
    remembered.thin(days.now)
    assert remembered.recall(encoder, words[:1]) == dict(itertools.islice(known.items(), 1))
    assert rows(remembered.path) == 300
    days.now = NOW + STASH_DAYS
    remembered.thin(days.now)
    assert rows(remembered.path) == 100
    bytes_ = b"".join(path.read_bytes() for path in tmp_path.glob("vectors.db*"))
    assert [known[word][0] in bytes_ for word in words] == [True] * 100 + [False] * 200


def test_days_of_a_clock_that_was_ahead_are_not_kept_for_ever(remembered: VectorMemory, days: Days) -> None:
    days.now += timedelta(days=4000)
    remembered.remember(WordEncoder(), made(WordEncoder(), "gate"))
    remembered.thin(NOW)
    assert rows(remembered.path) == 0


def test_the_file_is_bounded_and_what_was_used_longest_ago_goes_first(
    remembered: VectorMemory, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST_BYTES", 400_000)
    encoder = WordEncoder(256)
    for day in range(10):
        days.now = NOW + timedelta(days=day)
        remembered.remember(encoder, made(encoder, *(f"word{day}-{n}" for n in range(50))))
        remembered.recall(encoder, ["word0-7"])
    assert remembered.path.stat().st_size < 600_000
    kept = remembered.recall(encoder, [f"word{day}-{n}" for day in range(10) for n in range(50)])
    assert 150 < len(kept) < 400
    assert {"word0-7", *(f"word9-{n}" for n in range(50))} <= kept.keys()
    assert "word0-8" not in kept
    remembered.thin(days.now)
    assert remembered.path.stat().st_size <= 400_000


def test_emptied_it_has_no_byte_of_what_it_knew_and_goes_on(remembered: VectorMemory, tmp_path: Path) -> None:
    encoder = WordEncoder(64)
    known = made(encoder, "gate")
    remembered.remember(encoder, known)
    vector = known["gate"][0]
    assert any(vector in path.read_bytes() for path in tmp_path.iterdir())
    remembered.empty()
    assert not any(vector in path.read_bytes() for path in tmp_path.iterdir())
    assert remembered.recall(encoder, ["gate"]) == {}
    remembered.remember(encoder, known)
    assert remembered.recall(encoder, ["gate", "fence"]) == known
    remembered.close()
    forget_vectors(remembered.path)
    assert list(tmp_path.iterdir()) == []


def broken_header(path: Path) -> None:
    path.write_bytes(b"not a database " * 400)


def broken_inside(path: Path) -> None:
    with closing(VectorMemory(path, now=Days())) as good:
        good.remember(WordEncoder(), made(WordEncoder(), *(f"word{n}" for n in range(99))))
    with path.open("r+b") as file:
        for page in range(1, path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"x" * 4096)


@pytest.mark.parametrize("damage", [broken_header, broken_inside])
def test_a_broken_file_is_begun_anew(
    tmp_path: Path, begin: Begin, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    damage(tmp_path / "broken.db")
    with caplog.at_level(logging.WARNING), closing(VectorMemory(tmp_path / "broken.db", now=Days())) as again:
        for expected in (True, True, False):
            library, encoder = begin(known=again)
            library.add("bread.md", BAKERY.encode())
            assert library.ask("who lights the oven?").excerpts
            if not expected:
                assert not any("smells of rye" in text for text in texts(encoder))
    assert len(caplog.records) == 1
    assert "was broken" in caplog.text


def newer(path: Path) -> None:
    VectorMemory(path, now=Days()).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE _sqlite_migrations SET name = 'm999_later'")


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE diary (page TEXT)")


@pytest.mark.parametrize("write", [newer, foreign, Path.mkdir])
def test_what_is_not_ours_is_left_as_it_is_and_essays_are_added_without_it(
    tmp_path: Path, begin: Begin, write: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "other.db"
    write(path)
    before = path.read_bytes() if path.is_file() else b""
    with caplog.at_level(logging.WARNING), closing(VectorMemory(path, now=Days())) as aside:
        library, _ = begin(known=aside)
        library.add("bread.md", BAKERY.encode())
        assert library.ask("who lights the oven?").excerpts
    assert len(caplog.records) == 1
    assert "left aside" in caplog.text
    assert path.is_dir() or path.read_bytes() == before


def test_a_locked_file_is_left_aside_until_it_is_thinned(
    begin: Begin, remembered: VectorMemory, caplog: pytest.LogCaptureFixture
) -> None:
    library, encoder = begin()
    assert remembered._db is not None
    remembered._db.execute("PRAGMA busy_timeout = 100").fetchall()
    with closing(sqlite3.connect(remembered.path, isolation_level=None)) as other, caplog.at_level(logging.WARNING):
        other.execute("BEGIN IMMEDIATE")
        library.add("bread.md", BAKERY.encode())
        library.add("allotment.md", GARDEN.encode())
        other.execute("ROLLBACK")
    assert len(caplog.records) == 1
    assert "locked" in caplog.text
    library.remove("night-bread", NOW)
    library.restore("night-bread")
    assert texts(encoder)
    remembered.thin(NOW)
    for _ in range(2):
        library.remove("night-bread", NOW)
        texts(encoder)
        library.restore("night-bread")
    assert texts(encoder) == []


def test_a_full_disk_stops_no_essay(begin: Begin, remembered: VectorMemory, caplog: pytest.LogCaptureFixture) -> None:
    library, _ = begin()
    assert remembered._db is not None
    remembered._db.execute("PRAGMA max_page_count = 6").fetchall()
    with caplog.at_level(logging.WARNING):
        library.add("allotment.md", GARDEN.encode())
    assert library.ask(QUESTION).excerpts
    assert len(caplog.records) == 1
    assert "full" in caplog.text


def test_many_threads_and_two_openings_of_one_file(remembered: VectorMemory, days: Days) -> None:
    encoder = WordEncoder(32)
    with closing(VectorMemory(remembered.path, now=days)) as second, ThreadPoolExecutor(8) as pool:

        def work(number: int) -> None:
            known = made(encoder, *(f"word{n % 40}" for n in range(number, number + 20)))
            for one in (remembered, second):
                one.remember(encoder, known)
                assert one.recall(encoder, known) == known
            if number % 10 == 0:
                second.thin(NOW)

        list(pool.map(work, range(60)))
    assert rows(remembered.path) == 40


class Slow(WordEncoder):
    """Tells how many texts it made, and takes its time after a while."""

    def __init__(self, told: Path) -> None:
        super().__init__(32)
        self.told = told

    def encode(self, texts: Any) -> NDArray[np.float32]:
        if len(self.calls) == 4:
            self.told.touch()
            time.sleep(60)
        return super().encode(texts)

    def encode_tokens(self, texts: Any, *, question: bool = False) -> Any:
        encoded = WordEncoder(32).encode_tokens(texts, question=question)
        self.encode(texts)
        return encoded


def add_slowly(folder: Path) -> None:
    drafts.read_apart = lambda file, content, stop=None: read(file, content)
    intake.PORTION = 8
    remembered = VectorMemory(folder / "vectors.db", now=lambda: NOW)
    Library.open(folder / "library.db", Slow(folder / "told"), memory=remembered).add("plots.md", ESSAY.encode())


def test_killed_in_between_nothing_of_what_was_made_is_lost(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=add_slowly, args=(tmp_path,))
    process.start()
    try:
        end = time.monotonic() + 60
        while not (tmp_path / "told").exists():
            assert time.monotonic() < end
            time.sleep(0.01)
    finally:
        process.kill()
        process.join()
    process.close()
    assert rows(tmp_path / "vectors.db") == 8 + 8 + 4 + 8  # 20 passages in portions of 8, then the first sentences
    encoder = WordEncoder(32)
    with closing(VectorMemory(tmp_path / "vectors.db", now=lambda: NOW)) as remembered:
        library = Library.open(tmp_path / "library.db", encoder, memory=remembered)
        library.add("plots.md", ESSAY.encode())
        library.close()
    assert len(texts(encoder)) == 40 - 8


def test_a_passage_and_a_sentence_of_the_same_words_have_the_same_vector(model: Encoder) -> None:
    words = ["Close the gate.", "A weed is a plant that one neighbour did not ask for.", GARDEN[:600], "Ask. " * 30]
    vectors, encoded = model.encode(words), model.encode_tokens(words)
    assert np.abs(vectors - np.stack([one.vector for one in encoded])).max() < 1e-5
