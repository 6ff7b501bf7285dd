"""Which stages of an answer are at work: all of them, but for measuring what each is worth.

A stage that is left out is given nothing to work with, so that the others need not know.
"""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages in the order of their use.

    `words`: BM25; `paragraphs`: the vectors of passages; `sentences`: those of their best sentences; `tokens`: late
    interaction; `windows`: every run of sentences is weighed, else each paragraph offers the run around the sentence
    with the highest cosine; `reading`: the question is repaired and understood, else its words are taken as they
    stand; `judge`: the judge, where there is one.
    """

    words: bool = True
    paragraphs: bool = True
    sentences: bool = True
    tokens: bool = True
    windows: bool = True
    reading: bool = True
    judge: bool = True


ALL = Stages()
_NONE = Stages(*[False] * len(fields(Stages)))
_SENTENCES = replace(_NONE, paragraphs=True, sentences=True)
_FUSED = replace(_SENTENCES, words=True)

_CUMULATIVE = {
    "words only": replace(_NONE, words=True),
    "vectors of paragraphs only": replace(_NONE, paragraphs=True),
    "+ vectors of sentences": _SENTENCES,
    "+ words": _FUSED,
    "+ token by token": replace(_FUSED, tokens=True),
    "+ choice of sentences": replace(ALL, reading=False, judge=False),
    "+ reading the question": replace(ALL, judge=False),
    "+ the judge": ALL,
}


def cumulative(judge: bool) -> dict[str, Stages]:
    """What an evaluation compares, by name: two plain ways of searching, then a stage more from each to the next.

    Without a `judge` the last but one is all there is, and the last is left out.
    """
    return {name: stages for name, stages in _CUMULATIVE.items() if judge or not stages.judge}
