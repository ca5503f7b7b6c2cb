"""What can be said of a cohort of ventures, and what cannot: survival, rates, medians, sums, and the comparison of two cohorts."""

from campus5g.territory.cohorts.compare import Comparison, Verdict, compare_amounts, compare_lives, compare_rates
from campus5g.territory.cohorts.estimates import LEVEL, Estimate, median, rate
from campus5g.territory.cohorts.health import Level, Patience, Sign, Signal, Standing, patience, signal_of
from campus5g.territory.cohorts.statements import Kind, Stated, Total, total_of
from campus5g.territory.cohorts.survival import Curve, Life, survival

__all__ = [
    "LEVEL",
    "Comparison",
    "Curve",
    "Estimate",
    "Kind",
    "Level",
    "Life",
    "Patience",
    "Sign",
    "Signal",
    "Standing",
    "Stated",
    "Total",
    "Verdict",
    "compare_amounts",
    "compare_lives",
    "compare_rates",
    "median",
    "patience",
    "rate",
    "signal_of",
    "survival",
    "total_of",
]
