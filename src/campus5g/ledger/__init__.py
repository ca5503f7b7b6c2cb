"""The money of a programme, from the agreement to the last repaid euro. Integer cents; no clock, no database.

``Deed`` (``deeds``) is what happened, ``Fund`` (``state``) what it makes the programme stand at, ``apply`` the step from one to the
other, or a ``Refusal`` with its reason; every deed that moves money is an entry of the double-entry ``Book``.
``agreement`` · ``claims``, ``eligibility`` and ``invoices`` (what is claimed, judged by rule) · ``advances`` and ``schedules``
(repayable advances) · ``effects`` (what they are worth as aid, before and after a deed) · ``bank`` (statements and matching) · ``cash``
(curves) · ``reporting`` (figures with their trail) · ``simulation`` (a life foreseen).
"""

from campus5g.ledger.advances import Early, Instalment, Position, Terms, Trigger
from campus5g.ledger.agreement import Agreement, Award, BudgetLine
from campus5g.ledger.applying import Replay, apply, entries_of, replay
from campus5g.ledger.book import Account, Balance, Book, Entry, Kind, Line, Refusal, TrialBalance
from campus5g.ledger.cash import Curve, Flow, curve, flows, foreseen
from campus5g.ledger.charts import account_key
from campus5g.ledger.claims import (
    Age,
    Claim,
    ClaimCheck,
    ClaimLine,
    ExchangeRate,
    Finding,
    Seen,
    Severity,
)
from campus5g.ledger.deeds import (
    Accepted,
    AdvanceAgreed,
    AdvanceDrawn,
    AdvanceRepaid,
    AdvanceWrittenOff,
    AgreementAmended,
    AgreementSigned,
    AnyDeed,
    ClaimApproved,
    ClaimCorrected,
    ClaimRejected,
    ClaimSubmitted,
    Deed,
    FundsReceived,
    FundsReturned,
    InstalmentCalled,
    InstalmentsDeferred,
    OutcomeDeclared,
    Payment,
    PaymentMade,
    PaymentRecovered,
    PeriodClosed,
    PeriodReopened,
    RetentionReleased,
    TriggerMet,
    TurnoverDeclared,
)
from campus5g.ledger.effects import Effect, Rates, Worth, effect, worth
from campus5g.ledger.eligibility import ageing, check_claim
from campus5g.ledger.invoices import fingerprint, seen_in
from campus5g.ledger.reporting import Figure, Report, report, total
from campus5g.ledger.schedules import position, schedule
from campus5g.ledger.simulation import Plan, PlannedAdvance, PlannedClaim, planned_flows, simulate
from campus5g.ledger.state import AdvanceStanding, ClaimStanding, ClaimStatus, Fund, Share, Standing

__all__ = [
    "Accepted",
    "Account",
    "AdvanceAgreed",
    "AdvanceDrawn",
    "AdvanceRepaid",
    "AdvanceStanding",
    "AdvanceWrittenOff",
    "Age",
    "Agreement",
    "AgreementAmended",
    "AgreementSigned",
    "AnyDeed",
    "Award",
    "Balance",
    "Book",
    "BudgetLine",
    "Claim",
    "ClaimApproved",
    "ClaimCheck",
    "ClaimCorrected",
    "ClaimLine",
    "ClaimRejected",
    "ClaimStanding",
    "ClaimStatus",
    "ClaimSubmitted",
    "Curve",
    "Deed",
    "Early",
    "Effect",
    "Entry",
    "ExchangeRate",
    "Figure",
    "Finding",
    "Flow",
    "Fund",
    "FundsReceived",
    "FundsReturned",
    "Instalment",
    "InstalmentCalled",
    "InstalmentsDeferred",
    "Kind",
    "Line",
    "OutcomeDeclared",
    "Payment",
    "PaymentMade",
    "PaymentRecovered",
    "PeriodClosed",
    "PeriodReopened",
    "Plan",
    "PlannedAdvance",
    "PlannedClaim",
    "Position",
    "Rates",
    "Refusal",
    "Replay",
    "Report",
    "RetentionReleased",
    "Seen",
    "Severity",
    "Share",
    "Standing",
    "Terms",
    "TrialBalance",
    "Trigger",
    "TriggerMet",
    "TurnoverDeclared",
    "Worth",
    "account_key",
    "ageing",
    "apply",
    "check_claim",
    "curve",
    "effect",
    "entries_of",
    "fingerprint",
    "flows",
    "foreseen",
    "planned_flows",
    "position",
    "replay",
    "report",
    "schedule",
    "seen_in",
    "simulate",
    "total",
    "worth",
]
