"""What must hold before any sum is made: a project that can be read, and the law's conditions of entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.project import CallTerms, Category, Partner, Project, Size
from campus5g.funding.sirene import check_siren

_RATINGS = ("", "strong", "good", "satisfactory", "weak", "bad")


def refuse_unreadable(project: Project, calls: Sequence[CallTerms]) -> None:
    """Raise ``BadInput`` for a project or call that makes no sense: unknown partner, negative cost, twin identities."""
    if project.months < 1:
        raise BadInput("months", msg("%(months)s months", months=project.months), msg("one month or more"))
    if not project.lines:
        raise BadInput("lines", msg("no cost line"), msg("at least one"))
    for where, names in (
        ("partners", [p.id for p in project.partners]),
        ("lines", [line.id for line in project.lines]),
        ("calls", [call.call_id for call in calls]),
    ):
        twins = [name for name in names if names.count(name) > 1]
        if twins:
            raise BadInput(where, msg("“%(name)s” twice", name=twins[0]), msg("one identity each"))
    known = {partner.id for partner in project.partners}
    for partner in project.partners:
        if partner.rating not in _RATINGS:
            raise BadInput(f"partner {partner.id}", msg("unknown rating “%(name)s”", name=partner.rating),
                           msg("strong, good, satisfactory, weak, bad, or none"))  # fmt: skip
    for line in project.lines:
        if line.partner_id not in known:
            raise BadInput(f"line {line.id}", msg("no partner “%(name)s”", name=line.partner_id), msg("a partner of the project"))
        if line.cents < 0:
            raise BadInput(f"line {line.id}", msg("a cost of %(cost)s", cost=Amount(line.cents)), msg("zero or more"))
        if line.rate is not None and not 0 <= line.rate <= 100:
            raise BadInput(f"line {line.id}", msg("a rate of %(rate)s %%", rate=float(line.rate)), msg("a rate from 0 to 100 %%"))
    _refuse_calls(calls)


def _refuse_calls(calls: Sequence[CallTerms]) -> None:
    for call in calls:
        if not call.call_id:
            raise BadInput("calls", msg("a call without identity"), msg("one identity each"))
        try:
            refuse_terms(call)
        except BadInput as error:
            raise error.within(f"call {call.call_id}") from None


def refuse_terms(call: CallTerms) -> None:
    """Raise ``BadInput`` for money rules that make no sense; ``where`` is the field of ``CallTerms`` that is refused first.

    Grant and loan are shares of one sum, and so are the first instalment and the balance: neither pair passes the whole.
    """
    for name in ("grant_share", "loan_share", "loan_rate", "first_share", "balance_share", "rate_cap"):
        value = getattr(call, name)
        if value is not None and value < 0:
            raise BadInput(name, msg("%(value)s is negative", value=float(value)), msg("zero or more"))
    for name, least in (("advance_years", 1), ("loan_years", 1), ("advance_grace_years", 0), ("loan_grace_years", 0)):
        if getattr(call, name) < least:
            raise BadInput(name, msg("%(years)s years", years=getattr(call, name)), msg("%(least)s or more", least=least))
    if call.grant_share > 1:
        raise BadInput("grant_share", msg("a share of %(share)s %%", share=float(100 * call.grant_share)), msg("100 %% at most"))
    if call.grant_share + call.loan_share > 1:
        both = float(100 * (call.grant_share + call.loan_share))
        raise BadInput("loan_share", msg("grant and loan add up to %(share)s %%", share=both), msg("100 %% at most"))
    if call.free_split and call.loan_share:
        raise BadInput("loan_share", msg("a free split with a loan"), msg("a free split of grant and advance"))
    paid = (call.first_share or Decimal(0)) + (call.balance_share or Decimal(0))
    if paid > 100:
        what = msg("first instalment and balance add up to %(share)s %%", share=float(paid))
        raise BadInput("balance_share", what, msg("100 %% at most"))


def refusals(project: Project) -> tuple[Message, ...]:
    """Return why no aid may be granted at all: dates, incentive effect, difficulty, missing legal facts. Empty: none."""
    found: list[Message] = []
    aided = {line.partner_id for line in project.lines if line.category is not Category.DE_MINIMIS and line.cents}
    if project.granted < project.applied:
        found.append(msg("granted on %(granted)s, before the application of %(applied)s", granted=Day.of(project.granted),
                         applied=Day.of(project.applied)))  # fmt: skip
    if aided and project.starts <= project.applied:
        found.append(
            msg(
                "no incentive effect (GBER Art. 6): work starts on %(starts)s, the application of %(applied)s must come before; "
                "nothing may be ordered or signed before the application is filed",
                starts=Day.of(project.starts),
                applied=Day.of(project.applied),
            )
        )
    for line in project.lines:
        if line.starts is not None and line.starts <= project.applied and line.category is not Category.DE_MINIMIS and line.cents:
            found.append(
                msg(
                    "no incentive effect (GBER Art. 6): “%(label)s” is committed on %(starts)s, the application of %(applied)s "
                    "must come before; take it out of the aided lines",
                    label=line.label,
                    starts=Day.of(line.starts),
                    applied=Day.of(project.applied),
                )
            )
    for partner in project.partners:
        if partner.id in aided and partner.size is not Size.RESEARCH_NON_ECONOMIC:
            found += _partner_refusals(partner)
    return tuple(found)


def notes(project: Project, on: date) -> tuple[Message, ...]:
    """Return what the reader should know that refuses nothing."""
    found = [
        msg("%(name)s: SIREN to be given before the agreement", name=partner.name)
        for partner in project.partners
        if partner.country == "FR" and not partner.siren
    ]
    if project.granted < on:
        found.append(msg("the day of the grant, %(day)s, is past: its rules are those of that day", day=Day.of(project.granted)))
    return tuple(found)


def _partner_refusals(partner: Partner) -> list[Message]:
    found: list[Message] = []
    if partner.in_difficulty is None:
        found.append(
            msg(
                "%(name)s: legal facts missing: a statement that it is not an undertaking in difficulty (GBER Art. 2(18)), "
                "with its last closed accounts",
                name=partner.name,
            )
        )
    elif partner.in_difficulty:
        found.append(
            msg(
                "%(name)s is an undertaking in difficulty: no aid under GBER (Art. 1(4)(c)); "
                "take its costs out of the aided lines",
                name=partner.name,
            )
        )
    if partner.siren and partner.country == "FR":
        try:
            check_siren(partner.siren, partner.name)
        except BadInput as error:
            found.append(error.sentence)
    return found
