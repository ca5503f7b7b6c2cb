"""A partner that leaves: a kind of amendment, whose effect on its budget, its grant and its advance is told before it is approved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.message import Amount, Message, msg
from campus5g.ledger import Fund, Refusal, apply
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.actions import leave
from campus5g.portal.funds.books import fund_of, owed_of
from campus5g.portal.funds.models import Agreement, BudgetLine, Share
from campus5g.portal.funds.models.scoped import party
from campus5g.portal.funds.names import readable
from campus5g.portal.programme.joints import AmendmentKind
from campus5g.portal.programme.models import Action, Amendment, Participant, Programme


class LeavingForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Who leaves"), queryset=Organisation.objects.none(), empty_label="—")
    at_once = forms.BooleanField(
        label=_("What it owes of its repayable advance is repaid at once"), required=False,
        help_text=_("Otherwise it is repaid by the instalments that were agreed."),
    )  # fmt: skip

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["organisation"]
        working = _places(programme).values("organisation")
        field.queryset = Organisation.objects.filter(pk__in=working).order_by("name")

    def what(self) -> dict[str, Any]:
        return {"organisation": self.cleaned_data["organisation"].pk, "at_once": self.cleaned_data["at_once"]}


def _places(programme: Programme) -> Any:
    roles = (Participant.Role.CARRIER, Participant.Role.PARTNER)
    return Participant._base_manager.filter(programme=programme, until=None, role__in=roles)


def _leaver(amendment: Amendment) -> Organisation:
    found = Organisation.objects.filter(pk=amendment.what["organisation"]).first()
    if found is None or not _places(amendment.programme).filter(organisation=found).exists():
        raise Conflict(msg("This organisation takes part in the programme no longer."))
    return found


def _shares(amendment: Amendment, *states: str) -> list[Share]:
    rows = Share._base_manager.filter(
        agreement__programme=amendment.programme_id, organisation=amendment.what["organisation"], agreement__state__in=states
    )
    return list(rows.select_related("agreement__programme", "organisation").order_by("pk"))


def _after(amendment: Amendment, shares: list[Share]) -> Fund:
    """Return what the book would hold once it left, without writing anything."""
    fund = fund_of(amendment.programme)
    for share in shares:
        tried = apply(fund, bookkeeping.left(share, today(), amendment.pk))
        if isinstance(tried, Refusal):
            raise Conflict(readable([tried.reason])[0])
        fund = tried
    return fund


def _title(amendment: Amendment) -> Message:
    found = Organisation.objects.filter(pk=amendment.what["organisation"]).first()
    return msg("%(name)s leaves the programme", name=found.name if found else "—")


def _effect(amendment: Amendment) -> list[Message]:
    leaver = _leaver(amendment)
    if drafts := _shares(amendment, Agreement.State.DRAFT):
        number = drafts[0].agreement.number
        raise Conflict(msg("The agreement %(number)s, being written, gives it a share: change it first.", number=number))
    shares = _shares(amendment, Agreement.State.SIGNED)
    fund = _after(amendment, shares)
    told = [msg("%(name)s takes part until the day of the approval; it still sees its own lines", name=leaver.name)]
    for share in shares:
        told += _on_share(fund, share, at_once=bool(amendment.what.get("at_once")))
    owned = Action._base_manager.filter(programme=amendment.programme_id, owner__organisation=leaver)
    actions = [one for one in owned.select_related("strand") if one.open]
    if actions:
        told.append(msg("It answers for %(actions)s: somebody else has to", actions=", ".join(one.code for one in actions)))
    return told


def _on_share(fund: Fund, share: Share, *, at_once: bool) -> Iterator[Message]:
    now = fund.agreements[share.agreement.key]
    kept, number = now.shares[party(share.organisation_id)], share.agreement.number
    budget = sum(_lines(share).values_list("cents", flat=True))
    yield msg("%(number)s: its budget goes from %(before)s to %(after)s, which were accepted", number=number,
              before=Amount(budget), after=Amount(kept.accepted_cents))  # fmt: skip
    yield msg("%(number)s: its grant goes from %(before)s to %(after)s, which are earned", number=number,
              before=Amount(share.grant_cents), after=Amount(kept.earned))  # fmt: skip
    if kept.ahead:
        yield msg("%(number)s: it gives back %(cents)s that were paid and not earned", number=number, cents=Amount(kept.ahead))
    if kept.held:
        yield msg("%(number)s: %(cents)s stay held back until they are released", number=number, cents=Amount(kept.held))
    lapsed = share.advance_cents - kept.award.advance_cents
    if lapsed:
        yield msg("%(number)s: %(cents)s of its advance, not drawn, lapse", number=number, cents=Amount(lapsed))
    if owed := owed_of(fund, share):
        yield (
            msg("%(number)s: it repays %(cents)s of its advance at once", number=number, cents=Amount(owed))
            if at_once
            else msg("%(number)s: it repays %(cents)s of its advance as agreed", number=number, cents=Amount(owed))
        )


def _lines(share: Share) -> Any:
    return BudgetLine._base_manager.filter(agreement=share.agreement_id, organisation=share.organisation_id)


def _apply(actor: Actor, amendment: Amendment) -> dict[str, Any]:
    leaver, shares = _leaver(amendment), _shares(amendment, Agreement.State.SIGNED)
    leave(actor, amendment, leaver, shares, at_once=bool(amendment.what.get("at_once")))
    return {"organisation": leaver.pk, "agreements": [share.agreement_id for share in shares]}


LEAVE = AmendmentKind("leave", msg("A partner leaves"), LeavingForm, _title, _effect, _apply)
