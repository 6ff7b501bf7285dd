"""A draft is seen by whoever looks at drafts, and by nobody else until it is published."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval import Library, UnfitDetail, UnknownDraft, UnreadableFile
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW

OATS = BAKERY.replace("rye", "oats").encode()
KITES = b"""---
title: Kites
author: Jo Ray
year: 1999
licence: CC BY 4.0
source: https://example.org/kites
---

A kite is flown by two people and one wind. The wind does most of it.

## Strings

A string is what a kite and a hand have in common. Neither owns it.

* * *

Nobody flies a kite alone for long, unless the wind is very kind.
"""


def test_a_draft_says_what_was_found_and_what_was_not(library: Library) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    assert (draft.file, draft.kind, draft.title, draft.author, draft.year) == (
        "kites.md",
        "Markdown",
        "Kites",
        "Jo Ray",
        1999,
    )
    assert (draft.source, draft.licence, draft.note, draft.language) == (
        "https://example.org/kites",
        "CC BY 4.0",
        None,
        None,
    )
    assert [(one.heading, one.words, one.minutes) for one in draft.sections] == [(None, 16, 1), ("Strings", 29, 1)]
    assert (draft.paragraphs, draft.words, draft.minutes) == (3, 45, 1)
    assert draft.first_lines.startswith("A kite is flown by two people")
    assert draft.left_out == ("* * *",)
    assert draft.doubts == ()
    assert (draft.here, draft.stashed, draft.prepared) == (None, None, NOW)
    assert library.drafts() == [draft] == [library.draft(draft.id)]


def test_a_long_draft_shows_its_first_lines_and_its_minutes(library: Library) -> None:
    text = "# Long\n\n" + "\n\n".join(
        f"Plot {n} is dug by family {n}, who grow beans and peas there." for n in range(99)
    )
    draft = library.prepare("long.md", text.encode(), NOW)
    assert draft.words == 99 * 13
    assert draft.minutes == 6
    assert len(draft.first_lines) <= 602
    assert draft.first_lines.endswith(" …")


def test_nothing_of_a_draft_is_visible(library: Library, encoder: WordEncoder) -> None:
    before, calls = library.essays(), len(encoder.calls)
    library.prepare("kites.md", KITES, NOW)
    assert library.essays() == before
    assert len(encoder.calls) == calls
    assert {e.essay for e in library.ask("who flies a kite?", limit=9).excerpts} <= {"the-allotment", "night-bread"}
    assert library.check_quote("A kite is flown by two people").verdict == "absent"
    assert len(library.compare("kites")) == 2


def test_publishing_makes_it_an_essay_and_ends_the_draft(library: Library, tmp_path: Path) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    told: list[tuple[int, int]] = []
    added = library.publish(draft.id, lambda done, total: told.append((done, total)))
    assert (added.essay.slug, added.already, added.restored, added.left_out) == ("kites", False, False, ("* * *",))
    assert library.ask("who flies a kite?").excerpts[0].essay == "kites"
    assert told[-1][0] == told[-1][1]
    assert library.drafts() == []
    with pytest.raises(UnknownDraft, match="add the file again"):
        library.publish(draft.id)


def test_what_is_said_of_a_draft_is_published_with_it(library: Library) -> None:
    draft = library.prepare("x.md", OATS, NOW)
    described = library.describe(
        draft.id,
        title=" Oats  at\nnight ",
        author="Jo Ray",
        year=-380,
        source="https://example.org/oats",
        licence="with leave of the author",
        note="hunger",
    )
    assert described.title == "Oats at night"
    info = library.publish(draft.id).essay
    assert (info.slug, info.title, info.author, info.year) == ("oats-at-night", "Oats at night", "Jo Ray", -380)
    assert (info.source, info.licence, info.note) == (
        "https://example.org/oats",
        "with leave of the author",
        "hunger",
    )
    assert library.ask("what do we read of Jo Ray?").excerpts[0].author == "Jo Ray"


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ({"title": " "}, "needs a title"),
        ({"title": None}, "needs a title"),
        ({"title": "x" * 201}, "201 characters: shorten it to 200"),
        ({"author": "x" * 301}, "author's name"),
        ({"note": "x" * 501}, "content note"),
        ({"year": 2101}, "from -3000 to 2100"),
        ({"year": -3001}, "from -3000 to 2100"),
        ({"source": "javascript:alert(1)"}, "begins with https://"),
        ({"source": "example.org/kites"}, "begins with https://"),
        ({"source": "https://"}, "begins with https://"),
        ({"source": "https://[::1"}, "begins with https://"),
        ({"source": "https://example.org/a b"}, "begins with https://"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(library: Library, detail: dict, sentence: str) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    with pytest.raises(UnfitDetail, match=sentence):
        library.describe(draft.id, **detail)
    assert library.draft(draft.id) == draft


def test_a_detail_can_be_taken_out_and_the_rest_stays(library: Library) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    described = library.describe(draft.id, author=None, licence="  ")
    assert (described.author, described.licence, described.title, described.year) == (None, None, "Kites", 1999)


def test_a_source_in_words_that_was_found_may_stay(library: Library) -> None:
    text = KITES.replace(b"https://example.org/kites", b"Jo Ray, *Kites*, second printing")
    draft = library.prepare("kites.md", text, NOW)
    assert library.describe(draft.id, title="A Kite", source=draft.source).source == "Jo Ray, Kites, second printing"


def test_a_discarded_draft_is_gone(library: Library) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    assert library.discard(draft.id) == draft
    assert library.drafts() == []
    with pytest.raises(UnknownDraft):
        library.discard(draft.id)
    with pytest.raises(UnknownDraft):
        library.describe(draft.id, title="Kites")


def test_a_file_without_an_essay_leaves_no_draft(library: Library) -> None:
    with pytest.raises(UnreadableFile):
        library.prepare("empty.txt", b"", NOW)
    assert library.drafts() == []


def test_a_draft_of_a_text_that_is_here_says_so_and_changes_nothing(library: Library) -> None:
    before = library.essays()
    draft = library.prepare("copy.md", GARDEN.encode(), NOW)
    assert draft.here == "the-allotment"
    added = library.publish(draft.id)
    assert (added.already, added.essay.slug) == (True, "the-allotment")
    assert library.essays() == before
    assert library.drafts() == []


def test_two_who_publish_at_once_publish_it_once(library: Library, encoder: WordEncoder) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    both = threading.Barrier(2)
    real = encoder.encode_tokens

    def together(texts, *, question=False):
        both.wait(10)
        return real(texts, question=question)

    encoder.encode_tokens = together  # type: ignore[method-assign]
    with ThreadPoolExecutor(2) as pool:
        added = list(pool.map(lambda _: library.publish(draft.id), range(2)))
    assert sorted(one.already for one in added) == [False, True]
    assert {one.essay.slug for one in added} == {"kites"}
    assert len(library.essays()) == 3


def test_a_draft_that_is_discarded_while_it_is_embedded_is_not_published(library: Library) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    with pytest.raises(UnknownDraft):
        library.publish(draft.id, lambda done, total: done == total and library.discard(draft.id))
    assert len(library.essays()) == 2


def test_what_is_said_while_it_is_embedded_is_not_lost(library: Library) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    added = library.publish(draft.id, lambda done, total: library.describe(draft.id, year=2001))
    assert added.essay.year == 2001


def test_a_draft_that_cannot_be_embedded_stays_a_draft(library: Library, encoder: WordEncoder) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    encoder.encode = None  # type: ignore[method-assign, assignment]
    with pytest.raises(TypeError):
        library.publish(draft.id)
    assert library.drafts() == [draft]
    assert len(library.essays()) == 2


def test_drafts_of_a_week_are_dropped_to_the_last_byte(library: Library, tmp_path: Path) -> None:
    library.prepare("kites.md", KITES.replace(b"kind", b"zephyrean"), NOW)
    young = library.prepare("oats.md", OATS, NOW + timedelta(seconds=1))
    assert library.tidy(NOW + timedelta(days=7)) == 1
    assert library.drafts() == [young]
    assert all(b"zephyrean" not in file.read_bytes() for file in tmp_path.iterdir())


def test_drafts_outlive_a_restart(library: Library, tmp_path: Path) -> None:
    draft = library.prepare("kites.md", KITES, NOW)
    library.close()
    again = Library.open(tmp_path / "library.db", WordEncoder())
    assert again.drafts() == [draft]
    assert again.publish(draft.id).essay.sections == 1


def test_a_draft_of_older_rules_of_cutting_is_cut_anew(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = library.prepare("oats.md", OATS, NOW)
    monkeypatch.setattr("retrieval.passages.SENTENCE_CHARACTERS", 30)
    essay = library.publish(draft.id).essay.slug
    index = library._loaded()
    number = next(number for number, info in index.essays.items() if info.slug == essay)
    rows = [row for place in index.places if place.essay == number for row in place.sentences]
    assert max(index.sentences[row][2] - index.sentences[row][1] for row in rows) <= 30


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("The cafÃ© was open. Itâ€™s where we met, every week, to read.", "wrongly decoded 2 times, such as “Ã©”"),
        ("Our аlly was late, and nobody in the group minded it at all.", "different alphabets"),
        ("One \ufffd is missing here, and nobody in the group minded it.", "could not be read once"),
        ("word " * 700 + "ends.", "one paragraph"),
    ],
)
def test_what_looks_odd_in_a_text_is_said(library: Library, text: str, doubt: str) -> None:
    assert any(doubt in one for one in library.prepare("x.md", f"# Odd\n\n{text}\n".encode(), NOW).doubts)


def test_a_title_made_of_the_name_is_a_doubt_and_good_prose_is_none(library: Library) -> None:
    prose = "It was a long day, and nobody in the group had slept for the whole of the week before it.\n"
    assert library.prepare("my-day.txt", prose.encode(), NOW).doubts == (
        "The title is the file's name: look whether it is the essay's, too.",
    )
    good = "# Été\n\nL’été, où l’on lit — “Ärger” und naïveté, Ωμέγα, Москва, 東京, und noch ein Satz.\n"
    assert library.prepare("x.md", good.encode(), NOW).doubts == ()


def test_a_file_of_an_earlier_footnote_is_brought_up_to_date(tmp_path: Path, encoder: WordEncoder) -> None:
    from sqlite_utils import Database

    from retrieval.intact import revision_of
    from retrieval.migrations import library as migrations

    path = tmp_path / "old.db"
    db = Database(path)
    migrations.apply(db, stop_before="m002_life_cycle")
    db.execute(
        "INSERT INTO essays (slug, file, title, text, revision) VALUES ('old', 'old.md', 'Old', 'A plum.', ?)",
        [revision_of("A plum.")],
    )
    db.conn.commit()
    db.close()
    opened = Library.open(path, encoder)
    assert [(info.slug, info.note) for info in opened.essays()] == [("old", None)]
    assert opened.publish(opened.prepare("kites.md", KITES, NOW).id).essay.slug == "kites"
    opened.close()
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_title_is_found_or_said_or_the_file_s_name(library: Library) -> None:
    text = "A walk of seven miles in the rain is long enough for most of us, and it is wet.\n" * 3
    draft = library.prepare("rain-walk.txt", text.encode(), NOW)
    assert (draft.title, draft.titled) == ("Rain walk", False)
    assert library.describe(draft.id, title="Seven Miles").titled
    assert library.prepare("rain-walk.md", f"# Rain walk\n\n{text}\nAgain.\n".encode(), NOW).titled
