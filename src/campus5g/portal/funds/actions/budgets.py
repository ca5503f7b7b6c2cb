"""The budget of an agreement taken over from the project of its programme; a line taken off while nothing is signed."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.funds.actions.agreements import draft
from campus5g.portal.funds.models import Agreement, BudgetLine, Share
from campus5g.portal.funds.permissions import can_write_agreement
from campus5g.portal.funds.project_budget import Part, parts_of
from campus5g.portal.programme.models import Strand


def copy_budget(actor: Actor, agreement: Agreement, call_id: str = "") -> list[Part]:
    """Take over who spends what, and what the project's newest plan gives each of them under one call.

    A line of the same name is written again; shares said before are kept where no call is chosen. The funder's own costs stay out.
    """
    with deed(actor, "funds.copy_budget", right=can_write_agreement(actor, agreement)) as done:
        held = draft(agreement)
        parts = [part for part in parts_of(held.programme, call_id) if part.organisation_id != held.funder_id]
        if not parts:
            raise Conflict(msg("The project of this programme has no cost to take over."))
        strands = list(Strand._base_manager.filter(programme=held.programme)[:2])
        strand = strands[0] if len(strands) == 1 else None
        for part in parts:
            _share(held, part, call_id)
            for cost in part.costs:
                BudgetLine.objects.update_or_create(
                    agreement=held, organisation_id=part.organisation_id, label=cost.label,
                    defaults={"category": cost.category, "cents": cost.cents, "strand": strand},
                )  # fmt: skip
        done.on(
            held, call=call_id, lines=sum(len(part.costs) for part in parts), cents=sum(part.cents for part in parts),
            shares={str(part.organisation_id): part.grant_cents + part.advance_cents for part in parts},
        )  # fmt: skip
    return parts


def _share(agreement: Agreement, part: Part, call_id: str) -> None:
    said = {"grant_cents": part.grant_cents, "advance_cents": part.advance_cents, **part.terms}
    if call_id:
        Share.objects.update_or_create(agreement=agreement, organisation_id=part.organisation_id, defaults=said)
    else:
        Share.objects.get_or_create(agreement=agreement, organisation_id=part.organisation_id)


def drop_line(actor: Actor, line: BudgetLine) -> None:
    """Take a line off the budget of an agreement that nobody signed: nothing was claimed on it yet."""
    with deed(actor, "funds.drop_line", right=can_write_agreement(actor, line.agreement)) as done:
        held = draft(line.agreement)
        row = BudgetLine._base_manager.filter(pk=line.pk, agreement=held).first()
        if row is None:
            raise Conflict(msg("This line was taken off already."))
        done.on(held, line=row.pk, organisation=row.organisation_id, cents=row.cents)
        row.delete()
