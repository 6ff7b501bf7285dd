"""A quotation is exact, from elsewhere, altered or absent: words decide, and a look-alike is no place."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from retrieval import Check, EmptyQuotation, Essay, Library, UnknownEssay
from retrieval.concordance import words_of
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW

ESSAYS = Path(__file__).parents[2] / "seeds" / "essays"
MADE_UP = "# Made Up\n\n" + "\n\n".join(
    f"## Part {n}\n\n"
    + " ".join(f"Word{n * k % 17} of row {k % 5} leans on wall {n} – “and” doesn’t fall…" for k in range(9))
    for n in range(6)
)
WEED = "A weed is a plant that one neighbour did not ask for."
OTHER_WORDS = st.sampled_from("marmalade trombone glacier xylophone parsnip submarine velvet quarterback".split())

property_settings = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The starter essays and a made-up one that repeats itself."""
    opened = Library.open(tmp_path_factory.mktemp("quotations") / "l.db", WordEncoder())
    for file in sorted(ESSAYS.glob("*.md")):
        opened.add(file.name, file.read_bytes())
    opened.add("made-up.md", MADE_UP.encode())
    yield opened
    opened.close()


@st.composite
def slices(draw: st.DrawFn, least: int, made_up: bool = True) -> Callable[[Library], tuple[Essay, int, int]]:
    """Some words in a row of some essay, as offsets from word edge to word edge."""
    which, where, length = draw(st.integers(0, 99)), draw(st.floats(0, 1)), draw(st.integers(least, 40))

    def cut(library: Library) -> tuple[Essay, int, int]:
        slugs = [info.slug for info in library.essays() if made_up or info.slug != "made-up"]
        essay = library.essay(slugs[which % len(slugs)])
        words = list(words_of(essay.text))
        first = int(where * (len(words) - length))
        return essay, words[first].start, words[first + length - 1].end

    return cut


def spoken(text: str) -> list[str]:
    return [word.folded for word in words_of(text)]


def slice_of(library: Library, checked: Check) -> str:
    assert checked.place is not None
    return library.essay(checked.place.essay).text[checked.place.start : checked.place.end]


def spans(checked: Check) -> list[tuple[str, int, int]]:
    return [(place.essay, place.start, place.end) for place in checked.places]


def assert_differs(checked: Check, expected: list[tuple[str, str]], span: tuple[str, int, int]) -> None:
    """The span is among the places and, if it is the first of them, differs by this; two essays may share a phrase."""
    assert span in spans(checked)
    if span == spans(checked)[0]:
        assert differences(checked) == expected


def differences(checked: Check) -> list[tuple[str, str]]:
    return [(one.given, one.text) for one in checked.differences]


@given(slices(3))
@property_settings
def test_any_slice_is_exact_and_its_place_holds_the_same_words(shelf: Library, cut: Callable[..., tuple]) -> None:
    essay, start, end = cut(shelf)
    checked = shelf.check_quote(essay.text[start:end])
    assert checked.verdict == "exact"
    assert slice_of(shelf, checked) == checked.place.text
    assert (essay.info.slug, start, end) in spans(checked)
    assert all(spoken(place.text) == spoken(essay.text[start:end]) for place in checked.places)


def in_capitals(text: str) -> str:
    return text.upper()


def in_curly_quotes(text: str) -> str:
    return f"“{text.replace(chr(39), '’').replace(chr(34), '”')}”"


def with_other_dashes(text: str) -> str:
    return re.sub(r"\s*[-–—]\s*", " — ", text)


def with_other_spaces(text: str) -> str:
    return "\n> " + re.sub(r"\s+", "\u00a0\n  ", text) + " "


