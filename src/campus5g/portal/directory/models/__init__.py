"""The things of the directory."""

from campus5g.portal.directory.models.assistance import Assistance
from campus5g.portal.directory.models.community import Letter, Portrait, Strength, Talent
from campus5g.portal.directory.models.delegations import Delegation
from campus5g.portal.directory.models.groups import Affiliate, ClosedAccounts, Stake
from campus5g.portal.directory.models.organisations import Invitation, Membership, Organisation, fold

__all__ = [
    "Affiliate",
    "Assistance",
    "ClosedAccounts",
    "Delegation",
    "Invitation",
    "Letter",
    "Membership",
    "Organisation",
    "Portrait",
    "Stake",
    "Strength",
    "Talent",
    "fold",
]
