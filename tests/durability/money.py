"""What the tests of the money run in processes of their own: ``python -m tests.durability.money VERB``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import campus5g.portal  # noqa: F401 (chooses the SQLite library, before anything opens a database)

CLAIMS, LINES, AMENDMENTS = 6, 40, 5
EUROS = 1_000_00


def settle() -> None:
    """Make an agreement with claims that are checked, one a period of one partner: a second person may approve each."""
    from campus5g.portal.base.scope import acting
    from campus5g.portal.funds import actions
    from tests.portal.factories.funds import claim_of, money

    given = money(first_percent=0)
    for number in range(CLAIMS):
        claim = claim_of(given, cents=EUROS, invoice=f"2026-{number}")
        with acting(given.partner) as own:
            claim = actions.submit(own, claim)
        with acting(given.office) as office:
            actions.accept_rest(office, claim)
            actions.check_claim(office, claim)


def approve(at: str = "") -> None:
    """Approve every claim, each as it was read before; print a line for each that is acknowledged."""
    from campus5g.portal.base.decisions import Conflict, Denied
    from campus5g.portal.base.scope import acting
    from campus5g.portal.directory.models import Membership
    from campus5g.portal.directory.people import actor_of
    from campus5g.portal.funds import actions
    from campus5g.portal.funds.models import Claim

    rows = list(Claim._base_manager.select_related("agreement__programme", "agreement__funder").order_by("pk"))
    funder = Membership.objects.filter(organisation_id=rows[0].agreement.funder_id).earliest("pk")
    if at:
        time.sleep(max(0.0, float(at) - time.time()))
    with acting(actor_of(funder.user)) as actor:
        for claim in rows:
            try:
                actions.approve_claim(actor, claim)
            except (Conflict, Denied):
                print("refused", flush=True)
            else:
                print("approved", flush=True)


def read_in(at: str = "") -> None:
    """Read the same statement again and again, until somebody stops it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from campus5g.portal.base.actor import SYSTEM
    from campus5g.portal.base.scope import acting
    from campus5g.portal.funds import actions
    from campus5g.portal.programme.models import Programme

    rows = "".join(f"21/11/2026;Virement {number};;{number},00\n" for number in range(1, LINES + 1))
    if at:
        time.sleep(max(0.0, float(at) - time.time()))
    with acting(SYSTEM):
        (statement,) = actions.read_in(
            SYSTEM, Programme.objects.get(), SimpleUploadedFile("releve.csv", f"Date;Libellé;Débit;Crédit\n{rows}".encode())
        )
    print(statement.added, flush=True)


def lend() -> None:
    """Draw an advance whose first instalments were due long ago."""
    from tests.portal.factories.funds import money

    money().pay_all("funding", "drawing")


def call(at: str = "") -> None:
    """Call the instalments whose day has come; print how many."""
    from campus5g.portal.funds import actions

    if at:
        time.sleep(max(0.0, float(at) - time.time()))
    print(actions.call_instalments(), flush=True)


def calls() -> None:
    """Say how many instalments are called in the book, expected as payments, and told in the trail, and what the trail has of nothing."""
    from campus5g.portal.base.models import AuditEvent
    from campus5g.portal.funds.models import BookDeed, Payment

    told = AuditEvent.objects.filter(verb="funds.call_instalment")
    said = {
        "book": BookDeed._base_manager.filter(kind="instalment_called").count(),
        "payments": Payment._base_manager.filter(kind="repayment").count(),
        "told": told.count(), "of nothing": told.filter(subject_id=None).count(),
    }  # fmt: skip
    print(json.dumps(said))


def propose() -> None:
    """Propose amendments, each moving a thousand euros from one line to another; the office alone approves them."""
    from campus5g.portal.base.scope import acting
    from campus5g.portal.programme import actions
    from tests.portal.factories.funds import money

    given = money()
    what = {"source": given.labour.pk, "target": given.tools.pk, "cents": EUROS}
    with acting(given.office) as office:
        for number in range(AMENDMENTS):
            actions.propose_amendment(office, given.programme, "budget", what, f"Dearer tools {number}")


def amend(at: str = "", who: str = "0") -> None:
    """Approve every amendment as one of the office's two persons, each as it was read before; print a line for each answer."""
    from campus5g.portal.base.decisions import Conflict, Denied
    from campus5g.portal.base.scope import acting
    from campus5g.portal.directory.models import Membership
    from campus5g.portal.directory.people import actor_of
    from campus5g.portal.programme import actions
    from campus5g.portal.programme.models import Amendment

    rows = list(Amendment._base_manager.select_related("programme").order_by("pk"))
    members = Membership.objects.filter(organisation_id=rows[0].programme.organisation_id).order_by("pk")
    if at:
        time.sleep(max(0.0, float(at) - time.time()))
    with acting(actor_of(members[int(who)].user)) as actor:
        for amendment in rows:
            try:
                held = actions.approve_amendment(actor, amendment)
            except (Conflict, Denied):
                print("refused", flush=True)
            else:
                print(held.state, flush=True)


def amended() -> None:
    """Say what the amendments came to: their approvals, the deeds of the book, the lines of the budget and their sum there."""
    from campus5g.portal.funds.books import fund_of
    from campus5g.portal.funds.models import BookDeed, BudgetLine
    from campus5g.portal.programme.models import Amendment, Approval, Programme

    (standing,) = fund_of(Programme._base_manager.get()).agreements.values()
    said = {
        "applied": Amendment._base_manager.filter(state="applied").count(), "approvals": Approval._base_manager.count(),
        "book": BookDeed._base_manager.filter(kind="agreement_amended").count(),
        "lines": list(BudgetLine._base_manager.order_by("pk").values_list("cents", flat=True)),
        "told": [line.cents for line in standing.agreement.lines],
    }  # fmt: skip
    print(json.dumps(said))


def check() -> None:
    """Say what is stored, and whether the book, replayed, holds what its rows hold."""
    from django.db.models import Sum

    from campus5g.portal.base.audit import check_chain
    from campus5g.portal.funds.books import replayed
    from campus5g.portal.funds.models import BankLine, Book, BookDeed, Claim, Payment, Posting

    fund, _digest, last = replayed(Book._base_manager.get())
    sums = Posting._base_manager.aggregate(debit=Sum("debit_cents"), credit=Sum("credit_cents"))
    said: dict[str, Any] = {
        "approved": Claim._base_manager.filter(state="approved").count(), "payments": Payment._base_manager.filter(kind="interim").count(),
        "deeds": BookDeed._base_manager.filter(kind="claim_approved").count(), "numbers": last == len(fund.deeds),
        "balanced": sums["debit"] == sums["credit"] == fund.book.trial_balance().debit, "lines": BankLine._base_manager.count(),
        "intact": check_chain().intact,
    }  # fmt: skip
    print(json.dumps(said))


VERBS: dict[str, Callable[..., None]] = {
    "settle": settle, "approve": approve, "read-in": read_in, "check": check,
    "lend": lend, "call": call, "calls": calls,
    "propose": propose, "amend": amend, "amended": amended,
}  # fmt: skip

if __name__ == "__main__":
    import django

    django.setup()
    VERBS[sys.argv[1]](*sys.argv[2:])
