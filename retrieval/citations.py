"""Citations: the permanent form, which finds the same words for ever, and the forms in which people write them down."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from retrieval.authors import authors
from retrieval.passages import CUTTING

FIRST_CUTTING = "1"
"""Sentences of these rules are cited without naming the rules; those of later ones say so: `@d998894e675b/2`."""

_PERMANENT = re.compile(
    r"(?P<essay>[a-z0-9]+(?:-[a-z0-9]+)*)(?:[\s·,]*(?:¶|par\.?|p\.?)\s*|[\s·,]+)"
    r"(?P<first>\d{1,6})(?:\.(?P<from>\d{1,6}))?"
    r"(?:\s?[-–—]\s?(?:(?P<last>\d{1,6})\.)?(?P<to>\d{1,6}))?"
    r"[\s·,]*@\s?(?P<revision>[0-9a-f]{12})(?:/(?P<cutting>\w{1,8}))?"
)

_TEX = str.maketrans(
    {character: f"\\{character}" for character in "{}$&#_%"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A paragraph, or with `sentence` (counted from 1 in it) one of its sentences."""

    paragraph: int
    sentence: int | None = None

    def __str__(self) -> str:
        return f"{self.paragraph}" if self.sentence is None else f"{self.paragraph}.{self.sentence}"


@dataclass(frozen=True, slots=True)
class Citation:
    """Whole paragraphs or sentences, from `first` to `last`, of the one text that `revision` names.

    `str(citation)` is its permanent form, e.g. `ally-or-accomplice ¶3.1-2 @d998894e675b`.
    """

    essay: str
    first: Point
    last: Point
    revision: str
    cutting: str = CUTTING

    def __str__(self) -> str:
        end = "" if self.first == self.last else f"-{self.last}"
        if end and self.first.paragraph == self.last.paragraph:
            end = f"-{self.last.sentence}"
        rules = "" if self.cutting == FIRST_CUTTING or self.first.sentence is None else f"/{self.cutting}"
        return f"{self.essay} ¶{self.first}{end} @{self.revision}{rules}"


def parse_citation(text: str) -> Citation | None:
    """The citation that a text is, whatever stands for the ¶, or None when it is none."""
    found = _PERMANENT.fullmatch(text.strip().lower())
    if found is None:
        return None
    first = Point(int(found["first"]), _number(found["from"]))
    last = first
    if found["last"]:
        first, last = Point(first.paragraph, first.sentence or 1), Point(int(found["last"]), int(found["to"]))
    elif found["to"]:
        number = int(found["to"])
        last = Point(number) if first.sentence is None else Point(first.paragraph, number)
    return Citation(found["essay"], first, last, found["revision"], found["cutting"] or FIRST_CUTTING)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a written citation names; `last` is the last paragraph."""

    essay: str
    author: str | None
    title: str
    year: int | None
    source: str | None
    section: str | None
    paragraph: int
    last: int
    permanent: str

    @property
    def address(self) -> str | None:
        """Where the essay came from, if that is an address on the web."""
        source = (self.source or "").strip()
        return source if re.fullmatch(r"https?://\S+", source) else None


def plain(reference: Reference) -> str:
    """`Indira Walsh, “Ally vs. Accomplice” (2019), ¶ 3`."""
    r = reference
    return citation(r.author, r.title, r.year, r.section, r.paragraph, r.last)


def markdown(reference: Reference) -> str:
    """As plain, with the title in italics or as a link to its source."""
    title = re.sub(r"([\\*_`\[\]<])", r"\\\1", _line(reference.title))
    work = f"[*{title}*](<{reference.address}>)" if reference.address else f"*{title}*"
    if reference.year is not None:
        work += f" ({reference.year})"
    place = _place(reference.paragraph, reference.last)
    return ", ".join(part for part in (reference.author, work, _mark(reference.section), place) if part)


def apa(reference: Reference) -> str:
    """The entry of APA's 7th edition, and the form in the text. The title keeps the capitals that it has."""
    names = [author.inverted(author.initials) for author in authors(reference.author)]
    year = str(reference.year) if reference.year is not None else "n.d."
    title = _line(reference.title)
    entry = [_ended(_joined(names, ", & ")), f"({year}).", _ended(title)] if names else [_ended(title), f"({year})."]
    families = [author.family for author in authors(reference.author)] or [f"“{title}”"]
    shown = " & ".join(families) if len(families) < 3 else f"{families[0]} et al."
    section = reference.section and f"“{_bare(reference.section)}” section"
    inside = ", ".join(part for part in (shown, year, section, _paragraphs(reference, "para.", "paras.")) if part)
    return " ".join(part for part in (*entry, reference.address) if part) + f"\nIn the text: ({inside})"


