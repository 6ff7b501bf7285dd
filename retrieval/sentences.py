"""Which sentences can be shown by themselves: whole ones, and best those that do not lean on the one before."""

import re

from retrieval.index import Index

FEWEST_WORDS = 5
"""A shorter sentence says too little without the ones around it."""

LONGEST = 400
"""Characters; a longer sentence would be cut when it is shown (see `excerpts`)."""

_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ITEM = re.compile(r"([-*•–]|\(?\w{1,3}[.)])\s")
_OPENING = "\"'“‘„«([ "
_LEANING = re.compile(
    r"""(?! this\ (essay|article|paper|book|chapter)\b | (those|they|he|she)\ who\b )
    (
      this|that|these|those|it|its|they|them|their|theirs|he|him|his|she|her|hers|such|here|neither
    | the\ (former|latter|same)
    | and|but|or|nor|so|yet|then|thus|hence|therefore|however|moreover|furthermore|instead|rather|also|still|besides
    | meanwhile|otherwise|indeed|nonetheless|nevertheless|consequently|accordingly|similarly|likewise|conversely
    | finally|lastly|firstly|secondly|thirdly|second|third
    | because\ of\ this | by\ contrast | as\ (a\ result|such) | at\ the\ same\ time | of\ course | after\ all
    | for\ (example|instance|this|that) | on\ the\ (other\ hand|contrary)
    | in\ (other\ words|contrast|addition|this|that|these|those|short|turn|fact)
    | (if|when|while|as|since|because|though|although|unless|until|once|perhaps|maybe)
      \ (he|she|it|they|this|that|these|those|so|not)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def whole(text: str) -> bool:
    """Whether this is a whole sentence of a length to show.

    Not one that begins in the middle, opens a list or stands in one, or holds half a quotation.
    """
    of_length = len(text.split()) >= FEWEST_WORDS and len(text) <= LONGEST
    begun = not text.lstrip(_OPENING)[:1].islower() and not _ITEM.match(text)
    torn = text.count("“") != text.count("”")
    return of_length and begun and not torn and bool(_ENDED.search(text))


def leans(text: str) -> bool:
    """Whether it begins with an English pronoun or connective that speaks of the sentence before."""
    return bool(_LEANING.match(text.lstrip(_OPENING)))


def text_of(index: Index, row: int, number: int = 1) -> str:
    """The text of so many sentences from a row of the index on, all of one paragraph."""
    _, start, _ = index.sentences[row]
    end = index.sentences[row + number - 1][2]
    return index.texts[index.places[index.place_of[row]].essay][start:end]
