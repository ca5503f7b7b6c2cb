"""Energy as a use: its data, simulation and value, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from math import inf
from pathlib import Path

import numpy as np

from campus5g.core.benefit import DataOrigin, NotAssessed, Use, UseAssessment
from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, part, silent
from campus5g.core.service import Connectivity, ConnectivityCost, Latency, ServiceLevel
from campus5g.uses import compare
from campus5g.uses.energy.data.load import FILE_KINDS, SiteLoad, own_load, preview, sample_load
from campus5g.uses.energy.labels import LABELS, QUESTIONS
from campus5g.uses.energy.reasons import break_even, reasons, would_change
from campus5g.uses.energy.replays import replays
from campus5g.uses.energy.simulate.links import Reached, reached
from campus5g.uses.energy.simulate.peaks import Bill, Plant, World, best_bill, make_world
from campus5g.uses.energy.value import Shaved, Valuation
from campus5g.uses.links import Link, links_by_connectivity
from campus5g.uses.parameters import COMPANY, Floats, Parameters, read_parameters
from campus5g.uses.preview import DataPreview, FileKind, Question
from campus5g.uses.priced import answers, investments

YEARS_DRAWN = 2
"""Years of chance simulated for each link and swing of the load; all links share them."""
_ASKED = {question.key: question for question in QUESTIONS}


class EnergyEngine:
    """The use « energy »; see ``campus5g.uses.interface.UseEngine``."""

    use = Use.ENERGY

    def defaults(self) -> Parameters:
        """Return the sourced default assumptions, for a form that shows and edits them."""
        return read_parameters(_table(), LABELS, {})

    def questions(self) -> tuple[Question, ...]:
        return QUESTIONS

    def file_kinds(self) -> tuple[FileKind, ...]:
        return FILE_KINDS

    def preview(self, data: Path) -> DataPreview:
        return preview(data)

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
        """Compare the connectivities for the energy of a site.

        ``need_values`` answers ``questions`` (mean and peak power come from the file when there is one); other keys replace
        an assumption of ``parameters.yaml``.
        """
        progress(0.0, msg("reading the load"))
        lacking = _lacking(need_values, own=data is not None)
        if lacking is not None:
            return self._not_assessed(lacking)
        grouped = links_by_connectivity(services, shares)
        if Connectivity.PRIVATE_5G not in grouped:
            return self._not_assessed(msg("no service level of private 5G is given"))
        links, priced, left_out = _priced(_as_used(grouped), costs)
        if Connectivity.PRIVATE_5G not in links:
            return self._not_assessed(msg("the cost of private 5G is not given"))
        site = own_load(data, partial) if data else sample_load(need_values["mean_mw"], need_values["peak_mw"])
        parameters = _parameters(need_values, priced.values(), site if data else None)
        plant = _plant(parameters)
        if plant.battery_mw + plant.curtail_mw <= 0:
            return self._not_assessed(msg("neither a battery nor power that can be cut or moved is given"))
        control = {connectivity: reached(group, parameters) for connectivity, group in links.items()}
        worlds, valuation = _simulated(site, plant, control, priced, parameters, seed, part(progress, 0.05, 0.75))
        sample = parameters.draw(draws, seed)
        outcomes = valuation.run(sample)
        progress(0.8, msg("looking for what the answer hangs on"))
        comparison = compare.compare(outcomes)
        moves = compare.sensitivities(valuation.run, parameters, comparison.rival)
        result = UseAssessment(
            use=self.use,
            benefits=tuple(compare.benefit(self.use, connectivity, outcome) for connectivity, outcome in outcomes.items()),
            worth=comparison.worth,
            answer=compare.answer(comparison, moves[0].label if moves else None),
            reasons=reasons(comparison, outcomes, valuation, parameters, site.name if data is None else None, left_out),
            sensitivities=moves,
            break_even=break_even(valuation, parameters, comparison),
            assumptions=tuple(parameters.assumptions.values()),
            origin=_origin(data, parameters),
            data_notes=site.notes,
            would_change=would_change(comparison, moves),
            replays=replays(worlds, plant, valuation),
        )
        progress(1.0, msg("done"))
        return result

    def _not_assessed(self, reason: Message) -> NotAssessed:
        return NotAssessed(self.use, reason)


@cache
def _table() -> DatedTable:
    return load_table(files("campus5g.uses.energy") / "parameters.yaml")


def _lacking(values: Mapping[str, float], own: bool) -> Message | None:
    """Return which question is not answered; raise ``BadInput`` for an answer out of range."""
    answers(QUESTIONS, values)
    for key, question in _ASKED.items():
        if key not in values and not (own and key in ("mean_mw", "peak_mw")):
            return msg("this figure is not given: %(what)s", what=question.label)
    if not own and values["peak_mw"] <= values["mean_mw"]:
        raise BadInput("peak_mw", msg("the peak is not above the mean"), msg("the highest power of the year"))
    return None


def _parameters(values: Mapping[str, float], costs: Iterable[ConnectivityCost], site: SiteLoad | None) -> Parameters:
    """Return all assumptions: the file's, the company's, the answers, and the investment in each network."""
    read = read_parameters(_table(), LABELS, {key: value for key, value in values.items() if key not in _ASKED})
    shown = {} if site is None else {"mean_mw": float(site.load_mw.mean()), "peak_mw": float(site.load_mw.max())}
    more = [one for one in answers(QUESTIONS, values) if one.key not in shown]
    more += [Assumption(key, _ASKED[key].label, v, v, v, _ASKED[key].unit, COMPANY) for key, v in shown.items()]
    if site is not None and site.spread_eur_mwh is not None and "spread_eur_mwh" not in values:
        spread = read.assumptions["spread_eur_mwh"]
        known = max(site.spread_eur_mwh, 0.0)
        more.append(replace(spread, value=known, low=0.9 * known, high=1.1 * known, source=COMPANY))
    more += investments(costs)
    return read.extended(more)


def _plant(a: Parameters) -> Plant:
    hours = a["battery_mwh"] > 0
    return Plant(a["battery_mw"] if hours else 0.0, a["battery_mwh"], a["battery_efficiency"], a["flexible_mw"])


def _simulated(
    site: SiteLoad,
    plant: Plant,
    control: Mapping[Connectivity, Reached],
    priced: Mapping[Connectivity, ConnectivityCost],
    a: Parameters,
    seed: int,
    progress: Progress,
) -> tuple[tuple[World, ...], Valuation]:
    """Return the years at the typical swing of the load, and the valuation of every link at its low, typical and high."""
    swing = a.assumptions["load_noise"]
    nodes = np.unique(np.array([swing.low, swing.value, swing.high]))
    shaved: dict[Connectivity, list[Bill]] = {connectivity: [] for connectivity in control}
    alone: list[Bill] = []
    typical: tuple[World, ...] = ()
    for number, noise in enumerate(nodes):
        worlds = tuple(make_world(site.load_mw, site.step_h, float(noise), seed + year) for year in range(YEARS_DRAWN))
        typical = worlds if noise == swing.value else typical
        alone.append(best_bill(worlds, None, None, a["excess_factor"]))
        for place, (connectivity, link) in enumerate(control.items()):
            progress((number + place / len(control)) / len(nodes), msg("controlling the peaks over each network"))
            shaved[connectivity].append(best_bill(worlds, plant, link.control, a["excess_factor"]))
    bills = {connectivity: Shaved(tuple(found)) for connectivity, found in shaved.items()}
    return typical, Valuation(_floats(nodes), Shaved(tuple(alone)), bills, control, priced, a["mean_mw"])


def _floats(values: Floats) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _as_used(grouped: Mapping[Connectivity, tuple[Link, ...]]) -> dict[Connectivity, tuple[Link, ...]]:
    """Return the links as this use has them, with what needs no plan: the operator's reads by people, and cables.

    Meters and switches do not move: where the plan has no cable because its devices do, one can still be drawn to them.
    """
    full = dict(grouped)
    full.setdefault(Connectivity.MANUAL, _anywhere(Connectivity.MANUAL))
    cables = grouped.get(Connectivity.WIRED, ())
    whole = _anywhere(Connectivity.WIRED)
    full[Connectivity.WIRED] = (
        tuple(link if link.service.uplink_bps > 0 else replace(whole[0], share=link.share) for link in cables) or whole
    )
    return {connectivity: full[connectivity] for connectivity in Connectivity if connectivity in full}


def _anywhere(connectivity: Connectivity) -> tuple[Link, ...]:
    """Return one ideal link for the whole site."""
    instant = Latency(0.0, 0.0, 0.0)
    return (Link(ServiceLevel(connectivity, "", 1.0, inf, inf, instant, 0.0, 0.0, 0.0, None, True), 1.0),)


def _priced(
    links: Mapping[Connectivity, tuple[Link, ...]], costs: Sequence[ConnectivityCost]
) -> tuple[dict[Connectivity, tuple[Link, ...]], dict[Connectivity, ConnectivityCost], tuple[Connectivity, ...]]:
    """Join links and costs; cables bring a cost of their own when none is given, and people's reads have none."""
    by_kind: dict[Connectivity, ConnectivityCost] = {
        c.connectivity: c for c in costs if c.connectivity in links and c.connectivity is not Connectivity.MANUAL
    }
    known = {*by_kind, Connectivity.WIRED, Connectivity.MANUAL}
    return {c: links[c] for c in links if c in known}, by_kind, tuple(c for c in links if c not in known)


def _origin(data: Path | None, parameters: Parameters) -> DataOrigin:
    if data is not None:
        return DataOrigin.COMPANY
    return DataOrigin.SAMPLE if parameters.own else DataOrigin.DEFAULTS
