"""The doors of the money of programmes: an agreement in which the owner of the things has a share, a claim and an advance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campus5g.portal.base.clock import today
from campus5g.portal.funds.models import BankLine, BudgetLine, Change, Claim, ClaimLine, Payment, Statement
from tests.portal.factories.funds import claim_of
from tests.security.world import Things, World

Places = dict[str, Any]


def programme(things: Things) -> Places:
    return {"pk": things.money.programme.pk, "kind": "csv"}


def agreement(things: Things) -> Places:
    return {"pk": things.money.agreement.pk}


def claim(things: Things) -> Places:
    return {"pk": claim_of(things.money).pk, "kind": "csv"}


def sent(things: Things) -> Places:
    """A claim that waits to be checked."""
    found = claim_of(things.money)
    Claim._base_manager.filter(pk=found.pk).update(state=Claim.State.SUBMITTED, version=1)
    return {"pk": found.pk, "step": "accept"}


def line(things: Things) -> Places:
    return {"pk": ClaimLine._base_manager.get(claim_id=claim(things)["pk"]).pk}


def payment(things: Things) -> Places:
    return {"pk": Payment._base_manager.get(agreement=things.money.agreement, kind=Payment.Kind.DRAWING).pk}


def budget_line(things: Things) -> Places:
    return {"pk": things.money.labour.pk}


def made(things: Things) -> Places:
    """A payment that was made."""
    things.money.pay_all("funding", "first")
    return {"pk": Payment._base_manager.get(agreement=things.money.agreement, organisation=things.owner, kind="first").pk}


def order(things: Things) -> Places:
    """A payment that the office expects by hand."""
    found = things.money
    told = {"kind": Payment.Kind.RECOVERY, "cents": 1, "due_on": today(), "why": "Paid twice"}
    return {"pk": Payment._base_manager.create(agreement=found.agreement, organisation=things.owner, **told).pk}


def advance(things: Things) -> Places:
    return {"pk": things.money.share().pk}


def change(things: Things) -> Places:
    share = things.money.share()
    return {"pk": Change._base_manager.create(share=share, kind=Change.Kind.DEFER, on=today(), months=6, why="A lost client").pk}


def bank_line(things: Things) -> Places:
    book = things.money.programme.book
    statement = Statement._base_manager.create(book=book, name="releve.csv")
    return {"pk": BankLine._base_manager.create(statement=statement, book=book, identity="a", on=today(), cents=1).pk}


_OF: dict[Callable[[Things], Places], tuple[str, ...]] = {
    programme: ("list", "programme", "payments-export", "new-agreement", "book", "book-export", "period", "bank", "report"),
    lambda things: programme(things) | {"kind": "pdf"}: ("report-file",),
    made: ("cancel-payment",),
    order: ("take-back",),
    budget_line: ("remove-budget-line",),
    agreement: (
        "project-budget",
        "close-agreement",
        "reopen-agreement",
        "agreement",
        "edit-agreement",
        "share",
        "budget-line",
        "sign",
        "expect",
        "new-claim",
    ),
    claim: ("claims", "claims-export", "claim", "submit", "withdraw"),
    sent: ("step",),
    line: ("line", "judge", "remove-line"),
    payment: ("pay",),
    advance: ("advance", "ask-change"),
    change: ("decide-change",),
    bank_line: ("settle",),
}
_API = {
    "GET /funds/agreements": agreement, "GET /funds/programmes/{pk}/standing": programme, "GET /funds/claims": claim,
    "POST /funds/agreements/{pk}/close": agreement, "GET /funds/payments": agreement, "POST /funds/payments/{pk}/back": made,
    "POST /funds/payments/{pk}/take-back": order,
    "GET /funds/claims/{pk}/lines": claim, "POST /funds/claims/{pk}/lines": claim, "POST /funds/claims/{pk}/submit": claim,
}  # fmt: skip


def _place(of: Callable[[Things], Places]) -> Callable[[Things, World], Places]:
    return lambda things, _world: of(things)


SPECIAL = {f"funds:{name}": _place(of) for of, names in _OF.items() for name in names} | {
    door: _place(of) for door, of in _API.items()
}


def _cost(things: Things, _world: World) -> dict[str, Any]:
    budget = BudgetLine._base_manager.filter(organisation=things.owner).order_by("pk").last() or things.money.labour
    return {"budget_id": budget.pk, "supplier": "Grues", "invoice": "7", "on": today().isoformat(), "net": "10"}


BODIES: dict[str, Callable[[Things, World], Any]] = {
    "POST /funds/claims/{pk}/lines": _cost,
    "POST /funds/payments/{pk}/back": lambda _t, _w: {"on": today().isoformat(), "why": "Account closed"},
    "POST /funds/payments/{pk}/take-back": lambda _t, _w: {"why": "Too early"},
}
