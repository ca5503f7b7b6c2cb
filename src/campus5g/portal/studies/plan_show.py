"""What a plan proves and what it stands: the curve of cost against coverage, what fails with an antenna, bills, and its files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from campus5g.core.message import Amount, msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.core.site import Site
from campus5g.documents.blocks import Column, Table
from campus5g.documents.charts import Chart
from campus5g.documents.names import CONNECTIVITY
from campus5g.documents.plan_chart import coverage_cost_chart
from campus5g.documents.sections.network import bill_table
from campus5g.documents.sections.plan_service import verdict_table
from campus5g.documents.voice import Voice
from campus5g.network.plan import NetworkPlan


@dataclass(frozen=True, slots=True)
class ShortfallShown:
    """What a zone lacks, and the one thing that was tried against all of it, with its price."""

    zone: str
    lacks: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class PlanShown:
    """The choice itself: how good it is proven to be, what else it could cost, what happens when a part of it fails."""

    proof: tuple[str, ...]
    frontier: Chart | None
    outages: Table | None
    sure: str
    bills: tuple[tuple[str, Table], ...]
    classes: Table | None


def plan_shown(plan: NetworkPlan, site: Site, say: Voice) -> PlanShown:
    return PlanShown(
        proof=_proof(plan, say),
        frontier=_frontier(plan, say),
        outages=_outages(plan, site, say),
        sure=_sure(plan, say),
        bills=tuple(_bill(cost, say) for cost in plan.costs if cost.lines),
        classes=_classes(plan, site, say),
    )


def _bill(cost: ConnectivityCost, say: Voice) -> tuple[str, Table]:
    title = say(msg("%(name)s, item by item", name=CONNECTIVITY[cost.connectivity]))
    return title, replace(bill_table(cost, say), caption=title)


def _classes(plan: NetworkPlan, site: Site, say: Voice) -> Table | None:
    """Each group of devices against its class of the standard, pass or fail with the margin."""
    own = tuple(level for level in plan.service if level.connectivity is Connectivity.PRIVATE_5G)
    table = verdict_table(site, own, say)
    return table if table.rows else None


def shortfalls(plan: NetworkPlan, site: Site, say: Voice) -> tuple[ShortfallShown, ...]:
    """Return what the plan lacks, zone by zone: the lacks that one remedy mends stand together."""
    names, together = places(site), defaultdict[tuple[str, str], list[str]](list)
    for one in plan.shortfalls:
        together[one.zone_id, say(one.remedy)].append(say(one.message))
    return tuple(ShortfallShown(names.get(zone, zone), tuple(lacks), remedy) for (zone, remedy), lacks in together.items())


def places(site: Site) -> dict[str, str]:
    """The names of zones and paths by their identity."""
    return {place.id: place.name for place in (*site.zones, *site.paths)}


def _proof(plan: NetworkPlan, say: Voice) -> tuple[str, ...]:
    found = []
    if best := plan.optimality:
        said = {
            "n": best.candidates, "objective": say.estimate(best.objective_eur), "bound": say.estimate(best.bound_eur),
            "gap": say.risk(max(best.gap, 0.0)), "greedy": say.estimate(best.greedy_eur),
        }  # fmt: skip
        found.append(
            say(
                msg(
                    "Among %(n)s ways to mount an antenna, the choice costs %(objective)s in the linear model and none costs less than "
                    "%(bound)s: proven within %(gap)s. Choosing greedily would cost %(greedy)s.",
                    **said,
                )
            )
        )
    if plan.least_budget_cents is not None:
        found.append(say(msg("Serving every zone takes at least %(least)s.", least=Amount(plan.least_budget_cents))))
    return (*found, *(say(sentence) for sentence in (plan.recheck.sentences if plan.recheck else ())))


def _frontier(plan: NetworkPlan, say: Voice) -> Chart | None:
    steps = tuple((point.cost_cents / 100, point.served, point.antennas, point.chosen) for point in plan.frontier)
    return coverage_cost_chart(steps, say.language) if len(steps) > 1 else None


def _outages(plan: NetworkPlan, site: Site, say: Voice) -> Table | None:
    if not plan.outages:
        return None
    names, kinds = places(site), {"antenna": _("Antenna %(name)s"), "mast": _("Mast %(name)s")}
    rows = tuple(
        (
            kinds.get(one.kind, "%(name)s") % {"name": one.id},
            ", ".join(names.get(zone, zone) for zone in one.zones_below) or _("none"),
            say.share(one.served_share),
        )
        for one in plan.outages
    )
    columns = (
        Column(_("If this fails…")),
        Column(_("Zones that lose their coverage"), width=2),
        Column(_("Devices still served"), "right"),
    )
    return Table(columns, rows, _("One part out of order at a time"))


def _sure(plan: NetworkPlan, say: Voice) -> str:
    """One sentence on resilience, ahead of its table."""
    if not plan.outages:
        return ""
    worst = min(plan.outages, key=lambda one: one.served_share)
    harmful = [one for one in plan.outages if one.zones_below]
    if not harmful:
        return say(msg("Any one antenna or mast may fail: every zone keeps its coverage."))
    return say(
        msg(
            "%(n)s of %(all)s failures leave a zone below its coverage; the worst, %(worst)s, still serves %(share)s of the devices.",
            n=len(harmful), all=len(plan.outages), worst=worst.id, share=say.share(worst.served_share),
        )
    )  # fmt: skip
