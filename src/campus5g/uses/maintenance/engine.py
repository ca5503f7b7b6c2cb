"""Predictive maintenance as a use: its data, model, simulation and value, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import inf, isfinite
from pathlib import Path

from campus5g.core.benefit import DataOrigin, NotAssessed, Replay, Use, UseAssessment
from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, part, silent
from campus5g.core.service import Connectivity, ConnectivityCost, Latency, ServiceLevel
from campus5g.uses import compare
from campus5g.uses.links import Link, links_by_connectivity
from campus5g.uses.maintenance.data import FILE_KINDS, History, preview, read_history, sample_history
from campus5g.uses.maintenance.labels import LABELS
from campus5g.uses.maintenance.measured import Measured, data_notes, measure, own_assumptions
from campus5g.uses.maintenance.model import kept_shares
from campus5g.uses.maintenance.reasons import break_even, reasons, would_change
from campus5g.uses.maintenance.remaining_story import remaining_replays
from campus5g.uses.maintenance.rules import Choice, choose_rule, for_the_rule
from campus5g.uses.maintenance.simulate import Delays, Scheme, of_the_file, schemes
from campus5g.uses.maintenance.story import replays
from campus5g.uses.maintenance.value import CRITICAL, Valuation, choose
from campus5g.uses.parameters import COMPANY, Parameters, read_parameters
from campus5g.uses.preview import DataPreview, FileKind, Question
from campus5g.uses.priced import investments

MOST_MACHINES = 1_000_000
"""Sites larger than this are not asked about."""


class MaintenanceEngine:
    """The use « predictive maintenance »; see ``campus5g.uses.interface.UseEngine``."""

    use = Use.MAINTENANCE

    def defaults(self) -> Parameters:
        """Return the sourced default assumptions, for a form that shows and edits them."""
        return read_parameters(_table(), LABELS, {})

    def questions(self) -> tuple[Question, ...]:
        hint = msg("Count the machines whose stop would be felt: motors, pumps, fans, gearboxes, cranes.")
        return (Question("assets", msg("machines to follow"), "", 1, MOST_MACHINES, hint),)

    def file_kinds(self) -> tuple[FileKind, ...]:
        return FILE_KINDS

    def preview(self, data: Path) -> DataPreview:
        return preview(read_history(data))

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
        """Compare the connectivities for the machines of a site.

        ``need_values["assets"]`` is the number of machines; all other keys replace an assumption of ``parameters.yaml``.
        """
        progress(0.0, msg("reading the condition histories"))
        if "assets" not in need_values:
            return self._not_assessed(msg("the number of machines to follow is not given"))
        grouped = links_by_connectivity(services, shares)
        if Connectivity.PRIVATE_5G not in grouped:
            return self._not_assessed(msg("no service level of private 5G is given"))
        history = read_history(data).agreed(partial) if data else sample_history()
        priced = _priced(_as_used(grouped), costs)
        if Connectivity.PRIVATE_5G not in priced.links:
            return self._not_assessed(msg("the cost of private 5G is not given"))
        measured = measure(history)
        parameters = _parameters(need_values, priced.costs.values(), history if data else None, measured)
        rule = choose_rule(history, parameters, seed, part(progress, 0.05, 0.5))
        parameters = for_the_rule(parameters, rule)
        offers = _offers(history, rule, parameters)
        if not offers:
            return self._not_assessed(msg("the detector warns of none of the failures of %(file)s", file=history.name))
        progress(0.5, msg("simulating each connectivity"))
        sample = parameters.draw(draws, seed)
        valuation = choose(priced.links, offers, priced.costs, Delays.draw(seed), sample)
        outcomes = valuation.run(sample)
        progress(0.8, msg("looking for what the answer hangs on"))
        comparison = compare.compare(outcomes)
        moves = compare.sensitivities(valuation.run, parameters, comparison.rival)
        result = UseAssessment(
            use=self.use,
            benefits=tuple(compare.benefit(self.use, connectivity, outcome) for connectivity, outcome in outcomes.items()),
            worth=comparison.worth,
            answer=compare.answer(comparison, moves[0].label if moves else None),
            reasons=reasons(comparison, outcomes, valuation, history if data is None else None, priced.left_out, parameters),
            sensitivities=moves,
            break_even=break_even(valuation, parameters, comparison),
            assumptions=tuple(parameters.assumptions.values()),
            origin=_origin(data, parameters),
            data_notes=data_notes(history, measured, rule) if data else (),
            would_change=would_change(comparison, moves, parameters, own_data=data is not None),
            replays=_replays(history, rule, valuation, parameters, data is None, seed),
        )
        progress(1.0, msg("done"))
        return result

    def _not_assessed(self, reason: Message) -> NotAssessed:
        return NotAssessed(self.use, reason)


@cache
def _table() -> DatedTable:
    return load_table(files("campus5g.uses.maintenance") / "parameters.yaml")


def _parameters(
    values: Mapping[str, float], costs: Iterable[ConnectivityCost], own: History | None, measured: Measured
) -> Parameters:
    """Return all assumptions: the file's, the company's, the number of machines and the investment in each network.

    own: the company's history. What it shows replaces the defaults, but never a figure that the company gives.
    """
    machines = float(values["assets"])
    if not isfinite(machines) or not 1 <= machines <= MOST_MACHINES:
        raise BadInput(
            "assets",
            msg("value %(value)s is outside its range", value=machines),
            msg("a value from %(low)s to %(high)s", low=1, high=MOST_MACHINES),
        )
    read = read_parameters(_table(), LABELS, {key: value for key, value in values.items() if key != "assets"})
    more = [Assumption("assets", msg("machines to follow"), machines, machines, machines, "", COMPANY)]
    if own is not None:
        more += [a for a in own_assumptions(measured, tuple(read.assumptions.values()), own.name) if a.key not in read.own]
        if own.measured:
            more.append(replace(read.assumptions["transfer_share"], value=1.0, low=1.0, high=1.0, source=COMPANY))
    more += investments(costs)
    return read.extended(more)


def _offers(history: History, rule: Choice, parameters: Parameters) -> tuple[Scheme, ...]:
    """Return what a sensor could send for the chosen rule; nothing when the detector warns of no failure of the file.

    A health index has no sampling rates: what they cost is then that of the test bench.
    """
    if rule.foreseen is not None:
        return of_the_file(rule.foreseen, parameters["lpwan_report_loss"])
    kept = kept_shares(history)
    if kept and not history.measured:
        kept = kept_shares(sample_history())
    return schemes(kept, parameters["edge_rate_hz"], parameters["lpwan_report_loss"]) if kept else ()


def _replays(
    history: History, rule: Choice, valuation: Valuation, parameters: Parameters, bench: bool, seed: int
) -> tuple[Replay, ...]:
    typical = parameters.typical()
    if rule.foreseen is not None:
        return remaining_replays(rule.foreseen, valuation.parts, typical, valuation.delays)
    return replays(history, valuation.parts, typical, bench, seed)


def _as_used(grouped: Mapping[Connectivity, tuple[Link, ...]]) -> dict[Connectivity, tuple[Link, ...]]:
    """Return the links as this use has them, with what needs no plan: rounds on foot, and cables to critical machines.

    A technician carries the whole signal in an instrument, whatever the paper of a round could carry. The level of a zone is
    that of its worst devices: where some move, no cable follows them, but a machine counted as covered has its cable.
    """
    full = dict(grouped)
    rounds, cables = grouped.get(Connectivity.MANUAL, ()), grouped.get(Connectivity.WIRED, ())
    full[Connectivity.MANUAL] = tuple(_ideal(link) for link in rounds) or _anywhere(Connectivity.MANUAL, "")
    full[Connectivity.WIRED] = tuple(_ideal(link) if link.service.uplink_bps == 0 else link for link in cables) or _anywhere(
        Connectivity.WIRED, CRITICAL
    )
    return {connectivity: full[connectivity] for connectivity in Connectivity if connectivity in full}


def _ideal(link: Link) -> Link:
    """Return a link that carries all that is asked, with the coverage and room of ``link``."""
    return replace(link, service=replace(link.service, uplink_bps=inf, loss=0.0, outage_s=0.0, age_s=0.0))


def _anywhere(connectivity: Connectivity, zone: str) -> tuple[Link, ...]:
    """Return one ideal link for the whole site."""
    instant = Latency(0.0, 0.0, 0.0)
    return (Link(ServiceLevel(connectivity, zone, 1.0, inf, inf, instant, 0.0, 0.0, 0.0, None, True), 1.0),)


@dataclass(frozen=True, slots=True)
class _Priced:
    """The connectivities whose cost is known, and those left out because it is not: a missing cost is never zero."""

    links: Mapping[Connectivity, tuple[Link, ...]]
    costs: Mapping[Connectivity, ConnectivityCost]
    left_out: tuple[Connectivity, ...]


def _priced(links: Mapping[Connectivity, tuple[Link, ...]], costs: Sequence[ConnectivityCost]) -> _Priced:
    """Join links and costs. Cables bring a cost of their own when none is given.

    Rounds always do: they are the technician's time at the machines on the route, where a plan counts every device.
    """
    by_kind: dict[Connectivity, ConnectivityCost] = {
        c.connectivity: c for c in costs if c.connectivity in links and c.connectivity is not Connectivity.MANUAL
    }
    known = {*by_kind, Connectivity.WIRED, Connectivity.MANUAL}
    return _Priced({c: links[c] for c in links if c in known}, by_kind, tuple(c for c in links if c not in known))


def _origin(data: Path | None, parameters: Parameters) -> DataOrigin:
    if data is not None:
        return DataOrigin.COMPANY
    return DataOrigin.SAMPLE if parameters.own else DataOrigin.DEFAULTS
