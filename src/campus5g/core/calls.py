"""Calls for projects, and why one fits a project or does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campus5g.core.figures import Source
from campus5g.core.message import Message
from campus5g.core.project import Size


class CallKind(StrEnum):
    CALL_FOR_PROJECTS = "aap"
    CALL_FOR_INTEREST = "ami"
    SCHEME = "scheme"


class CallStatus(StrEnum):
    FORTHCOMING = "forthcoming"
    OPEN = "open"
    CLOSED = "closed"
    PERMANENT = "permanent"


class DeadlineModel(StrEnum):
    """How a call takes applications: once, in two stages (the first day alone lets one in), or at each cut-off."""

    UNSAID = ""
    SINGLE = "single"
    TWO_STAGE = "two_stage"
    CUT_OFFS = "cut_offs"


@dataclass(frozen=True, slots=True)
class Call:
    """A call for projects, a call for interest or a permanent scheme, as one feed describes it.

    beneficiaries: kinds of organisation as stated (``company``, ``public_body``, ``research``, ``association``,
    ``any``), empty when the feed does not say. territories: INSEE or NUTS codes or ``FR``/``EU``; empty = not said.
    sizes: of enterprise admitted. sectors: NAF sections or codes it is meant for. trl: lowest and highest readiness expected by
    the end. These three are for a person who entered them; a feed says them, if at all, within its text.
    """

    id: str
    title: str
    text: str
    language: str
    funder: str
    programme: str
    kind: CallKind
    opens: date | None
    closes: tuple[date, ...]
    beneficiaries: tuple[str, ...]
    territories: tuple[str, ...]
    budget_eur: float | None
    min_aid_eur: float | None
    max_aid_eur: float | None
    url: str
    conditions: str
    feed: str
    source: Source
    stated_closed: bool = False
    deadline_model: DeadlineModel = DeadlineModel.UNSAID
    sizes: tuple[Size, ...] = ()
    sectors: tuple[str, ...] = ()
    trl: tuple[int, int] | None = None

    @property
    def last_application(self) -> date | None:
        """The last day on which one can apply: the first stage of two, else the last deadline."""
        if self.deadline_model is DeadlineModel.TWO_STAGE:
            return min(self.closes, default=None)
        return max(self.closes, default=None)

    def status(self, on: date) -> CallStatus:
        """The status on a day: the feed's word for « closed » wins, then the dates decide."""
        if self.stated_closed:
            return CallStatus.CLOSED
        if self.opens and on < self.opens:
            return CallStatus.FORTHCOMING
        last = self.last_application
        if last is None:
            return CallStatus.PERMANENT
        return CallStatus.OPEN if last >= on else CallStatus.CLOSED

    def next_deadline(self, on: date) -> date | None:
        return min((day for day in self.closes if day >= on), default=None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the call that matched; ``terms`` are (start, end) places of the matched words in ``text``."""

    text: str
    terms: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A ranked document with the reasons of its rank."""

    id: str
    rank: int
    score: float
    terms: tuple[str, ...]
    passages: tuple[Passage, ...]


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of eligibility, judged: the reason always says on which fact."""

    key: str
    verdict: Verdict
    reason: Message


@dataclass(frozen=True, slots=True)
class Eligibility:
    """``no`` if any criterion says no, else ``unknown`` if any is unknown, else ``yes``."""

    criteria: tuple[Criterion, ...]
    near_miss: Message | None = None

    @property
    def verdict(self) -> Verdict:
        verdicts = {criterion.verdict for criterion in self.criteria}
        if Verdict.NO in verdicts:
            return Verdict.NO
        return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts or not verdicts else Verdict.YES
