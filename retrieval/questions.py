"""What a question asks for, where that changes the place to look."""

import re

_AUTHOR = re.compile(r"\b(who\s+(wrote|is the author|are the authors)|author\s+of|written\s+by|whose\s+essay)\b", re.I)


def asks_for_author(question: str) -> bool:
    """Whether bylines are meant: they answer nothing else and, short as they are, match everything a little."""
    return bool(_AUTHOR.search(question))
