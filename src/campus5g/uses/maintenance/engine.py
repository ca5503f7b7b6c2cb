"""Predictive maintenance as a use: its data, model, simulation and value, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path

from campus5g.core.benefit import DataOrigin, NotAssessed, Use, UseAssessment, Worth
from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, silent
from campus5g.core.service import Connectivity, ConnectivityCost, Latency, ServiceLevel
from campus5g.uses import compare
from campus5g.uses.compare import Comparison
from campus5g.uses.links import Link, links_by_connectivity
from campus5g.uses.maintenance.data import History, read_history, sample_history
from campus5g.uses.maintenance.labels import LABELS
from campus5g.uses.maintenance.model import kept_shares
from campus5g.uses.maintenance.simulate import Delays, schemes
from campus5g.uses.maintenance.value import CRITICAL, Valuation, choose, network_key
from campus5g.uses.parameters import COMPANY, Parameters, read_parameters

MOST_MACHINES = 1_000_000
"""Sites larger than this are not asked about."""


class MaintenanceEngine:
    """The use « predictive maintenance »; see ``campus5g.uses.interface.UseEngine``."""

    use = Use.MAINTENANCE

    def defaults(self) -> Parameters:
        """Return the sourced default assumptions, for a form that shows and edits them."""
        return read_parameters(_table(), LABELS, {})

    def assess(
        self,
        need_values: Mapping[str, float],
        services: Sequence[ServiceLevel],
        costs: Sequence[ConnectivityCost],
        *,
        data: Path | None = None,
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
        history = read_history(data) if data else sample_history()
        kept = kept_shares(history)
        if not kept:
            return self._not_assessed(msg("the detector warns of none of the failures of %(file)s", file=history.name))
        priced, unpriced = _with_costs(_with_rounds_and_cables(grouped), costs)
        if Connectivity.PRIVATE_5G in unpriced:
            return self._not_assessed(msg("the cost of private 5G is not given"))
        parameters = _parameters(need_values, [c for c in costs if c.connectivity in priced], own_data=data is not None)
        progress(0.2, msg("simulating each connectivity"))
        sample = parameters.draw(draws, seed)
        offers = schemes(kept, parameters["edge_rate_hz"])
        by_kind = {cost.connectivity: cost for cost in costs if cost.connectivity in priced}
        valuation = choose(priced, offers, by_kind, Delays.draw(seed), sample)
        outcomes = valuation.run(sample)
        progress(0.8, msg("looking for what the answer hangs on"))
        comparison = compare.compare(outcomes)
        moves = compare.sensitivities(valuation.run, parameters, comparison.rival)
        result = UseAssessment(
            use=self.use,
            benefits=tuple(compare.benefit(self.use, connectivity, outcome) for connectivity, outcome in outcomes.items()),
            worth=comparison.worth,
            answer=compare.answer(comparison, moves[0].label if moves else None),
            reasons=_reasons(comparison, outcomes, valuation, history if data is None else None, unpriced),
            sensitivities=moves,
            break_even=_break_even(valuation, parameters, comparison),
            assumptions=tuple(parameters.assumptions.values()),
            origin=_origin(data, parameters),
        )
        progress(1.0, msg("done"))
        return result

    def _not_assessed(self, reason: Message) -> NotAssessed:
        return NotAssessed(self.use, reason)


@cache
def _table() -> DatedTable:
    return load_table(files("campus5g.uses.maintenance") / "parameters.yaml")


def _parameters(values: Mapping[str, float], costs: Sequence[ConnectivityCost], own_data: bool) -> Parameters:
    """Return all assumptions: the file's, the company's, the number of machines and the investment in each network."""
    machines = float(values["assets"])
    if not isfinite(machines) or not 1 <= machines <= MOST_MACHINES:
        raise BadInput(
            "assets",
            msg("value %(value)s is outside its range", value=machines),
            msg("a value from %(low)s to %(high)s", low=1, high=MOST_MACHINES),
        )
    read = read_parameters(_table(), LABELS, {key: value for key, value in values.items() if key != "assets"})
    more = [Assumption("assets", msg("machines to follow"), machines, machines, machines, "", COMPANY)]
    if own_data:
        own = read.assumptions["transfer_share"]
        more.append(replace(own, value=1.0, low=1.0, high=1.0, source=COMPANY))
    plan = Source("Network plan of this study")
    for cost in costs:
        label = msg("investment in %(network)s", network=compare.NAMES[cost.connectivity])
        capex, low, high = (c / 100 for c in (cost.capex_cents, cost.capex_low_cents, cost.capex_high_cents))
        more.append(Assumption(network_key(cost.connectivity), label, capex, min(low, capex), max(high, capex), "€", plan))
    return read.extended(more)


def _with_rounds_and_cables(grouped: Mapping[Connectivity, tuple[Link, ...]]) -> dict[Connectivity, tuple[Link, ...]]:
    """Add what needs no plan: rounds on foot over the whole site, and cables to the critical machines."""
    full = dict(grouped)
    for connectivity in (Connectivity.WIRED, Connectivity.MANUAL):
        if connectivity not in full:
            service = ServiceLevel(connectivity, CRITICAL, 1.0, 1e9, 1e9, Latency(0.001, 0.01, 0.01), 0.0, 0.0, 0.0, None, True)
            full[connectivity] = (Link(service, 1.0),)
    return {connectivity: full[connectivity] for connectivity in Connectivity if connectivity in full}


def _with_costs(
    links: Mapping[Connectivity, tuple[Link, ...]], costs: Sequence[ConnectivityCost]
) -> tuple[dict[Connectivity, tuple[Link, ...]], list[Connectivity]]:
    """Keep the connectivities whose cost is known; a missing cost is never zero. Rounds and cables bring their own."""
    known = {cost.connectivity for cost in costs} | {Connectivity.WIRED, Connectivity.MANUAL}
    return {c: group for c, group in links.items() if c in known}, [c for c in links if c not in known]


def _origin(data: Path | None, parameters: Parameters) -> DataOrigin:
    if data is not None:
        return DataOrigin.COMPANY
    return DataOrigin.SAMPLE if parameters.own else DataOrigin.DEFAULTS


def _reasons(
    comparison: Comparison,
    outcomes: compare.Outcomes,
    valuation: Valuation,
    sample: History | None,
    unpriced: Sequence[Connectivity],
) -> tuple[Message, ...]:
    reasons = [_credited(comparison, outcomes)] if comparison.rival is not None else []
    reasons += [
        msg("With %(network)s, no sensor would pay for itself: none is fitted.", network=compare.NAMES[connectivity])
        for connectivity, parts in valuation.parts.items()
        if all(part.scheme is None for part in parts)
    ]
    reasons += [
        msg("With %(network)s, sensors compute figures on board: the link cannot carry the signal.", network=compare.NAMES[c])
        for c, parts in valuation.parts.items()
        if any(part.scheme is not None and not part.scheme.waveform for part in parts)
    ]
    reasons += [
        msg("%(network)s is left out: its cost is not given.", network=compare.NAMES[connectivity]) for connectivity in unpriced
    ]
    if sample is not None:
        reasons.append(
            msg(
                "Warning times were measured on a bearing test bench (%(sample)s) and are assumed to hold, in proportion, on "
                "cranes and rolling stock: vibration data of your own machines would replace this.",
                sample=sample.source.title,
            )
        )
    reasons.append(msg("The whole cost of each network is charged to this use; other uses on the same network would share it."))
    return tuple(reasons)


def _credited(comparison: Comparison, outcomes: compare.Outcomes) -> Message:
    """Say how much of the gain would come without 5G: only the rest is to its credit."""
    ours = outcomes[Connectivity.PRIVATE_5G].net_eur
    rival = outcomes[comparison.rival] if comparison.rival else None
    return msg(
        "Following the machines brings %(ours)s a year over private 5G and %(theirs)s over %(rival)s: only the difference is to "
        "the credit of 5G.",
        ours=compare.euros(compare.interval(ours).p50),
        theirs=compare.euros(compare.interval(rival.net_eur).p50 if rival else 0.0),
        rival=comparison.rival_name,
    )


def _break_even(valuation: Valuation, parameters: Parameters, comparison: Comparison) -> tuple[Message, ...]:
    upto = 100_000
    machines = compare.break_even(valuation.run, parameters, "assets", upto)
    if machines is None:
        first = msg("Whatever the number of machines up to %(most)s, an alternative does better than private 5G.", most=upto)
    else:
        first = msg("Private 5G does best from %(n)s machines followed (other assumptions at their typical value).", n=machines)
    typical = valuation.run(parameters.typical())
    ours = float(typical[Connectivity.PRIVATE_5G].net_eur[0])
    theirs = float(typical[comparison.rival].net_eur[0]) if comparison.rival else 0.0
    room = ours - theirs
    if comparison.worth is Worth.WORTH_IT or room > 0:
        return (
            first,
            msg(
                "It stays ahead of %(rival)s as long as its network costs less than %(room)s a year more than planned.",
                rival=comparison.rival_name,
                room=compare.euros(room),
            ),
        )
    return (
        first,
        msg(
            "It would draw level with %(rival)s if other uses paid %(room)s a year of its network.",
            rival=comparison.rival_name,
            room=compare.euros(-room),
        ),
    )
