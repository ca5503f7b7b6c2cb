"""The money of a small programme: one funder, two partners, an agreement with a grant and a repayable advance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of
from campus5g.portal.funds import actions
from campus5g.portal.funds.models import Agreement, BudgetLine, Claim, ClaimLine, Payment, Share
from campus5g.portal.programme.models import Programme
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.programme import ParticipantFactory, ProgrammeFactory

K = 1_000_00
"""A thousand euros."""


@dataclass
class Money:
    """office, second: two persons of the office. partner, other: of the two partners. funder: of the funder."""

    programme: Programme
    agreement: Agreement
    office: Actor
    second: Actor
    funder: Actor
    partner: Actor
    other: Actor
    labour: BudgetLine
    tools: BudgetLine

    @property
    def company(self) -> Organisation:
        return Organisation.objects.get(pk=self.partner.organisation_id)

    def share(self, actor: Actor | None = None) -> Share:
        found: Share = Share._base_manager.select_related("agreement__programme", "agreement__funder", "organisation").get(
            agreement=self.agreement, organisation_id=(actor or self.partner).organisation_id
        )
        return found

    def pay_all(self, *kinds: str, on: date | None = None) -> None:
        """Pay what is expected, the funder first."""
        for kind in kinds:
            rows = Payment._base_manager.filter(agreement__programme=self.programme, kind=kind, paid_on=None)
            for payment in rows.select_related("agreement__programme", "organisation"):
                with acting(self.office):
                    actions.pay(self.office, payment, on or today())


def money(owner: Organisation | None = None, *, direct: bool = False, **said: Any) -> Money:
    """A signed agreement: 100 k€ of budget for the partner, 40 k€ of grant and 10 k€ of advance; half of it for the other one."""
    programme = ProgrammeFactory(
        organisation=OrganisationFactory(office=True, bare=True),
        starts_on=today() - timedelta(days=300),
        ends_on=today() + timedelta(days=700),
    )
    office = MembershipFactory(organisation=programme.organisation, manages=True).user
    second = MembershipFactory(organisation=programme.organisation).user
    funder, other = OrganisationFactory(kind="funder", bare=True), OrganisationFactory(bare=True)
    company = owner or OrganisationFactory(bare=True)
    actors = [actor_of(one) for one in (office, second)]
    for organisation, role in ((funder, "funder"), (company, "carrier"), (other, "partner")):
        ParticipantFactory(programme=programme, organisation=organisation, role=role)
    days = {
        "signed_on": today() - timedelta(days=280), "starts_on": programme.starts_on, "ends_on": programme.ends_on,
        "claims_until": programme.ends_on,
    }  # fmt: skip
    rules = {"rate_percent": 50, "first_percent": 20, "retention_percent": 10, "direct": direct}
    with acting(actors[0]) as acts:
        agreement = actions.enter_agreement(
            acts, programme, funder=funder, number=f"F-{programme.pk}", **{**days, **rules, **said}
        )
        terms = {"deferral_months": 0, "instalments": 4, "every_months": 3}
        actions.set_share(acts, agreement, company, grant_cents=40 * K, advance_cents=10 * K, **terms)
        actions.set_share(acts, agreement, other, grant_cents=20 * K, advance_cents=0)
        labour = actions.set_line(acts, agreement, company, "Staff", "experimental", 60 * K)
        tools = actions.set_line(acts, agreement, company, "Tools", "experimental", 40 * K)
        actions.set_line(acts, agreement, other, "Staff", "experimental", 50 * K)
        agreement = actions.sign(acts, agreement)
    people = [MembershipFactory(organisation=one, manages=True).user for one in (funder, company, other)]
    return Money(programme, agreement, *actors, *(actor_of(one) for one in people), labour, tools)


def claim_of(given: Money, *, cents: int = 10 * K, invoice: str = "2026-001", evidence: Any = None) -> Claim:
    """A claim that is being written, with one line."""
    with acting(given.partner) as own:
        claim = actions.open_claim(own, given.agreement, given.company, today() - timedelta(days=60), today())
        line(given, claim, cents=cents, invoice=invoice, evidence=evidence)
    return claim


def line(
    given: Money, claim: Claim, *, cents: int = 10 * K, invoice: str = "2026-002", evidence: Any = None, **said: Any
) -> ClaimLine:
    told = {
        "budget": given.labour,
        "supplier": "Grues du Nord SARL",
        "on": today() - timedelta(days=20),
        "vat_cents": 0,
        "asked_cents": None,
    }
    with acting(given.partner) as own:
        return actions.write_line(own, claim, file=evidence or pdf(), net_cents=cents, invoice=invoice, **{**told, **said})


def pdf(name: str = "invoice.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 paid")
