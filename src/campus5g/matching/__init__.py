"""Text index and explained ranking: calls, needs, solutions and partners, in French and English."""

from campus5g.matching.glossary import Glossary, field_glossary, read_glossary
from campus5g.matching.growing import GrowingIndex
from campus5g.matching.index import Document, Index, Laureate, Weights, language_of
from campus5g.matching.learned import LearnedIndex
from campus5g.matching.metrics import Judged, Scores, evaluate, score
from campus5g.matching.reasoned import ReasonedIndex
from campus5g.matching.words import detect

__all__ = [
    "Document",
    "Glossary",
    "GrowingIndex",
    "Index",
    "Judged",
    "Laureate",
    "LearnedIndex",
    "ReasonedIndex",
    "Scores",
    "Weights",
    "detect",
    "evaluate",
    "field_glossary",
    "language_of",
    "read_glossary",
    "score",
]
