"""What is said with the figures of an outcome: labels, what they rest on, warnings and reasons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from campus5g.core.figures import Interval
from campus5g.core.message import Message, msg
from campus5g.territory.flows import Zone, leak
from campus5g.territory.investments import Quantity
from campus5g.territory.jobs import model
from campus5g.territory.jobs.assumptions import BUILT_OF, ITEMS
from campus5g.territory.jobs.case import Case
from campus5g.territory.jobs.model import Floats, Plants, Suppliers
from campus5g.territory.jobs.outcome import Line, Part

__all__ = ["ITEMS", "LINES", "NOTES", "PARTS", "basis", "perimeter", "reasons", "warnings"]

REFERENCE = 0.8
"""Sheltered jobs in a zone for one direct job, on average (Frocrain and Giraud 2018): what is above is flagged."""
MUCH_PER_JOB_EUR = 5e6

LINES: dict[Line, Message] = {
    Line.DIRECT: msg("Direct jobs"),
    Line.CONSTRUCTION: msg("Building jobs (temporary)"),
    Line.INDIRECT: msg("Jobs at suppliers (indirect)"),
    Line.INDUCED: msg("Jobs that wages feed (induced)"),
    Line.REMOVED: msg("Posts that automation removes"),
    Line.RETIREMENTS: msg("Retirements in the year"),
    Line.HIRES: msg("Hires in the year"),
}
NOTES: dict[Line, Message] = {
    Line.CONSTRUCTION: msg("posts held for the year on the site, which end with it: never added to those that stay"),
    Line.INDUCED: msg("sheltered jobs of the zone, less those that suppliers hold already"),
    Line.REMOVED: msg(
        "beside those created, not taken off them: tasks that machines, driverless vehicles or remote work take over"
    ),
    Line.RETIREMENTS: msg("among the direct jobs alone"),
    Line.HIRES: msg("new posts and replacements, among the direct jobs"),
}
PARTS: dict[Part, Message] = {
    Part.BUILDING: msg("temporary, while the site is built"),
    Part.NETWORK: msg("what 5G itself needs: among the direct jobs, shown apart, not added"),
}


def perimeter(line: Line, zone: str) -> Message:
    """Return where the jobs of a line are counted."""
    if line in (Line.DIRECT, Line.RETIREMENTS, Line.HIRES, Line.REMOVED):
        return msg("on the site of the investment")
    if line is Line.CONSTRUCTION:
        return msg("building work done by companies of %(zone)s", zone=zone)
    return Message("%(zone)s", {"zone": zone})


def basis(line: Line, kinds: Sequence[str], with_flows: bool) -> tuple[str, ...]:
    """Return the keys of the assumptions that a line rests on."""
    direct = ("direct_jobs", "delivered", "start_year", "slip_years", "ramp_years")
    split = tuple(f"split.{kind}" for kind in kinds) if len(kinds) > 1 else ()
    ratio = ("purchases", "delta", "zone", "jobs") if with_flows else ("suppliers", "suppliers_zone")
    suppliers = tuple(f"{name}.{kind}" for name in ratio for kind in (*kinds, *ITEMS)) + (("delta",) if with_flows else ())
    match line:
        case Line.DIRECT:
            return direct
        case Line.CONSTRUCTION:
            money = tuple(f"{name}.{kind}" for name in ("servers", "eur_per_job") for kind in kinds)
            work = tuple(f"{name}.{item}" for item in BUILT_OF for name in ("zone", "jobs"))
            return ("capex_eur", "start_year", "slip_years", "ramp_years", "build_before", *money, *split, *work)
        case Line.INDIRECT:
            return (*direct, *split, *suppliers)
        case Line.INDUCED:
            return (*direct, "multiplier", "local_hires", "settle", *split, *suppliers)
        case Line.REMOVED:
            return (*direct, *split, "automation_rate")
        case Line.RETIREMENTS:
            return (*direct, "retirement_rate")
        case Line.HIRES:
            return (*direct, "retirement_rate", "turnover_rate")


def warnings(case: Case, lines: dict[Line, Floats], eur_per_job: Interval | None) -> tuple[Message, ...]:
    """Return what a reader must know with the figures."""
    said = []
    investment = case.investment
    if investment.warning:
        said.append(Message("%(text)s", {"text": investment.warning}))
    if eur_per_job is not None and eur_per_job.p50 > MUCH_PER_JOB_EUR:
        said.append(
            msg(
                "about %(meur)s M€ for one direct job: the effect lies in building, supply and the grid more than in operation",
                meur=round(eur_per_job.p50 / 1e6),
            )
        )
    said += _told_of_figures(case)
    beside = (lines[Line.INDIRECT] + lines[Line.INDUCED])[:, -1]
    ratio = float(np.percentile(beside / np.maximum(lines[Line.DIRECT][:, -1], 1e-9), 50))
    if ratio > REFERENCE:
        said.append(
            msg(
                "%(ratio)s local jobs beside one direct job: above the average of 0.8 in French employment zones (2008-2016), which is"
                " not a bound; contracts with local suppliers would have to show it",
                ratio=round(ratio, 2),
            )
        )
    said += _told_of_building(case, lines[Line.CONSTRUCTION])
    gone = float(np.percentile(lines[Line.REMOVED][:, -1], 50))
    if gone >= 1:
        said.append(msg("automation may remove %(posts)s posts by %(year)s", posts=round(gone), year=str(int(case.years[-1]))))
    return tuple(said)


def _told_of_building(case: Case, building: Floats) -> list[Message]:
    """The peak of the site, and how much of the zone's work force it asks for, where that is known."""
    peak = float(np.percentile(building, 50, axis=0).max())
    working = case.area.value("zone_jobs")
    if peak < 1 or not working:
        return []
    return [
        msg(
            "at its peak the building asks for %(posts)s people of the zone, %(share)s in a hundred of those at work there",
            posts=round(peak),
            share=round(100 * peak / working, 1),
        )
    ]


