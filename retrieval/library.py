"""The public face: a library is one file of essays that can be added, removed, read and asked."""

import difflib
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.answers import Added, Answer, Essay, EssayInfo, Excerpt
from retrieval.encoder import Encoder
from retrieval.errors import EmptyQuestion, UnknownEssay, UnknownPlace
from retrieval.index import Index, load
from retrieval.intake import PORTION, SLUG_CHARACTERS, Progress, embedded, recut, row_of
from retrieval.passages import CUTTING, lay_out
from retrieval.readers import read
from retrieval.search import answer
from retrieval.store import Store
from retrieval.words import tokens


class Library:
    """One library file and the encoder of its vectors. Safe to use from several threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self._store = store
        self._encoder = encoder
        self._changing = threading.Lock()
        self._loading = threading.Lock()
        self._index: Index | None = None
        self._version = 0

    @classmethod
    def open(cls, path: Path, encoder: Encoder) -> "Library":
        """Open the file, or create it. Raises BrokenLibrary, NewerLibrary, LockedLibrary."""
        return cls(Store(path), encoder)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def essays(self) -> list[EssayInfo]:
        """All essays, by title."""
        return self._store.essays()

    def essay(self, slug: str) -> Essay:
        """One essay with its text. Raises UnknownEssay."""
        info, index = self._info(slug), self._loaded()
        number = next(number for number, known in index.essays.items() if known.slug == slug)
        paragraphs = tuple(place.paragraph for place in index.places if place.essay == number)
        return Essay(info, index.texts[number], paragraphs)

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
        with self._changing:
            slug = self._store.slug_of(row.revision)
            already = slug is not None
            if slug is None:
                self._refresh(progress)
                slug = self._store.insert(embedded(row, layout, self._encoder, progress))
                self._forget_index()
        return Added(self._info(slug), already, reading.left_out)

    def remove(self, slug: str) -> EssayInfo:
        """Remove an essay and say what it was. Raises UnknownEssay."""
        with self._changing:
            info = self._info(slug)
            self._store.delete(slug)
            self._forget_index()
        return info

    def ask(self, question: str, *, essay: str | None = None, limit: int = 3) -> Answer:
        """The best excerpts for a question, of all essays or of one.

        Raises EmptyQuestion, UnknownEssay, UnknownModel.
        """
        if not tokens(question):
            raise EmptyQuestion("There is no word in that question: write it out and ask again.")
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
        if essay is not None:
            self._info(essay)
        index = self._loaded()
        for start in range(0, len(questions), PORTION):
            portion = questions[start : start + PORTION]
            for question, encoded in zip(portion, self._encoder.encode_tokens(portion), strict=True):
                yield answer(self._store, index, question, encoded, essay, limit)
            if progress:
                progress(start + len(portion), len(questions))

    def excerpt(self, place: str) -> Excerpt:
        """The excerpt that has, or had before a restart, this place. Raises UnknownPlace when its essay is gone."""
        found = re.fullmatch(r"([0-9a-z]{1,8})\.([0-9a-z]{1,2})", place)
        excerpt = self._loaded().excerpt(int(found[1], 36), int(found[2], 36)) if found else None
        if excerpt is None:
            raise UnknownPlace("That passage is no longer in the library: its essay was removed or replaced.")
        return excerpt

    def _info(self, slug: str) -> EssayInfo:
        essays = {info.slug: info for info in self._store.essays()}
        if slug in essays:
            return essays[slug]
        near = difflib.get_close_matches(slug, essays, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`essays` lists what there is."
        raise UnknownEssay(f"No essay here is called “{slug[:SLUG_CHARACTERS]}”: {hint}")

    def _loaded(self) -> Index:
        """What is in the file now, also when another process changed it, with vectors of this encoder."""
        if self._outdated():
            with self._changing:
                self._refresh()
        with self._loading:
            version = self._store.version()
            if self._index is None or version != self._version:
                self._index, self._version = load(self._store), version
            return self._index

    def _forget_index(self) -> None:
        with self._loading:
            self._index = None

    def _made_by(self) -> dict[str, str]:
        return {"encoder": self._encoder.identity, "cutting": CUTTING}

    def _outdated(self) -> bool:
        """Whether another model, or other rules of cutting, made what is in the file."""
        return any(self._store.meta(key) != value for key, value in self._made_by().items())

    def _refresh(self, progress: Progress | None = None) -> None:
        """Cut and embed every essay anew where that is due."""
        if self._outdated():
            essays = [embedded(row, layout, self._encoder, progress) for row, layout in recut(self._store)]
            self._store.replace_all(essays, self._made_by())
            self._forget_index()
