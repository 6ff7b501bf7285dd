"""Each phase shows a fresh passage of the right kind and asks what that passage can fill."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.ask import Quotation
from bot.facilitation.errors import Refusal
from bot.facilitation.prompts import (
    Evidence,
    Pair,
    Passage,
    Prompt,
    Stock,
    alternating,
    another,
    chosen,
    is_own,
    rewritten,
    term_of,
)
from bot.facilitation.protocols import LONGEST_QUESTION, Phase, Protocol, Shown

KINDS: tuple[Shown, ...] = ("none", "opening", "pivotal", "contrast", "choice")


def passage(place: int, essay: str = "hedges", text: str = "A hedge, says Odile, keeps the wind out.") -> Passage:
    title = essay.capitalize()
    return Passage(Quotation(f"{place}.1", essay, title, "Odile", None, None, place, text), f"{essay} ¶{place}")


def protocol(*shown: Shown, questions: tuple[str, ...] = ()) -> Protocol:
    asked = "interpretive" if questions else "none"
    phases = tuple(Phase(f"{n}", "Say.", "open", 5, 24, one, asked, questions, "time") for n, one in enumerate(shown))
    return Protocol("talk", "Talk", "", "", "", "", 3, 12, phases)


STOCK = Stock(
    openings=(passage(1),),
    pivotal=(passage(2), passage(3), passage(4)),
    pairs=(
        Pair(
            passage(2),
            passage(20, "tea", "A kettle sings. The wind is out."),
            ("wind",),
            ("shears", "hedge"),
            ("kettle",),
        ),
        Pair(passage(5), passage(21, "tea"), (), (), ()),
    ),
    terms={"hedges": ("shears", "Odile", "wind"), "tea": ("kettle",)},
)


def places(prompts: tuple[Prompt, ...]) -> list[tuple[str, ...]]:
    return [tuple(one.quotation.place for one in prompt.passages) for prompt in prompts]


def test_each_kind_of_passage() -> None:
    prompts = chosen(protocol(*KINDS), STOCK)
    assert places(prompts) == [(), ("1.1",), ("2.1",), ("5.1", "21.1"), ()]
    assert [prompt.open for prompt in prompts] == [False, False, False, False, True]


def test_no_passage_twice_while_others_are_left() -> None:
    prompts = chosen(protocol("pivotal", "pivotal", "pivotal", "pivotal"), STOCK)
    assert places(prompts) == [("2.1",), ("3.1",), ("4.1",), ("2.1",)]


def test_without_contrasts_a_pivotal_one_and_then_none() -> None:
    assert places(chosen(protocol("contrast"), replace(STOCK, pairs=()))) == [("2.1",)]
    assert places(chosen(protocol("opening", "contrast"), Stock())) == [(), ()]


def test_the_question_takes_the_most_from_its_passage() -> None:
    questions = ("What does “{title}” say?", "What is “{term}” in “{title}”?", "And “{term}” to {nobody}?")
    (prompt,) = chosen(protocol("pivotal", questions=questions), STOCK)
    assert prompt.question == "What is “wind” in “Hedges”?"
    (plain,) = chosen(protocol("pivotal", questions=questions), replace(STOCK, terms={}))
    assert plain.question == "What does “Hedges” say?"


def test_a_pair_fills_both_sides() -> None:
    questions = ("{title}: {term}; {other_title}: {other_term}; {shared_term}",)
    (prompt,) = chosen(protocol("contrast", questions=questions), STOCK)
    assert prompt.question == "Hedges: hedge; Tea: kettle; wind"


def test_a_question_that_nothing_fills_is_left_out() -> None:
    assert chosen(protocol("none", questions=("What does “{title}” say?",)), STOCK)[0].question is None


def test_questions_change_when_they_can() -> None:
    asked = [p.question for p in chosen(protocol("none", "none", questions=("One?", "Two?")), STOCK)]
    assert asked == ["One?", "Two?"]


def test_what_is_kept_stays_and_is_not_shown_again() -> None:
    kept = Prompt((passage(2),), "Why?")
    prompts = chosen(protocol("pivotal", "choice"), STOCK, {2: kept})
    assert prompts[1] is kept
    assert places(prompts)[0] == ("3.1",)


def swapped(protocol: Protocol, stock: Stock, prompts: tuple[Prompt, ...], number: int) -> Prompt:
    found = another(protocol.phases[number - 1], stock, prompts, number)
    assert found is not None
    return found


def test_another_passage_is_one_that_no_phase_shows_and_all_come_in_turn() -> None:
    two = protocol("pivotal", "pivotal", questions=("What is “{term}” here?", "Why?"))
    first, second = chosen(two, STOCK)
    assert places((first, second)) == [("2.1",), ("3.1",)]
    third = swapped(two, STOCK, (first, second), 1)
    assert places((third,)) == [("4.1",)]
    assert places((swapped(two, STOCK, (third, second), 1),)) == [("2.1",)]
    (opening,) = prompts = chosen(protocol("opening"), STOCK)
    seen = {opening.passages}
    for _ in range(3):
        prompts = (swapped(protocol("opening"), STOCK, prompts, 1),)
        seen.add(prompts[0].passages)
    assert len(seen) == 4


def test_another_pair_for_a_contrast_and_a_passage_for_one_left_open() -> None:
    contrast = protocol("contrast")
    assert places((swapped(contrast, STOCK, chosen(contrast, STOCK), 1),)) == [("5.1", "21.1")]
    suggested = swapped(protocol("choice"), STOCK, (Prompt(open=True),), 1)
    assert (suggested.passages, suggested.open) == ((passage(2),), False)


def test_another_passage_brings_its_question_but_leaves_a_facilitators_own() -> None:
    one = protocol("pivotal", questions=("What does {title} mean by “{term}”?",))
    stock = Stock(pivotal=(passage(2), passage(9, "tea", "The kettle is the chair.")), terms=STOCK.terms)
    (prompt,) = chosen(one, stock)
    assert swapped(one, stock, (prompt,), 1).question == "What does Tea mean by “kettle”?"
    assert swapped(one, stock, (replace(prompt, question="Who pours?"),), 1).question == "Who pours?"


def test_there_may_be_no_other_passage() -> None:
    one = replace(STOCK, pivotal=(passage(2),))
    assert another(protocol("pivotal").phases[0], one, (Prompt((passage(2),)),), 1) is None
    assert another(protocol("contrast").phases[0], Stock(), (Prompt(),), 1) is None


def test_essays_take_turns() -> None:
    one, two = [passage(1), passage(2), passage(3)], [passage(10, "tea")]
    assert [p.quotation.paragraph for p in alternating([one, two])] == [1, 10, 2, 3]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("She walks beside an ally.", "ally"),
        ("Solidarity is a cause.", "solidarity"),
        ("The essay says it; so does the author.", None),
        ("She walks on.", None),
    ],
)
def test_a_term_is_a_thing_that_the_passage_names_and_no_word_about_texts(text: str, term: str | None) -> None:
    stock = Stock(
        pivotal=(passage(2, text=text),), terms={"hedges": ("walks", "essay", "author", "ally", "solidarity")}
    )
    (prompt,) = chosen(protocol("pivotal", questions=("What is “{term}” here?", "Why?")), stock)
    assert prompt.question == (f"What is “{term}” here?" if term else "Why?")


def test_later_contrasts_lie_between_the_essays_of_the_first() -> None:
    def pair(place: int, one: str, other: str) -> Pair:
        return Pair(passage(place, one), passage(place + 1, other))

    stock = Stock(pairs=(pair(1, "hedges", "tea"), pair(3, "hedges", "soup"), pair(5, "hedges", "tea")))
    prompts = chosen(protocol("contrast", "contrast", "contrast"), stock)
    assert places(prompts) == [("1.1", "2.1"), ("5.1", "6.1"), ("1.1", "2.1")]
    kept = {2: Prompt((passage(3, "hedges"), passage(4, "soup")))}
    assert places(chosen(protocol("contrast", "contrast"), stock, kept))[0] == ("3.1", "4.1")


def test_the_term_of_a_question_and_whose_it_is() -> None:
    asked = protocol("contrast", questions=("{title}: why “{term}”, and “{other_term}”?", "Who are you?")).phases[0]
    assert term_of(asked, "Hedges: why “wind”, and “tea”?") == "wind"
    assert term_of(asked, "Who are you?") is None
    assert term_of(asked, "Who holds the shears?") is None
    assert [is_own(asked, one) for one in ("Who are you?", "Who holds the shears?", None)] == [False, True, False]


def test_a_question_of_ones_own_outlives_the_passage_that_it_was_put_to() -> None:
    two = protocol("pivotal", "pivotal", questions=("What does {title} say?",))
    lost = {1: Prompt((passage(8, "soup"),), "Who cooks?"), 2: Prompt((passage(9, "soup"),), "What does Soup say?")}
    first, second = chosen(two, STOCK, lost=lost)
    assert (first.question, second.question) == ("Who cooks?", "What does Hedges say?")
    assert places((first, second)) == [("2.1",), ("3.1",)]


def test_a_long_title_leaves_room_for_the_question() -> None:
    title = "On " + "very " * 40 + "long hedges"
    long = passage(2)
    long = replace(long, quotation=replace(long.quotation, title=title))
    (prompt,) = chosen(
        protocol("pivotal", questions=("“{title}” or “{title}”: " + "x" * 130, "Why?")), Stock(pivotal=(long,))
    )
    assert prompt.question is not None
    assert prompt.question.startswith("“On very")
    assert len(prompt.question) <= LONGEST_QUESTION
    (short,) = chosen(protocol("pivotal", questions=("{title}" + "x" * 260, "Why?")), Stock(pivotal=(long,)))
    assert short.question == "Why?"


def test_rewriting() -> None:
    assert rewritten("  Why\u202e not? ") == "Why not?"
    assert rewritten("   ") is None
    with pytest.raises(Refusal, match="at most 300"):
        rewritten("x" * 301)


def test_a_question_is_unanswered_when_it_was_looked_for_in_vain() -> None:
    assert not Prompt(question="Why?").unanswered
    assert Prompt(evidence=(Evidence("Tea", False),)).unanswered
    assert not Prompt(evidence=(Evidence("Tea", False), Evidence("Hedges", True))).unanswered


@given(st.lists(st.sampled_from(KINDS), max_size=12), st.integers(0, 14))
def test_repeats_only_when_all_are_used(shown: list[Shown], number: int) -> None:
    stock = Stock(pivotal=tuple(passage(place) for place in range(number)))
    used = [one for group in places(chosen(protocol(*shown), stock)) for one in group]
    assert len(set(used)) == min(len(used), number)
