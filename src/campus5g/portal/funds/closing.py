"""What is left to settle before an agreement is closed."""

from __future__ import annotations

from campus5g.core.message import Message, msg
from campus5g.ledger import obstacles
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Agreement, Change, Claim
from campus5g.portal.funds.names import readable


def obstacles_of(agreement: Agreement) -> list[Message]:
    """Return, in sentences, what keeps an agreement from being closed: what the book holds, and what was not sent or decided yet."""
    told = readable(one.reason for one in obstacles(fund_of(agreement.programme), agreement.key))
    drafts = Claim._base_manager.filter(agreement=agreement, state=Claim.State.DRAFT).select_related("agreement", "organisation")
    told += [
        msg("the claim %(claim)s of %(name)s is being written: it is sent, or withdrawn",
            claim=one.reference, name=one.organisation.name)
        for one in drafts
    ]  # fmt: skip
    asked = Change._base_manager.filter(share__agreement=agreement, state=Change.State.ASKED).select_related(
        "share__organisation"
    )
    return told + [msg("a change of the advance of %(name)s is to be decided", name=one.share.organisation.name) for one in asked]
