"""The public face: a library is one file of essays that can be added, removed, read and asked."""

import difflib
import re
import threading
from collections.abc import Collection, Iterator, Sequence
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
from retrieval.passages import CUTTING, lay_out
from retrieval.places import Cited, cite
from retrieval.questions import Question
from retrieval.quotations import Check
from retrieval.readers import read
from retrieval.search import answer
from retrieval.store import SLUG_CHARACTERS, Store
from retrieval.study import Study
from retrieval.words import tokens


class Library:
    """One library file and the encoder of its vectors. Safe to use from several threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self._store = store
        self._encoder = encoder
        self._refreshing = threading.Lock()
        self._loading = threading.Lock()
        self._index: Index | None = None
        self._study: Study | None = None
        self._version = 0

    @classmethod
    def open(cls, path: Path, encoder: Encoder, *, create: bool = True) -> "Library":
        """Open the file, or `create` it. Raises BrokenLibrary, NewerLibrary, LockedLibrary."""
        return cls(Store(path, create=create), encoder)

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

    def ask(self, question: str, *, essay: str | None = None, limit: int = 3) -> Answer:
        """The best excerpts for a question, of all essays or of one.

        Raises EmptyQuestion, UnknownEssay, UnknownModel.
        """
        _require_word(question)
        return next(self.ask_many([question], essay=essay, limit=limit))

    def ask_many(
        self,
        questions: Sequence[str],
        *,
        essay: str | None = None,
        limit: int = 3,
        progress: Progress | None = None,
    ) -> Iterator[Answer]:
        """Answers in order; a question without a word is answered with nothing. Raises UnknownEssay, UnknownModel."""
        index = self._answering()
        if essay is not None:
            _number(index, essay)
        for start in range(0, len(questions), PORTION):
            portion = [
                Question.of(question, index, self._encoder.familiarity)
                for question in questions[start : start + PORTION]
            ]
            encodings = self._encoder.encode_tokens([question.repaired for question in portion])
            for question, encoded in zip(portion, encodings, strict=True):
                yield answer(self._store, index, question, encoded, essay, limit)
            if progress:
                progress(start + len(portion), len(questions))

    def compare(self, idea: str, essays: Collection[str] = ()) -> tuple[Side, ...]:
        """What each essay, or each of the named ones, says to an idea: by title, every one on its own support.

        Raises EmptyQuestion, UnknownEssay, UnknownModel.
        """
        _require_word(idea)
        index = self._answering()
        _require(index, essays)
        asked = Question.of(idea, index, self._encoder.familiarity)
        (encoded,) = self._encoder.encode_tokens([asked.repaired])
        return compare(self._store, index, asked, encoded, essays)

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
        return any(self._store.meta(key) != value for key, value in self._made_by().items())

    def refresh(self, progress: Progress | None = None) -> None:
        """Make all vectors anew where that is due, which takes as long as adding every essay again.

        `ask`, `compare` and `add` do it by themselves; reading needs no vectors and leaves them alone. Places stay what
        they are, unless the rules of cutting changed.
        """
        with self._refreshing:
            if not self.outdated():
                return
            same_cut = self._store.meta("cutting") == CUTTING
            essays = [embedded(row, layout, self._encoder, progress) for row, layout in recut(self._store)]
            if same_cut:
                self._store.replace_vectors(essays, self._made_by())
            else:
                self._store.replace_all(essays, self._made_by())
            self._forget_index()

    def _made_by(self) -> dict[str, str]:
        return {"encoder": self._encoder.identity, "cutting": CUTTING}

    def _studied(self) -> Study:
        index = self._loaded()
        study = self._study
        if study is None or study.index is not index:
            self._study = study = Study(index)
        return study

    def _answering(self) -> Index:
        """What is in the file now, with vectors of this encoder."""
        self.refresh()
        return self._loaded()

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
