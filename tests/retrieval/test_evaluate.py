"""The judge is judged: figures worked out by hand."""

import json
from pathlib import Path

import pytest

from retrieval import Library, UnreadableQuestions
from retrieval.answers import Answer, Excerpt, Ranked
from retrieval.evaluate import Gold, Question, auroc, coverage, read_questions, report, table

PARAGRAPHS = {
    ("a", 1): ("a.md", "The fence is shared."),
    ("a", 2): ("a.md", "The slugs are shared too."),
    ("b", 1): ("b.md", "The oven is lit at two."),
}


def excerpt(essay: str, text: str) -> Excerpt:
    fields = dict.fromkeys(Excerpt.__slots__) | {"essay": essay, "file": f"{essay}.md", "text": text}
    return Excerpt(**fields)  # type: ignore[arg-type]


def answer(support: float, ranking: list[tuple[str, int]], *texts: tuple[str, str]) -> Answer:
    ranked = tuple(Ranked(essay, paragraph, 0.0) for essay, paragraph in ranking)
    return Answer("?", support > 0.5, support, tuple(excerpt(*text) for text in texts), ranked)


def question(*gold: Gold, need: str = "any") -> Question:
    return Question(id="1", question="?", supported=bool(gold), gold=list(gold), need=need)  # type: ignore[arg-type]


def test_ranks_are_counted_from_the_first_hit() -> None:
    gold = Gold(file="a.md", spans=["slugs are shared"])
    second = answer(0.9, [("b", 1), ("a", 2)], ("b", "The oven is lit at two."), ("a", "The slugs  are\nshared too."))
    results = report([question(gold)], [second], PARAGRAPHS)
    assert (results.recall, results.mrr, results.excerpts) == ({1: 0, 3: 1, 5: 1}, 0.5, {1: 0, 3: 1})


def test_a_hit_in_another_file_does_not_count() -> None:
    gold = Gold(file="b.md", spans=["The fence is shared."])
    results = report([question(gold)], [answer(0.9, [("a", 1)], ("a", "The fence is shared."))], PARAGRAPHS)
    assert (results.recall[5], results.excerpts[3]) == (0, 0)


def test_a_whole_gold_paragraph_is_a_hit_without_its_span() -> None:
    gold = Gold(file="a.md", spans=["nowhere"], paragraph="The fence\nis shared.")
    assert report([question(gold)], [answer(0.9, [("a", 1)])], PARAGRAPHS).recall[1] == 1


@pytest.mark.parametrize(
    ("span", "text", "hit"),
    [
        ("fence is shared", "The fence is shared.", True),
        ("fence is shared", "The fence is sha", False),
        ("one two three four five six seven eight", "x one two three four five six y", True),
        ("one two three four five six seven eight", "one two three x five six seven eight", False),
    ],
)
def test_a_short_span_must_stand_whole_and_a_long_one_for_the_greater_part(span: str, text: str, hit: bool) -> None:
    results = report([question(Gold(file="a.md", spans=[span]))], [answer(0.9, [], ("a", text))], PARAGRAPHS)
    assert results.excerpts[1] == hit


def test_need_all_counts_each_item() -> None:
    both = [Gold(file="a.md", spans=["fence"]), Gold(file="b.md", spans=["oven"])]
    given = answer(0.9, [], ("a", "The fence."), ("a", "The slugs."))
    assert report([question(*both, need="all")], [given], PARAGRAPHS).items == 0.5
    assert report([question(*both, need="any")], [given], PARAGRAPHS).items == 1


def test_auroc_counts_pairs_in_the_right_order_and_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)
    assert auroc([], [0.1]) is None


def test_coverage_is_taken_where_nine_of_ten_answers_are_right() -> None:
    right = [(1 - n / 100, True) for n in range(18)]
    assert coverage([*right, (0.5, True), (0.4, True)], [0.7, 0.45, 0.45]) == pytest.approx(19 / 20)
    assert coverage([(0.9, False)], []) == 0


def test_ties_are_answered_together() -> None:
    assert coverage([(0.9, True)], [0.9]) == 0


def test_refusals_are_judged_by_the_threshold() -> None:
    asked = [question(), question(), question(Gold(file="a.md", spans=["fence"]))]
    results = report(asked, [answer(0.9, []), answer(0.1, []), answer(0.8, [])], PARAGRAPHS)
    assert (results.wrongly_answered, results.answered, results.unsupported) == (0.5, 1, 2)
    assert dict(table(results))["answered, of unsupported"] == "0.500"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "line 2"),
        ('{"id": "1", "question": "?"}', "supported"),
        ('{"id": "1", "question": "?", "supported": true, "need": "some"}', "need"),
    ],
)
def test_a_faulty_question_file_is_told_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    good = json.dumps({"id": "0", "question": "?", "supported": False})
    (tmp_path / "q.jsonl").write_text(f"{good}\n{line}\n")
    with pytest.raises(UnreadableQuestions, match=r"line 2") as caught:
        read_questions(tmp_path / "q.jsonl")
    assert sentence in str(caught.value)


def test_a_question_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableQuestions, match=r"none.jsonl"):
        read_questions(tmp_path / "none.jsonl")


def test_a_question_that_repeats_a_sentence_finds_it(library: Library) -> None:
    gold = Gold(file="bread.md", spans=["The oven is lit at two."])
    given = library.ask("when is the oven lit, at two?")
    paragraphs = {
        (i.slug, p.number): (i.file, p.text) for i in library.essays() for p in library.essay(i.slug).paragraphs
    }
    assert report([question(gold)], [given], paragraphs).excerpts[1] == 1
