"""What a large investment means for a territory, in four pages for elected people."""

from campus5g.documents.territory.content import (
    Brief,
    Contrast,
    Curve,
    DayCurve,
    Occupation,
    Power,
    Said,
    Supply,
    Training,
    Worth,
)
from campus5g.documents.territory.pages import brief_blocks, brief_pdf

__all__ = [
    "Brief",
    "Contrast",
    "Curve",
    "DayCurve",
    "Occupation",
    "Power",
    "Said",
    "Supply",
    "Training",
    "Worth",
    "brief_blocks",
    "brief_pdf",
]
