"""Puts one question through the stages of an answer, in their order: words, meaning, fusion, excerpts, support."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from retrieval import late, lexical
from retrieval.answers import Answer, Ranked
from retrieval.authorship import CERTAIN, asks_for_all, called, speaks_of_essay, sure_of_title, work
from retrieval.dense import Rows, Similarity
from retrieval.excerpts import Found, Window, around, best, windows
from retrieval.fusion import best_of_groups, fuse, highest
from retrieval.index import Index, place_name
from retrieval.judge import JUDGED, Judge, agreed, judged
from retrieval.late import Match
from retrieval.names import is_name
from retrieval.questions import Question
from retrieval.stages import ALL, Stages
from retrieval.store import Store
from retrieval.support import LACKING, THRESHOLDS, Evidence, Strictness, support
from retrieval.tokens import Encoded
from retrieval.views import Place

RANKED = 10
"""Paragraphs in the ranking of an answer, and those whose sentences may become its excerpts."""

WIDTH = 5
"""Passages whose sentences are looked at, for each paragraph that is then looked at token by token; and every passage
that holds a word of the question. As many as a library has, and nothing is left out."""

Ranking = list[tuple[int, float]]
"""Paragraphs, as rows of the index, with their scores, best first."""


class Search:
    """One question put to a library. The first stage is done once, for however many essays are then asked.

    `encoded` is the repaired question; with a `judge`, its scores choose among the best windows. A stage that is not
    among `stages` is given nothing: no words, no vector, no tokens.
    """

    def __init__(
        self,
        store: Store,
        index: Index,
        question: Question,
        encoded: Encoded,
        judge: Judge | None = None,
        stages: Stages = ALL,
    ) -> None:
        self._store = store
        self._judge = judge if stages.judge else None
        self._stages = stages
        self._index = index
        self._question = question
        self._sought = late.sought(question.repaired, question.subjects, encoded)
        self._similarity = Similarity(encoded.vector * np.float32(stages.paragraphs), index.vectors, stages.sentences)
        words = lexical.affordable(question.words(), index.spread, len(index.paragraph_of))
        matched = lexical.match(store, words, question.phrases()) if stages.words else {}
        rows, scores = index.passage_row.of([*matched]), np.fromiter(matched.values(), np.float32)
        self._holding = rows[rows >= 0]
        self._lexical = np.zeros(len(index.paragraph_of), dtype=np.float32)
        self._lexical[self._holding] = scores[rows >= 0]
        # Until its sentences are looked at, a passage counts for its best one.
        self._scores = self._similarity.passages.copy()
        own = self._scores[self._holding]
        self._scores[self._holding] = fuse(own, own, self._lexical[self._holding])
        self._found: dict[int, Match] = {}

    def answer(
        self,
        essay: str | None = None,
        limit: int = 3,
        strictness: Strictness = "balanced",
        depth: int = late.DEPTH,
        more: int = 0,
    ) -> Answer:
        """The best excerpts of all essays or of one; `depth`: paragraphs that are looked at token by token.

        `more`: how many of the next ones are only named by their places. A question without words gets none.
        """
        question, index = self._question, self._index
        ranking = self._ranking(essay, depth) if question.words() else []
        number = limit + more
        chosen = self._chosen(ranking, number, self._judge)
        sure = self._sure(chosen[0]) if chosen else 0.0
        if question.asks_for_author() and chosen:
            sure, bylines = self._by_whom(essay, ranking, sure)
            if bylines:
                self._match([row for row, _ in bylines[:number]])
                ranking, chosen = bylines[:RANKED], [self._chosen([byline], 1)[0] for byline in bylines[:number]]
        return Answer(
            question.asked,
            sure >= THRESHOLDS[strictness],
            sure,
            tuple(e for w in chosen[:limit] if (e := index.excerpt(w.first, w.sentences, w.score))),
            tuple(self._ranked(row, score) for row, score in ranking),
            question.missing,
            question.repaired if question.repaired != question.asked else None,
            tuple(place_name(w.first, w.sentences) for w in chosen[limit:]),
        )

    def _ranking(self, essay: str | None, depth: int) -> Ranking:
        """The best paragraphs of prose after both stages; of an author who is named, her own."""
        allowed = self._index.allowed(essay, bylines=False)
        if self._question.authors and essay is None:
            allowed &= self._index.of_essays(self._question.authors)
        rows = self._candidates(allowed, depth)
        found = self._similarity.look_at(rows)
        self._scores[rows] = fuse(self._similarity.passages[rows], found, self._lexical[rows])
        first = best_of_groups(self._scores[rows], self._index.paragraph_of[rows], depth)
        self._match([row for row, _ in first])
        return sorted(((row, late.rescore(score, self._found[row])) for row, score in first), key=_by_score)[:RANKED]

    def _candidates(self, allowed: NDArray[np.bool_], depth: int) -> Rows:
        """The passages that may be among the best, in order: of so many paragraphs, where there are as many."""
        number = depth * WIDTH
        there = np.count_nonzero(allowed)
        cosines = np.where(allowed, self._similarity.passages, -np.inf) if number < there else self._scores
        while number < there:
            rows = highest(cosines, number)
            # A list of a thousand lines is one paragraph.
            if len(np.unique(self._index.paragraph_of[rows])) >= depth:
                return np.union1d(rows, self._holding[allowed[self._holding]])
            number *= 4
        return np.flatnonzero(allowed)

    def _match(self, rows: list[int]) -> None:
        """Late interaction with the best passages of these paragraphs: only their tokens are read."""
        index, places = self._index, [self._index.places[row] for row in rows]
        wanted = [passage for place in places for passage in self._passages(place)] if self._stages.tokens else []
        packed = self._store.tokens(wanted, index.made_by.get("encoder"))
        candidates = [
            late.Candidate(
                [(start, packed[passage]) for passage, start in place.passages.items() if passage in packed],
                [start for _, start, _ in index.sentences[place.sentences.start : place.sentences.stop]],
            )
            for place in places
        ]
        self._found.update(zip(rows, late.match(self._sought, candidates), strict=True))

    def _passages(self, place: Place) -> Iterable[int]:
        """The passages of a paragraph that are looked at token by token."""
        if len(place.passages) <= late.PASSAGES:
            return place.passages
        row, scores = self._index.passage_row, self._scores
        return sorted(place.passages, key=lambda passage: -scores[row[passage]])[: late.PASSAGES]

    def _chosen(self, ranking: Ranking, limit: int, judge: Judge | None = None) -> list[Window]:
        candidates = self._windows(ranking)
        sides = (
            (lambda window: self._index.places[window.paragraph].essay) if self._question.asks_every_side() else None
        )
        if judge:
            candidates = judged(judge, self._question.repaired, best(candidates, JUDGED), self._words)
        return best(candidates, limit, sides)

    def _words(self, window: Window) -> str:
        return self._index.texts[self._index.places[window.paragraph].essay][window.span.start : window.span.end]

    def _windows(self, ranking: Ranking) -> Iterable[Window]:
        """What may be quoted of these paragraphs, best first."""
        index, found = self._index, []
        for row, score in ranking:
            place = index.places[row]
            sentences = index.sentences[place.sentences.start : place.sentences.stop]
            cosines = self._similarity.sentences(place.sentences)
            found.append(Found(row, score, self._found[row], index.texts[place.essay], sentences, cosines))
        return windows(found) if self._stages.windows else around(found)

    def _sure(self, window: Window) -> float:
        """How sure we are of the first window; a judge has no say where a name is lacking."""
        evidence = self._evidence(window)
        sure = support(evidence)
        if self._judge and evidence.named < 1:
            sure = agreed(sure, window.score)
        return min(sure, LACKING) if self._question.vague else sure

    def _evidence(self, window: Window) -> Evidence:
        """What can be seen of the first window."""
        place, match = self._index.places[window.paragraph], self._found[window.paragraph]
        offset = self._index.sentence_row[window.first] - place.sentences.start
        tokens = match.best[offset : offset + window.sentences].max(axis=0)
        asked = {row for row, where in enumerate(self._question.subjects) if where in self._question.detail}
        return Evidence(
            sentence=window.cosine,
            tokens=window.matched,
            weakest=match.weakest(tokens),
            asked=1 - match.weakest(tokens, asked),
            named=max((1.0 if is_name(term) else 0.5 for term in self._question.missing), default=0.0),
        )

    def _by_whom(self, essay: str | None, ranking: Ranking, prose: float) -> tuple[float, Ranking]:
        """How sure it is whose byline is asked for, and the bylines, that one first; none where there is none of it.

        `ranking` is what the essays say to the question, `prose` how surely.
        """
        index, question = self._index, self._question
        titles = {number: info.title for number, info in index.essays.items() if essay in (None, info.slug)}
        best = {index.places[row].essay: score for row, score in reversed(ranking)}
        wanted = work(question.words())
        shares = called(wanted, titles)
        scores = {number: share + best.get(number, 0.0) for number, share in shares.items()}
        rows = {index.places[row].essay: int(row) for row in self._rows(index.allowed(essay, bylines=True))}
        first = max(scores, key=lambda number: scores[number])
        if not rows or (wanted and first not in rows):
            # "Who wrote the song?" may be told by the prose; who wrote the essay itself, by nothing.
            itself = not wanted or shares[first] == 1 or speaks_of_essay(question.repaired)
            return min(prose, LACKING) if itself else prose, []
        bylines = sorted(((row, scores[number]) for number, row in rows.items()), key=_by_score)
        if not wanted:
            return CERTAIN if len(titles) == 1 or asks_for_all(question.repaired) else LACKING, bylines
        spoken = prose if index.places[ranking[0][0]].essay == first else 0.0
        return max(sure_of_title(wanted, first, titles), spoken), bylines

    def _rows(self, passages: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The paragraphs of these passages."""
        return np.unique(self._index.paragraph_of[passages])

    def _ranked(self, row: int, score: float) -> Ranked:
        place = self._index.places[row]
        return Ranked(self._index.essays[place.essay].slug, place.paragraph.number, score)


def _by_score(ranked: tuple[int, float]) -> float:
    return -ranked[1]
