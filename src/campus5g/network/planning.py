"""From a site to a plan: coverage, choice of antennas, service of every connectivity, cost, law. Same seed, same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shapely import Polygon

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, part, silent
from campus5g.core.site import Mast, Site
from campus5g.network.answers import antennas_of, maps_of, private_service, rival_service, unserved_middles
from campus5g.network.calibration import Calibration, notes_for
from campus5g.network.candidates import Candidate, candidates_of, full_power_dbm, reach_of
from campus5g.network.carriers import Carrier, Figures, carrier_of, frame_named, frame_names
from campus5g.network.costs import private_cost, rival_cost
from campus5g.network.coupled import Cells, Coupled, targets_of
from campus5g.network.demand import LEVELS_M, Points, sample
from campus5g.network.explain import budget_refusal, plan_reasons, shortfalls_of
from campus5g.network.formulation import Instance, Prices, instance_of, prices_of
from campus5g.network.frontier import Curve
from campus5g.network.ground import Ground, Surveyor, areas_of
from campus5g.network.link import Link, link_of
from campus5g.network.offers import Miss, mean_uplink_bps
from campus5g.network.outages import outage_sentences, outages_of
from campus5g.network.placement import Placed, Placement
from campus5g.network.plan import Fix, FrontierPoint, NetworkPlan, PlanGrids
from campus5g.network.regulation import findings_of
from campus5g.network.remedies import Key, Mender, budget_fixes
from campus5g.network.rivals import RIVALS
from campus5g.network.roof_spots import roofs_worth
from campus5g.network.site_checks import check_site, site_warnings
from campus5g.network.wishes import Wishes, check_wishes

_SAMPLE = 2400
_LEAST_PER_CROWD = 60
_SHOWN = (
    "sector.power_dbm", "sector.gain_dbi", "terminal.power_dbm", "terminal.noise_db", "station.noise_db", "wall.metal_db",
    "shadow.correlation", "adaptation.gap_db", "uplink.rise_db", "plan.rsrp_dbm", "plan.coverage", "plan.coverage_critical",
    "station.availability", "station.repair_h", "cell.connected", "latency.device_ms", "latency.core_ms",
)  # fmt: skip


def plan_network(
    site: Site,
    *,
    on: date,
    band: str = "n38",
    frame: str | None = None,
    cell_m: float = 10.0,
    seed: int = 0,
    experiment: bool = False,
    progress: Progress = silent,
    wishes: Wishes | None = None,
    calibration: Calibration | None = None,
) -> tuple[NetworkPlan, PlanGrids]:
    """Choose antennas for ``site`` and say what every connectivity gives and costs there.

    frame: TDD frame; by default the one whose shares fit the demand best, or after the choice of antennas another under which
    they miss less. cell_m: size of the grid's cells. The seed draws
    the places at which candidates are compared; the service is computed on every cell. A zone that cannot be satisfied is
    in ``shortfalls``, with what would help and its price. experiment: the plan asks for a temporary authorisation (26 GHz has no
    other). wishes: masts to take or leave, budget, resilience, roofs, antennas that stand. calibration: of the radio model on
    measurements of the site; the plan's warnings name it. Raises ``BadInput`` for a site
    without zones or masts, a band that is unknown or not open, or wishes that contradict the site.
    """
    wishes = wishes or Wishes()
    _check(site, wishes)
    figures = Figures(on)
    carrier = carrier_of(band, on, frame or best_frame(site, figures), experiment=experiment)
    study = _Study(site, carrier, link_of(carrier, figures), figures, wishes, experiment, calibration)
    study.survey(cell_m, seed, part(progress, 0.0, 0.45))
    study.place(part(progress, 0.45, 0.85))
    progress(0.85, msg("computing the service of each zone"))
    if frame is None:
        study.settle_frame()
    plan, grids = study.conclude()
    progress(1.0, msg("plan ready"))
    return plan, grids


def linear_model(
    site: Site,
    *,
    on: date,
    band: str = "n38",
    frame: str | None = None,
    cell_m: float = 10.0,
    seed: int = 0,
    wishes: Wishes | None = None,
) -> Instance:
    """Return the linear model that ``plan_network`` solves for the same arguments, to be solved or compared by other means."""
    wishes = wishes or Wishes()
    _check(site, wishes)
    figures = Figures(on)
    carrier = carrier_of(band, on, frame or best_frame(site, figures))
    study = _Study(site, carrier, link_of(carrier, figures), figures, wishes, False, None)
    study.survey(cell_m, seed, silent)
    return study.sample.instance


def _check(site: Site, wishes: Wishes) -> None:
    check_site(site)
    check_wishes(site, wishes)
    if not areas_of(site):
        raise BadInput(site.name, msg("the site has no zone with devices"), msg("at least one zone with a group of devices"))
    somewhere = site.masts or wishes.fixed or wishes.propose_roofs or any(z.indoor for z in site.zones)
    if not somewhere:
        raise BadInput(site.name, msg("the site has no candidate mast"), msg("at least one mast, or an indoor zone"))


def best_frame(site: Site, figures: Figures) -> str:
    """Return the TDD frame that is fullest last: the least of the larger of the two directions' demand over share."""
    groups = [g for area in areas_of(site) for g in area.devices]
    up = sum(g.count * mean_uplink_bps(g) for g in groups)
    down = sum(g.count * g.downlink_bps for g in groups)

    def strain(name: str) -> tuple[float, float]:
        frame = frame_named(name, figures)
        return max(up / frame.ul_share, down / (2 * frame.dl_share)), frame.ul_max_s

    return min(frame_names(), key=strain)


