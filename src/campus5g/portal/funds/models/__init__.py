"""What is kept of the money of a programme: agreements, claims, payments, the bank, and the book that holds them together."""

from campus5g.portal.funds.models.agreements import Agreement, BudgetLine, Share
from campus5g.portal.funds.models.book import Book, BookDeed, Posting
from campus5g.portal.funds.models.claims import Claim, ClaimLine, ClaimVersion
from campus5g.portal.funds.models.payments import BankLayout, BankLine, Change, Payment, Settlement, Statement

__all__ = [
    "Agreement",
    "BankLayout",
    "BankLine",
    "Book",
    "BookDeed",
    "BudgetLine",
    "Change",
    "Claim",
    "ClaimLine",
    "ClaimVersion",
    "Payment",
    "Posting",
    "Settlement",
    "Share",
    "Statement",
]
