"""Which sentences can stand alone, and which lean on the one before."""

import pytest

from retrieval.sentences import FEWEST_WORDS, LONGEST, leans, whole


@pytest.mark.parametrize(
    "text",
    [
        "The gate stays shut at night.",
        "“A gate is a promise,” she said.",
        "Who asked you to open the gate?",
        "Gates, on the whole, are shut (see ¶ 3).",
    ],
)
def test_a_sentence_is_whole(text: str) -> None:
    assert whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "Three rules hang on the shed:",
        "when the gate should have been shut.",
        "- Close the gate when you leave it.",
        "2. Return the fork to its place.",
        "Of gates and ladders and men",
        " ".join(["Gate"] * (FEWEST_WORDS - 1)) + ".",
        "G" + "ate and gate " * (LONGEST // 10) + "end.",
        "Lind adds, “A gate is not a wall.",
    ],
)
def test_a_fragment_is_not(text: str) -> None:
    assert not whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "It stays shut at night.",
        "However, the gate is low.",
        "“They never ask before they dig.",
        "For example, poppies are weeds.",
        "In other words, nobody asked.",
        "If he is right, the gate is a wall.",
        "and so the gate is shut.",
    ],
)
def test_a_pronoun_or_a_connective_leans(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "The gate stays shut at night.",
        "This essay speaks about gates.",
        "Those who dig may open it.",
        "For neighbours a gate is a promise.",
        "If the gate is open, the goats come in.",
        "Italy has gates of iron.",
    ],
)
def test_other_sentences_stand_by_themselves(text: str) -> None:
    assert not leans(text)
