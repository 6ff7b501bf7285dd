"""The life of an essay in its library: read, looked at, published, edited, replaced, removed, brought back."""

import threading
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Unpack

from sqlite_utils import Database

from retrieval import aside, exporting, glossary, parts, revisions
from retrieval.answers import Added, EssayInfo, Excerpt
from retrieval.describing import Details, checked
from retrieval.drafts import DRAFT_DAYS, Draft, draft_of, taken, the_draft
from retrieval.errors import SameText, UnknownPlace
from retrieval.glossary import Entry
from retrieval.intake import Progress, slugified
from retrieval.layouts import kept_ids, recut
from retrieval.opened import OpenLibrary, number_of, unknown_essay
from retrieval.revisions import Change, Lost, Replaced
from retrieval.rows import DraftRow, EssayRow, NewEssay, StandingEssay, TermRow
from retrieval.stash import STASH_DAYS, Removed, info_of, moment, removed_of, the_stashed
from retrieval.texts import written


class Editing(OpenLibrary):
    """An open library whose essays come, change and go: each change whole, or not at all."""

    def add(
        self,
        file: str,
        content: bytes,
        *,
        title: str | None = None,
        author: str | None = None,
        year: int | None = None,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> Added:
        """Read, cut, embed and write one file, without a look at it. `title`, `author`, `year` overrule what was found.

        A text that is there already stays as it is, one in the stash is restored. `progress` is told (texts embedded,
        of how many); `stop`, once set, ends the reading. Raises UnreadableFile, StoppedReading, LockedLibrary,
        UnknownModel.
        """
        draft = taken(file, content, stop)
        own = draft.row
        row = replace(own, title=title or own.title, author=author or own.author, year=year or own.year)
        return self._published(replace(draft, row=replace(row, slug=slugified(row.title))), progress)

    def take_back(self, content: bytes, progress: Progress | None = None) -> list[Added]:
        """Add every essay of an `export`, under the name that it had if that is free. Raises UnreadableFile."""
        return [self._published(draft, progress) for draft in exporting.taken_back(content)]

    def prepare(self, file: str, content: bytes, now: datetime, stop: threading.Event | None = None) -> Draft:
        """Read a file and keep what was read as a draft, which nobody sees. Raises UnreadableFile, StoppedReading."""
        row = replace(taken(file, content, stop), prepared_at=moment(now))
        with self._store.writing() as db:
            return _seen(db, replace(row, id=aside.add_draft(db, row)))

    def drafts(self) -> list[Draft]:
        """Every draft, the newest first."""
        with self._store.reading() as db:
            return [_seen(db, row) for row in aside.drafts(db)]

    def draft(self, number: int) -> Draft:
        """One draft. Raises UnknownDraft."""
        with self._store.reading() as db:
            return _seen(db, the_draft(aside.drafts(db, number)))

    def describe(self, number: int, **details: Unpack[Details]) -> Draft:
        """Say of a draft what was not found, or better. Raises UnknownDraft, UnfitDetail."""
        with self._store.writing() as db:
            row = the_draft(aside.drafts(db, number)).row
            parts.describe(db, "drafts", number, checked(details, row.source))
            return _seen(db, the_draft(aside.drafts(db, number)))

    def discard(self, number: int) -> Draft:
        """Drop a draft and say what it was. Raises UnknownDraft."""
        with self._store.writing() as db:
            seen = _seen(db, the_draft(aside.drafts(db, number)))
            aside.drop_draft(db, number)
            return seen

    def publish(self, number: int, progress: Progress | None = None) -> Added:
        """Embed a draft and make it an essay that everybody sees; the draft is gone.

        A text that is there already stays as it is, one in the stash comes back as the draft describes it. Two who
        publish one draft at once publish it once. Raises UnknownDraft, UnknownModel.
        """
        with self._store.reading() as db:
            draft = the_draft(aside.drafts(db, number))
        return self._published(draft, progress)

    def edit(self, slug: str, **details: Unpack[Details]) -> tuple[EssayInfo, EssayInfo]:
        """Change what is known of an essay, and say what it was and is: its name, text, places and citations stay.

        Raises UnknownEssay, UnfitDetail.
        """
        with self._store.writing() as db:
            essay = self._standing(db, slug)
            known = checked(details, essay.row.source)
            parts.edit(db, essay.id, known)
            after = info_of(EssayRow(**asdict(essay.row) | known), essay.layout)
        self._forget_index()
        return info_of(essay.row, essay.layout), after

    def replacement(self, slug: str, number: int) -> Change:
        """What a draft would change in an essay. Raises UnknownEssay, UnknownDraft, SameText."""
        with self._store.reading() as db:
            essay, draft = self._to_replace(db, slug, number)
            seen = _seen(db, draft)
        return revisions.change(info_of(essay.row, essay.layout), seen, essay.layout, draft.layout)

    def lost(self, slug: str, number: int, citations: Iterable[str]) -> tuple[Lost, ...]:
        """Those of these permanent citations that would be of a former text. Raises as `replacement`."""
        with self._store.reading() as db:
            essay, draft = self._to_replace(db, slug, number)
        return revisions.lost(essay.row.revision, essay.layout, recut(draft.layout), citations)

    def replace(self, slug: str, number: int, now: datetime, progress: Progress | None = None) -> Replaced:
        """Give an essay the text of a draft, which is gone then. The essay keeps its names and what is known of it.

        What is not known of it is taken from the draft. Places keep leading to paragraphs that stay under their number;
        permanent citations of the text before say that it changed since. Raises as `replacement`, and UnknownModel.
        """
        self.refresh(progress)
        with self._store.reading() as db:
            essay, draft = self._to_replace(db, slug, number)
            known = parts.vectors(db, essay)
        new = self._embedded(draft.row, recut(draft.layout), progress, known)
        with self._store.writing() as db:
            essay, draft = self._to_replace(db, slug, number)
            own, found = asdict(essay.row), asdict(draft.row)
            text = {name: found[name] for name in ("text", "revision")}
            row = EssayRow(**{name: found[name] if own[name] is None else own[name] for name in own} | text)
            aside.keep_former(db, essay, row.revision, moment(now))
            parts.rewrite(db, essay, replace(new, row=row))
            aside.drop_draft(db, number)
            before = info_of(essay.row, essay.layout)
            kept = revisions.change(before, _seen(db, draft), essay.layout, new.layout).kept
        self._forget_index()
        return Replaced(before, info_of(row, new.layout), kept)

    def former(self, slug: str, revision: str, now: datetime) -> Draft:
        """A draft of a text that an essay had before, by which `replace` gives it that text again.

        Raises UnknownEssay, UnknownPlace when it never had that text.
        """
        with self._store.writing() as db:
            essay = self._standing(db, slug)
            layout = next((one.layout for one in aside.former(db, revision) if one.essay_id == essay.id), None)
            if layout is None:
                raise UnknownPlace(f"“{essay.row.title}” had no such text before: replace it with a file.")
            row = replace(essay.row, text=layout.text, revision=revision)
            draft = DraftRow(0, "a former text", row, layout, (), (), prepared_at=moment(now))
            return _seen(db, replace(draft, id=aside.add_draft(db, draft)))

    def replacements(self, slug: str) -> tuple[datetime, ...]:
        """When each of the texts that an essay had before was replaced, the first one first. Raises UnknownEssay."""
        with self._store.reading() as db:
            return tuple(map(datetime.fromisoformat, aside.replaced(db, self._standing(db, slug).id)))

    def remove(self, slug: str, now: datetime) -> EssayInfo:
        """Put an essay into the stash, out of everybody's sight, and say what it was. Raises UnknownEssay."""
        with self._store.writing() as db:
            essay = self._standing(db, slug)
            aside.put_away(db, essay, moment(now))
            parts.delete(db, essay.id)
        self._forget_index()
        return info_of(essay.row, essay.layout)

    def removed(self) -> list[Removed]:
        """What is in the stash, the last removed first."""
        with self._store.reading() as db:
            return [removed_of(one) for one in aside.stashed(db)]

    def restore(self, slug: str, progress: Progress | None = None) -> EssayInfo:
        """Bring an essay back from the stash with its text, citations and places, under its name or the next free one.

        Raises UnknownEssay, SameText when its text came back by another way, UnknownModel.
        """
        with self._store.reading() as db:
            stashed = the_stashed(aside.stashed(db), slug).essay
            if there := parts.slug_of(db, stashed.row.revision):
                raise SameText(f"The text of “{stashed.row.title}” is in the library already, as “{there}”.")
        added = self._published(DraftRow(0, "", stashed.row, stashed.layout, (), ()), progress)
        return added.essay

    def tidy(self, now: datetime) -> int:
        """Delete old drafts and what was in the stash for its time, down to the bytes of the file; say how many."""
        with self._store.writing() as db:
            dropped = aside.drop_older(db, moment(now - DRAFT_DAYS), moment(now - STASH_DAYS))
        self._store.settle()
        return dropped

    def text_of(self, slug: str) -> str:
        """The essay as a Markdown file, from which `add` reads the very same text. Raises UnknownEssay."""
        with self._store.reading() as db:
            essay = self._standing(db, slug)
        return written(essay.row, essay.layout)

    def export(self, path: Path) -> int:
        """Write all essays into a zip that `take_back` reads, and say how many."""
        with self._store.reading() as db:
            essays = [self._standing(db, row.slug) for row in self._store.rows().values()]
        exporting.export(path, essays)
        return len(essays)

    def define(self, term: str, slug: str, where: str) -> Entry:
        """Let a term be defined by words of an essay, in place of what defined it before.

        `where`: the place of an excerpt, a permanent citation, or numbers such as `¶3.1-2` of the text as it is now.
        Raises UnknownEssay, UnknownPlace, UnknownCitation, UnfitDetail.
        """
        key = glossary.key_of(term)
        index = self._loaded()
        number = number_of(index, slug)
        excerpt = self._pointed(slug, index.essays[number].revision, where)
        if excerpt.text not in excerpt.passage:
            raise UnknownPlace("A definition stands in one paragraph: choose sentences of one.")
        if excerpt.essay != slug:
            raise UnknownPlace(f"That passage is not of “{slug}” but of “{excerpt.essay}”: choose one of the two.")
        row = TermRow(" ".join(term.split()), excerpt.place, excerpt.permanent)
        with self._store.writing() as db:
            aside.define(db, key, number, row)
        return Entry(row.term, row.citation, excerpt)

    def glossary(self) -> list[Entry]:
        """Every term with the words that define it, by term; those whose words are gone say so."""
        with self._store.reading() as db:
            rows = aside.terms(db)
        return [glossary.entry_of(row, self.excerpt, self._words) for row in rows]

    def definition(self, term: str) -> Entry:
        """What defines a term, in whatever case and number it is asked for. Raises UnknownTerm, UnfitDetail."""
        with self._store.reading() as db:
            rows = aside.terms(db, glossary.key_of(term))
            if not rows:
                raise glossary.unknown(term, aside.terms(db))
        return glossary.entry_of(rows[0], self.excerpt, self._words)

    def undefine(self, term: str) -> None:
        """Take a term out of the glossary. Raises UnknownTerm, UnfitDetail."""
        with self._store.writing() as db:
            if not aside.undefine(db, glossary.key_of(term)):
                raise glossary.unknown(term, aside.terms(db))

    def suggested_definitions(self, term: str, limit: int = 5) -> list[Excerpt]:
        """Sentences of the library that say what a term means, the plainest first. Raises UnfitDetail."""
        return glossary.suggested(self._loaded(), term, limit)

    def _published(self, draft: DraftRow, progress: Progress | None) -> Added:
        """The draft as an essay; its row and its place in the stash are gone in the same transaction."""
        revision = draft.row.revision
        new: NewEssay | None = None
        while True:
            there = self._store.slug_of(revision)
            if there and not draft.id:
                return self._added(there, draft, already=True)  # nothing is written, which a file may forbid
            if new is None and there is None:
                self.refresh(progress)
                # No lock is held meanwhile: an essay takes seconds to embed, and a book minutes.
                new = self._embedded(draft.row, recut(draft.layout), progress)
            with self._store.writing() as db:
                there = parts.slug_of(db, revision)
                stashed = None
                if there is None:
                    if new is None:
                        continue  # it was removed between the two looks
                    row = the_draft(aside.drafts(db, draft.id)).row if draft.id else draft.row
                    stashed = next((one.essay for one in aside.stashed(db, revision)), None)
                    slug = _written(db, replace(new, row=row), stashed)
                aside.drop_draft(db, draft.id)
            self._forget_index()
            return self._added(there or slug, draft, already=there is not None, restored=stashed is not None)

    def _added(self, slug: str, draft: DraftRow, *, already: bool, restored: bool = False) -> Added:
        index = self._loaded()
        return Added(index.essays[number_of(index, slug)], already, draft.left_out, restored)

    def _standing(self, db: Database, slug: str) -> StandingEssay:
        essay = parts.standing(db, slug)
        if essay is None:
            raise unknown_essay(slug, parts.slugs(db))
        return essay

    def _to_replace(self, db: Database, slug: str, number: int) -> tuple[StandingEssay, DraftRow]:
        essay, draft = self._standing(db, slug), the_draft(aside.drafts(db, number))
        if there := parts.slug_of(db, draft.row.revision):
            raise SameText(f"That text is in the library already, as “{there}”: there is nothing to replace with it.")
        return essay, draft

    def _pointed(self, slug: str, revision: str, where: str) -> Excerpt:
        where = where.strip()
        if where.startswith("¶"):
            where = f"{slug} {where} @{revision}"
        return self._words(where) if "@" in where else self.excerpt(where)

    def _words(self, citation: str) -> Excerpt:
        return self.cite(citation).excerpt


def _seen(db: Database, row: DraftRow) -> Draft:
    revision = row.row.revision
    stashed = (one.essay.row.slug for one in aside.stashed(db, revision))
    return draft_of(row, parts.slug_of(db, revision), next(stashed, None))


def _written(db: Database, new: NewEssay, stashed: StandingEssay | None) -> str:
    """Write a new essay, or one from the stash as the one that it was."""
    own = new.row
    if stashed is None:
        return parts.insert(db, replace(new, row=replace(own, slug=own.slug or slugified(own.title))))
    aside.take_out(db, stashed.id)
    before = asdict(stashed.row)
    known = {name: value for name, value in asdict(own).items() if value is not None}
    row = EssayRow(**before | known | {"slug": stashed.row.slug})
    ids = kept_ids(stashed.layout, stashed.sentence_ids, new.layout)
    return parts.insert(db, replace(new, row=row), stashed.id, ids)
