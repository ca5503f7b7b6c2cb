"""Is this call for us? Yes, no or unknown for each criterion, with the fact it rests on, and what would open it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from campus5g.core.calls import Call, CallStatus, Criterion, Eligibility, Verdict
from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.project import Size
from campus5g.funding.facts import OrganisationFacts, ProjectFacts
from campus5g.funding.places import covers, place_name, section_of
from campus5g.funding.rules import RulesOn, law
from campus5g.funding.stated import Stated, read_stated

__all__ = ["OrganisationFacts", "ProjectFacts", "check_eligibility"]

_KINDS: dict[str, Message] = {
    "company": msg("companies"),
    "public_body": msg("public bodies"),
    "research": msg("research organisations"),
    "association": msg("associations"),
    "individual": msg("individuals"),
    "farmer": msg("farmers"),
}
_SMES = frozenset({Size.SMALL, Size.MEDIUM})


def check_eligibility(
    call: Call, organisation: OrganisationFacts, project: ProjectFacts | None, on: date
) -> Eligibility:  # fmt: skip
    """Judge a call for an organisation and its project on a day.

    A criterion that the call does not state is left out; one that it states and no fact answers is unknown. The near miss is
    given when one thing alone says no and a partner would mend it.
    """
    facts, stated, rules = project or ProjectFacts(), read_stated(call), law().on(on)
    countries = {organisation.country, *facts.countries}
    criteria = tuple(
        criterion
        for judged in (
            _status(call, on),
            _start(call, facts, on),
            _beneficiary(call, organisation),
            _territory(call, organisation, rules),
            _size(stated, organisation),
            _sector(stated, organisation),
            _age(stated, organisation),
            _consortium(stated, countries, rules),
            _sme_share(stated, facts),
            _purpose(stated, facts),
            _readiness(stated, facts),
            _amount(call, facts),
        )
        for criterion in judged
    )
    return Eligibility(criteria, _near_miss(criteria, call, stated, countries, rules))


def _status(call: Call, on: date) -> Iterator[Criterion]:
    deadline = call.next_deadline(on)
    match call.status(on):
        case CallStatus.CLOSED if (last := call.last_application) and last < on:
            yield Criterion("status", Verdict.NO, msg("closed since %(day)s", day=Day.of(last)))
        case CallStatus.CLOSED:
            yield Criterion("status", Verdict.NO, msg("closed, says its page"))
        case CallStatus.FORTHCOMING if call.opens:
            yield Criterion("status", Verdict.YES, msg("opens on %(day)s", day=Day.of(call.opens)))
        case _ if deadline:
            yield Criterion("status", Verdict.YES, msg("open, next deadline on %(day)s", day=Day.of(deadline)))
        case _:
            yield Criterion("status", Verdict.YES, msg("open all year"))


def _start(call: Call, facts: ProjectFacts, on: date) -> Iterator[Criterion]:
    """The application must come before the work starts: a project that starts before the call opens cannot wait for it."""
    if facts.starts is None:
        return
    first = max(on, call.opens) if call.opens else on
    if facts.starts <= first:
        reason = msg("the project starts on %(day)s: the application must come first", day=Day.of(facts.starts))
        yield Criterion("start", Verdict.NO, reason)
    else:
        yield Criterion(
            "start", Verdict.YES, msg("the project starts on %(day)s, after the application", day=Day.of(facts.starts))
        )


def _beneficiary(call: Call, organisation: OrganisationFacts) -> Iterator[Criterion]:
    if not call.beneficiaries:
        yield Criterion("beneficiary", Verdict.UNKNOWN, msg("the call does not say who may apply"))
    elif "any" in call.beneficiaries or organisation.applicant in call.beneficiaries:
        yield Criterion("beneficiary", Verdict.YES, msg("open to this kind of organisation"))
    elif not organisation.kind:
        yield Criterion("beneficiary", Verdict.UNKNOWN, msg("the kind of the organisation is not known"))
    else:
        kinds = [_KINDS.get(kind, Message(kind)) for kind in call.beneficiaries]
        yield Criterion("beneficiary", Verdict.NO, msg("only for: %(kinds)s", kinds=_listed(kinds)))


def _territory(call: Call, organisation: OrganisationFacts, rules: RulesOn) -> Iterator[Criterion]:
    if not call.territories:
        yield Criterion("territory", Verdict.UNKNOWN, msg("the call does not say where"))
    elif "EU" in call.territories:
        known = organisation.country in rules.names("eu.member_states") | rules.names("eu.associated")
        reason = msg("open to the Member States and associated countries")
        yield Criterion("territory", Verdict.YES if known else Verdict.NO, reason)
    elif organisation.country != "FR":
        yield Criterion("territory", Verdict.NO, msg("only in France"))
    else:
        yield _french_territory(call, organisation)


def _french_territory(call: Call, organisation: OrganisationFacts) -> Criterion:
    names = ", ".join(place_name(place) for place in call.territories if place != "FR" and not place.startswith("-"))
    if call.territories == ("FR",):
        return Criterion("territory", Verdict.YES, msg("open in the whole of France"))
    if organisation.insee_code is None:
        return Criterion("territory", Verdict.UNKNOWN, msg("open in: %(places)s; the place of the organisation is not known",
                                                           places=names))  # fmt: skip
    match covers(call.territories, organisation.insee_code):
        case True:
            return Criterion(
                "territory", Verdict.YES, msg("open where the organisation is (%(code)s)", code=organisation.insee_code)
            )
        case False:
            return Criterion("territory", Verdict.NO, msg("only in: %(places)s", places=names or "–"))
        case _:
            return Criterion("territory", Verdict.UNKNOWN, msg("open in: %(places)s; to be checked", places=names))


def _size(stated: Stated, organisation: OrganisationFacts) -> Iterator[Criterion]:
    if stated.sizes is None and not stated.no_micro:
        return
    if organisation.applicant != "company":
        return
    if organisation.size is None:
        yield Criterion("size", Verdict.UNKNOWN, msg("the size of the organisation is not known"))
    elif stated.sizes is not None and organisation.size not in stated.sizes:
        reason = msg("only for SMEs") if stated.sizes <= _SMES else msg("not for an enterprise of this size")
        yield Criterion("size", Verdict.NO, reason)
    elif stated.no_micro and organisation.size == Size.SMALL:
        yield Criterion("size", Verdict.UNKNOWN, msg("not for micro enterprises (fewer than 10 people)"))
    else:
        yield Criterion("size", Verdict.YES, msg("open to an enterprise of this size"))


def _sector(stated: Stated, organisation: OrganisationFacts) -> Iterator[Criterion]:
    if not stated.sectors and not stated.excluded:
        return
    if not organisation.naf:
        yield Criterion("sector", Verdict.UNKNOWN, msg("the activity code of the organisation is not known"))
    elif _within(organisation.naf, stated.excluded):
        yield Criterion("sector", Verdict.NO, msg("the activity %(code)s is excluded", code=organisation.naf))
    elif not stated.sectors or _within(organisation.naf, stated.sectors):
        yield Criterion("sector", Verdict.YES, msg("meant for the activity %(code)s", code=organisation.naf))
    else:
        reason = msg("meant above all for the activities %(codes)s", codes=", ".join(stated.sectors))
        yield Criterion("sector", Verdict.UNKNOWN, reason)


def _within(naf: str, codes: tuple[str, ...]) -> bool:
    """A code may be a section letter or the beginning of an activity code."""
    section = section_of(naf)
    return any(code == section or (code[0].isdigit() and naf.startswith(code)) for code in codes)


def _age(stated: Stated, organisation: OrganisationFacts) -> Iterator[Criterion]:
    if stated.min_age_years is None:
        return
    about = msg("at least %(years)s years of existence", years=stated.min_age_years)
    if organisation.age_years is None:
        yield Criterion("age", Verdict.UNKNOWN, about)
    else:
        yield Criterion("age", Verdict.YES if organisation.age_years >= stated.min_age_years else Verdict.NO, about)


def _consortium(stated: Stated, countries: set[str], rules: RulesOn) -> Iterator[Criterion]:
    if not stated.needs_consortium:
        return
    needed = rules.rule("eu.consortium.partners")
    missing, no_member = _missing(countries, rules)
    reason = msg("partners in %(count)s countries, one of them a Member State (%(article)s); the project has %(found)s",
                 count=int(needed.value), article=needed.article, found=int(needed.value) - missing)  # fmt: skip
    yield Criterion("consortium", Verdict.NO if missing or no_member else Verdict.YES, reason)


def _missing(countries: set[str], rules: RulesOn) -> tuple[int, bool]:
    """How many countries are missing for the smallest consortium, and whether no Member State is in it."""
    members, associated = rules.names("eu.member_states"), rules.names("eu.associated")
    counted = countries & (members | associated)
    return max(0, int(rules.rule("eu.consortium.partners").value) - len(counted)), not counted & members


def _sme_share(stated: Stated, facts: ProjectFacts) -> Iterator[Criterion]:
    """Some calls ask that small and medium enterprises carry a share of the costs."""
    if stated.sme_percent is None:
        return
    about = msg("SMEs must carry at least %(percent)s %% of the costs", percent=stated.sme_percent)
    if facts.sme_percent is None:
        yield Criterion("sme_share", Verdict.UNKNOWN, about)
    else:
        yield Criterion("sme_share", Verdict.YES if facts.sme_percent >= stated.sme_percent else Verdict.NO, about)


def _purpose(stated: Stated, facts: ProjectFacts) -> Iterator[Criterion]:
    """Defence calls pay for defence only, and Horizon Europe for civil applications only (Regulation 2021/695, Article 7)."""
    if stated.defence:
        verdict = {None: Verdict.UNKNOWN, True: Verdict.YES, False: Verdict.NO}[facts.defence]
        yield Criterion("purpose", verdict, msg("a defence call: the project must have a defence purpose"))
    elif stated.civil_only and facts.defence is not None:
        verdict = Verdict.NO if facts.defence else Verdict.YES
        yield Criterion("purpose", verdict, msg("for civil applications only"))


def _readiness(stated: Stated, facts: ProjectFacts) -> Iterator[Criterion]:
    if stated.trl is None:
        return
    low, high = stated.trl
    about = msg("readiness level %(low)s to %(high)s expected by the end", low=low, high=high)
    if facts.trl is None:
        yield Criterion("trl", Verdict.UNKNOWN, about)
    else:
        yield Criterion("trl", Verdict.YES if low <= facts.trl <= high else Verdict.NO, about)


def _amount(call: Call, facts: ProjectFacts) -> Iterator[Criterion]:
    """A project below the usual aid of a call is not excluded by law, but should be looked at."""
    if call.min_aid_eur is None or facts.cost_cents is None:
        return
    usual = round(call.min_aid_eur * 100)
    if facts.cost_cents < usual:
        reason = msg("a project of %(cost)s is small for a call that gives from %(least)s", cost=Amount(facts.cost_cents),
                     least=Amount(usual))  # fmt: skip
        yield Criterion("amount", Verdict.UNKNOWN, reason)
    else:
        yield Criterion("amount", Verdict.YES, msg("the call gives from %(least)s a project", least=Amount(usual)))


def _near_miss(
    criteria: tuple[Criterion, ...], call: Call, stated: Stated, countries: set[str], rules: RulesOn
) -> Message | None:  # fmt: skip
    refused = [criterion.key for criterion in criteria if criterion.verdict is Verdict.NO]
    if refused == ["consortium"]:
        missing, no_member = _missing(countries, rules)
        if not missing and no_member:
            return msg("a partner in a Member State would open this call")
        if missing == 1:
            return msg("a partner in one more Member State or associated country would open this call")
        return msg("partners in %(count)s more Member States or associated countries would open this call", count=missing)
    if refused == ["beneficiary"] and "research" in call.beneficiaries and "public_body" not in call.beneficiaries:
        return msg("a research organisation as applicant would open this call")
    if refused == ["sme_share"] and stated.sme_percent is not None:
        return msg("a partner SME carrying %(percent)s %% of the costs would open this call", percent=stated.sme_percent)
    if refused == ["size"] and stated.sizes is not None and stated.sizes <= _SMES:
        return msg("an SME as applicant would open this call")
    return None


def _listed(names: list[Message]) -> Message:
    found = names[0]
    for name in names[1:]:
        found = msg("%(first)s, %(next)s", first=found, next=name)
    return found
