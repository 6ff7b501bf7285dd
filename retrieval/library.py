"""The public face: a library is one file of essays that come, change, go, are read and are asked."""

from collections.abc import Collection, Iterator, Sequence

from retrieval.answers import Answer, Essay, EssayInfo, Excerpt
from retrieval.comparison import Side, compare
from retrieval.contrast import ContrastPair
from retrieval.editing import Editing
from retrieval.encoder import Encoder
from retrieval.errors import EmptyQuestion
from retrieval.index import Index
from retrieval.intake import PORTION, Progress
from retrieval.opened import number_of
from retrieval.questions import Question, Unread
from retrieval.quotations import Check
from retrieval.search import Search
from retrieval.stages import ALL, Stages
from retrieval.study import Study
from retrieval.support import Strictness
from retrieval.words import tokens


class Library(Editing):
    """One library file and the encoder of its vectors. Safe to use from several threads."""

    _study: Study | None = None

    def release(self) -> None:
        """Let go of what is in memory; the file stays open, and is read again when somebody asks."""
        super().release()
        self._study = None

    def essays(self) -> list[EssayInfo]:
        """All essays, by title."""
        if self._index is None:
            return self._store.essays()  # which counts the words of every text
        return sorted(self._loaded().essays.values(), key=lambda info: info.title.encode().lower())

    def essay(self, slug: str) -> Essay:
        """One essay with its text. Raises UnknownEssay."""
        index = self._loaded()
        number = number_of(index, slug)
        paragraphs = tuple(index.places[row].paragraph for row in index.places.of(number))
        return Essay(index.essays[number], index.texts[number], paragraphs)

    def ask(
        self,
        question: str,
        *,
        essay: str | None = None,
        limit: int = 3,
        more: int = 0,
        strictness: Strictness = "balanced",
    ) -> Answer:
        """The best excerpts for a question, of all essays or of one; `strictness` is what it takes to be an answer.

        Of so many `more` only the places are told, for `excerpt`: to cut one takes longer than to find it. Raises
        EmptyQuestion, UnknownEssay, UnknownModel.
        """
        _require_word(question)
        return next(self.ask_many([question], essay=essay, limit=limit, more=more, strictness=strictness))

    def ask_many(
        self,
        questions: Sequence[str],
        *,
        essay: str | None = None,
        limit: int = 3,
        more: int = 0,
        strictness: Strictness = "balanced",
        progress: Progress | None = None,
        stages: Stages = ALL,
    ) -> Iterator[Answer]:
        """Answers in order; a question without a word is answered with nothing. Raises UnknownEssay, UnknownModel.

        `stages`: those that take part, which is for measuring them; what is left out leaves `support` meaningless.
        """
        index, encoder = self._answering()
        if essay is not None:
            number_of(index, essay)
        for start in range(0, len(questions), PORTION):
            read = (Question if stages.reading else Unread).of
            portion = [read(question, index, encoder.familiarity) for question in questions[start : start + PORTION]]
            encodings = encoder.encode_tokens([question.repaired for question in portion], question=True)
            for question, encoded in zip(portion, encodings, strict=True):
                search = Search(self._store, index, question, encoded, self._judge, stages)
                found = search.answer(essay, limit, strictness, more=more)
                if not self._as_read(index):
                    again = self.ask_many(
                        [question.asked], essay=essay, limit=limit, more=more, strictness=strictness, stages=stages
                    )
                    found = next(again)
                yield found
            if progress:
                progress(start + len(portion), len(questions))

    def compare(
        self, idea: str, essays: Collection[str] = (), *, strictness: Strictness = "balanced"
    ) -> tuple[Side, ...]:
        """What each essay, or each of the named ones, says to an idea: by title, every one on its own support.

        Raises EmptyQuestion, UnknownEssay, UnknownModel.
        """
        _require_word(idea)
        index, encoder = self._answering()
        _require(index, essays)
        asked = Question.of(idea, index, encoder.familiarity)
        (encoded,) = encoder.encode_tokens([asked.repaired], question=True)
        wanted = [info for info in index.essays.values() if not essays or info.slug in essays]
        found = compare(Search(self._store, index, asked, encoded), wanted, strictness)
        return found if self._as_read(index) else self.compare(idea, essays, strictness=strictness)

    def contrasts(self, essays: Collection[str] = (), limit: int = 10) -> tuple[ContrastPair, ...]:
        """Passages of different essays, or of the named ones, that speak about the same thing. Raises UnknownEssay."""
        _require(self._loaded(), essays)
        return self._studied().contrasts(essays, limit)

    def key_passages(self, slug: str, number: int = 3) -> tuple[Excerpt, ...]:
        """The sentences in which an essay is most itself, in reading order. Raises UnknownEssay."""
        _require(self._loaded(), [slug])
        return self._studied().key_passages(slug, number)

    def key_terms(self, slug: str, number: int = 8) -> tuple[str, ...]:
        """What an essay is about, in words of its own, the weightiest first. Raises UnknownEssay."""
        _require(self._loaded(), [slug])
        return self._studied().key_terms(slug, number)

    def check_quote(self, text: str, *, essay: str | None = None, author: str | None = None) -> Check:
        """Whether a quotation stands in the library word for word; `essay` and `author`: where it is said to be from.

        Raises EmptyQuotation, UnknownEssay.
        """
        _require(self._loaded(), () if essay is None else (essay,))
        return self._studied().check(text, essay, author)

    def _studied(self) -> Study:
        index = self._loaded()
        study = self._study
        if study is None or study.index is not index:
            self._study = study = Study(index)
        return study

    def _answering(self) -> tuple[Index, Encoder]:
        """What is in the file now, and the model that made its vectors; made anew where that one does not serve."""
        while True:
            index = self._loaded()
            if index.made_by == self._made_by():
                self._serving = None
                return index, self._encoder
            if encoder := self._earlier_encoder(index.made_by):
                return index, encoder
            self.refresh()

    def _as_read(self, index: Index) -> bool:
        """Whether the file still has the vectors of this index: else what was found with both is worth nothing."""
        return self._store.made_by() == index.made_by


def _require(index: Index, slugs: Collection[str]) -> None:
    for slug in slugs:
        number_of(index, slug)


def _require_word(question: str) -> None:
    if not tokens(question):
        raise EmptyQuestion("There is no word in that question: write it out and ask again.")
