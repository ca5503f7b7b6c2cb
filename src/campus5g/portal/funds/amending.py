"""Budget that moves from one line to another: a kind of amendment, applied once it is approved."""

from __future__ import annotations

from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.ledger import Refusal, apply
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions import move_budget
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.forms import MoveForm
from campus5g.portal.funds.models import BudgetLine
from campus5g.portal.funds.names import readable
from campus5g.portal.programme.joints import AmendmentKind
from campus5g.portal.programme.models import Amendment, Programme


class BudgetForm(MoveForm):
    """The form of such an amendment."""

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, programme=programme, **kwargs)

    def what(self) -> dict[str, Any]:
        data = self.cleaned_data
        source, target = data["source"], data["target"]
        if source.agreement_id != target.agreement_id or source.pk == target.pk:
            raise BadInput("target", msg("no other line of this agreement"), msg("another line of the same agreement"))
        return {"source": source.pk, "target": target.pk, "cents": data["cents"]}


def _lines(amendment: Amendment) -> tuple[BudgetLine, BudgetLine, int]:
    what = amendment.what
    rows = BudgetLine._base_manager.filter(agreement__programme=amendment.programme_id)
    found = {
        line.pk: line for line in rows.filter(pk__in=(what["source"], what["target"])).select_related("agreement", "organisation")
    }
    if len(found) != 2:
        raise Conflict(msg("A line that this amendment moves is no longer in the budget."))
    return found[what["source"]], found[what["target"]], what["cents"]


def _title(amendment: Amendment) -> Message:
    giving, taking, cents = _lines(amendment)
    return msg("%(amount)s from “%(source)s” to “%(target)s”", amount=Amount(cents), source=giving.label, target=taking.label)


def _effect(amendment: Amendment) -> list[Message]:
    giving, taking, cents = _lines(amendment)
    told = bookkeeping.budget_moved(giving.agreement, giving, taking, cents, today(), _key(amendment))
    tried = apply(fund_of(amendment.programme), told)
    if isinstance(tried, Refusal):
        raise Conflict(readable([tried.reason])[0])
    return [
        msg("%(line)s (%(name)s) goes from %(before)s to %(after)s", line=line.label, name=line.organisation.name,
            before=Amount(line.cents), after=Amount(line.cents + change))
        for line, change in ((giving, -cents), (taking, cents))
    ]  # fmt: skip


def _apply(actor: Actor, amendment: Amendment) -> dict[str, Any]:
    giving, taking, cents = _lines(amendment)
    move_budget(actor, giving, taking, cents, amendment.why, today(), _key(amendment))
    return {"source": giving.pk, "target": taking.pk, "cents": cents}


def _key(amendment: Amendment) -> str:
    return f"amendment:{amendment.pk}"


MOVE_BUDGET = AmendmentKind("budget", msg("Move budget"), BudgetForm, _title, _effect, _apply)
