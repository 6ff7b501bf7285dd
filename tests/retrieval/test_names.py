"""Names and terms that stand nowhere in the library are found, and nothing else is."""

import pytest

from retrieval.names import is_name, missing
from retrieval.words import stem

HELD = {
    stem(word) for word in "sarah bond solidarity black lives matter blm says white ally dialogue tools 2015".split()
}
ENGLISH = {"martin", "king", "capital", "mean", "define", "movement", "year", "master", "come", "want"}


def familiarity(word: str) -> float:
    return float(word in ENGLISH)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does Audre Lorde say about the master's tools?", ("Audre Lorde",)),
        ("How does Martin Luther King define solidarity?", ("Martin Luther King",)),
        ("what does freire mean by dialogue", ("freire",)),
        ("did the #metoo movement come up", ("#metoo",)),
        ("what does Sarah Bond say?", ()),
        ("What does BLM mean?", ()),
        ("Define solidarity", ()),
        ("What does Ms Bond want, and Dr. Bond, and Sarah L. Bond?", ()),
        ("Summarise the tools", ()),
        ("Hiya, LOL what is solidarity?", ()),
        ("团结是什么？", ()),
        ("Capital?", ()),
        ("what does solidarity mean in 1987?", ("1987",)),
        ("what does 2015 mean, and 12?", ()),
        ("WHAT IS THE MASTER OF THE YEAR", ()),
        ("why won't they didn't", ()),
        ("", ()),
        ("?!", ()),
    ],
)
def test_missing_names(question: str, expected: tuple[str, ...]) -> None:
    assert missing(question, HELD, familiarity) == expected


def test_a_capital_tells_a_name_from_a_term() -> None:
    assert is_name("Audre Lorde")
    assert not is_name("#metoo")


def test_a_number_can_be_nothing_else() -> None:
    assert is_name("1987")
    assert not is_name("12")
