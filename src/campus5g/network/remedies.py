"""What would mend a zone that falls short, and what it costs: each thing is tried on the whole network and judged again.

Tried, from the cheapest change to the dearest: another frame, a second core, up to three more antennas (sectors, masts of the
site, cells of the hall), an antenna on a roof, a new mast where most devices are left out. Prices are what the bill grows by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import Amount, Message, msg
from campus5g.core.site import Mast, Site, Zone
from campus5g.network.answers import antennas_of, target_of
from campus5g.network.candidates import Candidate, full_power_dbm, panel_of
from campus5g.network.carriers import Carrier, Figures, carrier_of, frame_names
from campus5g.network.costs import single_core
from campus5g.network.coupled import Cells, Coupled
from campus5g.network.formulation import Instance
from campus5g.network.ground import Surveyor, with_masts
from campus5g.network.link import Link, link_of
from campus5g.network.local_search import fits_beside
from campus5g.network.offers import Miss, misses_of
from campus5g.network.plan import Fix
from campus5g.network.roof_spots import gains_of, spots_of
from campus5g.network.service import private_offer

_MOST_ADDED = 3
_TRIALS = 5
_ROOFS_TRIED = 3
_USUAL_HEIGHT_M = 25.0
Key = tuple[str, str, str]
"""Zone, requirement, group."""

Bill = Callable[[Cells], tuple[int, int]]
"""What antennas cost: to invest and a year, in cents."""


@dataclass(frozen=True, slots=True)
class _Trial:
    kind: str
    what: Message
    cost: tuple[int, int]
    misses: tuple[Miss, ...]
    coverage: float
    added: Cells = ()


class Mender:
    """Tries what could help on one plan, judged on the sample of its places."""

    def __init__(
        self,
        site: Site,
        surveyor: Surveyor,
        judge: Coupled,
        instance: Instance,
        cells: Cells,
        bill: Bill,
        experiment: bool = False,
    ) -> None:
        self.site, self.surveyor, self.judge, self.instance = site, surveyor, judge, instance
        self.cells, self.bill, self.experiment = cells, bill, experiment
        self.figures: Figures = judge.figures
        self.areas = surveyor.areas
        self.now = bill(cells)
        self.many_cores = not self._single(cells)
        self._gains: dict[Mast, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}

    def fixes(self, misses: Mapping[str, tuple[Miss, ...]], unserved: Mapping[str, tuple[float, float]]) -> dict[Key, Fix]:
        """Return for each thing missed the cheapest trial that mends it, or else the one that comes nearest."""
        found: dict[Key, Fix] = {}
        for index, area in enumerate(self.areas):
            missed = misses.get(area.id, ())
            if not missed:
                continue
            trials = list(self._trials(index, area, missed, unserved.get(area.id)))
            for miss in missed:
                best = min(trials, key=lambda t: _rank(t, miss), default=None)
                if best is not None:
                    found[area.id, miss.requirement, miss.group.name] = self._fix(best, miss)
        return found

    def _fix(self, trial: _Trial, miss: Miss) -> Fix:
        left = _left(trial, miss)
        return Fix(
            kind=trial.kind,
            what=trial.what,
            cost_cents=max(trial.cost[0] - self.now[0], 0),
            opex_cents_per_year=max(trial.cost[1] - self.now[1], 0),
            got=float(f"{left.got if left else miss.needed:.6g}"),
            zone_served=float(f"{trial.coverage:.6g}"),
            enough=left is None,
            antennas=antennas_of(trial.added, None),
        )

    def _single(self, cells: Cells) -> bool:
        return single_core(self.site, antennas_of(cells, None), self.figures)

    def _trials(self, index: int, area: Zone, missed: tuple[Miss, ...], middle: tuple[float, float] | None) -> Iterator[_Trial]:
        wanted = {m.requirement for m in missed}
        if wanted - {"coverage"}:
            yield from self._frames(index)
        if "reliability" in wanted and self.cells and not self.many_cores:
            # the network's own core with its double; its price is that of one more small core
            price = round(100 * self.figures["private_5g.core_small"]), round(100 * self.figures["private_5g.support_core_small"])
            yield self._judged("core", msg("a second core"), self.cells, (), self.judge, index, price, True)
        if wanted - {"latency"}:
            yield from self._more_antennas(index, self.judge, self.instance.candidates)
            yield from self._new_places(index, area, middle)

    def _judged(
        self, kind: str, what: Message, cells: Cells, added: Cells, judge: Coupled, index: int, more: tuple[int, int] = (0, 0),
        double_core: bool = False,
    ) -> _Trial:  # fmt: skip
        bill = self.bill(cells)
        cost = bill[0] + more[0], bill[1] + more[1]
        single = not double_core and self._single(cells)
        core = self.figures["core_small.availability" if single else "core.availability"]
        radio = judge.radio(cells)
        missed: list[Miss] = []
        covered = devices = 0.0
        for at, crowd in enumerate(judge.points.crowds):
            if crowd.zone_index == index:
                offer = private_offer(radio, at, judge.link, self.figures, core)
                missed.extend(misses_of(crowd.group, offer, target_of(self.figures, crowd.critical)))
                covered, devices = covered + crowd.group.count * offer.coverage, devices + crowd.group.count
        return _Trial(kind, what, cost, tuple(missed), covered / devices, added)

    def _frames(self, index: int) -> Iterator[_Trial]:
        if not self.cells:
            return
        now = self.judge.carrier
        for name in frame_names():
            if name == now.frame.name:
                continue
            judge = self._with_frame(name)
            what = msg("frame %(frame)s instead of %(now)s", frame=name, now=now.frame.name)
            yield self._judged("frame", what, self.cells, (), judge, index)

    def _with_frame(self, name: str) -> Coupled:
        """Return the judge of the same places under another frame: the needs of the groups change with it."""
        judge, figures = self.judge, self.figures
        carrier: Carrier = carrier_of(judge.carrier.band, figures.on, name, experiment=self.experiment)
        link: Link = link_of(carrier, figures)
        return Coupled(self.surveyor.under(judge.points, link), judge.places, carrier, link, figures, judge.targets)

    def _more_antennas(self, index: int, judge: Coupled, candidates: Sequence[Candidate]) -> Iterator[_Trial]:
        """Add up to three antennas for one zone, each time the one after which it is least short."""
        cells, added = self.cells, ()  # type: tuple[Cells, Cells]
        for _ in range(_MOST_ADDED):
            trials = []
            for candidate in self._likeliest(index, judge, cells, candidates):
                more = (*added, candidate)
                trials.append(self._judged("antennas", self._said(more), (*cells, candidate), more, judge, index))
            if not trials:
                return
            best = min(trials, key=lambda t: (len(t.misses), -t.coverage, t.cost))
            yield best
            if not best.misses:
                return
            cells, added = (*cells, best.added[-1]), best.added

    def _likeliest(self, index: int, judge: Coupled, cells: Cells, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates that reach the zone's devices best, the badly served ones first."""
        mine = np.array([c.zone_index == index for c in judge.points.crowds])[judge.points.crowd]
        want = judge.points.weight * mine
        if cells:
            want = want * (1.05 - judge.radio(cells).served)
        able = [c for c in candidates if fits_beside(c, cells)]
        if not able:
            return []
        reach = judge.reach(tuple(able))
        power = np.array([c.power_dbm for c in able])[:, None]
        above = np.clip(judge.link.rsrp_dbm(power, reach.gain_db) - judge.link.least_rsrp_dbm + 10, 0, 30)
        worth = above @ want
        order = [int(j) for j in np.argsort(-worth, kind="stable") if worth[j] > 0]
        first_of_place: dict[str, Candidate] = {}
        for j in order:
            first_of_place.setdefault(able[j].place, able[j])
        return list(first_of_place.values())[:_TRIALS]

    def _new_places(self, index: int, area: Zone, middle: tuple[float, float] | None) -> Iterator[_Trial]:
        """Try the best roofs for a zone, and a new mast where most of its devices are left out."""
        known = {c.place for c in self.instance.candidates}
        spots = [s for s in spots_of(self.site, self.site.masts) if s.id not in known]
        if middle and not area.indoor:
            heights = sorted(m.height_m for m in self.site.masts)
            height = heights[len(heights) // 2] if heights else _USUAL_HEIGHT_M
            spots.append(Mast(f"new {area.id}", round(middle[0]), round(middle[1]), height, "new"))
        if not spots:
            return
        judge = self.judge
        gain, sigma = self._gains_of(spots)
        base = judge.places.path_gain_db.shape[0]
        wider = Coupled(
            judge.points, with_masts(judge.places, gain, sigma), judge.carrier, judge.link, self.figures, judge.targets
        )
        panel = panel_of(self.figures)
        power = full_power_dbm(panel, self.figures["sector.power_dbm"], judge.carrier)
        for kind, which, count in (("roof", "roof", _ROOFS_TRIED), ("new mast", "new", 1)):
            sectors = [
                Candidate(s.id, "sector", base + at, -1, s.x_m, s.y_m, s.height_m, azimuth, 5.0, power, panel)
                for at, s in enumerate(spots)
                if s.kind == which
                for azimuth in (float(a) for a in range(0, 360, 30))
            ]
            for one in self._likeliest(index, wider, self.cells, sectors)[:count]:
                yield self._judged(kind, self._said((one,)), (*self.cells, one), (one,), wider, index)

    def _gains_of(self, spots: Sequence[Mast]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return gains and sigmas from ``spots`` to the places of the sample; a roof is computed once for all zones; [spot, point]."""
        judge, new = self.judge, [s for s in spots if s not in self._gains]
        if new:
            found = gains_of(self.site, new, judge.points, judge.places, judge.carrier, self.figures["wall.metal_db"])
            self._gains.update(zip(new, zip(*found, strict=True), strict=True))
        return np.stack([self._gains[s][0] for s in spots]), np.stack([self._gains[s][1] for s in spots])

    def _said(self, added: Cells) -> Message:
        said = [self._one(c) for c in added]
        if len(said) == 1:
            return said[0]
        if len(said) == 2:
            return msg("%(first)s and %(second)s", first=said[0], second=said[1])
        return msg("%(first)s, %(second)s and %(third)s", first=said[0], second=said[1], third=said[2])

    def _one(self, cell: Candidate) -> Message:
        x, y = round(cell.x_m), round(cell.y_m)
        if cell.kind == "indoor":
            return msg("an indoor cell at x = %(x)s m, y = %(y)s m", x=x, y=y)
        azimuth = round(cell.azimuth_deg or 0.0)
        if cell.place.startswith("new "):
            height = round(cell.height_m)
            return msg(
                "a new mast near x = %(x)s m, y = %(y)s m, %(height)s m high, towards %(azimuth)s°",
                x=x, y=y, height=height, azimuth=azimuth,
            )  # fmt: skip
        if any(cell.place == c.place for c in self.cells):
            return msg("one more sector at %(mast)s towards %(azimuth)s°", mast=cell.place, azimuth=azimuth)
        if all(cell.place != m.id for m in self.site.masts):
            return msg("an antenna on the roof at x = %(x)s m, y = %(y)s m, towards %(azimuth)s°", x=x, y=y, azimuth=azimuth)
        return msg("mast %(mast)s with a sector towards %(azimuth)s°", mast=cell.place, azimuth=azimuth)


def budget_fixes(misses: Mapping[str, tuple[Miss, ...]], least_cents: int, spent_cents: int, coverage: float) -> dict[Key, Fix]:
    """Return the money that is lacking as the remedy of all that is missed: the plan without a budget serves ``coverage`` at least."""
    what = msg("a budget of %(least)s", least=Amount(least_cents))
    return {
        (zone, miss.requirement, miss.group.name): Fix("budget", what, least_cents - spent_cents, 0, miss.needed, coverage, True)
        for zone, missed in misses.items()
        for miss in missed
    }


def _left(trial: _Trial, miss: Miss) -> Miss | None:
    same = (m for m in trial.misses if m.requirement == miss.requirement and m.group.name == miss.group.name)
    return next(same, None)


def _rank(trial: _Trial, miss: Miss) -> tuple[int, float, int]:
    """Order trials: those that mend the whole zone, then this miss alone, the cheapest first; then those that come nearest."""
    left = _left(trial, miss)
    if left is None:
        return int(bool(trial.misses)), 0.0, trial.cost[0]
    return 2, abs(left.got - left.needed), trial.cost[0]
