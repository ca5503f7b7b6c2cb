"""The report of a period to a funder: the engine's figures with names, each with the claims, invoices and files it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.message import Message, msg
from campus5g.documents.money_report import MoneyReport, Sheet, SheetRow
from campus5g.ledger import Figure, Report, report
from campus5g.portal.base import attachments
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import AuditHead
from campus5g.portal.base.scope import without_scope
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Agreement, Claim, ClaimLine
from campus5g.portal.funds.models.scoped import party
from campus5g.portal.funds.names import Names, names_behind
from campus5g.portal.funds.standing import sees_whole
from campus5g.portal.programme.models import Programme, Strand


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date


def report_of(actor: Actor, programme: Programme, period: Period) -> MoneyReport:
    """Return the report that the actor may see: whole for the office and the funders, a partner's own lines for a partner."""
    whole = sees_whole(actor, programme)
    own = "" if whole else party(actor.organisation_id)
    figures = report(fund_of(programme), period.first, period.last, partner=own)
    names = names_behind(_keys(figures))
    agreements = Agreement._base_manager.filter(programme=programme).select_related("funder")
    return MoneyReport(
        title=programme.title,
        organisation=programme.organisation.name,
        first=period.first,
        last=period.last,
        funders=", ".join(sorted({one.funder.name for one in agreements})),
        example=any(one.example for one in agreements),
        head=AuditHead.objects.get(pk=1).digest,
        sheets=(*(_funders(figures, names) if whole else ()), _partners(figures, names), _lines(figures, names, programme),
                _advances(figures, names), _evidence(programme, period)),
    )  # fmt: skip


def _keys(figures: Report) -> list[str]:
    rows = (*figures.funders, *figures.partners, *figures.lines, *figures.advances)
    return [str(getattr(row, name, "")) for row in rows for name in ("agreement", "partner", "funder", "line")]


_DEEDS = {
    "claim": msg("claim %(n)s"),
    "approved": msg("claim %(n)s accepted"),
    "rejected": msg("claim %(n)s refused"),
    "released": msg("grant held back, released by payment %(n)s"),
    "paid": msg("payment %(n)s"),
    "back": msg("payment %(n)s come back"),
    "change": msg("change %(n)s of an advance"),
}
"""What the book calls its deeds, in words; the number is that of the claim, the payment or the change."""


def _trail(*figures: Figure) -> tuple[Message | str, ...]:
    return tuple(_deed(key) for figure in figures for key in figure.trail)


def _deed(key: str) -> Message | str:
    kind, _, rest = key.partition(":")
    known = _DEEDS.get(kind)
    return Message(known.template, {"n": rest.partition(":")[0]}) if known else key


def _funders(figures: Report, names: Names) -> tuple[Sheet, ...]:
    heads = (msg("Promised"), msg("Received in the period"), msg("Given back in the period"), msg("Held at the end"))
    rows = tuple(
        SheetRow((names.of(row.agreement), names.of(row.funder)),
                 (row.pledged.cents, row.received.cents, row.returned.cents, row.cash.cents), _trail(row.received))
        for row in figures.funders
    )  # fmt: skip
    return (Sheet(msg("Funders"), (msg("Agreement"), msg("Funder")), heads, rows),)


def _partners(figures: Report, names: Names) -> Sheet:
    heads = (msg("Award"), msg("Grant earned"), msg("Held back"), msg("Paid"), msg("Given back"), msg("Due at the end"),
             msg("Paid ahead at the end"))  # fmt: skip
    rows = tuple(
        SheetRow(
            (names.of(row.agreement), names.of(row.partner)),
            tuple(one.cents for one in (row.award, row.granted, row.retained, row.paid, row.recovered, row.due, row.ahead)),
            _trail(row.paid),
        )
        for row in figures.partners
    )
    return Sheet(msg("Partners"), (msg("Agreement"), msg("Partner")), heads, rows)


def _lines(figures: Report, names: Names, programme: Programme) -> Sheet:
    strands = {str(one.pk): one.title for one in Strand._base_manager.filter(programme=programme)}
    heads = (msg("Budget"), msg("Claimed"), msg("Amount accepted"), msg("Refused"), msg("Grant earned"))
    rows = tuple(
        SheetRow(
            (names.of(row.agreement), names.of(row.partner), strands.get(row.strand, ""), row.label),
            tuple(one.cents for one in (row.budget, row.claimed, row.eligible, row.refused, row.granted)), _trail(row.claimed),
        )
        for row in figures.lines
    )  # fmt: skip
    return Sheet(msg("Budget lines"), (msg("Agreement"), msg("Partner"), msg("Strand"), msg("Budget line")), heads, rows)


def _advances(figures: Report, names: Names) -> Sheet:
    heads = (msg("Drawn"), msg("Repaid"), msg("Written off"), msg("Interest"), msg("Owed at the end"))
    rows = tuple(
        SheetRow(
            (names.of(row.agreement), names.of(row.partner)),
            tuple(one.cents for one in (row.drawn, row.repaid, row.written_off, row.interest, row.outstanding)),
            _trail(row.drawn, row.repaid),
        )
        for row in figures.advances
    )  # fmt: skip
    return Sheet(msg("Repayable advances"), (msg("Agreement"), msg("Partner")), heads, rows)


def _evidence(programme: Programme, period: Period) -> Sheet:
    """Every line approved in the period, with its invoice and its files named by the beginning of their SHA-256."""
    found = ClaimLine.objects.filter(
        claim__agreement__programme=programme, claim__state=Claim.State.APPROVED, removed_at=None,
        claim__approved_on__gte=period.first, claim__approved_on__lte=period.last,
    ).select_related("claim__agreement", "claim__organisation", "budget").order_by("claim__approved_on", "claim_id", "pk")  # fmt: skip
    lines = list(found)
    with without_scope():
        files = attachments.files_of(lines)
    rows = tuple(
        SheetRow(
            (
                line.claim.reference,
                line.claim.organisation.name,
                line.budget.label,
                line.supplier,
                line.invoice,
                line.on.isoformat(),
            ),
            (line.asked_cents, line.accepted_cents or 0),
            (_deed(f"claim:{line.claim_id}"), *(f"{file.name} ({file.sha256[:12]})" for file in files[line.pk])),
        )
        for line in lines
    )
    texts: tuple[Message, ...] = (msg("Claim"), msg("Partner"), msg("Budget line"), msg("Supplier"), msg("Invoice"), msg("Day"))
    return Sheet(msg("Invoices"), texts, (msg("Claimed"), msg("Amount accepted")), rows)
