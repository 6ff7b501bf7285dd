"""Whatever the text, a card fits into Discord's limits."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import discord
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.discord_ui.cards import about, ask, cite, compare, inert, note, quote, reading, referral, suggestions
from bot.discord_ui.cards import settings as server_settings
from bot.discord_ui.controls.ask import answer_card, context_buttons
from bot.discord_ui.controls.buttons import turn_buttons
from bot.discord_ui.controls.compare import comparison_card
from bot.discord_ui.controls.quote import quote_card
from bot.discord_ui.controls.reading import TurnList, list_buttons, page_buttons, read_button
from bot.discord_ui.controls.suggestions import TurnSuggestions, decision_buttons
from bot.discord_ui.limits import BUTTON_LABEL, CARD_CHARACTERS, CARD_COMPONENTS, CUSTOM_ID, length
from bot.facilitation.about import About
from bot.facilitation.ask import MOST_QUOTATIONS, ON_ONE_CARD, TOKEN, Quotation
from bot.facilitation.cite import Cited
from bot.facilitation.compare import Comparison, Side, parts
from bot.facilitation.quote import MOST_IN_MESSAGE, MOST_PLACES, Checked, Mark
from bot.facilitation.reading import Listing, Paragraph, Portrait, page_around, page_at
from bot.facilitation.settings import Room, ServerSettings, Strictness
from bot.facilitation.suggestions import ON_ONE_LIST, OpenSuggestions, SuggestedText, Suggestion
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
    NAMES | st.none(),
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
    NAMES | st.none(),
    NAMES | st.none(),
    NAMES | st.none(),
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


@given(LOUD | st.none(), LOUD | st.none(), st.lists(QUOTATIONS, max_size=MOST_QUOTATIONS, unique_by=lambda q: q.place))
@settings(deadline=None, max_examples=50)
async def test_an_answer_fits(question: str | None, refusal: str | None, quotations: list[Quotation]) -> None:
    shown, more = quotations[:ON_ONE_CARD], [quotation.place for quotation in quotations[ON_ONE_CARD:]]
    assert_fits(answer_card(question, "t" * TOKEN, refusal, shown, more, question))
    near = answer_card(question, "t" * TOKEN, refusal or "No.", shown, (), question, referable=True)
    assert_fits(near)
    assert {"Ask the facilitators", "Suggest a text"} <= buttons(near).keys()
    assert_fits(ask.shared("*_" * 50, question, quotations[:3]))


@given(st.lists(st.sampled_from("a*#🌿"), min_size=1, max_size=400), st.integers(20, 800))
@example(["a"] * 400, 800)
async def test_a_quotation_of_many_short_lines_fits_with_its_marks(lines: list[str], most: int) -> None:
    drawn = inert.fit("\n".join(lines), most, mark="> ")
    assert length(drawn) <= most
    assert all(line.startswith("> ") for line in drawn.splitlines())
    verse = Quotation("1.1", "e", "T" * 400, "A" * 400, 2999, "S" * 400, 99_999, "\n".join(lines))
    assert_fits(ask.answer("Q" * 300, "R" * 300, [verse] * 3))


@given(st.lists(LOUD, min_size=1, max_size=5), NAMES, LISTINGS, st.integers(0, 5000))
@settings(deadline=None, max_examples=50)
async def test_a_page_fits_with_and_without_a_quotation(
    texts: list[str], heading: str, listing: Listing, start: int
) -> None:
    paragraphs = [Paragraph(n, f"{heading}{n % 2}", text, n * 10_000) for n, text in enumerate(texts)]
    shown = page_around(listing, paragraphs, start, start + 3000)
    assert_fits(reading.page(shown, page_buttons(shown)))


@given(st.lists(LISTINGS, min_size=1, max_size=30))
@settings(deadline=None, max_examples=30)
async def test_a_list_of_essays_fits(listings: list[Listing]) -> None:
    for number in range(reading.lists(listings)):
        row = list_buttons(TurnList, "essays", listings, number)
        assert_fits(reading.essays(listings, number, buttons=row))


@given(LOUD, st.lists(QUOTATIONS | NAMES, min_size=1, max_size=60, unique_by=lambda side: getattr(side, "place", side)))
@settings(deadline=None, max_examples=50)
async def test_a_comparison_fits_on_each_of_its_cards(idea: str, said: list[Quotation | str]) -> None:
    sides = [
        Side(f"{number:06x}", one, None) if isinstance(one, str) else Side(one.place, one.title, one)
        for number, one in enumerate(said)
    ]
    found = Comparison(idea, parts(sides))
    assert_fits(comparison_card(found))
    for part in found.parts:
        assert_fits(comparison_card(Comparison(idea, (part,))))
        assert_fits(compare.shared("*_" * 50, idea, part, context_buttons(part.quotations)))


async def test_essays_beyond_the_last_card_are_counted() -> None:
    sides = [Side(f"{n}.1", "Hedge", Quotation(f"{n}.1", "e", "Hedge", None, None, None, 1, "A")) for n in range(107)]
    card = comparison_card(Comparison("hedges", parts(sides)))
    assert_fits(card)
    assert "-# Essays 1 to 5 of 107, by title. 7 more are not shown" in read(card)
    assert len(buttons(card)) == 5 + 19 + 1


@given(LISTINGS, st.lists(NAMES, max_size=8), st.lists(QUOTATIONS, max_size=3, unique_by=lambda q: q.place))
@settings(deadline=None, max_examples=50)
async def test_a_portrait_fits(listing: Listing, terms: list[str], quotations: list[Quotation]) -> None:
    shown = Portrait(listing, tuple(terms), tuple(quotations))
    assert_fits(reading.portrait(shown, [*context_buttons(quotations), read_button(listing)]))


@st.composite
def checks(draw: st.DrawFn) -> Checked:
    """A quotation with differences anywhere in its first place."""
    verdict = draw(st.sampled_from(["exact", "elsewhere", "altered", "absent"]))
    places = draw(st.lists(QUOTATIONS, min_size=1, max_size=MOST_PLACES)) if verdict != "absent" else []
    marks = []
    if verdict == "altered":
        edges = sorted(draw(st.lists(st.integers(0, len(places[0].text)), min_size=2, max_size=20)))
        marks = [Mark(draw(NAMES), *pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
    count = len(places) + draw(st.integers(0, 97))
    return Checked(draw(LOUD), verdict, draw(NAMES), tuple(places), count if places else 0, tuple(marks))


@given(st.lists(checks(), min_size=1, max_size=MOST_IN_MESSAGE))
@settings(deadline=None, max_examples=60)
async def test_a_verdict_fits(found: list[Checked]) -> None:
    assert_fits(quote_card(found))


@given(LOUD, st.lists(LOUD, min_size=5, max_size=5))
@settings(deadline=None, max_examples=30)
async def test_citations_fit(words: str, forms: list[str]) -> None:
    styles = ("Plain", "Markdown", "APA", "MLA", "BibTeX")
    cited = Cited(words, f"{'s' * 60} ¶123456.123456 @{'f' * 12}", tuple(zip(styles, forms, strict=True)))
    card = cite.citations(cited)
    assert_fits(card)
    assert raw(card).count("```") == 12


SUGGESTIONS = st.builds(
    Suggestion,
    st.integers(1, 10**15 - 1),
    st.integers(2**62, 2**63 - 1),
    st.builds(SuggestedText, NAMES, NAMES | st.none(), NAMES | st.none(), NAMES | st.none()),
    st.just(datetime(2026, 1, 1, tzinfo=UTC)),
)


@given(st.lists(SUGGESTIONS, max_size=ON_ONE_LIST, unique_by=lambda one: one.number), LOUD)
@settings(deadline=None, max_examples=50)
async def test_suggestions_fit(shown: list[Suggestion], title: str) -> None:
    found = OpenSuggestions(tuple(shown), 1, 100)
    rows = [decision_buttons(one, 9999) for one in shown]
    news = suggestions.decided(Suggestion(1, 2, SuggestedText(title), datetime(2026, 1, 1, tzinfo=UTC)), "accepted")
    assert_fits(suggestions.waiting(found, rows, turn_buttons(TurnSuggestions, "suggestions", 1, 20), news))


@given(LOUD)
@settings(deadline=None, max_examples=30)
async def test_a_question_for_the_facilitators_fits(question: str) -> None:
    card = referral.referred(2**63 - 1, question)
    assert_fits(card)
    assert "<@" not in raw(card).replace("\\<@", "").removeprefix(f"<@{2**63 - 1}>")
    assert length(referral.notice(question[:100])) <= CARD_CHARACTERS


async def test_settings_fit() -> None:
    for strictness in get_args(Strictness):
        chosen = ServerSettings(2**63 - 1, strictness)
        card = server_settings.settings(chosen, Room(2**63 - 1, visible=False, writable=False), news=", changed")
        assert_fits(card)
        assert "⚠️" in read(card)


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


async def test_somebody_elses_words_are_cited_as_hers() -> None:
    quotation = Quotation("1.1", "e", "On Hedges", "Lind", None, None, 3, "Words.", "quoting Ada *Clemens*")
    assert raw(ask.answer(None, None, [quotation])).endswith("— Lind, *On Hedges*, ¶ 3, quoting Ada \\*Clemens\\*")


async def test_a_question_that_was_repaired_says_so() -> None:
    assert "-# read as: what is a weed?" in raw(ask.answer("wat is a weed?", None, [], read_as="what is a weed?"))


async def test_a_verse_is_quoted_line_by_line() -> None:
    quotation = Quotation("1.1", "e", "On Hedges", None, None, None, 1, "first line\nsecond line")
    assert raw(ask.answer(None, None, [quotation])) == "> first line\n> second line\n— *On Hedges*, ¶ 1"


async def test_without_quotations_an_answer_says_so_and_helps_on() -> None:
    card = answer_card("what?", "t" * TOKEN, "The essays do not answer this.", [])
    assert "do not answer this" in read(card)
    assert set(buttons(card)) == {"Suggest a text"}


async def test_the_quotation_is_bold_and_the_words_around_it_are_not() -> None:
    paragraphs = [Paragraph(1, None, "Before. A hedge. After.", 0)]
    assert "`¶ 1` Before. **A hedge.** After." in raw(reading.page(page_around(HEDGE, paragraphs, 8, 16)))


async def test_a_paragraph_that_goes_on_says_so() -> None:
    paragraphs = [Paragraph(1, None, "One sentence here, quite short. " * 200, 0)]
    second = page_at(HEDGE, paragraphs, page_at(HEDGE, paragraphs).next)
    assert "`¶ 1 …` One sentence" in raw(reading.page(second))


async def test_one_of_a_kind_is_no_plural() -> None:
    one = replace(HEDGE, sections=1, paragraphs=1, words=1)
    shown = read(reading.essays([one], 0))
    assert all(fact in shown for fact in ("1 min", "1 essay in", "1 section ·"))
    assert re.search(r"\b1 (more )?\w+s\b", shown) is None


def checked(text: str, *marks: Mark) -> Checked:
    place = Quotation("1.1", "on-hedges", "On Hedges", None, None, None, 1, text)
    return Checked("given", "altered", None, (place,), 1, marks)


@pytest.mark.parametrize(
    ("marks", "drawn"),
    [
        ((Mark("bush", 2, 7),), "> A ~~bush~~ **hedge** grows"),
        ((Mark("", 2, 7),), "> A **hedge** grows"),
        ((Mark("old", 1, 1),), "> A ~~old~~ hedge grows"),
        ((Mark("Oh", 0, 0), Mark("*is*", 8, 13)), "> ~~Oh~~ A hedge ~~\\*is\\*~~ **grows**"),
    ],
)
async def test_words_that_differ_are_marked(marks: tuple[Mark, ...], drawn: str) -> None:
    card = quote.checked([checked("A hedge grows", *marks)], {})
    assert drawn in raw(card).splitlines()
    assert quote.LEGEND in raw(card)


async def test_a_long_passage_shows_first_what_differs() -> None:
    text = "A hedge grows. " * 100
    lines = raw(quote.checked([checked(text, Mark("bush", 1007, 1012))], {})).splitlines()
    assert lines[1] == "> ~~bush~~ **hedge**"
    assert lines[2].startswith("> A hedge grows.")
