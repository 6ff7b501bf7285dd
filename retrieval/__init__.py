"""Footnote's library: essays in, cited excerpts out. This is the only door; see README.md for the command line."""

import os

# Before numpy is loaded: a product of matrix and question waits for memory, not for a second thread, and on a busy
# machine two threads made it seven times slower (12 ms against 1.6 for 7,000 sentences).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from retrieval.answers import Added, Answer, Essay, EssayInfo, Excerpt, Paragraph, Ranked, as_json
from retrieval.apart import read_apart
from retrieval.citations import Citation, parse_citation
from retrieval.comparison import Side
from retrieval.contrast import ContrastPair
from retrieval.describing import Details
from retrieval.drafts import Draft, DraftSection
from retrieval.encoder import (
    EarlierModels,
    Encoder,
    GatheringEncoder,
    Preparation,
    PreparedEncoder,
    SentenceTransformerEncoder,
    preparable,
    prepare,
)
from retrieval.errors import (
    AlteredText,
    BrokenLibrary,
    ChangedSince,
    EmptyQuestion,
    EmptyQuotation,
    LibraryError,
    LockedLibrary,
    NewerLibrary,
    SameText,
    StoppedReading,
    UnfitDetail,
    UnknownCitation,
    UnknownDraft,
    UnknownEssay,
    UnknownModel,
    UnknownPlace,
    UnknownTerm,
    UnreadableFile,
    UnreadableQuestions,
)
from retrieval.exporting import is_export
from retrieval.glossary import Entry
from retrieval.intact import check_texts
from retrieval.judge import CrossEncoderJudge, Judge
from retrieval.library import Library
from retrieval.memory import VectorMemory, forget_vectors
from retrieval.migrations import names as library_schema
from retrieval.models import DEFAULT_MODEL, PRECISIONS, ModelName, Precision
from retrieval.opening import schema_to_leave
from retrieval.places import Cited
from retrieval.quotations import Check, Difference
from retrieval.readers import Reading, Suggested, unbundle
from retrieval.readers.names import clean_name
from retrieval.revisions import Change, Lost, Pair, Replaced
from retrieval.stash import STASH_DAYS, Removed
from retrieval.support import Strictness

__all__ = [
    "DEFAULT_MODEL",
    "PRECISIONS",
    "STASH_DAYS",
    "Added",
    "AlteredText",
    "Answer",
    "BrokenLibrary",
    "Change",
    "ChangedSince",
    "Check",
    "Citation",
    "Cited",
    "ContrastPair",
    "CrossEncoderJudge",
    "Details",
    "Difference",
    "Draft",
    "DraftSection",
    "EarlierModels",
    "EmptyQuestion",
    "EmptyQuotation",
    "Encoder",
    "Entry",
    "Essay",
    "EssayInfo",
    "Excerpt",
    "GatheringEncoder",
    "Judge",
    "Library",
    "LibraryError",
    "LockedLibrary",
    "Lost",
    "ModelName",
    "NewerLibrary",
    "Pair",
    "Paragraph",
    "Precision",
    "Preparation",
    "PreparedEncoder",
    "Ranked",
    "Reading",
    "Removed",
    "Replaced",
    "SameText",
    "SentenceTransformerEncoder",
    "Side",
    "StoppedReading",
    "Strictness",
    "Suggested",
    "UnfitDetail",
    "UnknownCitation",
    "UnknownDraft",
    "UnknownEssay",
    "UnknownModel",
    "UnknownPlace",
    "UnknownTerm",
    "UnreadableFile",
    "UnreadableQuestions",
    "VectorMemory",
    "as_json",
    "check_texts",
    "clean_name",
    "forget_vectors",
    "is_export",
    "library_schema",
    "parse_citation",
    "preparable",
    "prepare",
    "read_apart",
    "schema_to_leave",
    "unbundle",
]
