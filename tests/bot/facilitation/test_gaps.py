"""By what the same question is known again."""

from bot.facilitation.gaps import ON_ONE_PAGE, folded
from bot.facilitation.paging import pages


def test_capitals_spaces_and_marks_at_the_end_make_no_other_question() -> None:
    assert folded("Why  do whales SING?") == folded("why do whales sing ?!") == folded("Why do whales sing…")
    assert folded("Why do whales sing?") != folded("Why do wales sing?")


def test_there_is_always_a_page() -> None:
    assert [pages(total, ON_ONE_PAGE) for total in (0, 1, 10, 11, 500)] == [1, 1, 1, 2, 50]