def _told_of_figures(case: Case) -> list[Message]:
    said = []
    investment = case.investment
    if len(investment.kinds) > 1:
        said.append(msg("no source splits the jobs between the plants: their weights are drawn over their whole range"))
    told = [one for one in investment.of(Quantity.DIRECT_JOBS) if not one.lacking and not one.trade and one.year is None]
    if len(told) > 1:
        said.append(msg("sources differ on the direct jobs: their whole range is drawn"))
    lacking = [one for one in investment.statements if one.lacking]
    if lacking:
        said.append(msg("%(count)s figures have no source or no date: kept, and counted nowhere", count=len(lacking)))
    if "capex_eur" not in case.drawn:
        said.append(msg("no source says what is invested: building jobs are not counted"))
    return said


def reasons(case: Case, suppliers: Suppliers, plants: Plants) -> tuple[Message, ...]:
    """Return how the figures are made, and what was assumed where tables are not imported."""
    said = [
        msg("each assumption is drawn %(draws)s times over its range; P10 to P90 holds eight of ten draws",
            draws=len(case.drawn["delivered"]))
    ]  # fmt: skip
    if case.scenario.ramp:
        said.append(msg("the years of the ramp-up are those that the scenario states"))
    elif case.ramp:
        said.append(msg("the years of the ramp-up are those that the sources state"))
    if case.told:
        said.append(msg("posts by occupation are those that the sources state, in place of the table of posts"))
    near, nation = (float(np.median(one)) for one in (suppliers.zone, suppliers.nation))
    said.append(
        msg(
            "one direct job goes with %(nation)s jobs at suppliers in the nation, %(zone)s of them in %(name)s",
            nation=round(nation, 2),
            zone=round(near, 2),
            name=case.area.name,
        )
    )
    if case.with_flows:
        said += _told_of_flows(case, plants)
    else:
        said.append(
            case.zone
            if isinstance(case.zone, Message)
            else msg(
                "no table of flows is imported: suppliers' jobs follow published national ratios, their local part is to be confirmed"
            )
        )
    if case.area.value("zone_jobs") is None and not case.with_flows:
        said.append(msg("no employment data for %(zone)s: national figures are assumed", zone=case.area.name))
    leaving = case.area.figures.get("retirements")
    if leaving is not None:
        said.append(
            msg(
                "the area expects %(people)s retirements (%(horizon)s), which ask for the same people: another perimeter, never added",
                people=round(leaving.low),
                horizon=leaving.horizon,
            )
        )
    if not case.evidence.tensions:
        said.append(msg("scarcity is that of the department of Nord in 2019 until a newer table is imported"))
    return tuple(said)


def _told_of_flows(case: Case, plants: Plants) -> list[Message]:
    flows, zone = case.evidence.flows, case.zone
    assert flows is not None
    assert isinstance(zone, Zone)
    said = [] if zone.assumed is None else [zone.assumed]
    purchases = model.bought(case.investment.kinds, plants, case.drawn)
    spent = {item: float(np.median(euros)) for item, euros in purchases.items()}
    paid = leak(flows)
    abroad = sum(euros * paid[model.industry(item, flows)] for item, euros in spent.items()) / max(sum(spent.values()), 1e-9)
    said.append(
        msg("of 100 € of purchases, %(share)s € are paid abroad along the chain of suppliers", share=round(100 * float(abroad)))
    )
    if not case.evidence.jobs_per_meur:
        said.append(msg("jobs by million euros are orders of magnitude, to be confirmed until national accounts are imported"))
    return said
