"""The money of the demonstration (``funds.yaml``), done by the same verbs as the pages: deterministic, and once.

Who writes for a partner is one of its people, else the system: real organisations have nobody in a demonstration.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of, office_people, people_of
from campus5g.portal.funds import actions
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import Agreement, Change, Claim, ClaimLine, Payment, Share
from campus5g.portal.funds.models.scoped import party
from campus5g.portal.programme.loading import day_of, play
from campus5g.portal.programme.models import Programme, Strand

Data = dict[str, Any]
Kind = Payment.Kind
EVIDENCE = b"%PDF-1.7\n% Piece fictive de la demonstration\n"
WAGES = "Paie "
"""A pay slip bears no VAT."""
CHECKED_AFTER, APPROVED_AFTER = timedelta(days=8), timedelta(days=14)


def load_funds(directory: Path, _actor: Actor) -> None:
    """Load the programmes of the file, then each agreement that is not there yet."""
    path = directory / "funds.yaml"
    person = office_people().order_by("pk").first()
    if not path.is_file() or person is None:
        return
    told, office = yaml.safe_load(path.read_text(encoding="utf-8")), actor_of(person)
    with acting(office):
        for said in told["programmes"]:
            play(office, said)
        for said in told["agreements"]:
            programme = Programme.objects.filter(key=said["programme"]).first()
            funder = Organisation.objects.filter(key=said["funder"]).first()
            if programme and funder and not Agreement.objects.filter(funder=funder, number=said["number"]).exists():
                _Play(office, programme, funder, said).live()


class _Play:
    """One agreement, from its signature to today, or to the last euro repaid."""

    def __init__(self, office: Actor, programme: Programme, funder: Organisation, told: Data) -> None:
        self._office, self._programme, self._funder, self._told = office, programme, funder, told
        self._shares: dict[str, Share] = {}

    def live(self) -> None:
        agreement = self._sign()
        self._pay(agreement, Kind.FUNDING, Kind.FIRST, Kind.DRAWING)
        for said in self._told.get("claims", ()):
            if said["organisation"] in self._shares:
                self._claim(agreement, said)
        if "released" in self._told:
            self._release(agreement, day_of(self._told["released"]))
        for said in self._told.get("changes", ()):
            if said["organisation"] in self._shares:
                self._change(self._shares[said["organisation"]], said)
        for share in self._shares.values():
            if share.advance_cents:
                actions.call_due(SYSTEM, share)
        if self._told.get("repaid"):
            self._pay(agreement, Kind.REPAYMENT, Kind.RETURN)
        if "closed_until" in self._told:
            actions.close_period(self._office, self._programme, day_of(self._told["closed_until"]))

    def _sign(self) -> Agreement:
        told, programme = self._told, self._programme
        agreement = actions.enter_agreement(
            self._office, programme, funder=self._funder, number=told["number"], signed_on=day_of(told["signed"]),
            starts_on=programme.starts_on, ends_on=programme.base_ends_on, claims_until=programme.base_ends_on + timedelta(days=90),
            rate_percent=told["rate"], first_percent=told["first"], retention_percent=told["retention"],
            transfer_percent=told.get("transfer", 0), conditions=told.get("conditions", ""), example=told.get("example", False),
        )  # fmt: skip
        for said in told["shares"]:
            organisation = Organisation.objects.filter(key=said["organisation"]).first()
            if organisation is None:
                continue
            terms = dict(said.get("terms", {}))
            self._shares[said["organisation"]] = actions.set_share(
                self._office, agreement, organisation, grant_cents=100 * said["grant"], advance_cents=100 * said["advance"],
                recovers_vat=said.get("vat", True), minimum_cents=100 * terms.pop("minimum", 0), **terms,
            )  # fmt: skip
            for label, category, euros, number in said["lines"]:
                strand = Strand.objects.filter(programme=programme, number=number).first()
                actions.set_line(self._office, agreement, organisation, label, category, 100 * euros, strand)
        return actions.sign(self._office, agreement)

    def _pay(self, agreement: Agreement, *kinds: Kind) -> None:
        """Pay what is expected of these kinds on its day, one kind after the other."""
        for kind in kinds:
            due = Payment.objects.filter(agreement=agreement, kind=kind, paid_on=None, due_on__lte=today())
            for payment in due.select_related("agreement__programme", "organisation"):
                actions.pay(self._office, payment, payment.due_on)

    def _claim(self, agreement: Agreement, said: Data) -> None:
        organisation = self._shares[said["organisation"]].organisation
        person = people_of(organisation.pk).order_by("pk").first()
        own = actor_of(person, organisation.pk) if person else SYSTEM
        claim = actions.open_claim(
            own, agreement, organisation, day_of(said["from"]), day_of(said["to"]), last=said.get("last", False)
        )
        budget = list(agreement.lines.filter(organisation=organisation).order_by("pk"))
        cuts: dict[int, int] = {}
        for place, supplier, invoice, day, euros, text, *kept in said["lines"]:
            line = actions.write_line(
                own, claim, file=SimpleUploadedFile("piece.pdf", EVIDENCE + str(invoice).encode()), budget=budget[place], supplier=supplier,
                invoice=str(invoice), on=day_of(day), net_cents=100 * euros, asked_cents=None, text=text,
                vat_cents=0 if supplier.startswith(WAGES) else 20 * euros,
            )  # fmt: skip
            if kept:
                cuts[line.pk] = 100 * kept[0]
        if said["state"] != "draft":
            self._look(actions.submit(own, claim, day_of(said["sent"])), said, cuts)

    def _look(self, claim: Claim, said: Data, cuts: dict[int, int]) -> None:
        sent = day_of(said["sent"])
        if said["state"] == "asked":
            line = ClaimLine.objects.filter(claim=claim).select_related("claim__agreement").earliest("pk")
            actions.judge_line(self._office, line, ClaimLine.Outcome.QUESTIONED, why="Le procès-verbal de réception manque.")
            actions.ask_back(self._office, claim, said["why"], sent + CHECKED_AFTER)
        if said["state"] not in ("checked", "approved", "paid"):
            return
        for line in ClaimLine.objects.filter(pk__in=cuts).select_related("claim__agreement"):
            actions.judge_line(self._office, line, ClaimLine.Outcome.CUT, cuts[line.pk], "Jours passés hors du programme.")
        actions.accept_rest(self._office, claim)
        claim = actions.check_claim(self._office, claim, sent + CHECKED_AFTER)
        if said["state"] == "checked":
            return
        person = people_of(self._funder.pk).order_by("pk").first()
        actions.approve_claim(actor_of(person, self._funder.pk) if person else SYSTEM, claim, self._until(sent + APPROVED_AFTER))
        if said["state"] == "paid":
            self._pay(claim.agreement, Kind.FUNDING, Kind.INTERIM, Kind.BALANCE)

    @staticmethod
    def _until(day: date) -> date:
        return min(day, today())

    def _release(self, agreement: Agreement, on: date) -> None:
        """Release what is held back, once the last claims are paid."""
        shares = fund_of(self._programme).agreements[agreement.key].shares
        for share in self._shares.values():
            held = shares[party(share.organisation_id)].held
            if held:
                actions.expect_payment(self._office, agreement, Kind.FUNDING, None, held, on, "Retenue libérée")
                actions.expect_payment(
                    self._office, agreement, Kind.RETENTION, share.organisation, held, on, "Rapport final accepté"
                )
        self._pay(agreement, Kind.FUNDING, Kind.RETENTION)

    def _change(self, share: Share, said: Data) -> None:
        person = people_of(share.organisation_id).order_by("pk").first()
        content = {name: said[name] for name in ("months", "percent") if name in said}
        if "percent" in content:
            content["percent"] = Decimal(content["percent"])
        asker = actor_of(person, share.organisation_id) if person else SYSTEM
        change = actions.ask_change(
            asker, share, kind=Change.Kind(said["kind"]), on=day_of(said["on"]), why=said["why"], **content
        )
        actions.decide_change(self._office, change, approves=True)
