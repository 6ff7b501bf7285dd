import pytest

from retrieval.readers.lines import could_be_title, ends_like_prose, in_title_case, is_prose, word_count


def test_words_are_counted_as_a_reader_counts() -> None:
    assert [word_count("Don’t — stop, 24 times."), word_count("団結とは"), word_count("…")] == [4, 4, 0]


@pytest.mark.parametrize(
    "line", ["What Is Owed?", "Ally vs. Accomplice", "Enough!", "On “Bread”", "First They Came ..."]
)
def test_titles(line: str) -> None:
    assert could_be_title(line)


@pytest.mark.parametrize("line", ["Bread is owed.", "Bread, and then:", "A\nB", "word " * 26, "—"])
def test_no_titles(line: str) -> None:
    assert not could_be_title(line)


@pytest.mark.parametrize(
    "line", ["The Turn", "From Deference to Co-Creation", "WHAT IS OWED", "2020 in Review", "“On Bread”"]
)
def test_title_case(line: str) -> None:
    assert in_title_case(line)


@pytest.mark.parametrize("line", ["The turn", "what Is Owed", "…", "And then Bread came"])
def test_no_title_case(line: str) -> None:
    assert not in_title_case(line)


def test_prose_is_long_or_a_whole_sentence() -> None:
    assert is_prose("word " * 12)
    assert is_prose("Nobody wrote a line down.")
    assert not is_prose("Nobody did.")
    assert not is_prose("Nobody wrote a line down")


def test_closing_marks_count_as_the_end_of_a_sentence() -> None:
    assert ends_like_prose("She said “no.”")
    assert not ends_like_prose("She said “no”")
