"""A file's name: made safe to show, and made into a title when the text has none."""

import re
import unicodedata

from retrieval.readers.normal import normal_form

LONGEST_NAME = 80
_ENDING = re.compile(r"\.(?:txt|text|md|markdown|html?|xhtml|docx|epub|pdf)$", re.IGNORECASE)


def clean_name(file: str) -> str:
    """The last part of a path without anything invisible; a long one keeps its ending."""
    last = re.split(r"[/\\]", normal_form(file.strip()).rstrip("/\\"))[-1]
    seen = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    name = normal_form(" ".join(seen.split()))
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        tail = dot + ending if stem and len(ending) <= 8 else ""
        name = name[: LONGEST_NAME - 1 - len(tail)].rstrip() + "…" + tail
    return name if name.strip(".") else "unnamed file"


def ending(name: str) -> str:
    """The name's ending in lower case, without the dot."""
    stem, _, last = name.rpartition(".")
    return last.lower() if stem else ""


def title_from_name(name: str) -> str:
    """`my-essay.txt` -> `My essay`."""
    words = " ".join(re.sub(r"[-_+]+|%20", " ", _ENDING.sub("", name)).split()) or name
    return words[0].upper() + words[1:]
