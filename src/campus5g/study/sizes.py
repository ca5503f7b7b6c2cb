"""The size of a partner, from its closed accounts."""

from __future__ import annotations

from datetime import date

from campus5g.core.message import msg
from campus5g.core.project import Accounts, Size
from campus5g.funding.rules import law
from campus5g.funding.sme import Figures, judge_size, status_over_years
from campus5g.study.fields import Fields

NOT_ECONOMIC = ("research", "public_body")
"""Kinds whose part in a project is taken as non-economic: a university, a public laboratory, a local authority."""


def size_of(kind: str, accounts: tuple[Accounts, ...], granted: date, entry: Fields) -> Size:
    """Apply the SME test and its two-year rule, as they stand on the day of the grant, to closed accounts.

    A body without economic activity needs none. The accounts are those of the group: a need file does not say who holds whom.
    """
    if kind in NOT_ECONOMIC:
        return Size.RESEARCH_NON_ECONOMIC
    years = [account.year for account in accounts]
    if len(set(years)) < len(years):
        raise entry.refuse("accounts", msg("one year twice"), msg("one entry a year"))
    rules = law().on(granted)
    history = [(account.year, judge_size(Figures.of(account), rules).status) for account in accounts]
    return status_over_years(history).size
