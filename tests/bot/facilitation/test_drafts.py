"""What is doubtful about a draft, and which drafts are looked at together."""

import pytest

from bot.facilitation.details import Details
from bot.facilitation.drafts import MOST_DRAFTS, Draft, Scope, cleaning, page_of, require_room, scope_of
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Part, parts

FOUND = Details("Hedges", "O. M.", None, "https://example.org")


def draft(details: Details = FOUND, *, titled: bool = True, suggested: Details | None = None) -> Draft:
    return Draft(1, "a.md", "Markdown", details, titled, suggested or Details(), (), 1, 9, "A", (), ())


def test_a_scope_is_written_and_read() -> None:
    for scope in (Scope(), Scope(3, 3), Scope(3, 12)):
        assert Scope.of(str(scope)) == scope
    assert [Scope(3, 5).holds(number) for number in (2, 3, 5, 6)] == [False, True, True, False]
    assert Scope().holds(7)
    assert scope_of([]) is None
    assert scope_of([5, 3, 4]) == Scope(3, 5)


def test_a_page_behind_the_last_is_the_last() -> None:
    assert [page_of(3, page) for page in (0, 2, 3, 999)] == [0, 2, 2, 2]
    assert page_of(0, 5) == 0


def test_title_and_author_make_a_draft_complete() -> None:
    assert draft().complete
    assert not draft(titled=False).complete
    assert not draft(Details("Hedges")).complete


def test_the_form_proposes_what_nobody_checked_only_where_nothing_was_found() -> None:
    said = Details("Untitled", "ann's laptop", 2019)
    assert draft(suggested=said).proposed == Details("Hedges", "O. M.", 2019, "https://example.org")
    assert draft(Details("A file"), titled=False, suggested=said).proposed == said
    assert draft(Details("A file"), titled=False).proposed == Details("A file")


def test_short_lines_are_hardly_doubted_and_sentences_are() -> None:
    menu = cleaning(["Home", "Menu", "Subscribe to our newsletter"], 594)
    assert (menu.percent, menu.doubtful, menu.much) == (1, 0, False)
    sentence = "This sentence has ten words and may belong to somebody."
    found = cleaning(["Home", sentence], 589)
    assert (found.lines, found.doubtful) == ((sentence, "Home"), 1)
    assert cleaning(["Home"] * 100, 300).much
    assert cleaning([], 0).percent == 0


def test_so_many_drafts_may_wait() -> None:
    require_room(MOST_DRAFTS - 1)
    with pytest.raises(Refusal, match="publish or discard"):
        require_room(MOST_DRAFTS)


def test_paragraphs_of_one_section_are_one_part() -> None:
    assert parts([(None, 5), ("A", 100), ("A", 130), ("B", 1)]) == (Part(None, 5), Part("A", 230), Part("B", 1))
    assert Part("A", 500).minutes == 2
