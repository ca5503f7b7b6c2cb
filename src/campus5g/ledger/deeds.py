"""The deeds of a programme, as values: what happened, when, under which name. They are all that the state is made of.

``key`` names the deed once and for all: the same deed told twice is refused. Why somebody did it is told by the portal's audit
trail and not here: free words can name persons, whom the law may ask to forget, and the figures must outlive them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from campus5g.ledger.advances import Terms
from campus5g.ledger.agreement import Agreement, Award, BudgetLine
from campus5g.ledger.claims import Claim


class Payment(StrEnum):
    """What a payment to a partner is: ahead of its costs, for costs accepted, or the last one."""

    ADVANCE = "advance"
    INTERIM = "interim"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted of one line of a claim, in cents."""

    line: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    key: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(_Deed):
    """An agreement is signed: the funder promises, the partners have a budget."""

    agreement: Agreement
    kind: Literal["agreement_signed"] = "agreement_signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAmended(_Deed):
    """An amendment: the awards and lines named replace those of the same name or are added; ``ends`` moves the last day."""

    agreement: str
    awards: tuple[Award, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    ends: date | None = None
    kind: Literal["agreement_amended"] = "agreement_amended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLeft(_Deed):
    """A partner leaves an agreement: it keeps what it earned and drew; the rest of its budget and of its award lapses."""

    agreement: str
    partner: str
    kind: Literal["partner_left"] = "partner_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementClosed(_Deed):
    """Everything under an agreement is settled: what was promised and not used is released, and nothing more happens under it."""

    agreement: str
    kind: Literal["agreement_closed"] = "agreement_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReopened(_Deed):
    """A closed agreement is opened again, with what was left of its promises."""

    agreement: str
    kind: Literal["agreement_reopened"] = "agreement_reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsReceived(_Deed):
    """The funder paid into the account of the trusted third party."""

    agreement: str
    cents: int
    kind: Literal["funds_received"] = "funds_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsReturned(_Deed):
    """The trusted third party paid money back to the funder: what was recovered, repaid or not used."""

    agreement: str
    cents: int
    kind: Literal["funds_returned"] = "funds_returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSubmitted(_Deed):
    """A partner submits a claim, or submits it again, corrected, as long as it is not decided."""

    claim: Claim
    kind: Literal["claim_submitted"] = "claim_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRejected(_Deed):
    """A claim is refused as a whole."""

    claim: str
    kind: Literal["claim_rejected"] = "claim_rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimApproved(_Deed):
    """A claim is approved: the cents accepted of each line (a line that is not named: none).

    cleared_cents: how much of what was paid ahead is taken off what becomes due; ``None``: as much as possible.
    """

    claim: str
    lines: tuple[Accepted, ...]
    cleared_cents: int | None = None
    kind: Literal["claim_approved"] = "claim_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCorrected(_Deed):
    """What was accepted of some lines of an approved claim is corrected; what was paid too much is then to be recovered."""

    claim: str
    lines: tuple[Accepted, ...]
    kind: Literal["claim_corrected"] = "claim_corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMade(_Deed):
    """A partner is paid, from the third party's account or, ``direct``, by the funder itself."""

    agreement: str
    partner: str
    cents: int
    what: Payment = Payment.INTERIM
    direct: bool = False
    kind: Literal["payment_made"] = "payment_made"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReleased(_Deed):
    """Money held back becomes due."""

    agreement: str
    partner: str
    cents: int
    kind: Literal["retention_released"] = "retention_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecovered(_Deed):
    """A partner gave back what it was paid too much or ahead, to the third party or, ``direct``, to the funder."""

    agreement: str
    partner: str
    cents: int
    direct: bool = False
    kind: Literal["payment_recovered"] = "payment_recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReversed(_Deed):
    """Money that moved came back, such as a transfer that the bank returned: ``move`` is the key of the deed that moved it."""

    move: str
    kind: Literal["move_reversed"] = "move_reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceAgreed(_Deed):
    """The terms of a partner's repayable advance are agreed. ``advance`` is its name."""

    advance: str
    agreement: str
    partner: str
    terms: Terms
    kind: Literal["advance_agreed"] = "advance_agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceDrawn(_Deed):
    """A part of a repayable advance is paid out."""

    advance: str
    cents: int
    direct: bool = False
    kind: Literal["advance_drawn"] = "advance_drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerMet(_Deed):
    """The event from which the deferral counts happened, such as the first revenue."""

    advance: str
    kind: Literal["trigger_met"] = "trigger_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnoverDeclared(_Deed):
    """The turnover that an advance repaid by its share obliges to declare; its instalment is due on ``due``."""

    advance: str
    cents: int
    due: date
    kind: Literal["turnover_declared"] = "turnover_declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDeclared(_Deed):
    """Success (100 %), failure (0 %) or partial success: how much of what was drawn is owed, the minimum being kept."""

    advance: str
    percent: Decimal
    kind: Literal["outcome_declared"] = "outcome_declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentCalled(_Deed):
    """The next instalment of the schedule is called, with its interest."""

    advance: str
    kind: Literal["instalment_called"] = "instalment_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentsDeferred(_Deed):
    """The instalments that are not called yet are put off by some months."""

    advance: str
    months: int
    kind: Literal["instalments_deferred"] = "instalments_deferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceRepaid(_Deed):
    """A repayment: first the interest called, then the capital called, then, early, what is not called yet."""

    advance: str
    cents: int
    direct: bool = False
    kind: Literal["advance_repaid"] = "advance_repaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceWrittenOff(_Deed):
    """Capital that the funder gives up."""

    advance: str
    cents: int
    kind: Literal["advance_written_off"] = "advance_written_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed(_Deed):
    """The accounts are closed up to and including a day."""

    last_day: date
    kind: Literal["period_closed"] = "period_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReopened(_Deed):
    """The accounts are closed up to an earlier day only, or not at all."""

    last_day: date | None = None
    kind: Literal["period_reopened"] = "period_reopened"


ClaimDeed = ClaimSubmitted | ClaimRejected | ClaimApproved | ClaimCorrected
AdvanceDeed = (
    AdvanceAgreed | AdvanceDrawn | TriggerMet | TurnoverDeclared | OutcomeDeclared | InstalmentCalled | InstalmentsDeferred
    | AdvanceRepaid | AdvanceWrittenOff
)  # fmt: skip
MoneyDeed = (
    AgreementSigned | AgreementAmended | FundsReceived | FundsReturned | PaymentMade | RetentionReleased | PaymentRecovered
)
EndDeed = PartnerLeft | AgreementClosed | AgreementReopened
PeriodDeed = PeriodClosed | PeriodReopened
AnyDeed = MoneyDeed | ClaimDeed | AdvanceDeed | EndDeed | MoveReversed | PeriodDeed
Move = FundsReceived | FundsReturned | PaymentMade | RetentionReleased | PaymentRecovered | AdvanceDrawn | AdvanceRepaid
"""What can be reversed."""
Deed = Annotated[AnyDeed, Field(discriminator="kind")]
"""Any deed; as JSON, ``kind`` tells which."""
