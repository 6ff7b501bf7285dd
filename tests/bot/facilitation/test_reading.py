"""An essay is cut into pages that lose nothing but spaces, and places are found by number or by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.errors import Refusal
from bot.facilitation.reading import (
    PAGE,
    Listing,
    Page,
    Paragraph,
    Position,
    find_place,
    page_around,
    page_at,
    sections,
)

ESSAY = Listing("on-hedges", "hedges.md", "On Hedges", None, None, 2, 3, 600, "abc")
SHORT = [
    Paragraph(0, None, "By Odile Marchetti", 0),
    Paragraph(1, "§ Wind", "A hedge keeps the wind out.", 20),
    Paragraph(2, "§ Wind", "Nobody plants it to be thanked.", 50),
    Paragraph(3, "Neighbours and winds", "Good neighbours quarrel.", 90),
]


def pages(paragraphs: list[Paragraph]) -> list[Page]:
    """All pages, by pressing Next."""
    found = [page_at(ESSAY, paragraphs)]
    while (position := found[-1].next) is not None:
        found.append(page_at(ESSAY, paragraphs, position))
    return found


def paragraphs_of(texts: list[str]) -> list[Paragraph]:
    """Numbered paragraphs, one after the other in the essay."""
    found, start = [], 0
    for number, text in enumerate(texts, 1):
        found.append(Paragraph(number, None, text, start))
        start += len(text) + 2
    return found


def test_minutes_are_words_by_reading_speed_and_never_none() -> None:
    assert ESSAY.minutes == 3
    assert Listing("a", "a", "a", None, None, 0, 1, 3, "r").minutes == 1


def test_a_short_essay_is_one_page_with_a_heading_where_a_section_begins() -> None:
    (page,) = pages(SHORT)
    assert [piece.heading for piece in page.pieces] == [None, "§ Wind", None, "Neighbours and winds"]
    assert (page.number, page.pages, page.previous, page.next) == (1, 1, None, None)


@given(st.lists(st.text("ab. \n", min_size=1, max_size=4000).filter(str.strip), min_size=1, max_size=6))
def test_pages_hold_every_character_but_spaces_once_and_in_order(texts: list[str]) -> None:
    paragraphs = paragraphs_of(texts)
    read = "".join(piece.text for page in pages(paragraphs) for piece in page.pieces)
    assert "".join(read.split()) == "".join("".join(texts).split())


@given(st.lists(st.text(min_size=1, max_size=5000), min_size=1, max_size=5))
def test_no_page_is_longer_than_a_page(texts: list[str]) -> None:
    for page in pages(paragraphs_of(texts)):
        assert sum(len(piece.text) for piece in page.pieces) <= PAGE


def test_previous_leads_back_the_way_next_came() -> None:
    found = pages(paragraphs_of(["A sentence of some words. " * 100] * 5))
    assert len(found) > 5
    back = found[-1]
    for expected in reversed(found[:-1]):
        back = page_at(ESSAY, paragraphs_of(["A sentence of some words. " * 100] * 5), back.previous)
        assert back == expected


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    (first, *_) = pages(paragraphs_of(["One sentence here, quite short. " * 200]))
    assert first.pieces[0].text.endswith("short.")


def test_a_paragraph_without_sentences_is_cut_after_a_word() -> None:
    for page in pages(paragraphs_of(["hedgerow " * 1000])):
        assert set(" ".join(piece.text for piece in page.pieces).split()) == {"hedgerow"}


def test_offsets_of_pieces_point_into_the_essay() -> None:
    text = "First words. " + "More of the same words here. " * 300
    for page in pages([Paragraph(1, None, text, 40)]):
        for piece in page.pieces:
            assert text[piece.start - 40 :].startswith(piece.text)


def test_sections_are_listed_with_their_first_paragraph() -> None:
    assert [(s.heading, s.paragraph) for s in sections(SHORT)] == [("§ Wind", 1), ("Neighbours and winds", 3)]


@pytest.mark.parametrize(
    ("place", "paragraph"),
    [("2", 2), ("¶ 3", 3), (" ¶2 ", 2), ("wind", 1), ("§ WIND", 1), ("neigh", 3), ("winds", 3), ("0", 0)],
)
def test_a_place_is_found_by_number_or_by_words_of_a_heading(place: str, paragraph: int) -> None:
    assert find_place(SHORT, place) == Position(paragraph)


@pytest.mark.parametrize("place", ["99", "rain", "¶", "-1", "²"])
def test_an_unknown_place_is_refused_with_the_places_there_are(place: str) -> None:
    with pytest.raises(Refusal, match="from 1 to 3"):
        find_place(SHORT, place)


def test_a_quotation_is_bold_on_the_page_where_it_stands() -> None:
    page = page_around(ESSAY, SHORT, 22, 27)
    assert [(p.position.paragraph, p.bold) for p in page.pieces if p.bold] == [(1, (2, 7))]


def test_a_quotation_late_in_a_long_paragraph_opens_the_page_it_stands_on() -> None:
    text = "One sentence here, quite short. " * 200
    page = page_around(ESSAY, [Paragraph(1, None, text, 0)], 6000, 6010)
    assert page.number > 2
    assert any(piece.bold for piece in page.pieces)


def test_a_position_beyond_a_shortened_paragraph_opens_its_last_part() -> None:
    assert page_at(ESSAY, SHORT, Position(2, 7)).number == 1


def test_a_position_that_is_gone_is_refused() -> None:
    with pytest.raises(Refusal, match="no longer"):
        page_at(ESSAY, SHORT, Position(40))


def test_an_essay_without_paragraphs_is_refused() -> None:
    with pytest.raises(Refusal, match="no paragraphs"):
        page_at(ESSAY, [])
