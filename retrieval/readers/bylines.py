"""Lines that say who wrote the essay, and the names in them as they are written there."""

import re
from dataclasses import dataclass

from retrieval.readers.dates import DATE, bare_date
from retrieval.readers.furniture import is_furniture
from retrieval.readers.lines import ends_like_prose, in_title_case, word_count
from retrieval.readers.normal import folded

LONGEST = 160

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NOT_A_MONTH = r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s+\d)"
_WORD = rf"{_NOT_A_MONTH}{_CAPITAL}(?:[\w’'‘.-]*+)"
_JOINT = r"(?:\s+(?:de|da|del|della|di|du|dos|das|la|le|van|von|der|den|ter|bin|ibn|y|zu|st\.)\b)*\s+(?:al-|el-|d['’])?"
_LOWER = r"bell hooks|danah boyd|adrienne maree brown|e\. ?e\. cummings"
"""Names that their owners write in lower case."""
_NAME = rf"(?:{_LOWER}|{_WORD}(?:{_JOINT}{_WORD}){{0,4}}(?:,\s+(?:Jr|Sr|II|III|IV)\b\.?)?)"
_NAMES = rf"(?P<names>{_NAME}(?:(?:,\s+{_NAME}){{0,6}},?\s+(?:and|&|with)\s+{_NAME})?)"
_BY = (
    r"(?i:(?:written|posted|words|text|story|essay|article|reported|submitted|contributed)\s+by|by"
    r"|(?:the\s+)?authors?\s*:|writer\s*:)\s*:?"
)
_SIGNED = re.compile(rf"(?P<by>{_BY})\s+{_NAMES}(?P<rest>.*)", re.DOTALL)
_POSTED = re.compile(rf"(?i:(?:(?:posted|published)\s+)?(?:on\s+)?{DATE}\s+by)\s+{_NAMES}(?P<rest>.*)", re.DOTALL)
_PRESENTED = re.compile(rf"{_NAMES}(?:\s*\([^()]{{1,40}}\))?,\s+(?P<rest>.+)", re.DOTALL)
_ALONE = re.compile(_NAMES)
_CERTAIN = re.compile(r"(?i:written|words|story|essay|article|(?:the\s+)?authors?\s*:|writer)")
_PARTS = re.compile(r"\s*[·|•]\s*|\s+[–—-]\s+")

