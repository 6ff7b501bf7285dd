"""The whole of retrieval with the real model on the starter essays: good enough to be shown to a group."""

from pathlib import Path

import pytest

from retrieval import Library
from retrieval.evaluate import Report, read_questions, report

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def results(starter: Library) -> Report:
    questions = read_questions(SEEDS / "questions" / "starter.jsonl")
    answers = list(starter.ask_many([question.question for question in questions]))
    essays = [starter.essay(info.slug) for info in starter.essays()]
    paragraphs = {(e.info.slug, p.number): (e.info.file, p.text) for e in essays for p in e.paragraphs}
    return report(questions, answers, paragraphs)


def test_the_right_passage_is_mostly_first_and_nearly_always_near(results: Report) -> None:
    assert results.recall[1] >= 0.6
    assert results.recall[5] >= 0.85


def test_the_right_words_are_mostly_quoted(results: Report) -> None:
    assert results.excerpts[1] >= 0.6
    assert results.excerpts[3] >= 0.8


def test_support_tells_a_question_that_is_answered_from_one_that_is_not(results: Report) -> None:
    assert results.auroc is not None
    assert results.auroc >= 0.65


def test_the_question_every_group_asks_is_answered_in_the_right_words(starter: Library) -> None:
    answer = starter.ask("What is the difference between an ally and an accomplice?")
    assert answer.answered
    assert answer.excerpts[0].essay == "ally-or-accomplice"
    assert answer.excerpts[0].text.startswith("The difference between an ally and an accomplice")


@pytest.mark.parametrize("question", ["How do white blood cells fight an infection?", "Who won the 2018 world cup?"])
def test_another_subject_is_refused(starter: Library, question: str) -> None:
    assert not starter.ask(question).answered


def test_every_seed_essay_is_credited_and_of_readable_length(starter: Library) -> None:
    for info in starter.essays():
        assert (info.author, info.licence) == ("Footnote", "CC BY 4.0")
        assert info.source
        assert 900 <= info.words <= 1600
        assert info.sections >= 3


def test_every_gold_span_of_the_question_file_stands_in_its_essay(starter: Library) -> None:
    texts = {info.file: " ".join(starter.essay(info.slug).text.split()) for info in starter.essays()}
    for question in read_questions(SEEDS / "questions" / "starter.jsonl"):
        for gold in question.gold:
            assert all(" ".join(span.split()) in texts[gold.file] for span in gold.spans), question.id
