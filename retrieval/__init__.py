"""Footnote's library: essays in, cited excerpts out. This is the only door; see README.md for the command line."""

import os

# Before numpy is loaded: a product of matrix and question waits for memory, not for a second thread, and on a busy
# machine two threads made it seven times slower (12 ms against 1.6 for 7,000 sentences).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from retrieval.answers import Added, Answer, Essay, EssayInfo, Excerpt, Paragraph, Ranked, as_json
from retrieval.citations import Citation, parse_citation
from retrieval.comparison import Side
from retrieval.contrast import ContrastPair
from retrieval.encoder import Encoder, SentenceTransformerEncoder
from retrieval.errors import (
    BrokenLibrary,
    EmptyQuestion,
    EmptyQuotation,
    LibraryError,
    LockedLibrary,
    NewerLibrary,
    UnknownCitation,
    UnknownEssay,
    UnknownModel,
    UnknownPlace,
    UnreadableFile,
    UnreadableQuestions,
)
from retrieval.gathering import EarlierModels, GatheringEncoder
from retrieval.judge import CrossEncoderJudge, Judge
from retrieval.library import Library
from retrieval.models import DEFAULT_MODEL, ModelName
from retrieval.places import Cited
from retrieval.quotations import Check, Difference
from retrieval.support import Strictness

__all__ = [
    "DEFAULT_MODEL",
    "Added",
    "Answer",
    "BrokenLibrary",
    "Check",
    "Citation",
    "Cited",
    "ContrastPair",
    "CrossEncoderJudge",
    "Difference",
    "EarlierModels",
    "EmptyQuestion",
    "EmptyQuotation",
    "Encoder",
    "Essay",
    "EssayInfo",
    "Excerpt",
    "GatheringEncoder",
    "Judge",
    "Library",
    "LibraryError",
    "LockedLibrary",
    "ModelName",
    "NewerLibrary",
    "Paragraph",
    "Ranked",
    "SentenceTransformerEncoder",
    "Side",
    "Strictness",
    "UnknownCitation",
    "UnknownEssay",
    "UnknownModel",
    "UnknownPlace",
    "UnreadableFile",
    "UnreadableQuestions",
    "as_json",
    "parse_citation",
]
