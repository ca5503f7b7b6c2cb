"""A payment as tables show it: how late it is, and what the reader may do with it."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.funds.models import Payment
from campus5g.portal.funds.permissions import can_cancel, can_pay, can_take_back


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """late: the days by which it is late."""

    one: Payment
    late: int
    may_pay: bool
    may_cancel: bool
    may_take_back: bool

    @classmethod
    def of(cls, actor: Actor, payment: Payment) -> PaymentRow:
        rights = (right(actor, payment).allowed for right in (can_pay, can_cancel, can_take_back))
        return cls(payment, payment.late(today()), *rights)