def mla(reference: Reference) -> str:
    """The entry of MLA's 9th edition, and the form in the text."""
    people = authors(reference.author)
    names = [author.straight if number else author.inverted(author.given) for number, author in enumerate(people)]
    shown = ", and ".join(names) if len(names) < 3 else f"{names[0]}, et al"
    title = re.sub(r"[“”\"]", "'", _line(reference.title))
    quoted = f"“{_ended(title)}”"
    year = str(reference.year) if reference.year is not None else None
    rest = ", ".join(part for part in (year, reference.address) if part)
    families = [author.family for author in people]
    by = " and ".join(families) if len(families) < 3 else f"{families[0]} et al."
    inside = f"({by or f'“{title}”'}, {_paragraphs(reference, 'par.', 'pars.')})"
    return " ".join(_ended(part) if part != quoted else part for part in (shown, quoted, rest) if part) + (
        f"\nIn the text: {inside}"
    )


def bibtex(reference: Reference) -> str:
    """An entry whose key is the essay's name; the permanent citation stands in its note."""
    people = authors(reference.author)
    names = [_tex(author.inverted(author.given)) if author.given else f"{{{_tex(author.family)}}}" for author in people]
    note = ", ".join(
        part for part in (_bare(reference.section or ""), _paragraphs(reference, "para.", "paras.")) if part
    )
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_tex(_line(reference.title))}}}",
        "year": str(reference.year) if reference.year is not None else "",
        "url": re.sub(r"[{}\\]", "", reference.address or ""),
        "note": _tex(f"{note}; {reference.permanent}"),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{reference.essay},\n" + ",\n".join(lines) + "\n}"


FORMATS: Mapping[str, Callable[[Reference], str]] = MappingProxyType(
    {"plain": plain, "markdown": markdown, "apa": apa, "mla": mla, "bibtex": bibtex}
)


def citation(
    author: str | None,
    title: str,
    year: int | None,
    section: str | None,
    paragraph: int,
    last: int | None = None,
    voice: str | None = None,
) -> str:
    """The place of an excerpt for people, e.g. `Indira Walsh, “Ally vs. Accomplice” (2019), ¶ 3, quoting Ann Lee`."""
    work = f"“{title}”" + (f" ({year})" if year else "")
    place = _place(paragraph, last or paragraph)
    return ", ".join(part for part in (author, work, _mark(section), place, voice) if part)


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _mark(section: str | None) -> str | None:
    if section is None or section.startswith("§"):
        return section
    return f"§ {section}"


def _place(paragraph: int, last: int) -> str:
    if last > paragraph:
        return f"¶ {paragraph}–{last}"
    return "byline" if paragraph == 0 else f"¶ {paragraph}"


def _paragraphs(reference: Reference, one: str, several: str) -> str:
    if reference.last > reference.paragraph:
        return f"{several} {reference.paragraph}–{reference.last}"
    return f"{one} {reference.paragraph}" if reference.paragraph else "byline"


def _bare(section: str) -> str:
    return _line(section.lstrip("§ "))


def _line(text: str) -> str:
    return " ".join(text.split())


def _ended(text: str) -> str:
    """With a full stop, unless the text ends a sentence by itself."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _joined(names: list[str], last: str) -> str:
    return ", ".join(names[:-1]) + last + names[-1] if len(names) > 1 else "".join(names)


def _tex(text: str) -> str:
    return _line(text).translate(_TEX)
