"""Euros a year, tonnes of CO2 and hours of exposure, from what the links let through.

For a connectivity, with N machines, c their covered share, λ failures a year each, P the chance to catch one::

    avoided = N c λ P
    gross   = avoided (C_unplanned - C_planned) + S(N λ) - S(N λ - avoided) - N c F C_false
    net     = gross - N c (sensor / years + upkeep) - (capex / years + opex)

S: spare parts and waits for a team that surprises ask for (``resources``). Rounds on foot have no sensor: their upkeep is the
technician's time. Exposure is the hours a year that people spend at machines for rounds (those of covered machines fall away)
and to check alarms; it is shown and never priced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.uses.compare import KpiDraws, Outcome
from campus5g.uses.links import Link
from campus5g.uses.maintenance.resources import base_stock, resources_eur
from campus5g.uses.maintenance.simulate import Delays, Scheme, caught, period_h
from campus5g.uses.parameters import Draws, Floats
from campus5g.uses.priced import a_year

DAYS = 365.25


@dataclass(frozen=True, slots=True)
class Part:
    """The machines of one zone over one link, with what their sensors send; no scheme: none is fitted."""

    link: Link
    scheme: Scheme | None


@dataclass(frozen=True, slots=True)
class _Yield:
    """What a part brings, (draws,) each: machines covered, failures avoided, euros before and for sensors, alarms, hours."""

    covered: Floats
    avoided: Floats
    gross: Floats
    fitted: Floats
    alarms: Floats
    rounds_h: Floats


@dataclass(frozen=True, slots=True)
class Valuation:
    """The chosen schemes of every connectivity, ready to be valued under any set of assumptions."""

    parts: Mapping[Connectivity, tuple[Part, ...]]
    costs: Mapping[Connectivity, ConnectivityCost]
    delays: Delays

    def run(self, a: Draws) -> dict[Connectivity, Outcome]:
        """Return the outcome of each connectivity under the assumptions ``a``."""
        return {connectivity: self._outcome(connectivity, parts, a) for connectivity, parts in self.parts.items()}

    def _outcome(self, connectivity: Connectivity, parts: tuple[Part, ...], a: Draws) -> Outcome:
        yields = [_yield(part, a, self.delays, self._cable(connectivity)) for part in parts]
        covered, avoided, gross, fitted, alarms, rounds = (
            np.sum([getattr(y, name) for y in yields], axis=0)
            for name in ("covered", "avoided", "gross", "fitted", "alarms", "rounds_h")
        )
        failing = a["assets"] * a["failures_per_year"]
        gross = gross + resources_eur(failing, a) - resources_eur(failing - avoided, a)
        manual = connectivity is Connectivity.MANUAL
        today = a["assets"] * a["route_share"] * _round_h(a, a["route_period_d"] * 24)
        left = rounds if manual else today * (1 - covered / a["assets"])
        return Outcome(
            gross_eur=gross,
            net_eur=gross - fitted - a_year(self.costs, connectivity, a),
            co2_t=avoided * a["co2_per_failure_t"],
            exposure_h=left + (alarms + avoided) * a["visit_h"],
            kpis=_kpis(parts, covered, avoided, alarms, a),
        )

    def _cable(self, connectivity: Connectivity) -> bool:
        return connectivity is Connectivity.WIRED and connectivity not in self.costs


def choose(
    links: Mapping[Connectivity, tuple[Link, ...]],
    offers: tuple[Scheme, ...],
    costs: Mapping[Connectivity, ConnectivityCost],
    delays: Delays,
    a: Draws,
) -> Valuation:
    """Choose, for each connectivity and zone, what the sensors send: the best mean value of a machine over the draws.

    Where no scheme pays for its sensors, none is fitted: nobody would. Rounds on foot carry the whole signal.
    """
    valuation = Valuation({}, costs, delays)
    parts = {
        connectivity: tuple(
            Part(link, _best(link, _possible(link, offers, a), delays, a, valuation._cable(connectivity))) for link in group
        )
        for connectivity, group in links.items()
    }
    return replace(valuation, parts=parts)


def _possible(link: Link, offers: tuple[Scheme, ...], a: Draws) -> tuple[Scheme, ...]:
    """Return the schemes worth trying over a link: none that sends less, as rarely, for less warning than another.

    Slower sampling shortens the report; once the link is not what spaces the reports, it brings nothing.
    """
    waves = sorted((o for o in offers if o.waveform), key=lambda o: -o.rate_hz)
    if link.service.connectivity is Connectivity.MANUAL:
        return (*waves, *offers)[:1]
    unhindered = replace(link, service=replace(link.service, uplink_bps=inf))
    tried: list[Scheme] = []
    for place, wave in enumerate(waves):
        tried.append(wave)
        free = np.array_equal(period_h(wave, link, a), period_h(wave, unhindered, a))
        if free and all(wave.kept >= slower.kept for slower in waves[place:]):
            break
    return (*tried, *(o for o in offers if not o.waveform))


def _best(link: Link, offers: tuple[Scheme, ...], delays: Delays, a: Draws, cable: bool) -> Scheme | None:
    worth: list[tuple[float, Scheme | None]] = [(0.0, None)]
    for scheme in offers:
        result = _yield(Part(link, scheme), a, delays, cable)
        worth.append((float(np.mean(result.gross - result.fitted)), scheme))
    return max(worth, key=lambda pair: pair[0])[1]


def _yield(part: Part, a: Draws, delays: Delays, cable: bool) -> _Yield:
    """Return what the machines of one zone bring over one link."""
    if part.scheme is None:
        none = np.zeros_like(a["assets"])
        return _Yield(none, none, none, none, none, none)
    connectivity = part.link.service.connectivity
    covered = a["assets"] * part.link.share * _reached(part.link, a)
    avoided = covered * a["failures_per_year"] * caught(part.scheme, part.link, a, delays)
    alarms = covered * a["false_alarms_waveform" if part.scheme.waveform else "false_alarms_edge"]
    gross = avoided * (a["unplanned_cost_eur"] - a["planned_cost_eur"]) - alarms * a["false_alarm_cost_eur"]
    if connectivity is Connectivity.MANUAL:
        rounds = covered * _round_h(a, period_h(part.scheme, part.link, a))
        return _Yield(covered, avoided, gross, rounds * a["labour_eur_h"], alarms, rounds)
    sensor = a[f"sensor_eur_{connectivity}"] + (a["cable_eur"] if cable else 0.0)
    fitted = covered * (sensor / a["years"] + a[f"sensor_opex_eur_{connectivity}"])
    return _Yield(covered, avoided, gross, fitted, alarms, np.zeros_like(covered))


def _reached(link: Link, a: Draws) -> Floats:
    """Return (draws,) share of a zone's machines that are served: coverage, and room for that many.

    Rounds see only the machines on their route.
    """
    service = link.service
    reached = np.full_like(a["assets"], service.coverage)
    if service.connectivity is Connectivity.MANUAL:
        return reached * a["route_share"]
    if service.connectivity is Connectivity.WIRED and service.zone_id == CRITICAL:
        return reached * a["wired_share"]
    if service.capacity_devices is None or link.share == 0:
        return reached
    return np.minimum(reached, service.capacity_devices / (a["assets"] * link.share))


CRITICAL = "critical machines"
"""Zone of the cable that no plan describes: it goes to the machines critical enough for one."""


def _round_h(a: Draws, every_h: Floats) -> Floats:
    """Return hours a year and machine spent on rounds."""
    return DAYS * 24 / every_h * a["round_min"] / 60


def _warning_d(scheme: Scheme, a: Draws) -> Floats:
    if scheme.foreseen is None:
        return np.asarray(a["pf_median_d"] * a["transfer_share"] * scheme.kept)
    left = [machine.left_at_sign(a["planning_delay_d"]) for machine in scheme.foreseen.machines]
    return np.asarray(np.mean(left, axis=0))


def _kpis(parts: tuple[Part, ...], covered: Floats, avoided: Floats, alarms: Floats, a: Draws) -> tuple[KpiDraws, ...]:
    failing = covered * a["failures_per_year"]
    zero = np.zeros_like(covered)
    surprises = a["assets"] * a["failures_per_year"] - avoided
    in_time = np.divide(avoided, failing, out=zero.copy(), where=failing > 0)
    weights = [part.link.share * part.link.service.coverage for part in parts if part.scheme]
    total = sum(weights)

    def mean(values: list[Floats]) -> Floats:
        if total == 0:
            return zero
        return np.asarray(sum(w / total * v for w, v in zip(weights, values, strict=True) if w > 0))

    fitted = [(part.link, part.scheme) for part in parts if part.scheme]
    rate = mean([np.full_like(covered, scheme.rate_hz) for _, scheme in fitted])
    warning = mean([_warning_d(scheme, a) for _, scheme in fitted])
    period = mean([np.minimum(period_h(scheme, link, a), DAYS * 24) for link, scheme in fitted])
    return (
        KpiDraws("avoided_failures", msg("surprise failures avoided a year"), "", avoided),
        KpiDraws("in_time", msg("failures of followed machines caught in time"), "%", 100 * in_time),
        KpiDraws("covered_machines", msg("machines followed"), "", covered),
        KpiDraws("warning_d", msg("time from the first visible sign to the failure"), "d", warning),
        *((KpiDraws("sampling_hz", msg("sampling rate used"), "Hz", rate),) if any(rate > 0) else ()),
        KpiDraws("report_period_h", msg("time between two reports"), "h", period),
        KpiDraws("false_alarms", msg("false alarms a year"), "", alarms),
        KpiDraws("spare_parts", msg("spare parts in stock"), "", base_stock(surprises, a["spare_delay_d"], a["spare_service"])),
    )
