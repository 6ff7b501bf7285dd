"""The names in an essay's byline, taken apart as bibliographies need them."""

import re
from dataclasses import dataclass

PARTICLES = frozenset("al bin da de del della den der di dos du el ibn la le st. ter van von zu".split())
"""They belong to the family name that follows."""

_INSTITUTIONS = frozenset(
    """action alliance association campaign center centre coalition collective committee company council editors
    federation foundation group inc institute library ltd magazine movement network organisation organization party
    press project review school society staff team trust union university""".split()
)
"""A name with one of these words is nobody's family name and is never turned around or taken apart."""

_SUFFIX = re.compile(r",?\s+(Jr|Sr|II|III|IV)\b\.?$")
_BETWEEN = re.compile(r"\s*,\s+(?:and\s+|&\s*)?(?!(?:Jr|Sr|II|III|IV)\b)|\s+(?:and|&|with)\s+")


@dataclass(frozen=True, slots=True)
class Author:
    """A person, or with `given` empty a name that is written as it stands: an institution, a single name."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def initials(self) -> str:
        """`Jean-Paul M.` -> `J.-P. M.`."""
        return " ".join("-".join(f"{part[0]}." for part in name.split("-") if part) for name in self.given.split())

    @property
    def straight(self) -> str:
        """As it is spoken."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    def inverted(self, given: str) -> str:
        """Family name first, with the given names in this form."""
        return ", ".join(part for part in (self.family, given, self.suffix) if part)


def authors(byline: str | None) -> tuple[Author, ...]:
    """The people or the institution named as authors, in order."""
    byline = " ".join((byline or "").split())
    if not byline:
        return ()
    if _is_institution(byline):
        return (Author(byline),)
    return tuple(_author(name) for name in _BETWEEN.split(byline) if name.strip())


def _author(name: str) -> Author:
    found = _SUFFIX.search(name)
    words = (name[: found.start()] if found else name).split()
    if len(words) < 2:
        return Author(" ".join(name.split()))
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].casefold() in PARTICLES:
        begin -= 1
    suffix = found[1] + "." * found[1].endswith("r") if found else ""
    return Author(" ".join(words[begin:]), " ".join(words[:begin]), suffix)


def _is_institution(name: str) -> bool:
    words = re.findall(r"\w+", name.casefold())
    return words[:1] == ["the"] or not _INSTITUTIONS.isdisjoint(words)
