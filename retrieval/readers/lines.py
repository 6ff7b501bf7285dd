"""What a single line looks like: how many words, a whole sentence or a title, prose or not."""

import re

# One Chinese or Japanese character counts as a word: those scripts do not put spaces between them.
_WORD = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]|[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"[.!?…:;,。！？][)\]\"'”’»*]*$")
_REFERENCE = re.compile(r"(?:\[\^?\w{1,4}\])+$")
_SMALL = frozenset(
    """a about after against among an and are as at be before between but by de for from how in into is it its la
    nor not of off on onto or our over per so than that the their this through to under until upon versus via vs was
    we what when where who why with within without you your""".split()
)
LONGEST_TITLE = 150
_LEAST_PROSE = 12


def word_count(text: str) -> int:
    """How many words a reader would count."""
    return len(_WORD.findall(text))


def ends_like_prose(line: str) -> bool:
    """With the punctuation that ends a sentence or a clause."""
    return bool(_END.search(_REFERENCE.sub("", line.rstrip())))


def is_prose(text: str) -> bool:
    """Long enough, or enough of a sentence, to be the essay itself and not the page around it."""
    words = word_count(text)
    return words >= _LEAST_PROSE or (words >= 5 and ends_like_prose(text))


def could_be_title(line: str) -> bool:
    """A short line that ends like a title: a question or an exclamation may, a statement may not."""
    end = _REFERENCE.sub("", line.rstrip()).rstrip(" \"'”’»)\u00a0")
    return (
        "\n" not in line
        and len(line) <= LONGEST_TITLE
        and 1 <= word_count(line) <= 25
        and (not end.endswith((".", ",", ";", ":")) or end.endswith("..."))
    )


def in_title_case(line: str) -> bool:
    """Every word that is not a small one begins with a capital; so does the first."""
    words = [word for word in re.split(r"[\s—–/-]+", line) if re.search(r"[^\W_]", word)]
    letters = [re.sub(r"^[\W_]+", "", word)[:1] for word in words]
    if not letters or not (letters[0].isupper() or letters[0].isdigit()):
        return False
    return all(
        not letter.islower() or re.sub(r"[^\w]+", "", word).lower() in _SMALL
        for letter, word in zip(letters, words, strict=True)
    )
