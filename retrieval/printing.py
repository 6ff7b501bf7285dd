"""What the command line prints for people, line by line."""

from collections.abc import Iterator, Sequence

from retrieval.answers import Added, Answer, EssayInfo, Excerpt
from retrieval.comparison import Side
from retrieval.contrast import ContrastPair
from retrieval.quotations import Check, Verdict
from retrieval.stash import Removed

_VERDICTS: dict[Verdict, str] = {
    "exact": "Exact.",
    "elsewhere": "Exact, but not from where it is said to be:",
    "altered": "Altered:",
    "absent": "Not in the library.",
}


def added(file: str, what: Added) -> Iterator[str]:
    """What became of a file, as the library understood it, and what was left out of it."""
    info = what.essay
    if what.already:
        yield f"{file}: already here as {info.slug}; nothing changed."
        return
    if what.restored:
        yield f"{file}: the same text was removed before; restored as {info.slug}"
        return
    yield f"{file}: added as {info.slug}"
    yield f"  title       {info.title}"
    yield f"  author      {info.author or 'not found'}"
    yield f"  year        {info.year or 'not found'}"
    yield f"  sections    {info.sections}"
    yield f"  paragraphs  {info.paragraphs}"
    yield f"  passages    {info.passages}"
    yield f"  left out    {len(what.left_out) or 'nothing'}{' as page furniture:' if what.left_out else ''}"
    yield from (f"    {line}" for line in what.left_out)


def removed(found: Sequence[Removed]) -> Iterator[str]:
    """What can be restored, and until when."""
    for one in found:
        yield f"{one.essay.slug}: {one.essay.title}; until {one.gone_at.day} {one.gone_at:%B %Y}"
    if not found:
        yield "Nothing was removed that could be restored."


def answer(found: Answer) -> Iterator[str]:
    """The excerpts; those that do not answer are said to be near only."""
    if found.read_as:
        yield f"Read as: {found.read_as}"
    if not found.answered:
        names = " or ".join(f"“{name}”" for name in found.missing)
        refusal = f"No text here mentions {names}." if names else "The library does not answer this."
        yield refusal + (" Near, not an answer:" if found.excerpts else "")
    yield from (f"\n{quoted(excerpt)}" for excerpt in found.excerpts)


def sides(found: Sequence[Side]) -> Iterator[str]:
    """Each essay in turn; one that is silent says so."""
    for side in found:
        if side.excerpt:
            yield f"\n{quoted(side.excerpt)}"
        else:
            yield f"\n“{side.essay.title}” does not take this up."


def pairs(found: Sequence[ContrastPair]) -> Iterator[str]:
    """Each pair with its terms."""
    for number, pair in enumerate(found, 1):
        yield f"\n{number}. Both: {_listed(pair.shared)}"
        yield f"{quoted(pair.one)}\n  only here: {_listed(pair.only_one)}"
        yield f"{quoted(pair.other)}\n  only here: {_listed(pair.only_other)}"
    if not found:
        yield "No two essays here speak about the same thing."


def key(essay: EssayInfo, terms: Sequence[str], passages: Sequence[Excerpt]) -> Iterator[str]:
    """An essay's key terms, and its key passages in reading order."""
    yield f"{essay.title}: {_listed(terms)}"
    yield from (f"\n{quoted(passage)}" for passage in passages)


def checked(found: Check) -> Iterator[str]:
    """The verdict, what differs, and every place with its permanent citation."""
    yield _VERDICTS[found.verdict]
    for one in found.differences:
        yield f"  quoted: {one.given or 'nothing'}    in the text: {one.text or 'nothing'}"
    for place in found.places:
        yield f"\n{quoted(place)}\n    {place.permanent}"


def quoted(excerpt: Excerpt) -> str:
    """The words, and the place they stand at."""
    return f"  {excerpt.text.replace(chr(10), chr(10) + '  ')}\n  — {excerpt.citation}"


def _listed(terms: Sequence[str]) -> str:
    return ", ".join(terms) or "no term"