@given(slices(3), st.sampled_from([in_capitals, in_curly_quotes, with_other_dashes, with_other_spaces]))
@property_settings
def test_capitals_quotes_dashes_and_spaces_are_forgiven(
    shelf: Library, cut: Callable[..., tuple], rewritten: Callable[[str], str]
) -> None:
    essay, start, end = cut(shelf)
    checked = shelf.check_quote(rewritten(essay.text[start:end]))
    assert checked.verdict == "exact"
    assert (essay.info.slug, start) in [(place.essay, place.start) for place in checked.places]


@given(slices(8, made_up=False), st.floats(0, 1, exclude_max=True), OTHER_WORDS)
@property_settings
def test_one_changed_word_is_altered_by_exactly_that_word(
    shelf: Library, cut: Callable[..., tuple], where: float, other: str
) -> None:
    essay, start, end = cut(shelf)
    words = list(words_of(essay.text[start:end]))
    word = words[int(where * len(words))]
    text = essay.text[start:end]
    checked = shelf.check_quote(text[: word.start] + other + text[word.end :])
    assert checked.verdict == "altered"
    assert_differs(checked, [(other, text[word.start : word.end])], (essay.info.slug, start, end))


@given(slices(9, made_up=False), st.floats(0, 1, exclude_max=True))
@property_settings
def test_one_dropped_word_is_altered_by_exactly_that_word(
    shelf: Library, cut: Callable[..., tuple], where: float
) -> None:
    essay, start, end = cut(shelf)
    text = essay.text[start:end]
    words = list(words_of(text))
    position = 1 + int(where * (len(words) - 2))
    word = words[position]
    # Of two equal words side by side nobody can say which one is missing.
    assume(word.folded not in (words[position - 1].folded, words[position + 1].folded))
    checked = shelf.check_quote(text[: word.start] + text[word.end :])
    assert checked.verdict == "altered"
    assert_differs(checked, [("", text[word.start : word.end])], (essay.info.slug, start, end))


@given(slices(8, made_up=False), st.floats(0, 1, exclude_max=True), OTHER_WORDS)
@property_settings
def test_one_added_word_is_altered_by_exactly_that_word(
    shelf: Library, cut: Callable[..., tuple], where: float, other: str
) -> None:
    essay, start, end = cut(shelf)
    text = essay.text[start:end]
    words = list(words_of(text))
    before = words[1 + int(where * (len(words) - 1))].start
    checked = shelf.check_quote(f"{text[:before]}{other} {text[before:]}")
    assert checked.verdict == "altered"
    assert_differs(checked, [(other, "")], (essay.info.slug, start, end))


@given(st.lists(OTHER_WORDS | st.sampled_from("the of and a to is in that it not".split()), min_size=4, max_size=30))
@property_settings
def test_a_sentence_of_other_words_is_absent(shelf: Library, words: list[str]) -> None:
    assume(sum(len(word) > 4 for word in words) * 2 >= len(words))
    checked = shelf.check_quote(" ".join(words))
    assert (checked.verdict, checked.places, checked.differences) == ("absent", (), ())


@given(st.text(max_size=300))
@property_settings
def test_whatever_is_typed_gets_a_verdict_or_one_sentence(shelf: Library, text: str) -> None:
    try:
        checked = shelf.check_quote(text)
    except EmptyQuotation:
        assert not spoken(text)
        return
    assert (checked.verdict == "absent") == (checked.place is None)
    assert bool(checked.differences) == (checked.verdict == "altered")


def test_an_exact_quotation_has_its_place(library: Library) -> None:
    checked = library.check_quote(f"“{WEED}”")
    assert (checked.verdict, checked.differences) == ("exact", ())
    assert checked.place is not None
    assert (checked.place.essay, checked.place.file, checked.place.paragraph) == ("the-allotment", "allotment.md", 2)
    assert checked.place.text == WEED.rstrip(".")
    assert checked.place.permanent.startswith("the-allotment ¶2.1 @")
    assert library.excerpt(checked.place.place).text == WEED


