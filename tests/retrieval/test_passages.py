"""Cutting a text: every span is a slice, and nothing is lost or doubled."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.passages import PASSAGE_CHARACTERS, SENTENCE_CHARACTERS, Layout, lay_out
from retrieval.readers import Block

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).map(str.strip).filter(bool)
BLOCKS = st.lists(st.builds(Block, st.sampled_from(["heading", "paragraph", "item", "byline"]), LINES), max_size=12)


def cut(*blocks: tuple[str, str]) -> Layout:
    return lay_out(Block(kind, text) for kind, text in blocks)  # type: ignore[arg-type]


def sentences(layout: Layout, paragraph: int = 0) -> list[str]:
    return [layout.text[s.start : s.end] for s in layout.paragraphs[paragraph].sentences]


@given(BLOCKS)
def test_every_sentence_and_passage_is_a_slice_inside_its_paragraph_in_order(blocks: list[Block]) -> None:
    layout = lay_out(blocks)
    for paragraph in layout.paragraphs:
        for spans in (paragraph.sentences, paragraph.passages):
            edges = [edge for span in spans for edge in (span.start, span.end)]
            assert edges == sorted(edges)
            assert all(paragraph.start <= edge <= paragraph.end for edge in edges)


@given(BLOCKS)
def test_sentences_hold_every_character_of_the_prose_but_white_space(blocks: list[Block]) -> None:
    layout = lay_out(blocks)
    for paragraph in layout.paragraphs:
        held = "".join(layout.text[s.start : s.end] for s in paragraph.sentences)
        whole = layout.text[paragraph.start : paragraph.end]
        assert "".join(held.split()) == "".join(whole.split())


@given(BLOCKS)
def test_passages_cover_exactly_the_sentences(blocks: list[Block]) -> None:
    for paragraph in lay_out(blocks).paragraphs:
        inside = [s for p in paragraph.passages for s in paragraph.sentences if p.start <= s.start and s.end <= p.end]
        assert inside == list(paragraph.sentences)


def test_paragraphs_are_numbered_through_the_essay_and_the_byline_is_not_counted() -> None:
    layout = cut(("byline", "By Mara Lind"), ("paragraph", "One."), ("heading", "Weeds"), ("paragraph", "Two."))
    assert [(p.number, p.section) for p in layout.paragraphs] == [(0, None), (1, None), (2, 0)]


def test_a_section_runs_from_its_heading_to_the_next() -> None:
    layout = cut(("heading", "A"), ("paragraph", "One."), ("heading", "B"), ("paragraph", "Two."))
    parts = [(s.heading, layout.text[s.start : s.end].split()) for s in layout.sections]
    assert parts == [("A", ["A", "One."]), ("B", ["B", "Two."])]


def test_a_list_stays_with_the_sentence_that_opens_it() -> None:
    layout = cut(("paragraph", "Two rules:"), ("item", "- Close the gate."), ("item", "- Ask."), ("paragraph", "End."))
    assert [layout.text[p.start : p.end] for p in layout.paragraphs] == [
        "Two rules:\n- Close the gate.\n- Ask.",
        "End.",
    ]
    assert sentences(layout) == ["Two rules:", "- Close the gate.", "- Ask."]


def test_a_list_under_a_heading_is_a_paragraph_of_its_own() -> None:
    layout = cut(("heading", "Rules"), ("item", "- One."), ("item", "- Two."))
    assert [p.number for p in layout.paragraphs] == [1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Lind agreed (cf. p. 3). She left.", ["Dr. Lind agreed (cf. p. 3).", "She left."]),
        ("“Dig,” she said. “Dig deeper.”", ["“Dig,” she said.", "“Dig deeper.”"]),
        ("U.S. gardens differ, e.g. in size. Ours is small.", ["U.S. gardens differ, e.g. in size.", "Ours is small."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(cut(("paragraph", text))) == expected


def test_a_long_quotation_is_split_inside_and_its_marks_stay_where_they_belong() -> None:
    first = "“The fence is shared, and so are the hedge, the shed, the water, the fork and every last one of the slugs."
    second = "Nobody digs here for herself alone, whatever the plan on the shed wall may say about plots and borders.”"
    layout = cut(("paragraph", f"Lind said, {first} {second} Then she dug."))
    assert sentences(layout) == [f"Lind said, {first}", second, "Then she dug."]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=401, max_size=1500).map(str.strip).filter(bool))
def test_no_sentence_is_longer_than_an_excerpt(text: str) -> None:
    assert all(len(sentence) <= SENTENCE_CHARACTERS for sentence in sentences(cut(("paragraph", text))))


def test_a_very_long_sentence_is_cut_after_a_semicolon() -> None:
    half = "we dug " * 40
    assert sentences(cut(("paragraph", f"{half}at dawn; {half}at dusk.")))[0].endswith("at dawn;")


def test_a_long_paragraph_is_embedded_in_parts_of_about_equal_length() -> None:
    layout = cut(("paragraph", " ".join(f"Sentence number {n} is about the allotment." for n in range(60))))
    lengths = [passage.end - passage.start for passage in layout.paragraphs[0].passages]
    assert len(lengths) > 1
    assert max(lengths) <= PASSAGE_CHARACTERS
    assert min(lengths) > PASSAGE_CHARACTERS / 2


def test_a_paragraph_longer_than_any_page_keeps_its_sentences() -> None:
    prose = [f"Nobody asked neighbour {number} for the fork, and it came back clean." for number in range(1_000)]
    assert sentences(cut(("paragraph", " ".join(prose)))) == prose


@pytest.mark.parametrize("unit", ["“a b. ", "'\"", "団結。", "word ", "a", "(", "e.g. "])
def test_cutting_takes_time_in_proportion_to_the_text(unit: str) -> None:
    start = time.perf_counter()
    cut(("paragraph", unit * (200_000 // len(unit))))
    assert time.perf_counter() - start < 10
