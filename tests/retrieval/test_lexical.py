"""The full-text index is asked for words and nothing else, whatever somebody types."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from retrieval import EmptyQuestion, Library, UnfitDetail, UnknownTerm, lexical
from retrieval.loading import load
from retrieval.questions import Question
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN

WORDS = ("fence", "weeds", "neighbour", "oven", "dough", "slugs", "baker", "gate")
SIGNS = (
    "*",
    "^",
    ":",
    "(",
    ")",
    "-",
    "+",
    "{",
    "}",
    ";",
    "--",
    ",",
    "%",
    "\\",
    "/",
    "|",
    "&",
    "'",
    "`",
    "\x00",
    "\u202e",
)
QUOTES = ('"', '""', "“", "”", '"""', '" OR "', '*"')
OPERATORS = ("AND", "OR", "NOT", "NEAR(", "NEAR/2", "NEAR", "text:", "title :", "{title text} :", "- title :", "^title")
HOSTILE = (
    '"a" OR b*',
    "title: fence",
    "text : fence*",
    "{title section} : fence",
    "- title : fence",
    "^fence",
    "NEAR(fence gate, 5)",
    "NEAR/3 fence",
    "fence AND NOT gate",
    "(fence OR",
    'fence" OR "gate',
    '"""fence"""',
    "fence'; DROP TABLE essays; --",
    "passage_words MATCH 'fence'",
    "rank MATCH 'bm25(1.0)'",
    "fence + gate",
    "*",
    "\x00fence\x00",
    "fence\ud800",
    "ﬁ²𝔵İßſ",
)
TYPED = st.lists(
    st.sampled_from(WORDS + SIGNS + QUOTES + OPERATORS + HOSTILE) | st.text(max_size=8), min_size=1, max_size=12
).flatmap(lambda parts: st.sampled_from((" ", "")).map(lambda between: between.join(parts)))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library.open(tmp_path_factory.mktemp("words") / "library.db", WordEncoder())
    library.add("allotment.md", GARDEN.encode())
    library.add("bread.md", BAKERY.encode())
    yield library
    library.close()


def matched(library: Library, typed: str) -> dict[int, float]:
    asked = Question.of(typed, load(library._store), lambda word: 0.5)
    return lexical.match(library._store, asked.words(), asked.phrases())


@given(TYPED | st.text(st.characters(), max_size=60))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@example('"')
@example("AND")
@example("NEAR(")
@example("a" * 5000)
@example('"' * 5000)
def test_nothing_that_is_typed_breaks_the_index(shelf: Library, typed: str) -> None:
    matched(shelf, typed)
    for asking, refusals in (
        (shelf.ask, (EmptyQuestion,)),
        (shelf.compare, (EmptyQuestion,)),
        (shelf.definition, (UnknownTerm, UnfitDetail)),
        (shelf.suggested_definitions, (UnfitDetail,)),
    ):
        with suppress(*refusals):
            asking(typed)


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from((*SIGNS, "AND", "OR", "NOT")), min_size=5, max_size=5),
)
@settings(deadline=None, max_examples=100)
def test_operators_between_the_words_change_nothing(shelf: Library, words: list[str], signs: list[str]) -> None:
    loud = "".join(f" {sign} {word}" for sign, word in zip(signs, words, strict=False)) + f" {signs[-1]}"
    assert matched(shelf, loud) == matched(shelf, " ".join(words))


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(SIGNS + QUOTES), min_size=5, max_size=5),
)
@settings(deadline=None, max_examples=100)
def test_signs_at_a_word_neither_widen_nor_narrow_what_is_found(
    shelf: Library, words: list[str], signs: list[str]
) -> None:
    loud = " ".join(f"{sign}{word}{sign}" for sign, word in zip(signs, words, strict=False))
    # Quotation marks may add weight, but never a passage.
    assert matched(shelf, loud).keys() == matched(shelf, " ".join(words)).keys()


@pytest.mark.parametrize("typed", HOSTILE)
def test_an_operator_is_read_as_its_words(shelf: Library, typed: str) -> None:
    plain = re.sub(r"[^\w\s\"]|_|\x00", " ", typed)  # what is quoted counts word for word
    assert matched(shelf, typed).keys() == matched(shelf, plain).keys()


def test_neither_a_prefix_nor_a_column_is_ever_asked_for(shelf: Library) -> None:
    assert matched(shelf, "neighb*") == {}
    assert matched(shelf, "text:allotment").keys() == matched(shelf, "allotment text").keys() != set()
    assert matched(shelf, "fence NOT slugs").keys() == matched(shelf, "slugs fence").keys() != set()


def test_a_large_library_is_asked_for_the_rarest_words() -> None:
    spread = {"common": 90_000, "fenc": lexical.POSTINGS - 10, "gate": 10, "slug": 1}
    words = ["common", "fences", "gate", "slugs"]
    assert lexical.affordable(words, spread, lexical.LARGE) == words
    assert lexical.affordable(words, spread, 10 * lexical.LARGE) == ["gate", "slugs"]
    assert lexical.affordable(words[:3], spread, 10 * lexical.LARGE) == ["fences", "gate"]
    assert lexical.affordable(["common"], spread, 10 * lexical.LARGE) == ["common"]
