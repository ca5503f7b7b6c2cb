"""Test vectors of the aid rules: one function a kind, from the vector's input to what the rules answer.

A vector is ``{"id", "rule", "input", "expected"}``, amounts in euros. It may name its day of grant (``input.granted``); without
one it is read as granted on the day below, under the rules then in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from campus5g.core.equivalent import loan_equivalent, present_value
from campus5g.core.errors import BadInput
from campus5g.core.figures import parse_day
from campus5g.core.message import msg
from campus5g.core.money import nearest_cent, to_euros
from campus5g.core.project import Accounts, Award, Category, Circumstance, CostLine, Partner, Project, Size
from campus5g.core.vectors import VectorResult
from campus5g.funding.ceilings import adjusted_aid_cents, cumulation_room, research_threshold
from campus5g.funding.cir import research_tax_credit
from campus5g.funding.collaboration import Share, judge_collaboration
from campus5g.funding.de_minimis import guarantee_share, judge_award, loan_share
from campus5g.funding.group import judge_group
from campus5g.funding.instruments import instrument_aid
from campus5g.funding.intensity import (
    AidLimit,
    Bonus,
    infrastructure_intensity,
    limit_aid,
    process_innovation_intensity,
    research_intensity,
    training_intensity,
)
from campus5g.funding.measures import measure_intensity
from campus5g.funding.plan.groups import measure_groups
from campus5g.funding.rules import RulesOn, law
from campus5g.funding.sme import SmeClass, status_over_years
from campus5g.funding.ties import Stake

_DEFAULT_GRANT = date(2026, 11, 21)
_PROSE = frozenset({"why", "note", "reason"})

Input = Mapping[str, Any]
Answer = dict[str, Any]


def check_vector(vector: Mapping[str, Any]) -> VectorResult:
    """Compute one vector and compare every expected value, exactly to the cent."""
    name, kind = str(vector.get("id", "?")), str(vector.get("rule", "?"))
    compute = KINDS.get(kind)
    if compute is None:
        return VectorResult(name, kind, "skipped", msg("no rule of the kind %(kind)s is built", kind=kind))
    try:
        given: Input = vector["input"]
        answer = compute(given, law().on(_grant_day(given)))
    except BadInput as error:
        return VectorResult(name, kind, "failed", error.sentence)
    except (KeyError, TypeError, ValueError, IndexError, InvalidOperation) as error:
        return VectorResult(name, kind, "failed", msg("the vector cannot be read: %(what)s", what=repr(error)))
    for key, expected in dict(vector.get("expected", {})).items():
        if key not in _PROSE and not _same(answer.get(key), expected):
            return VectorResult(name, kind, "failed", msg("%(key)s is %(found)s, %(expected)s was expected", key=key,
                                                          found=_shown(answer.get(key)), expected=_shown(expected)))  # fmt: skip
    return VectorResult(name, kind, "passed", msg("as expected"))


def _research(given: Input, rules: RulesOn) -> Answer:
    intensity = research_intensity(
        _size(given["size"]), Category(given["category"]), _bonuses(given), rules,
        advance_with_interest=bool(given.get("repayable_advance", False)),
    )  # fmt: skip
    return _limit(limit_aid(_cents(given["eligible_cost"]), intensity))


def _consortium(given: Input, rules: RulesOn) -> Answer:
    partners = given["partners"]
    shares = [
        Share(
            party=str(partner.get("group", partner["partner"])),
            size=_size(partner["size"]),
            country=str(partner.get("country", "FR")),
            cents=_sum(partner["costs"]),
            may_publish=bool(partner.get("may_publish", True)),
        )
        for partner in partners
    ]
    judged = judge_collaboration(shares, rules)
    aid: dict[str, int] = {}
    for partner in partners:
        bonuses = _bonuses({**given, **partner}) | ({Bonus.COLLABORATION} if judged.effective else set())
        for category, cost in partner["costs"].items():
            intensity = research_intensity(_size(partner["size"]), Category(category), bonuses, rules)
            limit = limit_aid(_cents(cost), intensity)
            aid[partner["partner"]] = aid.get(partner["partner"], 0) + limit.max_cents
    return {
        "effective_collaboration": judged.effective,
        "max_aid": {name: to_euros(cents) for name, cents in aid.items()},
        "total": to_euros(sum(aid.values())),
    }


def _infrastructure(given: Input, rules: RulesOn) -> Answer:
    capacity = _number(given.get("sme_capacity_share", 0)) * 100
    cross_border = bool(given.get("cross_border") or given.get("eu_evaluated"))
    intensity = infrastructure_intensity(_size(given["size"]), rules, sme_capacity_percent=capacity, cross_border=cross_border)
    return _limit(limit_aid(_cents(given["eligible_cost"]), intensity))


def _process_innovation(given: Input, rules: RulesOn) -> Answer:
    share = _number(given.get("sme_share_of_costs", 0)) * 100
    return _limit(limit_aid(_cents(given["eligible_cost"]), process_innovation_intensity(_size(given["size"]), share, rules)))


def _training(given: Input, rules: RulesOn) -> Answer:
    intensity = training_intensity(
        _size(given["size"]), rules, disabled=bool(given.get("disabled") or given.get("disadvantaged"))
    )
    return _limit(limit_aid(_cents(given["eligible_cost"]), intensity))


def _measure(category: Category) -> Callable[[Input, RulesOn], Answer]:
    """Articles of ``measures``: circumstances are given as words of ``Circumstance`` set to true, the rate as ``rate_pct``."""

    def compute(given: Input, rules: RulesOn) -> Answer:
        circumstances = tuple(claim for claim in Circumstance if given.get(claim.value) is True)
        rate = given.get("rate_pct", given.get("map_rate_pct"))
        line = CostLine(
            "vector", "p", "", category, _cents(given["eligible_cost"]), circumstances, None if rate is None else _number(rate)
        )
        partner = Partner(
            "p", "", _size(given["size"]), bool(given.get("c_area")), a_area=bool(given.get("a_area")), in_difficulty=False
        )  # fmt: skip
        limit = limit_aid(line.cents, measure_intensity(line, partner, rules, invested_cents=line.cents))
        project = Project("vector", (partner,), (line,), rules.day, rules.day, rules.day, 1)
        amounts = [group.limit_cents for group in measure_groups(project, rules)]
        return {**_limit(limit), "max_aid": to_euros(min([limit.max_cents, *amounts]))}

    return compute


def _loan(given: Input, _rules: RulesOn) -> Answer:
    base = _number(given["base_rate"])
    gge = loan_equivalent(
        _cents(given["principal"]), _flows(given["repayments"]), _number(given.get("contract_rate", 0)),
        base + _number(given["margin"]), base + _number(given.get("discount_margin", "0.01")),
    )  # fmt: skip
    return {"gge": to_euros(gge)}


def _present_value(given: Input, _rules: RulesOn) -> Answer:
    return {"pv": to_euros(present_value(_flows(given["flows"]), _number(given["discount"])))}


def _de_minimis(given: Input, rules: RulesOn) -> Answer:
    awards = [Award(parse_day(a["granted"], "awards"), _cents(a["amount"])) for a in given.get("awards", [])]
    amount = _cents(given["new"]["amount"])
    judged = judge_award(awards, amount, rules.day, rules, sgei=bool(given.get("sgei", False)))
    return {
        "headroom": to_euros(judged.headroom_cents),
        "allowed": judged.allowed,
        "allowed_amount": to_euros(judged.allowed_cents),
        "fits_from": judged.fits_from.isoformat() if judged.fits_from else None,
    }


def _de_minimis_loan(given: Input, rules: RulesOn) -> Answer:
    secured = _number(given.get("secured_share", "0.5")) * 100
    return _share_of_ceiling(loan_share(_cents(given["amount"]), _number(given["years"]), secured, rules).cents)


def _de_minimis_guarantee(given: Input, rules: RulesOn) -> Answer:
    covered = _number(given.get("covered_share", "0.8")) * 100
    return _share_of_ceiling(guarantee_share(_cents(given["amount"]), _number(given["years"]), covered, rules).cents)


def _share_of_ceiling(cents: int | None) -> Answer:
    return {"gge": None if cents is None else to_euros(cents), "transparent": cents is not None}


def _sme_status(given: Input, rules: RulesOn) -> Answer:
    accounts: dict[str, Accounts] = {}
    firm = {**given["firm"], "holders": given.get("holders", []), "held": given.get("held", [])}
    judged = judge_group("firm", accounts, _told("firm", firm, accounts), rules)
    return {
        "awu": judged.staff_awu,
        "turnover": to_euros(judged.turnover_cents),
        "balance": to_euros(judged.balance_cents),
        "status": judged.status.value,
    }


def _two_years(given: Input, _rules: RulesOn) -> Answer:
    return {"status": status_over_years([(int(year), SmeClass(status)) for year, status in given["history"]]).value}


def _cumulation(given: Input, _rules: RulesOn) -> Answer:
    union = [_cents(amount) for amount in given.get("eu_central", [])]
    room = cumulation_room(
        _cents(given["eligible_cost"]), _number(given["max_intensity_pct"]), _cents(given["asked"]),
        state_aid=[_cents(amount) for amount in given.get("granted", [])],
        de_minimis=[_cents(amount) for amount in given.get("de_minimis_same_costs", [])],
        union_money=union, union_percent=_number(given.get("eu_max_funding_rate_pct", 100)),
    )  # fmt: skip
    return {"allowed": to_euros(room.allowed_cents)}


def _adjusted(given: Input, rules: RulesOn) -> Answer:
    size = _size(given.get("size", "large"))
    return {"max_aid": to_euros(adjusted_aid_cents(_cents(given["eligible_cost"]), _number(given["map_rate_pct"]), rules, size))}


def _tax_credit(given: Input, _rules: RulesOn) -> Answer:
    rules = law().on(date(int(given["year"]), 12, 31))
    credit = research_tax_credit(
        _cents(given.get("staff", 0)), _cents(given.get("depreciation", 0)), rules,
        other_cents=_cents(given.get("other", 0)), grants_cents=_cents(given.get("grants", 0)),
        advances_cents=_cents(given.get("advances", 0)), repaid_cents=_cents(given.get("repaid", 0)),
    )  # fmt: skip
    return {"base": to_euros(credit.base_cents), "credit": to_euros(credit.credit_cents)}


def _split(given: Input, rules: RulesOn) -> Answer:
    answer = instrument_aid(str(given["call"]), _cents(given["eligible_cost"]), _number(given["rate_pct"]), rules)
    if not answer.eligible:
        return {"eligible": False, "aid": Decimal(0), "grant": Decimal(0), "advance": Decimal(0)}
    aid, grant, advance = map(to_euros, (answer.aid_cents, answer.grant_cents, answer.advance_cents))
    return {"eligible": True, "aid": aid, "grant": grant, "advance": advance}


def _threshold(given: Input, rules: RulesOn) -> Answer:
    costs = {category: _cents(given.get(category.value, 0)) for category in Category}
    advance, eureka = bool(given.get("repayable_advance", False)), bool(given.get("eureka", False))
    return {"threshold": to_euros(research_threshold(costs, rules, eureka=eureka, repayable_advance=advance).cents)}


KINDS: dict[str, Callable[[Input, RulesOn], Answer]] = {
    "gber25_max_aid": _research,
    "gber25_consortium": _consortium,
    "gber26a_max_aid": _infrastructure,
    "gber29_max_aid": _process_innovation,
    "gber31_max_aid": _training,
    "gber14_max_aid": _measure(Category.REGIONAL_INVESTMENT),
    "gber17_max_aid": _measure(Category.SME_INVESTMENT),
    "gber18_max_aid": _measure(Category.SME_CONSULTANCY),
    "gber22_max_aid": _measure(Category.START_UP),
    "gber25c_max_aid": _measure(Category.UNION_COFUNDED),
    "gber27_max_aid": _measure(Category.CLUSTER),
    "gber28_max_aid": _measure(Category.SME_INNOVATION),
    "gber36_max_aid": _measure(Category.ENVIRONMENT),
    "gber38_max_aid": _measure(Category.ENERGY_EFFICIENCY),
    "gber41_max_aid": _measure(Category.RENEWABLES),
    "gber47_max_aid": _measure(Category.RESOURCE_EFFICIENCY),
    "gber49_max_aid": _measure(Category.ENVIRONMENT_STUDY),
    "gge_loan": _loan,
    "present_value": _present_value,
    "de_minimis": _de_minimis,
    "de_minimis_loan": _de_minimis_loan,
    "de_minimis_guarantee": _de_minimis_guarantee,
    "sme_status": _sme_status,
    "sme_two_years": _two_years,
    "cumulation": _cumulation,
    "adjusted_aid_amount": _adjusted,
    "cir": _tax_credit,
    "grant_advance_split": _split,
    "rd_threshold": _threshold,
}
"""The kinds of vectors that this room checks."""


def _grant_day(given: Input) -> date:
    new = given.get("new")
    text = given.get("granted_on") or (new.get("granted") if isinstance(new, Mapping) else None) or given.get("grant_date")
    if text is None and isinstance(given.get("granted"), str):
        text = given["granted"]
    return parse_day(str(text), "granted") if text else _DEFAULT_GRANT


def _bonuses(given: Input) -> set[Bonus]:
    names = {
        Bonus.COLLABORATION: ("effective_collaboration", "collaboration"),
        Bonus.DISSEMINATION: ("wide_dissemination", "dissemination"),
        Bonus.LICENCES: ("open_licences", "licences", "open_licence", "open_licenses"),
        Bonus.A_AREA: ("a_area",),
        Bonus.C_AREA: ("c_area",),
        Bonus.MULTI_COUNTRY: ("multi_country", "cross_border"),
    }
    return {bonus for bonus, keys in names.items() if any(given.get(key) is True for key in keys)}


def _told(name: str, raw: Input, accounts: dict[str, Accounts]) -> list[Stake]:
    """Write down the accounts of an enterprise and of its ties, and return the stakes; one with a ``name`` may come twice."""
    accounts[name] = Accounts(0, _number(raw["awu"]), _cents(raw["turnover"]), _cents(raw["balance"]))
    stakes: list[Stake] = []
    for side in ("holders", "held"):
        for index, tie in enumerate(raw.get(side, [])):
            other = str(tie.get("name", f"{name} {side} {index}"))
            holder, held = (other, name) if side == "holders" else (name, other)
            share, votes = _number(tie.get("share", 0)) * 100, _number(tie.get("votes", 0)) * 100
            stakes.append(Stake(holder, held, share, votes, str(tie.get("kind", "company")), bool(tie.get("control", False))))
            stakes += _told(other, tie, accounts)
    return stakes


def _limit(limit: AidLimit) -> Answer:
    return {"intensity_pct": limit.intensity.percent, "max_aid": to_euros(limit.max_cents)}


def _size(name: str) -> Size:
    """Micro counts as small, and the French « ETI » is large for State aid."""
    return {"micro": Size.SMALL, "eti": Size.LARGE, "research": Size.RESEARCH_NON_ECONOMIC}.get(name) or Size(name)


def _flows(pairs: list[list[Any]]) -> list[tuple[int, int]]:
    return [(int(year), _cents(amount)) for year, amount in pairs]


def _sum(costs: Mapping[str, Any]) -> int:
    return sum(map(_cents, costs.values()))


def _number(value: Any) -> Decimal:
    """Read a JSON number exactly as it is written."""
    return Decimal(str(value))


def _cents(value: Any) -> int:
    return nearest_cent(_number(value))


def _same(found: Any, expected: Any) -> bool:
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and set(found) == set(expected) and all(_same(found[k], v) for k, v in expected.items())
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return bool(found == expected)
    return isinstance(found, Decimal | int) and not isinstance(found, bool) and Decimal(found) == _number(expected)


def _shown(value: Any) -> str:
    return str({k: str(v) for k, v in value.items()}) if isinstance(value, Mapping) else str(value)
