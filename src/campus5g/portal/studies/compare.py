"""Two plans side by side: what differs, figure by figure and zone by zone. Pages and API say the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from campus5g.core.service import Connectivity, ServiceLevel
from campus5g.core.site import Path, Zone
from campus5g.documents.blocks import Column, Table
from campus5g.documents.voice import Voice
from campus5g.network.plan import Antenna, NetworkPlan
from campus5g.portal.studies.models import Study


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """The figures of one plan that are laid beside those of another."""

    antennas: int
    masts: int
    capex_cents: int
    opex_cents_per_year: int
    served_share: float
    zones: int
    zones_served: int
    shortfalls: int
    law_broken: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Both plans in tables. ``alike`` and the two lists tell the antennas that both have, and those of one alone."""

    overall: Table
    zones: Table
    alike: tuple[str, ...]
    left_alone: tuple[str, ...]
    right_alone: tuple[str, ...]
    same_site: bool


def plan_of(study: Study) -> NetworkPlan:
    """Return the plan of a study that has one."""
    if study.core.plan is None:
        raise ValueError("a study without a plan is not compared")
    return study.core.plan


def figures_of(plan: NetworkPlan) -> PlanFigures:
    own = plan.cost_of(Connectivity.PRIVATE_5G)
    levels = [level for level in plan.service if level.connectivity == Connectivity.PRIVATE_5G]
    return PlanFigures(
        antennas=len(plan.antennas),
        masts=len({antenna.mast_id for antenna in plan.antennas}),
        capex_cents=own.capex_cents if own else 0,
        opex_cents_per_year=own.opex_cents_per_year if own else 0,
        served_share=plan.served_share,
        zones=len(levels),
        zones_served=sum(level.meets for level in levels),
        shortfalls=len(plan.shortfalls),
        law_broken=sum(finding.ok is False for finding in plan.findings),
    )


def compared(left: Study, right: Study, say: Voice) -> Compared:
    """Compare the plans of two finished studies; both have one."""
    one, other = plan_of(left), plan_of(right)
    ours, theirs = ({_place(antenna, say) for antenna in plan.antennas} for plan in (one, other))
    return Compared(
        overall=_overall(figures_of(one), figures_of(other), (left.label, right.label), say),
        zones=_zones(left, right, say),
        alike=tuple(sorted(ours & theirs)),
        left_alone=tuple(sorted(ours - theirs)),
        right_alone=tuple(sorted(theirs - ours)),
        same_site=left.core.site == right.core.site,
    )


def _place(antenna: Antenna, say: Voice) -> str:
    if antenna.azimuth_deg is None:
        return _("%(mast)s, all round") % {"mast": antenna.mast_id}
    said = {
        "mast": antenna.mast_id,
        "bearing": say.number(round(antenna.azimuth_deg)),
        "tilt": say.number(round(antenna.tilt_deg, 1)),
    }
    return _("%(mast)s, towards %(bearing)s°, down by %(tilt)s°") % said


def _columns(first: str, names: tuple[str, str]) -> tuple[Column, ...]:
    return Column(first, width=2), Column(names[0], "right"), Column(names[1], "right"), Column(_("Difference"), "right")


def _overall(one: PlanFigures, other: PlanFigures, names: tuple[str, str], say: Voice) -> Table:
    def counted(label: str, field: str) -> tuple[str, ...]:
        a, b = getattr(one, field), getattr(other, field)
        return label, say.number(a), say.number(b), _signed(b - a, say.number(abs(b - a)))

    def money(label: str, field: str) -> tuple[str, ...]:
        a, b = getattr(one, field), getattr(other, field)
        return label, say.estimate(a / 100), say.estimate(b / 100), _signed(b - a, say.estimate(abs(b - a) / 100))

    shares = one.served_share, other.served_share
    rows = (
        counted(_("Antennas"), "antennas"),
        counted(_("Places that carry them"), "masts"),
        money(_("Investment"), "capex_cents"),
        money(_("Running cost a year"), "opex_cents_per_year"),
        (_("Devices served"), *map(say.share, shares), _points(shares[1] - shares[0], say)),
        counted(_("Zones that get all they ask for"), "zones_served"),
        counted(_("Shortfalls"), "shortfalls"),
        counted(_("Rules not respected"), "law_broken"),
    )
    return Table(_columns(_("Figure"), names), rows, _("The two plans in figures"))


def _signed(difference: float, size: str) -> str:
    return "=" if difference == 0 else f"{'+' if difference > 0 else '−'}{size}"


def _points(difference: float, say: Voice) -> str:
    """A difference of shares, in percentage points."""
    rounded = round(100 * difference, 1)
    return _signed(rounded, _("%(n)s points") % {"n": say.number(abs(rounded))})


def _zones(left: Study, right: Study, say: Voice) -> Table:
    names: dict[str, str] = {}
    for study in (left, right):
        places: tuple[Zone | Path, ...] = (*study.core.site.zones, *study.core.site.paths)
        names |= {place.id: place.name for place in places}
    rows = []
    for key, name in names.items():
        a, b = (study.core.plan.service_of(Connectivity.PRIVATE_5G, key) if study.core.plan else None for study in (left, right))
        if a or b:
            change = _points(b.coverage - a.coverage, say) if a and b else "–"
            rows.append((name, _level(a, say), _level(b, say), change))
    return Table(_columns(_("Zone"), (left.label, right.label)), tuple(rows), _("Coverage of private 5G, and whether all is met"))


def _level(level: ServiceLevel | None, say: Voice) -> str:
    if level is None:
        return "–"
    return f"{say.share(level.coverage)} {'✓' if level.meets else '✗'}"
