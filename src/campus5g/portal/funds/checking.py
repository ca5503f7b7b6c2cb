"""What the rules say of a claim, as it is typed and when it is sent: the engine's findings, with what each reader may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from campus5g import ledger
from campus5g.core.message import Message, msg
from campus5g.portal.base import attachments
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import without_scope
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Claim, ClaimLine, Share
from campus5g.portal.funds.models.scoped import party


@dataclass(frozen=True, slots=True)
class Told:
    """A finding on one line. refuses: the claim is not sent with it. where: the claim that holds the same invoice, for the office."""

    key: str
    reason: Message
    refuses: bool
    where: str = ""


def recovers_vat(claim: Claim) -> bool:
    share = Share._base_manager.filter(agreement_id=claim.agreement_id, organisation_id=claim.organisation_id).first()
    return share.recovers_vat if share else True


def told(claim: Claim, lines: Sequence[ClaimLine]) -> ledger.Claim:
    """The claim as the engine reads it, with the names of its files."""
    with without_scope():
        files = attachments.files_of(lines)
    evidence = {line.pk: tuple(file.name for file in files[line.pk]) for line in lines}
    return bookkeeping.claim_told(claim, lines, evidence, recovers_vat(claim))


def checks_of(claim: Claim, lines: Sequence[ClaimLine]) -> ledger.ClaimCheck:
    """What the rules say of the whole claim, what is eligible by rule and what it would earn."""
    standing = fund_of(claim.agreement.programme).agreements[claim.agreement.key]
    accepted = standing.shares[party(claim.organisation_id)].accepted
    return ledger.check_claim(told(claim, lines), standing.agreement, accepted=accepted, seen=seen_elsewhere(claim, lines))


def findings_of(claim: Claim, lines: Sequence[ClaimLine]) -> dict[int, tuple[Told, ...]]:
    """The findings on each line, by its number."""
    by_key = {line.key: line.pk for line in lines}
    found: dict[int, tuple[Told, ...]] = {}
    for check in checks_of(claim, lines).lines:
        found[by_key[check.line]] = tuple(
            Told(one.key, one.reason, one.severity is ledger.Severity.REFUSED, one.elsewhere) for one in check.findings
        )
    return found


def seen_elsewhere(claim: Claim, lines: Sequence[ClaimLine]) -> list[ledger.Seen]:
    """The invoices of other claims, of every programme, that could be one of these: same day and same amount."""
    days = {line.on for line in lines}
    others = (
        ClaimLine._base_manager.filter(on__in=days, removed_at=None)
        .exclude(claim=claim)
        .exclude(claim__state__in=(Claim.State.DRAFT, Claim.State.WITHDRAWN))
    )
    rows: dict[int, list[ClaimLine]] = {}
    for row in others.select_related("claim__agreement", "budget"):
        rows.setdefault(row.claim_id, []).append(row)
    return [
        seen
        for mine in rows.values()
        for seen in ledger.seen_in(bookkeeping.claim_told(mine[0].claim, mine, {}, recovers_vat=True), mine[0].claim.reference)
    ]


def hidden_from(actor: Actor, findings: Iterable[Told]) -> list[Told]:
    """Take away from a finding what its reader may not know: which other claim holds the invoice is the office's to see."""
    return [one if actor.sees_all or not one.where else replace(one, where="", reason=_SOMEWHERE) for one in findings]


_SOMEWHERE = msg("This invoice is claimed elsewhere already.")
