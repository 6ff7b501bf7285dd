"""The one normal form of text: what an excerpt is verbatim to."""

import re
import unicodedata

MARKS = 3
"""Combining marks kept in a row; a real letter has no more, a heap of them hides its neighbours."""

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, soft hyphen, zero-width and bidi formatting, tags. The joiners and LRM/RLM stay: some scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_RUN = re.compile(rf"[^\w\x00-\x7f]{{{MARKS + 1},}}")


def normal_form(text: str) -> str:
    r"""Line breaks are `\n`, NFC, nothing invisible, no blanks at line ends. Twice is the same as once."""
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    text = _RUN.sub(_thinned, unicodedata.normalize("NFC", text))
    return "\n".join(line.rstrip(" \t") for line in unicodedata.normalize("NFC", text).split("\n"))


def folded(text: str) -> str:
    """For comparing: one case, straight quotes, single spaces, nothing around it."""
    straight = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2026: "..."})
    return " ".join(straight.casefold().split())


def shortened(text: str, longest: int) -> str:
    """On one line and no longer than that; what is missing shows as an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _thinned(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MARKS:
            kept.append(character)
    return "".join(kept)