def test_every_place_is_named(library: Library) -> None:
    library.add("echo.txt", f"Echo\n\n{WEED}\n\nWe talked for hours about apples.\n\n{WEED}\n".encode())
    places = library.check_quote(WEED).places
    assert [(place.essay, place.paragraph) for place in places] == [("the-allotment", 2), ("echo", 1), ("echo", 3)]
    changed = library.check_quote(WEED.replace("plant", "parsnip"))
    assert {(place.essay, place.paragraph) for place in changed.places} == {(p.essay, p.paragraph) for p in places}


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"essay": "the-allotment"}, "exact"),
        ({"author": "Mara Lind"}, "exact"),
        ({"author": "LIND"}, "exact"),
        ({"essay": "the-allotment", "author": "mara"}, "exact"),
        ({"essay": "night-bread"}, "elsewhere"),
        ({"author": "Jo Ray"}, "elsewhere"),
        ({"essay": "the-allotment", "author": "Jo Ray"}, "elsewhere"),
    ],
)
def test_where_it_is_said_to_be_from_is_checked(library: Library, said: dict[str, str], verdict: str) -> None:
    checked = library.check_quote(WEED, **said)
    assert checked.verdict == verdict
    assert [place.essay for place in checked.places] == ["the-allotment"]


def test_an_alteration_is_named_at_every_place_that_it_alters(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "l.db", WordEncoder(dimensions=2))
    for number in range(12):
        library.add(f"{number}.txt", f"Echo {number}\n\nWe talked for {number} hours.\n\n{WEED}\n".encode())
    checked = library.check_quote(WEED.replace("plant", "parsnip"), essay="echo-11")
    assert len(checked.places) == 12
    assert checked.places[0].essay == "echo-11"
    assert {library.essay(p.essay).text[p.start : p.end] for p in checked.places} == {WEED.rstrip(".")}
    assert differences(checked) == [("parsnip", "plant")]


def test_only_the_places_in_the_named_essay_count(library: Library) -> None:
    library.add("echo.txt", f"Echo\n\n{WEED}\n".encode())
    assert [place.essay for place in library.check_quote(WEED, essay="echo").places] == ["echo"]
    altered = library.check_quote(WEED.replace("plant", "parsnip"), essay="echo")
    assert altered.place is not None
    assert altered.place.essay == "echo"


def test_an_essay_that_is_not_there_is_refused(library: Library) -> None:
    with pytest.raises(UnknownEssay, match="did you mean the-allotment"):
        library.check_quote(WEED, essay="the-alotment")


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("A weed is […] one neighbour did not ask for.", "exact"),
        ("A weed is ... one neighbour did not ask for", "exact"),
        ("A weed is… one neighbour did not ask for", "exact"),
        ("[…] a plant that one neighbour . . . ask for [...]", "exact"),
        ("Nobody digs for herself (...) the slugs are shared", "exact"),
        ("the slugs are shared. […] A weed is a plant", "exact"),
        ("the slugs are shared. A weed is a plant", "altered"),
        ("one neighbour did not ask for […] A weed is a plant", "absent"),
        ("The oven is lit at two […] A weed is a plant", "absent"),
        ("The oven is lit at two. […] does not forgive either", "exact"),
        ("weed […] neighbour", "absent"),
        ("weed […] plant", "absent"),
        ("A weed is a plant […] one neighbour did never ask for", "altered"),
    ],
)
def test_an_ellipsis_leaves_words_out_within_a_paragraph_or_two(library: Library, quotation: str, verdict: str) -> None:
    assert library.check_quote(quotation).verdict == verdict


def test_a_place_with_an_ellipsis_reaches_from_the_first_word_to_the_last(library: Library) -> None:
    checked = library.check_quote("the slugs are shared. […] A weed is a plant")
    assert slice_of(library, checked).startswith("the slugs are shared.")
    assert slice_of(library, checked).endswith("A weed is a plant")
    assert checked.place is not None
    assert re.fullmatch(r"the-allotment ¶1\.2-2\.1 @\w{12}", checked.place.permanent)


