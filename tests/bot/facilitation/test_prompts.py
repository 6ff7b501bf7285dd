"""Each phase shows a fresh passage of the right kind and asks what that passage can fill."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.ask import Quotation
from bot.facilitation.errors import Refusal
from bot.facilitation.prompts import Evidence, Pair, Passage, Prompt, Stock, alternating, another, chosen, rewritten
from bot.facilitation.protocols import Phase, Protocol, Shown

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
        Pair(passage(2), passage(20, "tea"), ("wind",), ("shears",), ("kettle",)),
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
    assert prompt.question == "Hedges: shears; Tea: kettle; wind"


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