_ROLE = re.compile(
    r"\b(?:Ph\.?\s?D|M\.?A|B\.?A|M\.?D|J\.?D|[Cc]andidate|[Pp]rofessor|[Ll]ecturer|[Tt]eacher|[Ss]tudent"
    r"|[Ff]ellow|[Rr]esearcher"
    r"|[Aa]uthor|[Ww]riter|[Ee]ditor|[Cc]olumnist|[Jj]ournalist|[Rr]eporter|[Cc]orrespondent|[Cc]ontributor"
    r"|[Pp]hilosopher|[Hh]istorian"
    r"|[Pp]oet|[Nn]ovelist|[Ee]ssayist|[Cc]ritic|[Aa]ctivist|[Oo]rgani[sz]er|[Dd]irector|[Cc]hair|[Dd]ean"
    r"|[Ss]cholar|[Aa]lum\w*|[Cc]lass of"
    r"|[Uu]niversity|[Cc]ollege|[Ii]nstitute|[Ss]chool|[Dd]epartment|[Ss]taff)\b"
)
_SENTENCE = re.compile(
    r"\b(?:i|you|he|she|they|we|it|who|which|that|is|are|was|were|has|have|had|will|would|can|could|may"
    r"|might|do|does|did|says?|said"
    r"|writes?|wrote|argues?|tells?|told|asks?|explains?|notes?|adds?|thinks?|thought|gave|gives?|made"
    r"|makes?|went|goes|came|comes|took"
    r"|takes?|taught|teaches|spoke|speaks?|found|finds?|became|becomes?|led|leads?|held|left|knew|knows?"
    r"|saw|sees?|began|begins?|"
    r"(?!based|affiliated|retired|tenured|related|applied|advanced|united|distinguished"
    r"|associated)[a-z]{3,}ed)\b"
)
_NO_NAMES = frozenset(
    """a an the any all no not only my our your his her their this that these those what which who why how when
    where or of on in at to without by photo photos written published posted from everyone nobody somebody anyone
    editor editors admin staff guest""".split()
)
_NOT_FIRST = frozenset(
    """means way hand heart design night day law nature contrast itself myself themselves invitation force choice
    default accident chance birth love name then now far definition comparison virtue reason popular introduction
    conclusion abstract monday tuesday wednesday thursday friday saturday sunday""".split()
)
"""Words that begin titles such as By Design; Dorothy Day is a name all the same."""
_MONTHS = frozenset("january february march april may june july august september october november december".split())


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it; `certain` lines count wherever they stand, others only above the text."""

    author: str
    certain: bool = False


def signed(line: str) -> Byline | None:
    """`By Indira Walsh (‘19)`, `Written by …`, `Author: …`, `Posted on March 3, 2021 by …`."""
    if not _is_line(line):
        return None
    text = line.strip()
    found = _SIGNED.fullmatch(text) or _POSTED.fullmatch(text)
    if not found or not _are_names(found["names"]) or not _ends_byline(found["rest"]):
        return None
    return Byline(_plain(found["names"]), bool(_CERTAIN.match(text)))


def presented(line: str) -> Byline | None:
    """A name and what its owner does, without a verb: `Casey Grippo (they/them), PhD candidate at …`."""
    found = _PRESENTED.fullmatch(line.strip()) if _is_line(line) else None
    if not found or not _are_names(found["names"]) or " " not in _plain(found["names"]):
        return None
    rest = found["rest"]
    return Byline(_plain(found["names"])) if _ROLE.search(rest) and not _SENTENCE.search(rest.lower()) else None


def alone(line: str) -> Byline | None:
    """Nothing but names of two to five words: a byline only where its neighbours say so."""
    if not _is_line(line) or not _ALONE.fullmatch(line.strip()) or not _are_names(line):
        return None
    return Byline(_plain(line)) if 2 <= word_count(line) <= 10 else None


def in_parts(line: str) -> tuple[Byline | None, str | None] | None:
    """A line such as `Jane Doe · Mar 3, 2021 · 4 min read`: its name and its date, if it is made of nothing else."""
    parts = _PARTS.split(line.strip()) if _is_line(line) else []
    byline = date = None
    for part in parts:
        if bare_date(part):
            date = part
        elif not is_furniture(part) and (byline or not (byline := signed(part) or alone(part))):
            return None
    return (byline, date) if len(parts) > 1 and (date or byline) else None


def opens_byline(line: str) -> bool:
    """`By` alone on its line: the names are on the next."""
    return bool(re.fullmatch(_BY, line.strip()))


def _is_line(text: str) -> bool:
    return len(text) <= LONGEST and "\n" not in text


def _ends_byline(rest: str) -> bool:
    """After the names: a class year, a date, an affiliation, or nothing; never the rest of a sentence."""
    rest = re.sub(r"^(?:\s*\([^()]{1,60}\))+", "", rest).strip(" \t\u00a0")
    if rest in ("", ".") or bare_date(re.sub(r"^(?:[,|·•–—-]|(?i:on|posted|published|updated)\b)[\s:]*", "", rest)):
        return True
    place = re.fullmatch(r"(?:for|in|at|from|of)\s+(.{1,60})", rest)
    if place:
        return in_title_case(place[1]) and not ends_like_prose(place[1])
    if rest[0] in "|·•–—-/":
        return all(
            bare_date(part) or is_furniture(part) or not ends_like_prose(part) for part in _PARTS.split(rest) if part
        )
    return rest[0] == "," and len(rest) <= 100 and not _SENTENCE.search(rest.lower())


def _are_names(names: str) -> bool:
    words = [folded(word.strip(".,'’‘-")) for word in names.split()]
    return (
        not any(word in _NO_NAMES for word in words)
        and words[0] not in _NOT_FIRST
        and words not in ([month] for month in _MONTHS)
    )


def _plain(names: str) -> str:
    text = " ".join(names.split())
    return text if re.search(r"\b(?:Jr|Sr|[A-Z])\.$", text) else text.rstrip(".")
