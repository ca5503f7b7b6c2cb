"""Two cohorts side by side, without lying with small numbers: « the difference may be chance » is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

import numpy as np
import scipy  # its parts load at their first use

from campus5g.core.message import Message, msg
from campus5g.territory.cohorts.estimates import LEVEL
from campus5g.territory.cohorts.survival import Life, censored

FEWEST = 5
"""Below so many ventures on one side a comparison is not even tried: no difference of two small cohorts could be told from chance."""
_EXACT = 25
"""Up to so many on each side, and without ties, the rank test is exact; beyond, its normal approximation is as good."""


class Verdict(StrEnum):
    """What two cohorts allow to say."""

    TOO_FEW = "too_few"
    MAY_BE_CHANCE = "may_be_chance"
    DIFFER = "differ"


@dataclass(frozen=True, slots=True)
class Comparison:
    """chance: how often luck alone would part two like cohorts at least as far (the p-value); ``None`` where too few."""

    verdict: Verdict
    sentence: Message
    chance: float | None = None


def compare_rates(first: tuple[int, int], second: tuple[int, int]) -> Comparison:
    """Compare two shares, given as (cases, n), by Fisher's exact test (Fisher, R. A., 1935, JRSS 98, 39-82), both sides."""
    for cases, n in (first, second):
        if not 0 <= cases <= n:
            raise ValueError(f"{cases} of {n}")
    if few := _too_few(first[1], second[1]):
        return few
    table = [[cases, n - cases] for cases, n in (first, second)]
    return _judged(float(scipy.stats.fisher_exact(table).pvalue))


def compare_lives(first: Sequence[Life], second: Sequence[Life]) -> Comparison:
    """Compare two survivals by the log-rank test (Mantel, N., 1966, Cancer Chemotherapy Reports 50, 163-170), both sides."""
    if few := _too_few(len(first), len(second)):
        return few
    if not any(life.stopped for life in (*first, *second)):
        return Comparison(Verdict.MAY_BE_CHANCE, msg("No venture of either cohort has stopped: nothing parts them."))
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = float(scipy.stats.logrank(censored(first), censored(second)).pvalue)
    if isnan(chance):  # at every end, one of the cohorts was no longer seen: the test compares nothing
        return Comparison(
            Verdict.TOO_FEW, msg("No venture stopped at an age that both cohorts have lived to: nothing can be compared yet.")
        )
    return _judged(chance)


def compare_amounts(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """Compare two sets of amounts by their ranks, so that one fortune does not decide (Mann and Whitney, 1947), both sides."""
    if few := _too_few(len(first), len(second)):
        return few
    if len({*first, *second}) == 1:
        return Comparison(Verdict.MAY_BE_CHANCE, msg("All the amounts are the same: nothing parts the cohorts."))
    ties = len({*first, *second}) < len(first) + len(second)
    exact = not ties and max(len(first), len(second)) <= _EXACT
    return _judged(float(scipy.stats.mannwhitneyu(first, second, method="exact" if exact else "asymptotic").pvalue))


def _too_few(first: int, second: int) -> Comparison | None:
    if min(first, second) >= FEWEST:
        return None
    sentence = msg(
        "Too few ventures to compare: %(first)s on one side and %(second)s on the other, and %(fewest)s on each are the least.",
        first=first, second=second, fewest=FEWEST,
    )  # fmt: skip
    return Comparison(Verdict.TOO_FEW, sentence)


def _judged(chance: float) -> Comparison:
    often = round(100 * chance)
    if chance >= 1 - LEVEL:
        sentence = msg(
            "The difference may be chance: two cohorts exactly alike would differ this much %(n)s times in 100.", n=often
        )
        return Comparison(Verdict.MAY_BE_CHANCE, sentence, chance)
    if often < 1:
        sentence = msg("The difference is hardly chance: two cohorts exactly alike would differ this much less than once in 100.")
    else:
        sentence = msg(
            "The difference is hardly chance: two cohorts exactly alike would differ this much %(n)s times in 100.", n=often
        )
    return Comparison(Verdict.DIFFER, sentence, chance)
