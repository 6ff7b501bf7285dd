"""The public face: a library is one file of essays that can be added, removed, read and asked."""

import difflib
import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.answers import Added, Answer, Essay, EssayInfo, Excerpt
from retrieval.citations import parse_citation
from retrieval.comparison import Side, compare
from retrieval.contrast import ContrastPair
from retrieval.encoder import Encoder
from retrieval.errors import EmptyQuestion, UnknownCitation, UnknownEssay, UnknownPlace
from retrieval.index import Index, load
from retrieval.intake import PORTION, Progress, embedded, recut, row_of
from retrieval.judge import Judge
from retrieval.passages import CUTTING, lay_out
from retrieval.places import Cited, cite
from retrieval.questions import Question, Unread
from retrieval.quotations import Check
from retrieval.readers import read
from retrieval.rows import NewEssay
from retrieval.search import Search
from retrieval.stages import ALL, Stages
from retrieval.store import SLUG_CHARACTERS, Store
from retrieval.study import Study
from retrieval.support import Strictness
from retrieval.words import tokens

EarlierEncoders = Callable[[str], Encoder | None]
"""The encoder of an identity, or None where that model is not at hand."""


class Library:
    """One library file and the encoder of its vectors. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        *,
        earlier: EarlierEncoders | None = None,
        judge: Judge | None = None,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._earlier = earlier
        self._judge = judge
        self._serving: tuple[str, Encoder] | None = None
        self._refreshing = threading.Lock()
        self._loading = threading.Lock()
        self._index: Index | None = None
        self._study: Study | None = None
        self._version = 0

    @classmethod
    def open(
        cls,
        path: Path,
        encoder: Encoder,
        *,
        create: bool = True,
        earlier: EarlierEncoders | None = None,
        judge: Judge | None = None,
    ) -> "Library":
        """Open the file, or `create` it.

        `earlier` gives the models of older vectors, which then go on serving until somebody has called `refresh`;
        `judge` has the last word on which excerpts answer a question.
        Raises BrokenLibrary, NewerLibrary, LockedLibrary.
        """
        return cls(Store(path, create=create), encoder, earlier=earlier, judge=judge)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def essays(self) -> list[EssayInfo]:
        """All essays, by title."""
        return self._store.essays()

    def essay(self, slug: str) -> Essay:
        """One essay with its text. Raises UnknownEssay."""
        index = self._loaded()
        number = _number(index, slug)
        paragraphs = tuple(place.paragraph for place in index.places if place.essay == number)
        return Essay(index.essays[number], index.texts[number], paragraphs)

    def add(
        self,
        file: str,
        content: bytes,
        *,
        title: str | None = None,
        author: str | None = None,
        year: int | None = None,
        progress: Progress | None = None,
    ) -> Added:
        """Read, cut, embed and write one file: all of it or nothing. `title`, `author`, `year` overrule what was found.

        A text that is there already stays as it is. `progress` is told (texts embedded, of how many).
        Raises UnreadableFile, LockedLibrary, UnknownModel.
        """
        found = read(file, content)
        reading = replace(found, title=title or found.title, author=author or found.author, year=year or found.year)
        layout = lay_out(reading.blocks)
        row = row_of(reading, layout)
        slug = self._store.slug_of(row.revision)
        already = slug is not None
        if slug is None:
            self.refresh(progress)
            # No lock is held meanwhile: an essay takes seconds to embed, and a book minutes.
            slug, already = self._store.insert(embedded(row, layout, self._encoder, progress))
            self._forget_index()
        index = self._loaded()
        return Added(index.essays[_number(index, slug)], already, reading.left_out)

    def remove(self, slug: str) -> EssayInfo:
        """Remove an essay and say what it was. Raises UnknownEssay."""
        index = self._loaded()
        info = index.essays[_number(index, slug)]
        self._store.delete(slug)
        self._forget_index()
        return info

    def ask(
        self, question: str, *, essay: str | None = None, limit: int = 3, strictness: Strictness = "balanced"
    ) -> Answer:
        """The best excerpts for a question, of all essays or of one; `strictness` is what it takes to be an answer.

        Raises EmptyQuestion, UnknownEssay, UnknownModel.
        """
        _require_word(question)
        return next(self.ask_many([question], essay=essay, limit=limit, strictness=strictness))

    def ask_many(
        self,
        questions: Sequence[str],
        *,
        essay: str | None = None,
        limit: int = 3,
        strictness: Strictness = "balanced",
        progress: Progress | None = None,
        stages: Stages = ALL,
    ) -> Iterator[Answer]:
        """Answers in order; a question without a word is answered with nothing. Raises UnknownEssay, UnknownModel.

        `stages`: those that take part, which is for measuring them; what is left out leaves `support` meaningless.
        """
        index, encoder = self._answering()
        if essay is not None:
            _number(index, essay)
        for start in range(0, len(questions), PORTION):
            read = (Question if stages.reading else Unread).of
            portion = [read(question, index, encoder.familiarity) for question in questions[start : start + PORTION]]
            encodings = encoder.encode_tokens([question.repaired for question in portion], question=True)
            for question, encoded in zip(portion, encodings, strict=True):
                search = Search(self._store, index, question, encoded, self._judge, stages)
                found = search.answer(essay, limit, strictness)
                if not self._as_read(index):
                    again = self.ask_many(
                        [question.asked], essay=essay, limit=limit, strictness=strictness, stages=stages
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

    def excerpt(self, place: str) -> Excerpt:
        """The excerpt that has, or had before a restart, this place. Raises UnknownPlace when its essay is gone."""
        found = re.fullmatch(r"([0-9a-z]{1,8})\.([0-9a-z]{1,2})", place)
        excerpt = self._loaded().excerpt(int(found[1], 36), int(found[2], 36)) if found else None
        if excerpt is None:
            raise UnknownPlace("That passage is no longer in the library: its essay was removed or replaced.")
        return excerpt

    def check_quote(self, text: str, *, essay: str | None = None, author: str | None = None) -> Check:
        """Whether a quotation stands in the library word for word; `essay` and `author`: where it is said to be from.

        Raises EmptyQuotation, UnknownEssay.
        """
        _require(self._loaded(), () if essay is None else (essay,))
        return self._studied().check(text, essay, author)

    def cite(self, citation: str) -> Cited:
        """The words that a permanent citation names. Raises UnknownCitation, and UnknownPlace without its very text."""
        found = parse_citation(citation)
        if found is None:
            raise UnknownCitation("That is no citation: write it as “essay ¶3.1-2 @d998894e675b”.")
        return cite(self._loaded(), found)

    def outdated(self) -> bool:
        """Whether another model, or other rules of cutting, made what is in the file: then `refresh` is due."""
        return self._store.made_by() != self._made_by()

    def serves(self) -> bool:
        """Whether questions are answered without a `refresh` first: by the model that made the vectors. May load it."""
        made_by = self._store.made_by()
        return made_by == self._made_by() or self._earlier_encoder(made_by) is not None

    def refresh(self, progress: Progress | None = None) -> None:
        """Make all vectors anew where that is due, which takes as long as adding every essay again.

        `add` does it by itself, and so do `ask` and `compare` where no earlier model serves meanwhile; reading needs no
        vectors and leaves them alone. Places stay what they are, unless the rules of cutting changed.
        """
        with self._refreshing:
            ready: dict[str, NewEssay] = {}
            while self.outdated():
                same_cut = self._store.made_by().get("cutting") == CUTTING
                essays = list(recut(self._store))
                for row, layout in essays:
                    if row.revision not in ready:
                        ready[row.revision] = embedded(row, layout, self._encoder, progress)
                # Nothing happens, and the loop goes round, when an essay came or went meanwhile.
                write = self._store.replace_vectors if same_cut else self._store.replace_all
                write([ready[row.revision] for row, _ in essays], self._made_by())
                self._forget_index()
            self._serving = None

    def _made_by(self) -> dict[str, str]:
        return {"encoder": self._encoder.identity, "cutting": CUTTING}

    def _earlier_encoder(self, made_by: dict[str, str]) -> Encoder | None:
        """The model that may serve with vectors that are to be made anew."""
        identity = made_by.get("encoder")
        if self._earlier is None or identity is None:
            return None
        if identity == self._encoder.identity:
            return self._encoder  # only the rules of cutting changed
        serving = self._serving
        if serving is None or serving[0] != identity:
            found = self._earlier(identity)
            # Held, so that it is not let go between two questions.
            self._serving = serving = (identity, found) if found else None
        return serving[1] if serving else None

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

    def _loaded(self) -> Index:
        """What is in the file now, also when another process changed it."""
        with self._loading:
            version = self._store.version()
            if self._index is None or version != self._version:
                self._index, self._version = load(self._store), version
            return self._index

    def _forget_index(self) -> None:
        with self._loading:
            self._index = None


def _number(index: Index, slug: str) -> int:
    """The id of an essay. Raises UnknownEssay, which names near ones."""
    slugs = {info.slug: number for number, info in index.essays.items()}
    if slug in slugs:
        return slugs[slug]
    near = difflib.get_close_matches(slug, slugs, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`essays` lists what there is."
    raise UnknownEssay(f"No essay here is called “{slug[:SLUG_CHARACTERS]}”: {hint}")


def _require(index: Index, slugs: Collection[str]) -> None:
    for slug in slugs:
        _number(index, slug)


def _require_word(question: str) -> None:
    if not tokens(question):
        raise EmptyQuestion("There is no word in that question: write it out and ask again.")
