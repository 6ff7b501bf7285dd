"""Words with the citations by which people write them down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cited:
    """`permanent` is what /read opens again; `forms` are (style, citation)."""

    words: str
    permanent: str
    forms: tuple[tuple[str, str], ...]
