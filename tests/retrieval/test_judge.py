"""The judge: a tiny CrossEncoder that is real, and a fake one whose opinion is known."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval import CrossEncoderJudge, Library, UnknownModel
from retrieval.judge import JUDGED, agreed
from tests.fakes import WordEncoder
from tests.tiny import TEXTS, tiny_judge


class Opinion:
    """Finds good what holds a word, and the rest bad; `asked` holds what it was given."""

    identity = "opinion-1"

    def __init__(self, word: str) -> None:
        self._word = word
        self.asked: list[tuple[str, list[str]]] = []

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, list(texts)))
        return [0.99 if self._word in text else 0.01 for text in texts]


def test_scores_are_the_models_own_through_a_sigmoid(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    folder = tiny_judge(tmp_path)
    logits = CrossEncoder(str(folder), device="cpu").predict([("what is shut", text) for text in TEXTS])
    scores = CrossEncoderJudge(str(folder)).judge("what is shut", TEXTS)
    assert scores == pytest.approx(1 / (1 + np.exp(-logits)), abs=1e-5)
    assert all(0 < score < 1 for score in scores)
    assert len(set(scores)) == 2


def test_a_judge_may_be_asked_by_several_at_once(tmp_path: Path) -> None:
    judge = CrossEncoderJudge(str(tiny_judge(tmp_path)))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: judge.judge("what is shut", TEXTS * 3), range(12)))
    assert all(scores == pytest.approx(found[0]) for scores in found)
    assert judge.judge("what is shut", []) == []


def test_a_judge_that_is_not_here_or_gives_several_scores_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(UnknownModel, match=r"no/such-judge@abc.*leave the setting empty"):
        CrossEncoderJudge("no/such-judge", "abc").judge("q", ["t"])
    with pytest.raises(UnknownModel, match="3 scores instead of one"):
        CrossEncoderJudge(str(tiny_judge(tmp_path, labels=3))).judge("q", ["t"])


def judging(library: Library, tmp_path: Path, word: str) -> tuple[Library, Opinion]:
    library.close()
    judge = Opinion(word)
    return Library.open(tmp_path / "library.db", WordEncoder(), judge=judge), judge


def test_the_judge_orders_the_excerpts_and_is_asked_once(library: Library, tmp_path: Path) -> None:
    plain = library.ask("what is shared on our allotment?", limit=1)
    assert "slugs" in plain.excerpts[0].text
    opened, judge = judging(library, tmp_path, "poppies")
    answer = opened.ask("what is shared on our allotment?")
    assert "poppies" in answer.excerpts[0].text
    assert answer.excerpts[0].score == 0.99
    ((question, texts),) = judge.asked
    assert question == "what is shared on our allotment?"
    assert 1 < len(texts) <= JUDGED
    assert all(excerpt.text in texts for excerpt in answer.excerpts)


def test_the_judge_has_its_say_in_whether_it_is_an_answer(library: Library, tmp_path: Path) -> None:
    question = "what is shared on our allotment?"
    plain = library.ask(question).support
    agreeing, _ = judging(library, tmp_path, "shared")
    assert agreeing.ask(question).support > plain
    doubting, _ = judging(agreeing, tmp_path, "no such word")
    assert doubting.ask(question).support < plain


def test_comparing_and_questions_for_an_author_need_no_judge(library: Library, tmp_path: Path) -> None:
    opened, judge = judging(library, tmp_path, "dough")
    opened.compare("weeds")
    assert judge.asked == []
    assert "Mara Lind" in opened.ask("who wrote the allotment?").excerpts[0].text


@pytest.mark.parametrize(("support", "score", "both"), [(0.5, 0.5, 0.5), (0.8, 0.8, 0.8), (0.9, 0.1, 0.5)])
def test_evidence_and_judge_count_alike(support: float, score: float, both: float) -> None:
    assert agreed(support, score) == pytest.approx(both)


def test_one_who_is_quite_sure_does_not_break_the_scale() -> None:
    assert 0 < agreed(0.0, 0.0) < agreed(0.0, 1.0) < agreed(1.0, 1.0) < 1
    assert agreed(0.0, 1.0) == pytest.approx(0.5)
