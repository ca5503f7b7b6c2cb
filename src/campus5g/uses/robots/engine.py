"""Robot fleets as a use: the floor, the routing, the stops and their value, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from campus5g.core.benefit import DataOrigin, NotAssessed, Use, UseAssessment
from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, part, silent
from campus5g.core.service import Connectivity, ConnectivityCost, Latency, ServiceLevel
from campus5g.uses import compare
from campus5g.uses.links import Link, links_by_connectivity
from campus5g.uses.parameters import Parameters, read_parameters
from campus5g.uses.preview import DataPreview, FileKind, Question
from campus5g.uses.priced import answers, investments
from campus5g.uses.robots.data.floor import aisles
from campus5g.uses.robots.data.grid import Grid, read_map
from campus5g.uses.robots.data.kinds import FILE_KINDS, preview
from campus5g.uses.robots.labels import LABELS
from campus5g.uses.robots.model.lifelong import Body
from campus5g.uses.robots.reasons import break_even, reasons, would_change
from campus5g.uses.robots.simulate.response import fleet, measure
from campus5g.uses.robots.simulate.served import Under, laid, spread
from campus5g.uses.robots.story import replays
from campus5g.uses.robots.value import choose

MOST_VEHICLES = 1000
FULLEST = 0.3
"""Share of the free cells beyond which vehicles would mostly wait for one another."""
CHARGERS = 0.1
"""Chargers for each vehicle."""
ASKED = ("robots", "floor_m2", "watchdog_ms")


class RobotsEngine:
    """The use « mobile robots »; see ``campus5g.uses.interface.UseEngine``."""

    use = Use.ROBOTS

    def defaults(self) -> Parameters:
        """Return the sourced default assumptions, for a form that shows and edits them."""
        return read_parameters(_table(), LABELS, {})

    def questions(self) -> tuple[Question, ...]:
        return (
            Question("robots", msg("vehicles in the fleet"), "", 1, MOST_VEHICLES, msg("Those that work at the same time.")),
            Question("floor_m2", msg("floor they work on"), "m²", 100, 200_000, msg("With its shelves; not asked with a map.")),
            Question(
                "watchdog_ms",
                msg("time without a message after which a vehicle stops"),
                "ms",
                1,
                60_000,
                msg("The supplier of the vehicles knows it: 16 ms to 1 s. It decides more than the network does."),
            ),
        )

    def file_kinds(self) -> tuple[FileKind, ...]:
        return FILE_KINDS

    def preview(self, data: Path) -> DataPreview:
        return preview(read_map(data))

    def assess(
        self,
        need_values: Mapping[str, float],
        services: Sequence[ServiceLevel],
        costs: Sequence[ConnectivityCost],
        *,
        data: Path | None = None,
        partial: bool = False,
        seed: int = 0,
        draws: int = 1000,
        shares: Mapping[str, float] | None = None,
        progress: Progress = silent,
    ) -> UseAssessment | NotAssessed:
        """Compare the connectivities for a fleet on a floor.

        ``need_values`` holds ``robots``, ``watchdog_ms`` and, without a map, ``floor_m2``; other keys replace assumptions.
        """
        progress(0.0, msg("reading the floor"))
        missing = _missing(need_values, data)
        if missing is not None:
            return NotAssessed(self.use, missing)
        grouped = links_by_connectivity(_roamed(services), shares)
        if Connectivity.PRIVATE_5G not in grouped:
            return NotAssessed(self.use, msg("no service level of private 5G is given"))
        priced: dict[Connectivity, ConnectivityCost] = {
            c.connectivity: c for c in costs if c.connectivity in grouped and c.connectivity is not Connectivity.MANUAL
        }
        if Connectivity.PRIVATE_5G not in priced:
            return NotAssessed(self.use, msg("the cost of private 5G is not given"))
        links = _known(grouped, priced)
        parameters = _parameters(need_values, priced.values())
        grid, notes = _floor(need_values, parameters, data, partial)
        vehicles = round(parameters["robots"])
        _refuse_crowd(grid, vehicles)
        step_s = parameters["cell_m"] / parameters["speed_m_s"]
        body = _body(grid, parameters, vehicles, step_s)
        ready = fleet(grid, vehicles, body, step_s, parameters["handling_s"], seed)
        under = _under(links[Connectivity.PRIVATE_5G], grid)
        pattern = spread(links[Connectivity.PRIVATE_5G], under, grid, parameters.typical()) if under else None
        response = measure(ready, part(progress, 0.1, 0.7), pattern)
        progress(0.7, msg("comparing the networks"))
        sample = parameters.draw(draws, seed)
        valuation = choose(links, priced, response, sample)
        outcomes = valuation.run(sample)
        comparison = compare.compare(outcomes)
        moves = compare.sensitivities(valuation.run, parameters, comparison.rival)
        left_out = tuple(c for c in grouped if c not in links)
        result = UseAssessment(
            use=self.use,
            benefits=tuple(compare.benefit(self.use, connectivity, outcome) for connectivity, outcome in outcomes.items()),
            worth=comparison.worth,
            answer=compare.answer(comparison, moves[0].label if moves else None),
            reasons=reasons(comparison, outcomes, response, data is None, left_out, under),
            sensitivities=moves,
            break_even=break_even(valuation, parameters),
            assumptions=tuple(parameters.assumptions.values()),
            origin=DataOrigin.COMPANY if data is not None else DataOrigin.DEFAULTS,
            data_notes=notes,
            would_change=would_change(valuation, parameters, moves),
            replays=replays(ready, valuation, parameters, comparison.rival, under),
        )
        progress(1.0, msg("done"))
        return result


@cache
def _table() -> DatedTable:
    return load_table(files("campus5g.uses.robots") / "parameters.yaml")


def _missing(values: Mapping[str, float], data: Path | None) -> Message | None:
    """Return which figure of the site is not given; ``None`` when all are."""
    if "robots" not in values:
        return msg("the number of vehicles is not given")
    if "floor_m2" not in values and data is None:
        return msg("neither the size of the floor nor a map of it is given")
    if "watchdog_ms" not in values:
        return msg("the time without a message after which a vehicle stops is not given: ask the supplier of the vehicles")
    return None


def _parameters(values: Mapping[str, float], costs: Iterable[ConnectivityCost]) -> Parameters:
    """Return all assumptions: the file's, the company's, the site's figures and the investment in each network."""
    asked = answers(RobotsEngine().questions(), values)
    read = read_parameters(_table(), LABELS, {key: value for key, value in values.items() if key not in ASKED})
    period, watchdog = read["message_period_ms"], float(values["watchdog_ms"])
    if "message_period_ms" in read.own and watchdog < period:
        raise BadInput(
            "watchdog_ms",
            msg(
                "a vehicle would stop after %(watchdog)s ms, before the next message (%(period)s ms)",
                watchdog=watchdog,
                period=period,
            ),
            msg("a watchdog of at least one message period"),
        )
    return read.extended([*asked, *investments(costs)])


