"""Whatever the text, a card fits into Discord's limits."""

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_ui.cards import about, ask, library, note, reading
from bot.discord_ui.controls.ask import answer_card
from bot.discord_ui.controls.library import TurnLibrary, removal_card
from bot.discord_ui.controls.reading import list_buttons, page_buttons
from bot.discord_ui.limits import BUTTON_LABEL, CARD_CHARACTERS, CARD_COMPONENTS, CUSTOM_ID, length
from bot.facilitation.about import About
from bot.facilitation.ask import MOST_QUOTATIONS, Quotation
from bot.facilitation.library import Addition
from bot.facilitation.reading import Listing, Paragraph, page_around, page_at
from tests.sim import buttons, components, raw, read

LOUD = st.text(st.sampled_from("*_`~|<[@:\\ \n🌿a"), min_size=1, max_size=6000) | st.text(min_size=1, max_size=300)
NAMES = st.text(st.sampled_from("*_<[🌿a "), min_size=1, max_size=400)
PLACES = st.from_regex(r"[0-9a-z]{8}\.[0-9a-z]{2}", fullmatch=True)
QUOTATIONS = st.builds(
    Quotation,
    PLACES,
    st.just("s" * 60),
    NAMES,
    NAMES | st.none(),
    st.integers(1, 2999) | st.none(),
    NAMES | st.none(),
    st.integers(0, 99_999),
    LOUD,
)
LISTINGS = st.builds(
    Listing,
    st.just("s" * 60),
    NAMES,
    NAMES,
    NAMES | st.none(),
    st.integers(1, 2999) | st.none(),
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.integers(0, 10**6),
    st.just("f" * 64),
)
HEDGE = Listing("on-hedges", "hedges.md", "On Hedges", "Odile Marchetti", 1999, 2, 4, 900, "f" * 64)


def assert_fits(card: discord.ui.LayoutView) -> None:
    """Within every limit that Discord checks."""
    assert sum(length(item.content) for item in card.walk_children() if isinstance(item, discord.ui.TextDisplay)) <= (
        CARD_CHARACTERS
    )
    found = list(components(card))
    assert len(found) <= CARD_COMPONENTS
    assert all(one["content"] for one in found if "content" in one)
    ids = [one["custom_id"] for one in found if "custom_id" in one]
    assert len(ids) == len(set(ids))
    assert all(len(one) <= CUSTOM_ID for one in ids)
    assert all(len(one["label"]) <= BUTTON_LABEL for one in found if "label" in one)
    assert all(len(one["components"]) <= 5 for one in found if one["type"] == 1)


@given(LOUD | st.none(), st.booleans(), st.lists(QUOTATIONS, max_size=MOST_QUOTATIONS, unique_by=lambda q: q.place))
@settings(deadline=None, max_examples=50)
async def test_an_answer_fits(question: str | None, answered: bool, quotations: list[Quotation]) -> None:
    assert_fits(answer_card(question, answered, quotations))
    assert_fits(ask.shared("*_" * 50, question, quotations[:3]))


@given(st.lists(LOUD, min_size=1, max_size=5), NAMES, LISTINGS, st.integers(0, 5000))
@settings(deadline=None, max_examples=50)
async def test_a_page_fits_with_and_without_a_quotation(
    texts: list[str], heading: str, listing: Listing, start: int
) -> None:
    paragraphs = [Paragraph(n, f"{heading}{n % 2}", text, n * 10_000) for n, text in enumerate(texts)]
    shown = page_around(listing, paragraphs, start, start + 3000)
    assert_fits(reading.page(shown, page_buttons(shown)))


@given(st.lists(LISTINGS, min_size=1, max_size=30), st.booleans())
@settings(deadline=None, max_examples=30)
async def test_a_list_of_essays_fits(listings: list[Listing], files: bool) -> None:
    for number in range(reading.lists(listings)):
        row = list_buttons(TurnLibrary, "library", listings, number)
        assert_fits(reading.essays(listings, number, files=files, buttons=row))


@given(LISTINGS, st.lists(LOUD, max_size=20), NAMES)
@settings(deadline=None, max_examples=30)
async def test_what_a_moderator_sees_fits(listing: Listing, left_out: list[str], file: str) -> None:
    assert_fits(library.added(Addition(listing, False, tuple(left_out))))
    assert_fits(library.added(Addition(listing, True, ())))
    assert_fits(library.progress(file, 3, 7))
    assert_fits(library.removed(listing))
    assert_fits(removal_card(listing))


@given(LOUD)
@settings(deadline=None, max_examples=30)
async def test_a_note_fits(sentence: str) -> None:
    assert_fits(note.note(sentence))


async def test_help_and_about_fit() -> None:
    assert_fits(about.help_card(moderator=True))
    assert_fits(about.about_card(About("0.1.0", "m" * 400)))


@pytest.mark.parametrize(
    ("author", "year", "section", "paragraph", "expected"),
    [
        ("Odile Marchetti", 1999, "Wind", 3, "— Odile Marchetti, *On Hedges* (1999), § Wind, ¶ 3"),
        (None, None, None, 4, "— *On Hedges*, ¶ 4"),
        ("Odile Marchetti", None, "§ Wind", 0, "— Odile Marchetti, *On Hedges*, § Wind, byline"),
    ],
)
def test_a_citation_names_what_is_known(
    author: str | None, year: int | None, section: str | None, paragraph: int, expected: str
) -> None:
    assert expected == ask.citation(Quotation("1.1", "on-hedges", "On Hedges", author, year, section, paragraph, "A"))


async def test_a_verse_is_quoted_line_by_line() -> None:
    quotation = Quotation("1.1", "e", "On Hedges", None, None, None, 1, "first line\nsecond line")
    assert raw(ask.answer(None, True, [quotation])) == "> first line\n> second line\n— *On Hedges*, ¶ 1"


async def test_without_quotations_an_answer_says_so_and_has_no_buttons() -> None:
    card = answer_card("what?", False, [])
    assert "do not answer this" in read(card)
    assert buttons(card) == {}


async def test_the_quotation_is_bold_and_the_words_around_it_are_not() -> None:
    paragraphs = [Paragraph(1, None, "Before. A hedge. After.", 0)]
    assert "`¶ 1` Before. **A hedge.** After." in raw(reading.page(page_around(HEDGE, paragraphs, 8, 16)))


async def test_a_paragraph_that_goes_on_says_so() -> None:
    paragraphs = [Paragraph(1, None, "One sentence here, quite short. " * 200, 0)]
    second = page_at(HEDGE, paragraphs, page_at(HEDGE, paragraphs).next)
    assert "`¶ 1 …` One sentence" in raw(reading.page(second))


async def test_what_was_left_out_is_shown_by_its_first_lines() -> None:
    shown = read(library.added(Addition(HEDGE, False, tuple(f"Menu {n}" for n in range(20)))))
    assert "> Menu 0" in shown
    assert "Menu 9" not in shown
    assert "12 more lines" in shown