@dataclass(frozen=True, slots=True)
class _Sample:
    """What the choice is made on: a sample of the places, its linear model and its judge."""

    points: Points
    instance: Instance
    judge: Coupled


class _Study:
    """One plan being made; each step keeps what the next one needs."""

    surveyor: Surveyor
    ground: Ground
    sample: _Sample
    prices: Prices
    placed: Placed

    def __init__(
        self,
        site: Site,
        carrier: Carrier,
        link: Link,
        figures: Figures,
        wishes: Wishes,
        experiment: bool,
        calibration: Calibration | None,
    ) -> None:
        self.site, self.carrier, self.link, self.figures = site, carrier, link, figures
        self.wishes, self.experiment, self.calibration = wishes, experiment, calibration
        self.standing = frozenset(f.id for f in wishes.fixed)
        self.chosen_under = carrier.frame.name
        self.area_km2 = float(Polygon(site.boundary).area) / 1e6

    def survey(self, cell_m: float, seed: int, progress: Progress) -> None:
        """Map the masts that may be used, lay the devices out, and write the linear model on a sample of them."""
        free = tuple(m for m in self.site.masts if m.id not in self.wishes.forbidden)
        fixed = tuple(Mast(f.id, f.x_m, f.y_m, f.height_m) for f in self.wishes.fixed)
        self.surveyor = Surveyor(self.site, self.carrier, self.figures, cell_m, self.calibration)
        share = 0.6 if self.wishes.propose_roofs else 0.95
        self.ground = self.surveyor.survey((*free, *fixed), self.link, part(progress, 0.0, share))
        keep = sample(self.ground.points, max(_LEAST_PER_CROWD, _SAMPLE // len(self.ground.points.crowds)), seed)
        if self.wishes.propose_roofs:
            points, places = self.ground.chosen(keep)
            roofs = roofs_worth(self.site, self.ground.masts, points, places, self.carrier, self.link, self.figures)
            self.ground = self.surveyor.add(self.ground, roofs, part(progress, 0.6, 0.95))
        points, places = self.ground.chosen(keep)
        targets = targets_of(points, self.figures)
        may_fail = "mast" if self.wishes.resilient_masts else "antenna" if self.wishes.resilient else ""
        judge = Coupled(points, places, self.carrier, self.link, self.figures, targets, may_fail)
        candidates = candidates_of(self.site, self.carrier, self.figures, self.ground.masts, self.wishes)
        reach = reach_of(candidates, places, self.carrier)
        self.prices = prices_of(candidates, self.invested, self.figures)
        instance = instance_of(candidates, reach, points, self.link, self.figures, targets, self.wishes, self.prices)
        self.sample = _Sample(points, instance, judge)

    def bill(self, cells: Cells) -> tuple[int, int]:
        """Return what the network of ``cells`` costs to invest and a year, in cents; what stands already is not bought."""
        bought = tuple(c for c in cells if c.place not in self.standing)
        cost = private_cost(self.site, antennas_of(bought, None), self.carrier, self.area_km2, self.figures)
        return cost.capex_cents, cost.opex_cents_per_year

    def invested(self, cells: Cells) -> int:
        return self.bill(cells)[0]

    def full_power(self, cell: Candidate) -> float:
        key = "indoor.power_dbm" if cell.kind == "indoor" else "sector.power_dbm"
        return full_power_dbm(cell.antenna, self.figures[key], self.carrier)

    def place(self, progress: Progress) -> None:
        """Choose the antennas."""
        s = self.sample
        self.placed = Placement(s.instance, s.judge, self.prices, self.invested, self.wishes, self.full_power).run(progress)

    def settle_frame(self) -> None:
        """Take the frame under which the chosen antennas miss fewest requirements everywhere: it costs nothing."""
        cells, ground, first = self.placed.cells, self.ground, self.carrier.frame.name
        fewest = self._missed(self.carrier, self.link, ground.points) if cells else 0
        for name in frame_names():
            if fewest == 0:
                return
            if name == first:
                continue
            carrier = carrier_of(self.carrier.band, self.figures.on, name, experiment=self.experiment)
            link = link_of(carrier, self.figures)
            points = self.surveyor.under(ground.points, link)
            missed = self._missed(carrier, link, points)
            if missed < fewest:
                fewest, judge, s = missed, self.sample.judge, self.sample
                self.carrier, self.link, self.ground = carrier, link, replace(ground, points=points)
                few = self.surveyor.under(s.points, link)
                judge = Coupled(few, judge.places, carrier, link, self.figures, judge.targets, judge.may_fail)
                self.sample = _Sample(few, s.instance, judge)

    def _missed(self, carrier: Carrier, link: Link, points: Points) -> int:
        """How many requirements the chosen antennas miss under a carrier, on every place."""
        cells, ground = self.placed.cells, self.ground
        radio = Coupled(points, ground.places, carrier, link, self.figures, self.sample.judge.targets).radio(cells)
        antennas = antennas_of(cells, radio, self.standing)
        return sum(map(len, private_service(self.site, ground, points, radio, antennas, link, self.figures)[1].values()))

    def conclude(self) -> tuple[NetworkPlan, PlanGrids]:
        """Compute the coupled network on every place, the rivals, the costs, the findings and the maps."""
        cells, ground, figures = self.placed.cells, self.ground, self.figures
        whole = Coupled(ground.points, ground.places, self.carrier, self.link, figures, self.sample.judge.targets)
        radio = whole.radio(cells) if cells else None
        antennas = antennas_of(cells, radio, self.standing)
        levels, misses = private_service(self.site, ground, ground.points, radio, antennas, self.link, figures)
        unserved = unserved_middles(ground, radio)
        points = ground.points
        served = float((radio.served * points.weight).sum() / points.weight.sum()) if radio else 0.0
        grids = maps_of(ground, cells, radio, self.carrier, self.link)
        bought = tuple(a for a in antennas if not a.existing)
        costs = [private_cost(self.site, bought, self.carrier, self.area_km2, figures)]
        costs += [rival_cost(rival, self.site, figures) for rival in RIVALS]
        outages = outages_of(cells, antennas, self.sample.judge, ground.areas)
        reasons = plan_reasons(ground.areas, self.carrier, antennas, self.area_km2, self.placed.optimality, self.placed.recheck)
        plan = NetworkPlan(
            site=self.site.name,
            band=self.carrier.band,
            frame=self.carrier.frame.name,
            on=figures.on,
            antennas=antennas,
            service=(*levels, *rival_service(self.site, ground, figures)),
            costs=tuple(costs),
            served_share=float(f"{served:.6g}"),
            shortfalls=shortfalls_of(ground.areas, self.link, figures, misses, unserved, self._fixes(cells, misses, unserved)),
            findings=findings_of(self.site, self.carrier, antennas, self.area_km2, figures, grids),
            reasons=(*self._refusal(), *reasons, *self._settled(), *outage_sentences(outages, ground.areas)),
            warnings=self._warnings(radio.loads.warnings() if radio else ()),
            assumptions=figures.assumptions(*_SHOWN),
            wishes=self.wishes,
            optimality=self.placed.optimality,
            recheck=self.placed.recheck,
            frontier=_points_of(self.placed.curve),
            outages=outages,
            least_budget_cents=self.placed.least_cents,
        )
        return plan, grids

    def _fixes(
        self, cells: Cells, misses: Mapping[str, tuple[Miss, ...]], unserved: Mapping[str, tuple[float, float]]
    ) -> dict[Key, Fix]:
        """Try what mends each zone; where only the budget stands in the way, the money is the remedy."""
        if self.placed.least_cents is not None and self.placed.least_serves:
            return budget_fixes(misses, self.placed.least_cents, self.invested(cells), self.figures["plan.coverage"])
        mender = Mender(self.site, self.surveyor, self.sample.judge, self.sample.instance, cells, self.bill, self.experiment)
        return mender.fixes(misses, unserved)

    def _settled(self) -> tuple[Message, ...]:
        now = self.carrier.frame.name
        if now == self.chosen_under:
            return ()
        return (
            msg("the antennas were chosen under frame %(first)s; under %(now)s they miss less", first=self.chosen_under, now=now),
        )

    def _refusal(self) -> tuple[Message, ...]:
        if self.placed.least_cents is None or self.wishes.budget_cents is None:
            return ()
        return (budget_refusal(self.wishes.budget_cents, self.placed.least_cents),)

    def _warnings(self, more: Sequence[Message]) -> tuple[Message, ...]:
        found = [*site_warnings(self.site), *self.ground.grid.warnings, *more]
        if any(g.antenna_height_m not in LEVELS_M for area in self.ground.areas for g in area.devices):
            levels = ", ".join(f"{level:g}" for level in LEVELS_M)
            found.append(msg("terminals are computed at the level next below their antenna (%(levels)s m)", levels=levels))
        if self.calibration is not None:
            found += notes_for(self.calibration, self.carrier.freq_hz)
        return tuple(dict.fromkeys(found))


def _points_of(curve: Curve) -> tuple[FrontierPoint, ...]:
    return tuple(
        FrontierPoint(
            target=float(f"{step.target:.6g}"),
            served=float(f"{step.served:.6g}"),
            cost_cents=step.cents,
            antennas=step.antennas,
            gap=float(f"{step.gap:.4g}"),
            chosen=at == curve.chosen,
        )
        for at, step in enumerate(curve.steps)
    )