def _floor(
    values: Mapping[str, float], parameters: Parameters, data: Path | None, partial: bool
) -> tuple[Grid, tuple[Message, ...]]:
    """Return the floor, and what was done with the company's map."""
    if data is None:
        return aisles(float(values["floor_m2"]), parameters["cell_m"]), ()
    grid = read_map(data)
    cut = grid.cells - len(grid.largest_region())
    if not cut:
        return grid, ()
    if not partial:
        raise BadInput(
            data.name,
            msg("%(n)s free cells are cut off from the rest", n=cut),
            msg("one floor, or your agreement to leave them out"),
        )
    joined = np.zeros(grid.free.shape, dtype=np.bool_)
    rows, columns = grid.places[grid.largest_region()].T
    joined[rows, columns] = True
    return replace(grid, free=joined), (
        msg("%(n)s free cells of %(file)s, cut off from the rest, were left out.", n=cut, file=data.name),
    )


def _roamed(services: Sequence[ServiceLevel]) -> Sequence[ServiceLevel]:
    """Return the services of the zones in which devices move; those of all zones where the plan does not say."""
    zones = {service.zone_id for service in services if service.places is not None}
    return [service for service in services if service.zone_id in zones] if zones else services


def _under(links: tuple[Link, ...], grid: Grid) -> Under | None:
    """Return what the plan's map says under the floor: that of the zone where most devices stand."""
    known = [(link.share, link.service.places) for link in links if link.service.places is not None]
    return laid(max(known, key=lambda one: one[0])[1], grid) if known else None


def _refuse_crowd(grid: Grid, vehicles: int) -> None:
    most = int(FULLEST * grid.cells)
    if vehicles > most:
        raise BadInput(
            "robots",
            msg("%(n)s vehicles on %(cells)s free places", n=vehicles, cells=grid.cells),
            msg("at most %(n)s, three places in ten", n=most),
        )


def _body(grid: Grid, parameters: Parameters, vehicles: int, step_s: float) -> Body:
    """Return what vehicles are bound to, in steps; chargers stand along the first cells of the floor."""
    chargers = grid.largest_region()[: 2 * max(1, round(CHARGERS * vehicles)) : 2]
    return Body(
        turn=round(parameters["turn_s"] / step_s),
        battery=parameters["battery_h"] * 3600 / step_s,
        charge=parameters["charge_h"] * 3600 / step_s,
        chargers=chargers.astype(np.int32),
    )


def _known(
    grouped: Mapping[Connectivity, tuple[Link, ...]], priced: Mapping[Connectivity, ConnectivityCost]
) -> dict[Connectivity, tuple[Link, ...]]:
    """Return the links to compare: those whose cost is known, tracks in the floor, and trucks with drivers.

    A plan's cables end at a wall and follow no vehicle: what is wired here are vehicles guided by tracks, which nothing stops.
    """
    found = {c: links for c, links in grouped.items() if c in priced}
    instant = Latency(0.0, 0.0, 0.0)
    for always in (Connectivity.WIRED, Connectivity.MANUAL):
        ideal = ServiceLevel(
            always, "", 1.0, float("inf"), float("inf"), instant, 0.0, 0.0, 0.0, None, True, outages_per_hour=0.0
        )
        found[always] = (Link(ideal, 1.0),)
    return {connectivity: found[connectivity] for connectivity in Connectivity if connectivity in found}
