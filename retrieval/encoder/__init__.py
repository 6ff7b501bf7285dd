"""The models that turn texts into vectors: the reference, and the form in which it is prepared once and runs."""

from retrieval.encoder.gathering import EarlierModels, GatheringEncoder
from retrieval.encoder.manifest import Manifest
from retrieval.encoder.prepared import Preparation, PreparedEncoder, preparable, prepare
from retrieval.encoder.protocol import Encoder
from retrieval.encoder.reference import SentenceTransformerEncoder

__all__ = [
    "EarlierModels",
    "Encoder",
    "GatheringEncoder",
    "Manifest",
    "Preparation",
    "PreparedEncoder",
    "SentenceTransformerEncoder",
    "preparable",
    "prepare",
]
