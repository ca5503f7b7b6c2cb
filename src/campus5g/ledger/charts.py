"""The accounts of a programme, seen from the trusted third party that passes the money on.

Under each agreement: ``bank`` the funder's money in the third party's account; ``funder`` what is held for the funder, or owed by it
when negative; ``funding`` and ``granted`` the grants earned, as income and expense, always alike; ``due``, ``retained`` and ``ahead``
of each partner; ``pledged`` and ``awarded`` what is promised and not used yet; for each repayable advance ``advance`` the
capital not called yet, and ``called`` the capital and interest called and not paid.
"""

from __future__ import annotations

from campus5g.ledger.agreement import Agreement
from campus5g.ledger.book import Account, Kind

PROGRAMME_ROLES = {
    "bank": Kind.ASSET,
    "funder": Kind.LIABILITY,
    "funding": Kind.INCOME,
    "pledged": Kind.COMMITMENT_RECEIVED,
}
PARTNER_ROLES = {
    "granted": Kind.EXPENSE,
    "due": Kind.LIABILITY,
    "retained": Kind.LIABILITY,
    "ahead": Kind.ASSET,
    "awarded": Kind.COMMITMENT_GIVEN,
}
ADVANCE_ROLES = {"advance": Kind.ASSET, "called": Kind.ASSET}


def account_key(role: str, *names: str) -> str:
    """Return the key of an account: ``bank/AGREEMENT``, ``due/AGREEMENT/PARTNER``, ``advance/ADVANCE``."""
    return "/".join((role, *names))


def accounts_of(agreement: Agreement) -> list[Account]:
    """Return the accounts that an agreement needs, with those of its partners."""
    own = [
        Account(account_key(role, agreement.key), kind, role, "" if role == "bank" else agreement.funder, agreement.key)
        for role, kind in PROGRAMME_ROLES.items()
    ]
    return own + [
        Account(account_key(role, agreement.key, award.partner), kind, role, award.partner, agreement.key)
        for award in agreement.awards
        for role, kind in PARTNER_ROLES.items()
    ]


def accounts_of_advance(advance: str, partner: str, agreement: str) -> list[Account]:
    """Return the accounts of a repayable advance."""
    return [Account(account_key(role, advance), kind, role, partner, agreement) for role, kind in ADVANCE_ROLES.items()]
