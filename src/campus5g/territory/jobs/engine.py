"""One scenario of one investment, from its assumptions to jobs, occupations, trainings and what is bought nearby.

All assumptions are drawn together; each has its own random numbers, made from its key and the seed, so that two scenarios differ
by what they change and by nothing else (common random numbers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.message import Message
from campus5g.territory.flows import Zone
from campus5g.territory.investments import Investment
from campus5g.territory.jobs import model, words
from campus5g.territory.jobs.area import NO_EVIDENCE, Area, Evidence
from campus5g.territory.jobs.assumptions import table
from campus5g.territory.jobs.case import Case, case_of, kinds_of
from campus5g.territory.jobs.model import Draws, Floats
from campus5g.territory.jobs.occupations import Post, occupation, posts
from campus5g.territory.jobs.outcome import Curve, Line, OccupationNeed, Outcome, Part, SupplyNeed
from campus5g.territory.jobs.scenario import AS_ANNOUNCED, Scenario
from campus5g.territory.jobs.trainings import trainings
from campus5g.territory.openings import Offered

DRAWS = 500


def run(
    investment: Investment,
    scenario: Scenario = AS_ANNOUNCED,
    *,
    area: Area,
    offered: Sequence[Offered] = (),
    evidence: Evidence = NO_EVIDENCE,
    draws: int = DRAWS,
    seed: int = 0,
    language: str = "en",
    years: tuple[int, ...] = (),
) -> Outcome | Message:
    """Return the outcome of one scenario, or the sentence that says why there is none.

    offered: places of the catalogue (``competences``: ROME codes). years: those shown, of the scenario itself where none is given.
    ``BadInput`` for what cannot be read: an unknown assumption, a value out of its bounds, a kind of plant without posts.
    """
    case = case_of(investment, scenario, area, evidence, draws, seed)
    if isinstance(case, Message):
        return case
    return _outcome(replace(case, years=np.array(years, float)) if years else case, offered, draws, seed, language)


def compare(
    investment: Investment,
    scenarios: Sequence[Scenario],
    *,
    area: Area,
    offered: Sequence[Offered] = (),
    evidence: Evidence = NO_EVIDENCE,
    draws: int = DRAWS,
    seed: int = 0,
    language: str = "en",
) -> tuple[Outcome, ...] | Message:
    """Return the outcomes of several scenarios over the same years, with the same random numbers; arguments as in ``run``."""
    cases = [case_of(investment, one, area, evidence, draws, seed) for one in scenarios]
    refused = next((one for one in cases if isinstance(one, Message)), None)
    if refused is not None:
        return refused
    sound = [one for one in cases if isinstance(one, Case)]
    years = np.arange(min(one.years[0] for one in sound), max(one.years[-1] for one in sound) + 1)
    return tuple(_outcome(replace(one, years=years), offered, draws, seed, language) for one in sound)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """(d, y) arrays by line, (d,) suppliers for one direct job, and posts by part and occupation with the posts removed."""

    lines: dict[Line, Floats]
    suppliers: model.Suppliers
    plants: model.Plants
    held: dict[tuple[Part, str], Floats]
    gone: dict[tuple[Part, str], Floats]
    euros: dict[tuple[Part, str], Floats]


def _outcome(case: Case, offered: Sequence[Offered], draws: int, seed: int, language: str) -> Outcome:
    numbers = _numbers(case)
    needs = tuple(_needs(case, numbers))
    used = {key for need in needs for key in need.basis if key.startswith("staffing.")}
    figures = [post.figure(language) for kind in kinds_of(case.investment) for post in posts(kind) if post.share.key in used]
    per_job = case.drawn["capex_eur"] / case.drawn["direct_jobs"] if "capex_eur" in case.drawn else None
    eur_per_job = None if per_job is None else model.interval(per_job)
    return Outcome(
        investment=case.investment.key,
        name=case.investment.name,
        zone=case.area.name,
        scenario=case.scenario,
        years=tuple(int(year) for year in case.years),
        curves=tuple(_curves(case, numbers)),
        occupations=needs,
        trainings=trainings(needs, case, numbers.held, offered),
        supplies=tuple(_supplies(case, numbers)),
        eur_per_job=eur_per_job,
        warnings=words.warnings(case, numbers.lines, eur_per_job),
        reasons=words.reasons(case, numbers.suppliers, numbers.plants),
        assumptions=tuple(case.assumptions.values()),
        figures=(*(one.figure for one in case.investment.statements), *case.area.figures.values(), *figures),
        draws=draws,
        seed=seed,
    )


def _numbers(case: Case) -> _Numbers:
    drawn, years, kinds = case.drawn, case.years, case.investment.kinds
    start = drawn["start_year"] + drawn["slip_years"]
    if case.ramp:
        direct = model.stated_ramp(years, case.ramp, drawn["slip_years"]) * drawn["delivered"][:, None]
    else:
        direct = (drawn["direct_jobs"] * drawn["delivered"])[:, None] * model.ramp_up(years, start, drawn["ramp_years"])
    plants = model.weights(kinds, drawn)
    euros = _euros(case, plants)
    work = sum((euros[Part.BUILDING, item] / model.MEUR * drawn[f"jobs.{item}"] for item in _items(euros, Part.BUILDING)),
               np.zeros_like(start))  # fmt: skip
    life = model.site_life(years, drawn["start_year"] - drawn["build_before"], start + drawn["ramp_years"])
    suppliers = _suppliers(case, plants)
    indirect = direct * suppliers.zone[:, None]
    residents = drawn["local_hires"] + (1 - drawn["local_hires"]) * drawn["settle"]
    fed = direct * (drawn["multiplier"] * residents)[:, None]
    building = work[:, None] * life
    held, gone = _by_occupation(case, plants, direct, building, start)
    earlier = model.before(direct)
    retired = earlier * drawn["retirement_rate"][:, None]
    lines = {
        Line.DIRECT: direct,
        Line.CONSTRUCTION: building,
        Line.INDIRECT: indirect,
        Line.INDUCED: np.maximum(fed - direct * suppliers.sheltered[:, None], 0.0),
        Line.REMOVED: np.asarray(sum(gone.values(), np.zeros_like(direct))),
        Line.RETIREMENTS: retired,
        Line.HIRES: model.growth(direct) + retired + earlier * drawn["turnover_rate"][:, None],
    }
    return _Numbers(lines, suppliers, plants, held, gone, euros)


def _items(euros: dict[tuple[Part, str], Floats], part: Part) -> list[str]:
    return [item for of, item in euros if of is part]


def _euros(case: Case, plants: model.Plants) -> dict[tuple[Part, str], Floats]:
    """(d,) euros spent within the zone, by item: on the building in all, and, with a table of flows, on purchases for one job a year."""
    drawn, kinds = case.drawn, case.investment.kinds
    found: dict[tuple[Part, str], Floats] = {}
    if "capex_eur" in drawn:
        for item, euros in model.built(kinds, plants, drawn).items():
            found[Part.BUILDING, item] = euros * drawn[f"zone.{item}"]
    if case.with_flows:
        for item, euros in model.bought(kinds, plants, drawn).items():
            found[Part.OPERATION, item] = euros * drawn[f"zone.{item}"]
    return found


def _suppliers(case: Case, plants: model.Plants) -> model.Suppliers:
    kinds, drawn, evidence = case.investment.kinds, case.drawn, case.evidence
    if evidence.flows is not None and isinstance(case.zone, Zone):
        purchases = model.bought(kinds, plants, drawn)
        return model.by_flows(purchases, drawn, evidence.flows, case.zone, evidence.jobs_per_meur)
    return model.by_ratio(kinds, plants, drawn)


def _by_occupation(
    case: Case, plants: model.Plants, direct: Floats, building: Floats, start: Floats
) -> tuple[dict[tuple[Part, str], Floats], dict[tuple[Part, str], Floats]]:
    """(d, y) posts by part and occupation, and those that automation has removed of them."""
    held: dict[tuple[Part, str], Floats] = {}
    gone: dict[tuple[Part, str], Floats] = {}
    network = direct * case.drawn["network_share"][:, None]
    wholes = [(Part.OPERATION, of, direct * plants.jobs[kind][:, None] if kind else direct) for kind, of in case.staffing]
    apart = ((Part.BUILDING, posts("building"), building), (Part.NETWORK, posts("network"), network))
    for part, of, whole in (*wholes, *apart):
        for post, share in zip(of, _parts(case.drawn, of), strict=True):
            here = whole * share[:, None]
            lost = model.removed(here, post.exposed, case.drawn["automation_rate"], case.years, start)
            held[part, post.rome] = held.get((part, post.rome), 0.0) + here
            gone[part, post.rome] = gone.get((part, post.rome), 0.0) + lost
    return held, gone


def _parts(drawn: Draws, of: Sequence[Post]) -> Floats:
    return model.shares(np.array([post.share.value for post in of]), np.array([drawn[post.share.key] for post in of]))


def _curves(case: Case, numbers: _Numbers) -> list[Curve]:
    known = case.assumptions
    return [
        Curve(
            line,
            words.LINES[line],
            words.perimeter(line, case.area.name),
            model.intervals(values),
            tuple(key for key in words.basis(line, case.investment.kinds, case.with_flows) if key in known),
            words.NOTES.get(line),
        )
        for line, values in numbers.lines.items()
    ]


def _needs(case: Case, numbers: _Numbers) -> list[OccupationNeed]:
    found = []
    rates = (case.drawn["retirement_rate"] + case.drawn["turnover_rate"])[:, None]
    for (part, code), held in numbers.held.items():
        known = occupation(code)
        hires = model.growth(held) + (0.0 if part is Part.BUILDING else model.before(held) * rates)
        tables = [of for _, of in case.staffing] if part is Part.OPERATION else [posts(part.value)]
        shares = [post.share.key for of in tables for post in of if post.rome == code]
        line = Line.CONSTRUCTION if part is Part.BUILDING else Line.DIRECT
        basis = (*shares, *words.basis(line, case.investment.kinds, case.with_flows))
        tension = case.evidence.tensions.get(code, known.tension)
        found.append(
            OccupationNeed(
                part=part,
                rome=code,
                isco08=known.isco08,
                esco=known.esco,
                name=known.name,
                posts=model.intervals(held),
                hires=model.intervals(hires),
                removed=model.intervals(numbers.gone[part, code]),
                skills=known.skills,
                tension=tension,
                basis=tuple(key for key in basis if key in case.assumptions or key in shares),
                note=words.PARTS.get(part),
                hiring=case.evidence.hiring.get(code),
            )
        )
    return sorted(found, key=lambda one: (list(Part).index(one.part), -one.peak.p50, one.rome))


def _supplies(case: Case, numbers: _Numbers) -> list[SupplyNeed]:
    held = numbers.lines[Line.DIRECT][:, -1]
    found = []
    for (part, item), euros in numbers.euros.items():
        whole = euros if part is Part.BUILDING else euros * held
        said = table("spending.yaml").latest(f"item.{item}").value
        basis = ("capex_eur",) if part is Part.BUILDING else tuple(f"purchases.{kind}" for kind in case.investment.kinds)
        found.append(
            SupplyNeed(part, item, words.ITEMS[item], model.interval(whole), tuple(said["competences"]), (*basis, f"zone.{item}"))
        )
    return sorted(found, key=lambda one: (one.part, -one.eur.p50, one.item))
