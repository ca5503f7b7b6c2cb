"""The kinds of payment as sentences of the house say them, outside pages too."""

from __future__ import annotations

from campus5g.core.message import Message, msg

KINDS: dict[str, Message] = {
    "funding": msg("Payment of the funder"),
    "first": msg("First payment"),
    "interim": msg("Payment of a claim"),
    "balance": msg("Balance"),
    "retention": msg("Retention released"),
    "drawing": msg("Drawing of the advance"),
    "repayment": msg("Repayment of the advance"),
    "recovery": msg("Recovery"),
    "return": msg("Passed back to the funder"),
}
