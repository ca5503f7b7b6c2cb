"""Large investments as their sources tell them: every figure with who said it, when, and what it counts."""

from campus5g.territory.investments.names import CONFIDENCE, QUANTITY, STAGE, STATUS
from campus5g.territory.investments.reader import read_investments
from campus5g.territory.investments.statements import (
    UNITS,
    Confidence,
    Contrast,
    Investment,
    Place,
    Quantity,
    Statement,
    Status,
    Total,
    contrasts,
    total,
    why_differs,
)
from campus5g.territory.investments.timeline import Stage, Standing, standing, years_of

__all__ = [
    "CONFIDENCE",
    "QUANTITY",
    "STAGE",
    "STATUS",
    "UNITS",
    "Confidence",
    "Contrast",
    "Investment",
    "Place",
    "Quantity",
    "Stage",
    "Standing",
    "Statement",
    "Status",
    "Total",
    "contrasts",
    "read_investments",
    "standing",
    "total",
    "why_differs",
    "years_of",
]
