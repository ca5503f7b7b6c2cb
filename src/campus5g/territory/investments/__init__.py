"""Large investments as their sources tell them: every figure with who said it, when, and what it counts."""

from campus5g.territory.investments.reader import read_investments
from campus5g.territory.investments.statements import (
    Confidence,
    Contrast,
    Investment,
    Quantity,
    Statement,
    Status,
    Total,
    contrasts,
    total,
)

__all__ = [
    "Confidence",
    "Contrast",
    "Investment",
    "Quantity",
    "Statement",
    "Status",
    "Total",
    "contrasts",
    "read_investments",
    "total",
]
