"""Page furniture of copied web pages is left out: a whole short line that a rule knows, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.readers.blocks import Piece
from retrieval.readers.furniture_words import BARE, BESIDE, CREDIT, WHOLE_LINES
from retrieval.readers.normal import folded

LONGEST = 300
"""No rule looks at a longer line."""

ITEM = re.compile(r"(?:[-*•–‣◦·]|\(?\d{1,3}[.)]|\([a-z]{1,4}\)|[a-z]\))[ \t\u00a0]+(?=\S)")
"""The marker of a list item, as written."""

_EDGES = " \t\n\u00a0←→↑↓⟵⟶↩»«‹›|·•∙▼▲▾☰✕×✉♥❤👏:"
_WHOLE = re.compile("|".join(f"(?:{rule})" for rule in WHOLE_LINES))
_COUNT = re.compile(r"\d[\d.,]*[KkMm]?|Published in [A-Z].{1,40}")
_ORNAMENT = re.compile(r"[\s*\-_~=#•·∙⁂–—+<>|/\\←→↑↓»«‹›✕×☰✻✽❦❧]+")
# Possessive throughout: a long row of capitals must not be tried in every way it can be cut.
_NAME = (
    r"(?:[A-Z@#][\w.’'@&-]*+|(?:of|the|and|for|on|via|from|courtesy|by|in|at|de|von|van"
    r"|photos?|photographs?|illustrations?|images?)\b|[&©·–-])"
)
_NAMED = rf"(?:[\s/,;|()]*+{_NAME}){{1,14}}+[\s/,;|()]*+"
_CREDITS = (
    re.compile(
        rf"\(?{CREDIT}(?:\s+[Cc]redits?)?\s*(?:\b[Bb]y\b|\bBY\b|[Cc]ourtesy(?:\s+of)?|\bvia\b|©"
        rf"|:)\s*:?\s*{_NAMED}\.?\)?"
    ),
    re.compile(rf"\(?(?:[Cc]redits?|CREDIT)\s*(?::|\.\.\.)\s*{_NAMED}\.?\)?"),
    re.compile(rf"\(?{CREDIT}\s+[Cc]redits?\s*:?(?:\s*{_NAMED})?\)?"),
    re.compile(rf"(?:.{{1,100}}[.!?)”\"]\s+)?\(?{CREDIT}\s+(?:courtesy of|by)\s*\)?"),
    re.compile(rf".{{1,100}}[.!?)”\"]\s+\(?{CREDIT}(?:\s+[Cc]redits?)?\s*(?:by\b|courtesy of|:)\s*{_NAMED}\.?\)?"),
    re.compile(rf"Courtesy of {_NAMED}"),
    re.compile(r"(?:[A-Z][\w.’-]*[ ,/|]+){0,8}(?:Getty Images|Shutterstock|Unsplash|iStock|Associated Press)\.?"),
)


@lru_cache(maxsize=4096)
def is_furniture(line: str) -> bool:
    """Never an essay's own line, wherever it stands."""
    if not line or len(line) > LONGEST or "\n" in line:
        return False
    bare = line.strip(_EDGES)
    if not bare:
        return True
    if _ORNAMENT.fullmatch(line):
        return True
    if _WHOLE.fullmatch(folded(bare)) or any(rule.fullmatch(line.strip()) for rule in _CREDITS):
        return True
    parts = [part for part in re.split(r"\s*[·|•]\s*", bare) if part]
    return len(parts) > 1 and all(is_furniture(part) or is_bare_word(part) for part in parts)


def is_bare_word(line: str) -> bool:
    """A word such as Share or Home alone on its line, with a capital."""
    return _is_one_of(line, BARE)


def leave_out(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, those of furniture marked as left out; items only when their whole list is furniture."""
    known = [_known(piece) for piece in pieces]
    for start, end in _lists(pieces):
        known[start:end] = [_menu(pieces[start:end])] * (end - start)
    for step in (1, -1):  # a menu's doubtful words follow, or come before, its certain ones
        order = range(len(pieces))[::step]
        beside = False
        for at in order:
            if pieces[at].kind == "left out":
                continue
            known[at] = beside = known[at] or (
                beside and pieces[at].kind == "paragraph" and _is_beside(pieces[at].text)
            )
    return [
        replace(piece, kind="left out") if out and piece.kind != "left out" else piece
        for piece, out in zip(pieces, known, strict=True)
    ]


def _known(piece: Piece) -> bool:
    if piece.kind == "paragraph":
        return is_furniture(piece.text) or is_bare_word(piece.text)
    return piece.kind == "heading" and is_furniture(piece.text)


def _menu(items: Sequence[Piece]) -> bool:
    texts = [ITEM.sub("", item.text, count=1) for item in items]
    certain = sum(is_furniture(text) or is_bare_word(text) for text in texts)
    doubtful = sum(_is_beside(text) for text in texts if not is_furniture(text) and not is_bare_word(text))
    return certain * 2 >= len(texts) and certain + doubtful == len(texts)


def _lists(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at, piece in enumerate(pieces):
        if piece.kind != "item":
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _is_beside(line: str) -> bool:
    """A doubtful word of a menu, or a bare number such as the count beside a heart."""
    return _is_one_of(line, BESIDE) or bool(_COUNT.fullmatch(line.strip()))


def _is_one_of(line: str, words: frozenset[str]) -> bool:
    bare = line.strip(_EDGES)
    return len(bare) <= 20 and bare[:1].isupper() and folded(bare) in words
