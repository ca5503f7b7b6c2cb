"""The cash curve of a partner, or of the account of the trusted third party: what moved, and what is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from campus5g.documents.charts import Chart
from campus5g.documents.money_curve import Step, money_chart
from campus5g.ledger import Curve, Flow, curve, flows, foreseen
from campus5g.ledger.cash import FlowKind
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Payment
from campus5g.portal.funds.models.scoped import party
from campus5g.portal.programme.models import Programme

_PLANNED = {Payment.Kind.FUNDING: FlowKind.FUNDS, Payment.Kind.FIRST: FlowKind.PAYMENT, Payment.Kind.DRAWING: FlowKind.DRAWING,
            Payment.Kind.RETURN: FlowKind.RETURNED, Payment.Kind.RECOVERY: FlowKind.RECOVERY}  # fmt: skip
"""What the engine cannot foresee by itself, and the portal expects."""


def curve_of(programme: Programme, on: date, organisation_id: int | None = None) -> Curve:
    """Return the curve of one partner, or of the account: it agrees with the book on every day that is over."""
    fund = fund_of(programme)
    coming = foreseen(fund, on, _planned(programme, on))
    moved = (*flows(fund), *coming, *(_passed_back(one) for one in coming if one.kind is FlowKind.REPAYMENT and not one.direct))
    return curve(moved, party(organisation_id) if organisation_id else "")


def _passed_back(flow: Flow) -> Flow:
    """What is repaid to the trusted third party goes back to the funder on the same day."""
    return replace(flow, kind=FlowKind.RETURNED, partner="")


def _planned(programme: Programme, on: date) -> list[Flow]:
    expected = Payment._base_manager.filter(agreement__programme=programme, paid_on=None, cancelled_at=None, kind__in=_PLANNED)
    return [
        Flow(
            on=max(one.due_on, on), kind=_PLANNED[Payment.Kind(one.kind)], cents=one.cents, agreement=one.agreement.key,
            partner=party(one.organisation_id) if one.organisation_id and one.kind != Payment.Kind.RETURN else "",
            direct=one.agreement.direct, source=f"expected:{one.pk}", foreseen=True,
        )
        for one in expected.select_related("agreement")
    ]  # fmt: skip


def chart_of(programme: Programme, on: date, language: str, organisation_id: int | None = None) -> Chart | None:
    points = curve_of(programme, on, organisation_id).points
    if not points:
        return None
    steps = [Step(point.on, point.in_cents, point.out_cents, point.held_cents, point.foreseen) for point in points]
    return money_chart(steps, on, language, account=organisation_id is None)
