"""A library file that is open: what stands in it, in memory, and the encoder that made its vectors or is to."""

import difflib
import re
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Self

from retrieval import aside
from retrieval.answers import Excerpt
from retrieval.citations import Citation, parse_citation
from retrieval.encoder import Encoder
from retrieval.errors import UnknownCitation, UnknownEssay, UnknownPlace
from retrieval.index import Index
from retrieval.intake import Progress, embedded, recut
from retrieval.judge import Judge
from retrieval.loading import load
from retrieval.memory import VectorMemory
from retrieval.parts import SLUG_CHARACTERS
from retrieval.passages import CUTTING, Layout
from retrieval.places import Cited, cite
from retrieval.revisions import changed_since
from retrieval.rows import EssayRow, NewEssay, Vectors
from retrieval.store import Store

EarlierEncoders = Callable[[str], Encoder | None]
"""The encoder of an identity, or None where that model is not at hand."""


class OpenLibrary:
    """One library file and the encoder of its vectors. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        *,
        earlier: EarlierEncoders | None = None,
        judge: Judge | None = None,
        memory: VectorMemory | None = None,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._earlier = earlier
        self._judge = judge
        self._remembered = memory
        self._serving: tuple[str, Encoder] | None = None
        self._refreshing = threading.Lock()
        self._loading = threading.Lock()
        self._index: Index | None = None
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
        memory: VectorMemory | None = None,
    ) -> Self:
        """Open the file, or `create` it.

        `earlier` gives the models of older vectors, which then go on serving until somebody has called `refresh`;
        `judge` has the last word on which excerpts answer a question; what the `memory` knows is not embedded again.
        Raises BrokenLibrary, NewerLibrary, LockedLibrary.
        """
        return cls(Store(path, create=create), encoder, earlier=earlier, judge=judge, memory=memory)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    @property
    def memory(self) -> int:
        """Bytes of what is held of the texts, about: none before somebody asks, or reads."""
        index = self._index
        return index.memory if index else 0

    def release(self) -> None:
        """Let go of what is in memory; the file stays open, and is read again when somebody asks."""
        self._forget_index()

    def excerpt(self, place: str) -> Excerpt:
        """The excerpt that has, or had before a restart, this place. Raises UnknownPlace when its essay is gone."""
        found = re.fullmatch(r"([0-9a-z]{1,8})\.([0-9a-z]{1,2})", place)
        excerpt = self._loaded().excerpt(int(found[1], 36), int(found[2], 36)) if found else None
        if excerpt is None:
            raise UnknownPlace("That passage is no longer in the library: its essay was removed or replaced.")
        return excerpt

    def cite(self, citation: str) -> Cited:
        """The words that a permanent citation names.

        Raises UnknownCitation, ChangedSince when its essay has had another text since, UnknownPlace without its text.
        """
        found = parse_citation(citation)
        if found is None:
            raise UnknownCitation("That is no citation: write it as “essay ¶3.1-2 @d998894e675b”.")
        index = self._loaded()
        try:
            return cite(index, found)
        except UnknownPlace:
            self._check_former(index, found)
            raise

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
        vectors and leaves them alone. Places stay what they are, unless other rules cut their paragraph otherwise.
        """
        with self._refreshing:
            ready: dict[str, NewEssay] = {}
            while self.outdated():
                same_cut = self._store.made_by().get("cutting") == CUTTING
                essays = list(recut(self._store))
                for row, layout in essays:
                    if row.revision not in ready:
                        ready[row.revision] = self._embedded(row, layout, progress)
                # Nothing happens, and the loop goes round, when an essay came or went meanwhile.
                write = self._store.replace_vectors if same_cut else self._store.replace_all
                write([ready[row.revision] for row, _ in essays], self._made_by())
                self._forget_index()
            self._serving = None

    def _check_former(self, index: Index, citation: Citation) -> None:
        """Raises ChangedSince for a citation of a text that an essay here had before."""
        with self._store.reading() as db:
            formers = aside.former(db, citation.revision)
        named = next((number for number, info in index.essays.items() if info.slug == citation.essay), None)
        for former in formers:
            info = index.essays.get(former.essay_id)
            if info and named in (None, former.essay_id):
                raise changed_since(citation, info.slug, info.title, former)

    def _embedded(
        self, row: EssayRow, layout: Layout, progress: Progress | None, known: Vectors | None = None
    ) -> NewEssay:
        return embedded(row, layout, self._encoder, progress, known=known, memory=self._remembered)

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


def number_of(index: Index, slug: str) -> int:
    """The id of an essay. Raises UnknownEssay, which names near ones."""
    slugs = {info.slug: number for number, info in index.essays.items()}
    if slug not in slugs:
        raise unknown_essay(slug, slugs)
    return slugs[slug]


def unknown_essay(slug: str, slugs: Collection[str]) -> UnknownEssay:
    """The refusal of a name that is none of these."""
    near = difflib.get_close_matches(slug, slugs, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`essays` lists what there is."
    return UnknownEssay(f"No essay here is called “{slug[:SLUG_CHARACTERS]}”: {hint}")
