"""A stage that is left out changes what it should, and nothing that comes before it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import Answer, Library
from retrieval.evaluate import Gold, Question, measure, stages_table
from retrieval.fusion import LEXICAL_WEIGHT
from retrieval.stages import ALL, Stages, cumulative
from tests.fakes import WordEncoder

PLAIN = cumulative(judge=False)

PEARS = """# On Pears

By Ada Rye

A pear that hangs too long is nobody's pear, as the people of the valley say when the evenings draw in and the ladders \
are put away behind the barn for another winter, and say again in spring. Wasps arrive. The wasps know which pear is \
ripe before any person who owns a ladder knows it, and they come from three valleys away to be there in the hour that \
matters, which no calendar of ours has ever named rightly, however long we looked. Ladders are older than orchards.

A ladder leans on whatever will have it.
"""


@pytest.fixture
def orchard(library: Library) -> Library:
    library.add("pears.md", PEARS.encode())
    return library


def asked(library: Library, question: str, stages: Stages) -> Answer:
    return next(library.ask_many([question], stages=stages))


def test_each_stage_is_added_to_the_one_before() -> None:
    rows = list(PLAIN.values())
    counts = [sum(getattr(stages, name) for name in Stages.__slots__) for stages in rows]
    assert counts == [1, 1, 2, 3, 4, 5, 6]
    assert list(cumulative(judge=True).values()) == [*rows, ALL]
    assert rows[-1] == replace(ALL, judge=False)


def test_words_only_are_scored_by_words_and_shown_from_the_beginning(orchard: Library) -> None:
    answer = asked(orchard, "which valleys do wasps come from?", PLAIN["words only"])
    assert answer.ranking[0].essay == "on-pears"
    assert answer.ranking[-1].score == 0
    assert answer.excerpts[0].text.startswith("A pear that hangs")
    assert not any(found.score for found in asked(orchard, "xylophones?", PLAIN["words only"]).ranking)


def test_vectors_only_are_scored_by_cosine_and_shown_around_the_nearest_sentence(
    orchard: Library, encoder: WordEncoder
) -> None:
    question = "Wasps know which pear is ripe"
    answer = asked(orchard, question, PLAIN["vectors of paragraphs only"])
    assert answer.ranking[0].score < asked(orchard, question, PLAIN["+ vectors of sentences"]).ranking[0].score < 1
    assert "The wasps know which pear is ripe" in answer.excerpts[0].text
    assert not answer.excerpts[0].text.startswith("A pear that hangs")


def test_words_are_added_to_vectors(orchard: Library) -> None:
    question = "when is the oven lit?"
    words, vectors, both = (
        {(found.essay, found.paragraph): found.score for found in asked(orchard, question, PLAIN[name]).ranking}
        for name in ("words only", "+ vectors of sentences", "+ words")
    )
    assert both == pytest.approx({place: words[place] + vectors[place] for place in both}, abs=1e-5)
    assert max(words.values()) > LEXICAL_WEIGHT / 2


def test_tokens_raise_the_score_of_what_they_match(orchard: Library) -> None:
    fused, late = (asked(orchard, "the oven", PLAIN[name]) for name in ("+ words", "+ token by token"))
    assert late.ranking[0].score - fused.ranking[0].score == pytest.approx(3.75 + 1.25, abs=0.2)


def test_without_the_choice_of_sentences_each_paragraph_offers_one_run(orchard: Library) -> None:
    question = "wasps, ladders, pears"
    one, several = (asked(orchard, question, PLAIN[name]) for name in ("+ token by token", "+ choice of sentences"))
    places = [(excerpt.essay, excerpt.paragraph) for excerpt in one.excerpts]
    assert len(set(places)) == len(places) == 3
    assert [found.score for found in one.ranking] == [found.score for found in several.ranking]
    assert [excerpt.paragraph for excerpt in several.excerpts].count(1) == 2


def test_a_question_that_is_not_read_keeps_its_mistakes_and_asks_for_nobody(orchard: Library) -> None:
    unread = PLAIN["+ choice of sentences"]
    assert asked(orchard, "is the oxen lit", ALL).read_as == "is the oven lit"
    assert asked(orchard, "is the oxen lit", unread).read_as is None
    assert asked(orchard, "who wrote On Pears?", ALL).excerpts[0].text == "By Ada Rye"
    assert asked(orchard, "who wrote On Pears?", unread).excerpts[0].paragraph > 0
    assert asked(orchard, "what does Xaver Quix say?", ALL).missing
    assert not asked(orchard, "what does Xaver Quix say?", unread).missing


def test_quotation_marks_say_nothing_to_who_does_not_read(orchard: Library) -> None:
    unread = PLAIN["+ choice of sentences"]
    quoted, plain = (asked(orchard, question, unread) for question in ("“red weed”", " red weed "))
    assert quoted.ranking == plain.ranking


QUESTIONS = [
    Question(id="1", question="when is the oxen lit?", supported=True, gold=[Gold(file="bread.md", spans=["at two"])]),
    Question(id="2", question="who plays the xylophone?", supported=False),
]


def test_the_last_row_is_the_plain_report(orchard: Library) -> None:
    reports = {name: measure(orchard, QUESTIONS, stages=stages) for name, stages in PLAIN.items()}
    whole = measure(orchard, QUESTIONS)
    assert list(reports.values())[-1] == whole
    assert whole.auroc == 1
    head, *rows = stages_table(reports)
    assert {row[head.index("AUROC")] for row in rows[:-1]} == {"–"}
    assert rows[-1][1:] == ("1.000", "1.000", "1.000", "1.000", "1.000", "1.000")


def test_the_judge_has_a_row_of_its_own(tmp_path: Path, encoder: WordEncoder) -> None:
    class Judge:
        identity = "ladders"

        def judge(self, question: str, texts: Sequence[str]) -> list[float]:
            return [float(text.startswith("A ladder")) for text in texts]

    library = Library.open(tmp_path / "judged.db", encoder, judge=Judge())
    library.add("pears.md", PEARS.encode())
    rows = [asked(library, "wasps", stages).excerpts[0].text for stages in cumulative(judge=True).values()]
    assert rows[-1] == "A ladder leans on whatever will have it."
    assert rows[-2] != rows[-1] == library.ask("wasps").excerpts[0].text
