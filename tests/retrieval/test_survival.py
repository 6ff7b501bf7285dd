"""Whatever dies and whenever: the file holds whole essays, and its full-text index holds the same ones."""

import multiprocessing
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from retrieval import Library, LibraryError, drafts
from retrieval.intact import revision_of
from retrieval.layouts import recut
from retrieval.parts import standing
from retrieval.readers import read
from tests.fakes import WordEncoder
from tests.retrieval.conftest import NOW

TIMES = 50
WORDS = "fence gate water slugs poppies weeds spade beans rain shed neighbour fork bees soil hedge".split()


class Counted(Protocol):
    """A number that two processes share."""

    value: int


def essay(dice: random.Random) -> bytes:
    """One of three dozen small essays; those of one number are versions of each other."""
    number, version = dice.randrange(9), dice.randrange(4)
    same = random.Random(number)  # noqa: S311
    lines = [f"# Plot {number}", "By Mara Lind"]
    for paragraph in range(12):
        own = random.Random(version) if paragraph % 4 == 0 else same  # noqa: S311
        lines.append(". ".join(" ".join(own.choices(WORDS, k=8)).capitalize() for _ in range(4)) + ".")
        lines += ["## " + " ".join(same.choices(WORDS, k=2)).title()] * (paragraph == 5)
    return "\n\n".join(lines).encode()


def live(path: Path, seed: int, done: Counted) -> None:
    """Does everything that changes a library, until somebody ends it."""
    drafts.read_apart = lambda file, content, stop=None: read(file, content)
    dice = random.Random(seed)  # noqa: S311
    library = Library.open(path, WordEncoder(32))
    now = NOW

    def some_essay() -> str:
        return dice.choice(library.essays()).slug

    def some_draft() -> int:
        return dice.choice(library.drafts()).id

    acts: list[Callable[[], object]] = [
        lambda: library.prepare("x.md", essay(dice), now),
        lambda: library.prepare("x.md", essay(dice), now),
        lambda: library.publish(some_draft()),
        lambda: library.publish(some_draft()),
        lambda: library.replace(some_essay(), some_draft(), now),
        lambda: library.replace(some_essay(), some_draft(), now),
        lambda: library.remove(some_essay(), now),
        lambda: library.restore(dice.choice(library.removed()).essay.slug),
        lambda: library.edit(some_essay(), title=dice.choice(WORDS), year=dice.randrange(1900, 2000)),
        lambda: library.discard(some_draft()),
        lambda: library.define(dice.choice(WORDS), some_essay(), "¶3.1"),
        lambda: library.tidy(now),
    ]
    while True:
        done.value += 1
        now += timedelta(hours=6)
        with suppress(LibraryError, IndexError):  # nothing there to choose from
            dice.choice(acts)()


def wait_for(done: Counted, acts: int) -> None:
    """Until so many acts were begun, however busy the machine is."""
    end = time.monotonic() + 60
    while done.value < acts:
        assert time.monotonic() < end
        time.sleep(0.001)


def check(path: Path) -> int:
    """That everything in the file is whole; returns how many essays it holds."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO passage_words (passage_words) VALUES ('integrity-check')")
        passages = db.execute("SELECT id FROM passages ORDER BY id").fetchall()
        assert db.execute("SELECT id FROM passage_words_docsize ORDER BY id").fetchall() == passages
        db.commit()
    with closing(Library.open(path, WordEncoder(32))) as library:
        assert not library.outdated()
        essays = library.essays()
        for info in essays:
            with library._store.reading() as db:
                found = standing(db, info.slug)
            assert found is not None
            assert revision_of(found.row.text) == info.revision
            assert recut(found.layout) == found.layout
            assert (info.sections, info.paragraphs, len(found.sentence_ids)) == (1, 12, 49)
            for word in info.title.split()[:1]:
                assert len(library._store.matches(word, 1.0, 99)) >= info.passages
        for kept in (*library.drafts(), *(one.essay for one in library.removed())):
            assert kept.paragraphs == 12
        library.glossary()
        for excerpt in library.ask("who has the spade and the fork?").excerpts if essays else ():
            assert library.essay(excerpt.essay).text[excerpt.start : excerpt.end] == excerpt.text
            assert library.cite(excerpt.permanent).excerpt == library.excerpt(excerpt.place)
    return len(essays)


def test_killed_at_any_moment_it_leaves_no_half_essay(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(Library.open(path, WordEncoder(32))) as library:
        library.add("first.md", essay(random.Random(0)))  # noqa: S311
    # Forked from a process that has all modules loaded and no threads.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.retrieval.test_survival"])
    dice = random.Random(2026)  # noqa: S311
    seen = []
    for number in range(TIMES):
        done = context.Value("i", 0)
        process = context.Process(target=live, args=(path, number, done))
        process.start()
        try:
            wait_for(done, dice.randint(1, 15))
            time.sleep(dice.uniform(0, 0.02))  # an act takes about as long
        finally:
            process.kill()
            process.join()
        process.close()
        seen.append(check(path))
    assert len(set(seen)) > 3  # it did get something done
