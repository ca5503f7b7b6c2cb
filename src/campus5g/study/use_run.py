"""One use of a need, assessed by itself: on the last plan of its site, on its site planned now, or on a described site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campus5g.core.benefit import NotAssessed, Use, UseAssessment
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, part, silent
from campus5g.core.service import ConnectivityCost, ServiceLevel
from campus5g.core.site import DeviceGroup, Mast, Origin, Site, Zone
from campus5g.network.plan import NetworkPlan
from campus5g.network.planning import plan_network
from campus5g.study.own_files import OwnFile
from campus5g.uses.figures import check_figures
from campus5g.uses.interface import ENGINES
from campus5g.uses.preview import DataPreview

Assessment = UseAssessment | NotAssessed
SCHEMA = 1
"""Version of the shape of ``UseRun``; a kept run of another version is made again."""


class Basis(StrEnum):
    """Where service levels and costs come from: the need's last study, its site planned for this run, a described site."""

    STUDY = "study"
    SITE = "site"
    DESCRIBED = "described"


BASIS: Mapping[Basis, Message] = {
    Basis.STUDY: msg("Service and costs are those of the network plan of the last study."),
    Basis.SITE: msg("There is no study yet: the network was planned for this answer, on the site as it is drawn."),
    Basis.DESCRIBED: msg(
        "The site is not drawn: service and costs are those of a described site, an open yard of %(side)s m by %(side)s m. "
        "Draw the site and study it before deciding.",
        side=400,
    ),
}


@dataclass(frozen=True, slots=True)
class UseRun:
    """A use that was assessed: what was found, and what it rests on. Same request, same plan: same bytes.

    values: the company's figures that were used. services, costs: what the network gives and costs, from ``basis``.
    """

    schema: int
    use: Use
    on: date
    seed: int
    assessment: UseAssessment | NotAssessed
    basis: Basis
    values: dict[str, float]
    services: tuple[ServiceLevel, ...]
    costs: tuple[ConnectivityCost, ...]
    data: DataPreview | None = None


def shares_of(site: Site) -> dict[str, float]:
    """Return the weight of each zone: how many devices stand there."""
    return {zone.id: float(sum(group.count for group in zone.devices)) for zone in site.zones}


def assess_on(
    use: Use,
    values: Mapping[str, float],
    plan: NetworkPlan,
    shares: Mapping[str, float],
    file: OwnFile | None = None,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Assessment:
    """Assess one use under the services and costs of ``plan``; ``BadInput`` for a figure or a file that cannot be used."""
    return ENGINES[use].assess(
        values,
        plan.service,
        plan.costs,
        data=file.path if file else None,
        partial=bool(file and file.partial),
        seed=seed,
        shares=shares,
        progress=progress,
    )


def run_use(
    use: Use,
    values: Mapping[str, float],
    *,
    on: date,
    plan: NetworkPlan | None = None,
    site: Site | None = None,
    file: OwnFile | None = None,
    seed: int = 0,
    cell_m: float = 10.0,
    progress: Progress = silent,
) -> UseRun:
    """Assess ``use`` with the company's ``values`` and ``file`` and return the run with what it rests on.

    plan: that of the last study of ``site``. Without it the site is planned now; without a site where devices stand, the
    described one is. Figures out of bounds and a file that cannot be used raise ``BadInput``, as does a site that cannot be
    planned. A use without engine says so at once, and nothing is planned for it.
    """
    engine = ENGINES[use]
    check_figures(engine, values)
    progress(0.0, msg("reading the file") if file else msg("reading the figures"))
    preview = engine.preview(file.path) if file else None
    basis = Basis.STUDY if plan else Basis.SITE if site and any(shares_of(site).values()) else Basis.DESCRIBED
    laid = site if site and basis is not Basis.DESCRIBED else described_site()
    if engine.defaults() is None:
        return UseRun(SCHEMA, use, on, seed, engine.assess(values, (), ()), basis, dict(values), (), (), preview)
    if plan is None:
        plan, _maps = plan_network(laid, on=on, seed=seed, cell_m=cell_m, progress=part(progress, 0.02, 0.6))
    found = assess_on(use, values, plan, shares_of(laid), file, seed=seed, progress=part(progress, 0.6, 1.0))
    return UseRun(SCHEMA, use, on, seed, found, basis, dict(values), plan.service, plan.costs, preview)


def described_site() -> Site:
    """Return the site that stands for one nobody has drawn: an open yard of 400 m with a mast at each corner, 50 sensors."""
    side = 400.0
    corners = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side))
    inner = tuple((min(max(x, 20.0), side - 20.0), min(max(y, 20.0), side - 20.0)) for x, y in corners)
    sensors = DeviceGroup("sensors", 50, 200, 10.0, 1.0, 0.99, 200.0)
    return Site(
        name="described site",
        boundary=corners,
        buildings=(),
        masts=tuple(Mast(f"m{n}", x, y, 20.0) for n, (x, y) in enumerate(inner, start=1)),
        zones=(Zone("yard", "yard", inner, (sensors,)),),
        origin=Origin(51.03, 2.2),
    )
