"""How good is it? Measures a library on a file of questions with known passages.

A question file has one JSON object a line:
`{"id", "question", "kind", "supported": bool, "need": "any" | "all", "gold": [{"file", "spans": [...],
"paragraph"?}]}`. A passage is a hit when it equals the gold `paragraph` or holds a span; an excerpt when it holds a
span of at most six words, or at least 60 % of a longer one in one piece. White space is folded before anything is
compared.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from retrieval.answers import Answer, Excerpt
from retrieval.errors import UnreadableQuestions
from retrieval.intake import Progress
from retrieval.library import Library
from retrieval.stages import ALL, Stages
from retrieval.support import Strictness

SHORT_SPAN = 6
"""A span of at most so many words must stand in the excerpt whole."""

ENOUGH_OF_SPAN = 0.6
"""Share of a longer span that must stand in the excerpt in one piece."""

PRECISION = 0.9
"""The share of right answers among those given at which coverage is reported."""


class Gold(BaseModel):
    """One thing the answer should hold: any of `spans`, in that file."""

    file: str
    spans: list[str]
    paragraph: str | None = None


class Question(BaseModel):
    """A question with the passages that answer it; `supported: false` means that it must be refused."""

    id: str
    question: str
    kind: str = ""
    supported: bool
    need: Literal["any", "all"] = "any"
    gold: list[Gold] = []


@dataclass(frozen=True, slots=True)
class Report:
    """Figures over a question file, all 0 to 1; None where no question could tell.

    `recall` and `excerpts`: share of supported questions with a hit among the first k; `items`: share of gold items
    found in three excerpts; `coverage`: share of supported questions rightly answered at the lowest support at which
    90 % of what is answered is right; `answered` and `wrongly_answered`: share of supported and of other questions
    above the threshold.
    """

    supported: int
    unsupported: int
    recall: dict[int, float]
    mrr: float | None
    excerpts: dict[int, float]
    items: float | None
    auroc: float | None
    coverage: float | None
    answered: float | None
    wrongly_answered: float | None


@dataclass(frozen=True, slots=True)
class _Judged:
    """One supported question: rank (from 1) of the first passage and first excerpt that hit; share of gold items."""

    passage: int | None
    excerpt: int | None
    items: float


def read_questions(path: Path) -> list[Question]:
    """The questions of a file. Raises UnreadableQuestions with the line that is wrong."""
    questions = []
    for number, line in read_lines(path):
        try:
            questions.append(Question.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(str(part) for part in fault["loc"]) or "the line"
            raise UnreadableQuestions(
                f"{path.name}, line {number}: {where}: {fault['msg']}; see “Question files” in retrieval/README.md."
            ) from error
    return questions


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Every line of a JSON Lines file that is not blank, with its number from 1. Raises UnreadableQuestions."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from ((number, line) for number, line in enumerate(file, start=1) if line.strip())
    except OSError as error:
        raise UnreadableQuestions(f"{path} cannot be read ({error.strerror}): check its name.") from error
    except UnicodeDecodeError as error:
        raise UnreadableQuestions(f"{path.name} is not UTF-8 text: save it as UTF-8 and try again.") from error


def read_asked(path: Path) -> list[str]:
    """The `question` of each line; the other fields of a question file are not needed to answer it."""
    questions = []
    for number, line in read_lines(path):
        try:
            question = json.loads(line)["question"]
        except (ValueError, KeyError, TypeError):
            question = None
        if not isinstance(question, str):
            raise UnreadableQuestions(
                f'{path.name}, line {number}: write JSON with a "question", such as {{"question": "Who speaks?"}}.'
            )
        questions.append(question)
    return questions


def measure(
    library: Library,
    questions: Sequence[Question],
    *,
    strictness: Strictness = "balanced",
    stages: Stages = ALL,
    progress: Progress | None = None,
) -> Report:
    """Put every question to the library and judge its answers. `progress` is told (questions answered, of how many)."""
    asked = [question.question for question in questions]
    answers = list(library.ask_many(asked, strictness=strictness, stages=stages, progress=progress))
    whole = [library.essay(info.slug) for info in library.essays()]
    paragraphs = {(e.info.slug, p.number): (e.info.file, p.text) for e in whole for p in e.paragraphs}
    found = report(questions, answers, paragraphs)
    # Support judges what all stages found and was fitted to that: on less it says nothing.
    return found if stages.reading else replace(found, auroc=None, coverage=None, answered=None, wrongly_answered=None)


def report(
    questions: Sequence[Question],
    answers: Sequence[Answer],
    paragraphs: Mapping[tuple[str, int], tuple[str, str]],
) -> Report:
    """Judge the answers. `paragraphs`: (slug, paragraph number) -> (file, text) of the whole library."""
    pairs = list(zip(questions, answers, strict=True))
    judged = [(_judge(question, answer, paragraphs), answer) for question, answer in pairs if question.supported]
    refused = [answer for question, answer in pairs if not question.supported]
    supports = [answer.support for _, answer in judged], [answer.support for answer in refused]
    return Report(
        supported=len(judged),
        unsupported=len(refused),
        recall={k: _share(j.passage is not None and j.passage <= k for j, _ in judged) for k in (1, 3, 5)},
        mrr=_mean(1 / j.passage if j.passage else 0.0 for j, _ in judged),
        excerpts={k: _share(j.excerpt is not None and j.excerpt <= k for j, _ in judged) for k in (1, 3)},
        items=_mean(j.items for j, _ in judged),
        auroc=auroc(*supports),
        coverage=coverage([(a.support, j.excerpt == 1) for j, a in judged], supports[1]) if refused else None,
        answered=_mean(float(answer.answered) for _, answer in judged),
        wrongly_answered=_mean(float(answer.answered) for answer in refused),
    )


def auroc(supported: Sequence[float], unsupported: Sequence[float]) -> float | None:
    """Chance that a supported question has more support than an unsupported one, ties counting half.

    Source: J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a ROC curve", Radiology 143 (1982).
    """
    if not supported or not unsupported:
        return None
    wins = sum((s > u) + (s == u) / 2 for s in supported for u in unsupported)
    return wins / (len(supported) * len(unsupported))


def coverage(supported: Sequence[tuple[float, bool]], unsupported: Sequence[float]) -> float | None:
    """Share of supported questions rightly answered at the lowest threshold at which 90 % of what is answered is right.

    `supported`: (support, whether the first excerpt is right).
    """
    if not supported:
        return None
    outcomes = sorted([*supported, *((support, False) for support in unsupported)], reverse=True)
    best = right = 0
    for number, (support, is_right) in enumerate(outcomes, start=1):
        right += is_right
        tied = number < len(outcomes) and outcomes[number][0] == support
        if not tied and right >= PRECISION * number:
            best = right
    return best / len(supported)


def table(results: Report) -> list[tuple[str, str]]:
    """The figures with their names, for printing."""
    return [
        ("questions, supported / not", f"{results.supported} / {results.unsupported}"),
        *((f"recall@{k}", _shown(value)) for k, value in results.recall.items()),
        ("MRR@10", _shown(results.mrr)),
        *((f"excerpt hit @{k}", _shown(value)) for k, value in results.excerpts.items()),
        ("gold items in 3 excerpts", _shown(results.items)),
        ("AUROC of support", _shown(results.auroc)),
        ("rightly answered at 90 % precision", _shown(results.coverage)),
        ("answered, of supported", _shown(results.answered)),
        ("answered, of unsupported", _shown(results.wrongly_answered)),
    ]


def stages_table(reports: Mapping[str, Report]) -> list[tuple[str, ...]]:
    """A row of names, then one for each stage with its figures, for printing."""
    rows = [
        (name, *map(_shown, (r.recall[1], r.recall[3], r.mrr, r.excerpts[1], r.excerpts[3], r.auroc)))
        for name, r in reports.items()
    ]
    return [("stages", "R@1", "R@3", "MRR@10", "excerpt @1", "excerpt @3", "AUROC"), *rows]


def first_is_right(question: Question, answer: Answer) -> bool:
    """Whether the first excerpt answers the question; never where the library has no answer."""
    return any(_excerpt_hits(excerpt, item) for excerpt in answer.excerpts[:1] for item in question.gold)


def _judge(question: Question, answer: Answer, paragraphs: Mapping[tuple[str, int], tuple[str, str]]) -> _Judged:
    gold = question.gold
    ranked = [paragraphs[found.essay, found.paragraph] for found in answer.ranking]
    excerpts = answer.excerpts[:3]
    found = sum(any(_excerpt_hits(excerpt, item) for excerpt in excerpts) for item in gold)
    return _Judged(
        passage=_first(any(_passage_hits(file, text, item) for item in gold) for file, text in ranked),
        excerpt=_first(any(_excerpt_hits(excerpt, item) for item in gold) for excerpt in excerpts),
        items=(found / len(gold) if question.need == "all" else float(found > 0)) if gold else 0.0,
    )


def _passage_hits(file: str, passage: str, gold: Gold) -> bool:
    text = _folded(passage)
    same = gold.paragraph is not None and _folded(gold.paragraph) == text
    return file == gold.file and (same or any(_folded(span) in text for span in gold.spans))


def _excerpt_hits(excerpt: Excerpt, gold: Gold) -> bool:
    text = _folded(excerpt.text)
    return excerpt.file == gold.file and any(_holds(text, _folded(span)) for span in gold.spans)


def _holds(text: str, span: str) -> bool:
    if span in text or len(span.split()) <= SHORT_SPAN:
        return span in text
    run = SequenceMatcher(None, text, span, autojunk=False).find_longest_match()
    return run.size >= ENOUGH_OF_SPAN * len(span)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _folded(text: str) -> str:
    return " ".join(text.split())


def _first(hits: Iterable[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, start=1) if hit), None)


def _share(hits: Iterable[bool]) -> float:
    return _mean(float(hit) for hit in hits) or 0.0


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None
