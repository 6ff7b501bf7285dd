"""Plain text: paragraphs between blank lines or one to a line, hard-wrapped prose, verse, lists."""

import re
from collections.abc import Iterator
from itertools import pairwise

from retrieval.readers.blocks import Draft, Piece
from retrieval.readers.front import stands_alone
from retrieval.readers.furniture import ITEM, is_bare_word, is_furniture
from retrieval.readers.headings import is_marked
from retrieval.readers.lines import could_be_title
from retrieval.readers.normal import normal_form

WIDEST_WRAP = 120
NARROWEST_WRAP = 50
SLACK = 6
"""Characters by which a wrapped line may be shorter than the next word would explain: later edits leave it ragged."""
WIDEST_VERSE = 90
LEAST_RUN = 45
"""Characters, on average, of lines that run on into the next: shorter ones may be verse in lower case."""

_SENTENCE_END = re.compile(r"[.!?…][)\]\"'”’»*]*$")
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")
_CUT = re.compile(r"[^\W\d_]-")


def read_plain(text: str) -> Draft:
    """Every line of the file, as the paragraph, item or heading that it belongs to."""
    groups = _groups(text)
    width = _width(groups)
    pieces: list[Piece] = []
    for at, group in enumerate(groups):
        if at == 0 and len(groups) > 1 and len(group) <= 4 and all(could_be_title(line) for line in group):
            pieces += [_alone(line.strip()) for line in group]
        else:
            pieces += _pieces(group, width, first=at == 0)
    return Draft(pieces)


def paragraphs(lines: list[str], width: int | None = None, *, wrapped: bool = True) -> list[str]:
    """Neighbouring lines as one paragraph (`wrapped`: if they look hard-wrapped), one piece of verse, or one each."""
    if len(lines) > 1 and wrapped and _is_wrapped(lines, width):
        return [_joined(part) for part in _indented_parts(lines)]
    bare = [line.strip(" \t") for line in lines]
    if len(bare) > 1 and _is_verse(bare):
        return ["\n".join(bare)]
    return bare


def _groups(text: str) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in normal_form(text).split("\n"):
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _pieces(group: list[str], width: int | None, *, first: bool) -> Iterator[Piece]:
    run: list[str] = []
    item = False
    for line, whole in zip(group, _whole_lines(group), strict=True):
        bare = line.strip(" \t")
        is_open = bool(run) and width is not None and len(run[-1]) * 2 > width and not _SENTENCE_END.search(run[-1])
        title_like = first and not run and width is not None and len(line) * 10 < width * 7 and could_be_title(bare)
        begins_item = bool(ITEM.match(bare)) and not is_open and not is_furniture(bare)
        if begins_item or (whole and not is_open) or title_like:
            yield from _flushed(run, item, width)
            run, item = ([line], True) if begins_item else ([], False)
            if not begins_item:
                yield _alone(bare)
        elif item and not (is_open or line[:1] in " \t" or (width is not None and _breaks_at([run[-1], line], width))):
            yield from _flushed(run, item, width)
            run, item = [line], False
        else:
            run.append(line)
        first = False
    yield from _flushed(run, item, width)


def _whole_lines(group: list[str]) -> list[bool]:
    """Which lines are whole by themselves: furniture, dates, bylines, headings; a stanza keeps its Home."""
    bare = [line.strip(" \t") for line in group]
    furniture = [is_furniture(line) for line in bare]
    others = [bool(stands_alone(line) or is_marked(line) or _HASHES.match(line)) for line in bare]
    short = all(len(line) <= WIDEST_VERSE for line in bare)
    words = [is_bare_word(line) for line in bare]
    if len(group) >= 3 and short and not any(others) and sum(furniture) + sum(words) == 1:
        furniture = [known and any(c.isdigit() for c in line) for known, line in zip(furniture, bare, strict=True)]
    on_a_page = len(group) == 1 or not short or any(furniture) or any(others)
    menu = sum(furniture) >= 2
    return [
        known or other or (on_a_page and word) or (menu and could_be_title(line))
        for line, known, other, word in zip(bare, furniture, others, words, strict=True)
    ]


def _flushed(run: list[str], item: bool, width: int | None) -> Iterator[Piece]:
    if item:
        yield Piece("item", _joined(run))
    elif run:
        yield from (Piece("paragraph", text) for text in paragraphs(run, width))


def _alone(line: str) -> Piece:
    marked = _HASHES.match(line)
    return (
        Piece("heading", line[marked.end() :].rstrip("# ")) if marked and line.strip("# ") else Piece("paragraph", line)
    )


def _width(groups: list[list[str]]) -> int | None:
    """The column at which the file's lines were broken, if they were."""
    lines = [line for group in groups for line in group]
    if sum(len(line) > WIDEST_WRAP for line in lines) * 20 > len(lines):
        return None
    widths = [max(map(len, group)) for group in groups if len(group) >= 3 and _is_wrapped(group, None)]
    return max(widths, default=None)


def _is_wrapped(lines: list[str], width: int | None) -> bool:
    """Each line ends only because the next word would not have fitted, or the lines plainly run on."""
    longest = max(map(len, lines))
    if longest > WIDEST_WRAP:
        return False
    if width is not None and longest <= width + SLACK and _breaks_at(lines, width):
        return True
    starts = [line.lstrip()[:1] for line in lines]
    if (
        len(lines) >= 3
        and longest >= NARROWEST_WRAP
        and not all(start.isupper() for start in starts)
        and _breaks_at(lines, longest)
    ):
        return True
    run_on = sum(start.islower() for start in starts[1:])
    least = LEAST_RUN if width is None or not _SENTENCE_END.search(lines[-1]) else width // 2
    return run_on * 2 >= len(lines) - 1 and sum(map(len, lines[:-1])) >= least * (len(lines) - 1)


def _breaks_at(lines: list[str], width: int) -> bool:
    pairs = list(pairwise(lines))
    forced = sum(len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - SLACK for line, following in pairs)
    return forced * 20 >= len(pairs) * 17


def _indented_parts(lines: list[str]) -> list[list[str]]:
    """Paragraphs that begin with an indent instead of a blank line."""
    indented = sum(line[:1] in " \t" for line in lines)
    parts: list[list[str]] = [[]]
    for line in lines:
        if parts[-1] and line[:1] in " \t" and indented * 2 < len(lines):
            parts.append([])
        parts[-1].append(line)
    return parts


def _joined(lines: list[str]) -> str:
    text = lines[0].strip(" \t")
    for line in lines[1:]:
        bare = line.strip(" \t")
        text += bare if _is_cut(text[-2:], bare) else f" {bare}"
    return text


def _is_cut(end: str, bare: str) -> bool:
    """A word goes on in the next line: its hyphen stays, for nobody knows whose it is."""
    return bool(_CUT.fullmatch(end)) and bare[:1].islower() and not re.match(r"(?:and|or|to)\b", bare)


def _is_verse(lines: list[str]) -> bool:
    if max(map(len, lines)) > WIDEST_VERSE:
        return False
    return not (all(_SENTENCE_END.search(line) for line in lines) and max(map(len, lines)) > 60)
