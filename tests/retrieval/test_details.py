"""What is asked for exactly: a name, a number, a kind of thing."""

import pytest

from retrieval.details import asked_for


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("which defense contractors are they invested in", "defense contractors"),
        ("How many members does the chapter have?", "members"),
        ("what instruments are in the orchestra", "instruments"),
        ("What's the name of the friend who was outed?", "name"),
        ("the manager’s surname?", "surname"),
        ("names of the generals", "names"),
        ("what is the title of the piece", "title"),
        ("In which town is the shop?", "town"),
        ("a number of people asked: which films?", "films"),
        ("which of the three committees do they mean", "three committees"),
    ],
)
def test_the_thing_whose_detail_is_wanted_is_found(question: str, wanted: str) -> None:
    assert " ".join(question[start:end] for start, end in asked_for(question)) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "what is allyship?",
        "what glues people together if it isn't identity?",
        "which part talks about music",
        "what kind of person is she",
        "Is harm done in the name of allyship?",
        "Does it come at the price of honesty?",
        "Why do a number of people refuse?",
        "What happens when allies are passive?",
        "what follows if solidarity is absent",
        "Explain the way in which it hardens",
        "why do people give up",
        "¿qué dice?",
        "",
        "what",
        "which",
    ],
)
def test_other_questions_want_no_detail(question: str) -> None:
    assert asked_for(question) == []