def test_the_nearest_beginning_is_taken_for_an_ellipsis(library: Library) -> None:
    checked = library.check_quote("is shared […] and the slugs are shared")
    assert [place.text for place in checked.places] == ["is shared, and the slugs are shared"]


@pytest.mark.parametrize("quotation", ["weed", "Poppies", "a weed"])
def test_one_or_two_words_are_exact(library: Library, quotation: str) -> None:
    assert library.check_quote(quotation).verdict == "exact"


@pytest.mark.parametrize(
    "quotation",
    [
        "weedy",
        "a parsnip",
        "a weed was",
        "My brother calls the tulips flowers",
        "The river is shared, the bread is shared, and the songs are shared.",
        "It is the colour of the roof that we all like",
        "A weed is a thought that one teacher did not think of",
    ],
)
def test_a_look_alike_is_absent(library: Library, quotation: str) -> None:
    assert library.check_quote(quotation).verdict == "absent"


def test_two_differences_are_marked_apart_and_neighbours_together(library: Library) -> None:
    quotation = "By four the lane smells of rye, and the baker has not yet spoken one single word."
    checked = library.check_quote(quotation)
    assert checked.verdict == "altered"
    assert differences(checked) == [("lane", "street"), ("yet", ""), ("one single", "a")]
    text = library.essay("night-bread").text
    assert all(text[one.start : one.end] == one.text for one in checked.differences)
    assert text[: checked.differences[1].start].endswith("has not")


def test_words_of_a_heading_belong_to_the_paragraph_under_it(library: Library) -> None:
    (place, *_) = library.check_quote("Weeds\n\nA weed is a plant").places
    assert (place.paragraph, place.section) == (2, "Weeds")


@pytest.mark.parametrize("quotation", ["", "“…”", " \n ", "¶ — !"])
def test_a_quotation_without_a_word_is_refused_in_a_sentence(library: Library, quotation: str) -> None:
    with pytest.raises(EmptyQuotation, match="no word"):
        library.check_quote(quotation)


def test_an_essay_that_comes_later_is_looked_in_and_one_that_went_is_not(library: Library) -> None:
    assert library.check_quote("apples for hours").verdict == "absent"
    library.add("echo.txt", b"Echo\n\nWe talked of apples for hours and hours.\n")
    assert library.check_quote("apples for hours").verdict == "exact"
    library.remove("echo", NOW)
    assert library.check_quote("apples for hours").verdict == "absent"


def test_a_word_that_stands_everywhere_names_a_hundred_places_at_most(library: Library) -> None:
    library.add("echo.txt", b"Echo\n\n" + b"Well, well, well, said the well. " * 100)
    assert len(library.check_quote("well").places) == 100


def test_a_quotation_of_a_whole_essay_and_of_a_novel(library: Library) -> None:
    assert library.check_quote(library.essay("the-allotment").text).verdict == "exact"
    assert library.check_quote(GARDEN.split("\n", 1)[1] * 40).verdict == "absent"


def test_without_essays_everything_is_absent(tmp_path: Path) -> None:
    assert Library.open(tmp_path / "l.db", WordEncoder()).check_quote(WEED).verdict == "absent"


def test_a_hundred_essays_are_looked_through_at_once(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "l.db", WordEncoder(dimensions=2))
    starter = "\n\n".join(file.read_text() for file in sorted(ESSAYS.glob("*.md")))
    for number in range(20):
        library.add(f"{number}.txt", f"Essay {number}\n\n{starter}\n\nThe last word is {number}.\n\n{BAKERY}".encode())
    quotation = (
        "By four the lane smells of rye, and the baker has not spoken a word. A baker who works alone answers to it."
    )
    assert library.check_quote(quotation).verdict == "altered"
    taken = []
    for _ in range(3):  # the quickest, since the machine may be busy
        begun = time.perf_counter()
        library.check_quote(quotation)
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.2
