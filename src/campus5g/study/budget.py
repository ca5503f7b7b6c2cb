"""The project of a need file: partners with their legal facts, cost lines that add up, dates in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Day, msg
from campus5g.core.project import Accounts, Award, CallTerms, Category, Circumstance, CostLine, Partner, Project
from campus5g.documents.content import WorkPackage
from campus5g.funding.claims import Claims, check_area, check_claims, check_rating
from campus5g.funding.instruments import instruments, terms_of
from campus5g.funding.plan.admission import refuse_terms
from campus5g.funding.plan.wishes import Objective, Wishes
from campus5g.funding.rules import law
from campus5g.funding.sirene import check_siren
from campus5g.study.fields import Fields
from campus5g.study.sizes import size_of

Kind = TypeVar("Kind", bound=StrEnum)

_LEGAL_FACTS = msg("for a company: accounts, each with year, staff_awu, turnover_eur and balance_eur")


@dataclass(frozen=True, slots=True)
class Aim:
    """What a financing plan is asked."""

    objective: Objective = Objective.NET_PUBLIC
    wishes: Wishes = field(default_factory=Wishes)


def read_project(fields: Fields) -> Project:
    """Read the project of a need file; refuse a budget that does not add up and dates out of order."""
    granted = fields.day("granted")
    partners = tuple(_partner(entry, granted) for entry in fields.tables("partner"))
    if not partners:
        raise fields.refuse("partner", msg("no partner"), msg("at least one [[project.partner]]"))
    _refuse_twins(fields, "partner", [partner.id for partner in partners])
    known = {partner.id for partner in partners}
    applied = fields.day("applied")
    lines = tuple(_line(entry, known, number, applied) for number, entry in enumerate(fields.tables("line"), start=1))
    _refuse_other_total(fields, lines)
    project = Project(
        title=fields.text("title"),
        partners=partners,
        lines=lines,
        applied=applied,
        granted=granted,
        starts=fields.day("starts"),
        months=fields.whole("months", 1),
    )
    _refuse_disorder(fields, project)
    return project


def read_work(fields: Fields, project: Project) -> tuple[WorkPackage, ...]:
    """Read the work packages of a project; each has known partners and fits in its months."""
    work = tuple(_work(entry, project) for entry in fields.tables("work"))
    _refuse_twins(fields, "work", [package.id for package in work])
    return work


def read_terms(fields: Fields, on: date) -> tuple[CallTerms, ...]:
    """Read the money rules of the calls the company has in mind: its own terms, or a known ``instrument`` as on a day."""
    return tuple(_terms(entry, on) for entry in fields.tables("terms"))


def read_aim(fields: Fields, project: Project, terms: tuple[CallTerms, ...]) -> Aim:
    """Read what the plan is to make as large as possible, and what must hold beside the law: ``[project.wishes]``."""
    asked = fields.table("wishes")
    most = asked.table("most_own_eur")
    wishes = Wishes(asked.cents("least_public_eur", 0), {name: most.cents(name) for name in most.data}, asked.texts("use_calls"))
    objective = _one_of(asked, "objective", Objective) if asked.has("objective") else Objective.NET_PUBLIC
    try:
        wishes.refuse_unreadable(project, tuple(call.call_id for call in terms))
    except BadInput as error:
        raise BadInput(f"{asked.where}, {asked.place}", error.what, error.expected) from None
    return Aim(objective, wishes)


def _partner(entry: Fields, granted: date) -> Partner:
    kind = entry.text("kind")
    a_area, c_area, rating = entry.flag("a_area", False), entry.flag("c_area", False), entry.text("rating", "")
    with _said_of(entry):
        check_area(a_area, c_area)
        check_rating(rating)
    return Partner(
        id=entry.text("id"),
        name=entry.text("name"),
        size=size_of(kind, _accounts(entry, kind), granted, entry),
        c_area=c_area,
        siren=_siren(entry),
        country=entry.text("country", "FR"),
        kind=kind,
        in_difficulty=entry.flag("in_difficulty") if entry.has("in_difficulty") else None,
        de_minimis=tuple(Award(award.day("granted"), award.cents("amount_eur")) for award in entry.tables("de_minimis")),
        a_area=a_area,
        rating=rating,
        undertaking=entry.text("undertaking", ""),
    )


def _siren(entry: Fields) -> str:
    """The number under which French law knows the partner; without it no aid can be granted. Partners abroad have none."""
    if entry.text("country", "FR") != "FR":
        return entry.text("siren", "")
    if not entry.has("siren"):
        what = msg("partner “%(name)s” without legal facts", name=entry.text("name"))
        raise entry.refuse("siren", what, msg("its SIREN, nine digits"))
    return check_siren(entry.text("siren"), entry.at("siren"))


def _accounts(entry: Fields, kind: str) -> tuple[Accounts, ...]:
    found = tuple(
        Accounts(year.whole("year", 1900), year.decimal("staff_awu"), year.cents("turnover_eur"), year.cents("balance_eur"))
        for year in entry.tables("accounts")
    )
    if kind == "company" and not found:
        what = msg("partner “%(name)s” without legal facts", name=entry.text("name"))
        raise entry.refuse("accounts", what, _LEGAL_FACTS)
    return found


def _line(entry: Fields, partners: set[str], number: int, applied: date) -> CostLine:
    partner = entry.text("partner")
    if partner not in partners:
        expected = msg("one of: %(names)s", names=", ".join(sorted(partners)))
        raise entry.refuse("partner", msg("“%(value)s” is no partner", value=partner), expected)
    category, claims = _one_of(entry, "category", Category), _claims(entry)
    with _said_of(entry):
        check_claims(category, claims, applied)
    return CostLine(
        id=entry.text("id", f"L{number}"),
        partner_id=partner,
        label=entry.text("label"),
        category=category,
        cents=entry.cents("amount_eur"),
        circumstances=claims.circumstances,
        rate=claims.rate,
        starts=claims.starts,
    )


def _claims(entry: Fields) -> Claims:
    """What the line claims; whether its article knows it is checked with the category."""
    names = entry.texts("circumstances")
    unknown = [name for name in names if name not in set(Circumstance)]
    if unknown:
        expected = msg("one or more of: %(names)s", names=", ".join(Circumstance))
        raise entry.refuse("circumstances", msg("“%(value)s”", value=unknown[0]), expected)
    return Claims(
        tuple(Circumstance(name) for name in names),
        entry.decimal("rate") if entry.has("rate") else None,
        entry.day("starts") if entry.has("starts") else None,
    )


@contextmanager
def _said_of(entry: Fields) -> Iterator[None]:
    """Point a refusal of the rules, which names a field, at its place in the file."""
    try:
        yield
    except BadInput as error:
        raise entry.refuse(error.where, error.what, error.expected) from None


def _one_of(entry: Fields, key: str, kinds: type[Kind]) -> Kind:
    try:
        return kinds(entry.text(key))
    except ValueError:
        expected = msg("one of: %(names)s", names=", ".join(kinds))
        raise entry.refuse(key, msg("“%(value)s”", value=entry.text(key)), expected) from None


def _refuse_twins(fields: Fields, key: str, names: list[str]) -> None:
    twins = [name for name in names if names.count(name) > 1]
    if twins:
        raise fields.refuse(key, msg("“%(name)s” twice", name=twins[0]), msg("one identity each"))


def _refuse_other_total(fields: Fields, lines: tuple[CostLine, ...]) -> None:
    if not lines:
        raise fields.refuse("line", msg("no cost line"), msg("at least one [[project.line]]"))
    _refuse_twins(fields, "line", [line.id for line in lines])
    total = sum(line.cents for line in lines)
    stated = fields.cents("total_eur", total)
    if stated != total:
        what = msg(
            "the budget does not add up: %(stated)s stated, the lines make %(total)s", stated=Amount(stated), total=Amount(total)
        )
        raise fields.refuse("total_eur", what, msg("the sum of the lines"))


def _refuse_disorder(fields: Fields, project: Project) -> None:
    if project.granted < project.applied:
        what = msg("granted on %(granted)s, before it is asked for", granted=Day.of(project.granted))
        raise fields.refuse("granted", what, msg("%(day)s or later", day=Day.of(project.applied)))


def _work(entry: Fields, project: Project) -> WorkPackage:
    first, months = entry.whole("first_month", 1), entry.whole("months", 1)
    if first + months - 1 > project.months:
        what = msg("it ends in month %(last)s", last=first + months - 1)
        raise entry.refuse("months", what, msg("at most month %(months)s, the last of the project", months=project.months))
    known = {partner.id for partner in project.partners}
    partners = entry.texts("partners")
    unknown = [partner for partner in partners if partner not in known]
    if unknown or not partners:
        what = msg("“%(value)s” is no partner", value=unknown[0]) if unknown else msg("no partner")
        raise entry.refuse("partners", what, msg("one or more of: %(names)s", names=", ".join(sorted(known))))
    return WorkPackage(entry.text("id"), entry.text("title"), entry.text("text"), partners, first, months)


def _terms(entry: Fields, on: date) -> CallTerms:
    if entry.has("instrument"):
        return _instrument(entry, on)
    call = CallTerms(
        call_id=entry.text("call_id"),
        title=entry.text("title"),
        grant_share=entry.decimal("grant_share"),
        rate_cap=_percent(entry, "rate_cap"),
        min_aid_cents=entry.cents("min_aid_eur", 0),
        max_aid_cents=entry.cents("max_aid_eur") if entry.has("max_aid_eur") else None,
        min_cost_cents=entry.cents("min_cost_eur", 0),
        advance_years=entry.whole("advance_years", 1, 5),
        advance_grace_years=entry.whole("advance_grace_years", 0, 2),
        to_confirm=entry.flag("to_confirm", True),
        free_split=entry.flag("free_split", False),
        advance_interest=entry.flag("advance_interest", False),
        loan_share=_percent(entry, "loan_share") or Decimal(0),
        loan_rate=_percent(entry, "loan_rate") or Decimal(0),
        loan_years=entry.whole("loan_years", 1, 5),
        loan_grace_years=entry.whole("loan_grace_years", 0, 2),
        first_share=_percent(entry, "first_share"),
        balance_share=_percent(entry, "balance_share"),
    )
    with _said_of(entry):
        refuse_terms(call)
    return call


def _percent(entry: Fields, key: str) -> Decimal | None:
    """A number that may be left out; at most 100, for those that are percentages."""
    value = entry.decimal(key) if entry.has(key) else None
    if value is not None and value > 100:
        raise entry.refuse(key, msg("%(value)s", value=str(value)), msg("a percentage from 0 to 100"))
    return value


def _instrument(entry: Fields, on: date) -> CallTerms:
    rules, name = law().on(on), entry.text("instrument")
    known = instruments(rules)
    if name not in known:
        raise entry.refuse("instrument", msg("“%(value)s”", value=name), msg("one of: %(names)s", names=", ".join(known)))
    return terms_of(name, rules)
