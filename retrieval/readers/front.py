"""What stands above the text: title, byline, date. The byline stays quotable, the date becomes metadata."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.readers.blocks import Known, Piece, Suggested
from retrieval.readers.bylines import Byline, alone, in_parts, opens_byline, presented, signed
from retrieval.readers.dates import bare_date, date_within, labelled_date
from retrieval.readers.headings import is_marked, is_numbered
from retrieval.readers.lines import could_be_title, word_count
from retrieval.readers.normal import folded

DEEPEST = 12
"""Pieces looked at for a title, a byline or a bare date; prose ends the front earlier."""

LEAST_TEXT = 12
"""Words of a paragraph that is the text itself; a subtitle or a dedication has fewer."""

_LABELLED_TITLE = re.compile(r"title:\s+(\S.*)", re.IGNORECASE)
_READING_TIME = re.compile(r"\bmin(?:ute)?s? read", re.IGNORECASE)
_SIGN = re.compile(r"[\d·|•:]|\b(?:by|ago|yesterday|today|just now)\b", re.IGNORECASE)
"""What every byline and every date line has: a quick look before the long one."""
_HASHES = re.compile(r"#{1,6}\s+(?=\S)")

_SEVERAL = re.compile(r"\s*;\s*|\s+(?:and|&)\s+")

_NOTHING = Suggested()


@dataclass(slots=True)
class Front:
    """The pieces with their kinds set, and what was learnt from them."""

    pieces: list[Piece]
    title: str | None
    author: str | None
    year: int | None


def find_front(pieces: Sequence[Piece], known: Known, suggested: Suggested = _NOTHING) -> Front:
    """Title, author and year of the text; what front matter says outranks it, what a site's head says does not.

    What is suggested only counts where the text says the same.
    """
    front = Front(list(pieces), known.title or _confirmed(pieces, suggested.title), None, None)
    _find_title(front)
    _find_byline(front, known.author or suggested.author)
    years = sorted(_take_dates(front), key=lambda found: found[0])
    front.author = (known.author if known.sure else None) or front.author or known.author
    front.year = known.year or next((year for _, year in years), None)
    return front


def _confirmed(pieces: Sequence[Piece], title: str | None) -> str | None:
    """A title that also stands above the text."""
    wanted = folded(title or "")
    above = (piece for piece in pieces[:DEEPEST] if piece.kind in ("paragraph", "heading"))
    return title if wanted and any(folded(piece.text) == wanted for piece in above) else None


def stands_alone(line: str) -> bool:
    """A line of the front that is whole by itself, even with no blank line around it."""
    if not _SIGN.search(line[:200]):
        return False
    return bool(signed(line) or labelled_date(line) or bare_date(line) or in_parts(line))


def _zone(front: Front, deepest: int = DEEPEST) -> Iterator[int]:
    """Places above the first prose; bylines may be long and are not prose."""
    seen = 0
    for at, piece in enumerate(front.pieces):
        if piece.kind == "left out":
            continue
        if piece.kind in ("paragraph", "item") and _is_text(piece.text):
            return
        yield at
        seen += 1
        if seen >= deepest:
            return


def _is_text(text: str) -> bool:
    return word_count(text) >= LEAST_TEXT and not (
        could_be_title(text) or signed(text) or presented(text) or in_parts(text)
    )


def _find_title(front: Front) -> None:
    if front.title is not None:
        wanted = folded(front.title)
        zone = list(_zone(front, len(front.pieces)))
        same = [at for at in zone if folded(_HASHES.sub("", front.pieces[at].text)) == wanted]
        for at in same[:1]:
            front.pieces[at] = replace(front.pieces[at], kind="title")
        for at in same[1:]:  # a title page, and the title again above the text
            if front.pieces[at].kind == "heading":
                front.pieces[at] = replace(front.pieces[at], kind="left out")
        return
    for at in _zone(front):
        piece = front.pieces[at]
        if stands_alone(piece.text) or opens_byline(piece.text):
            continue
        prose_follows = any(p.kind in ("paragraph", "item") for p in front.pieces[at + 1 :])
        labelled = _LABELLED_TITLE.fullmatch(piece.text)
        text = labelled[1] if labelled else _HASHES.sub("", piece.text)
        heading = is_marked(text) or (is_numbered(text) and piece.kind != "heading")
        if prose_follows and piece.kind in ("paragraph", "heading") and not heading and could_be_title(text):
            front.title = " ".join(text.split())
            front.pieces[at] = replace(piece, kind="title")
        return


def _find_byline(front: Front, known_author: str | None) -> None:
    zone = [at for at in _zone(front) if front.pieces[at].kind in ("paragraph", "heading")]
    for at in zone:
        found = _byline_at(front, at, known_author)
        if found:
            front.author = found.author
            front.pieces[at] = replace(front.pieces[at], kind="byline")
            for other in zone:
                if other != at and folded(front.pieces[other].text) == folded(found.author):
                    front.pieces[other] = replace(front.pieces[other], kind="left out")
                elif other > at and folded(front.pieces[other].text) in _people(found.author):
                    front.pieces[other] = replace(front.pieces[other], kind="byline")
            break
    for at, piece in enumerate(front.pieces):
        found = signed(piece.text) if piece.kind == "paragraph" else None
        if found and (found.certain or folded(found.author) == folded(front.author or known_author or "")):
            front.author = front.author or found.author
            front.pieces[at] = replace(piece, kind="byline")


def _byline_at(front: Front, at: int, known_author: str | None) -> Byline | None:
    line = front.pieces[at].text
    if found := signed(line):
        return found
    if front.title is not None and (found := presented(line)):
        return found
    if parts := in_parts(line):
        return parts[0]
    if known_author and folded(line) in _people(known_author):
        return Byline(" and ".join(_SEVERAL.split(known_author)))
    found = alone(line)
    before = front.pieces[at - 1] if at else None
    if found and before and opens_byline(before.text):
        front.pieces[at - 1] = replace(before, kind="left out")
        return found
    return found if found and front.title is not None and _dated_next(front, at) else None


def _people(author: str) -> set[str]:
    """Who wrote it: all of them as they were named, and each."""
    return {folded(name) for name in (author, *_SEVERAL.split(author))}


def _dated_next(front: Front, at: int) -> bool:
    """A bare name above its date, or above `4 min read`, is how blogs sign."""
    for piece in front.pieces[at + 1 : at + 10]:
        line = piece.text
        if labelled_date(line) or bare_date(line) or in_parts(line) or _READING_TIME.search(line[:60]):
            return True
        if piece.kind != "left out" and folded(line) != folded(front.pieces[at].text):
            return False
    return False


def _take_dates(front: Front) -> Iterator[tuple[int, int]]:
    above = set(_zone(front))
    for at, piece in enumerate(front.pieces):
        if piece.kind not in ("paragraph", "byline") and not (piece.kind == "heading" and at in above):
            continue
        parts = in_parts(piece.text) if at in above or piece.kind == "byline" else None
        dated = labelled_date(piece.text) or (bare_date((parts and parts[1]) or piece.text) if at in above else None)
        if piece.kind == "byline":
            dated = dated or date_within(piece.text)
        elif dated:
            front.pieces[at] = replace(piece, kind="left out")
        if dated and dated.year:
            yield dated.doubt, dated.year
