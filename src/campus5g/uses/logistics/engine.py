"""Logistics flows as a use: ships, cranes and their vehicles, trucks and the yard, put together."""

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
from campus5g.uses.logistics.data.quay import Quay
from campus5g.uses.logistics.labels import LABELS
from campus5g.uses.logistics.reasons import break_even, reasons, would_change
from campus5g.uses.logistics.simulate.berthing import SHIPS, UNIT_H, draw_quay
from campus5g.uses.logistics.simulate.response import Response, measure
from campus5g.uses.logistics.story import replays
from campus5g.uses.logistics.terminal.case import Terminal
from campus5g.uses.logistics.terminal.kinds import FILE_KINDS, preview
from campus5g.uses.logistics.terminal.logs import Log, read_log
from campus5g.uses.logistics.value import Valuation
from campus5g.uses.parameters import COMPANY, Parameters, read_parameters
from campus5g.uses.preview import DataPreview, FileKind, Question
from campus5g.uses.priced import answers, investments

HOURS = 8760.0
QUAYS = 3
"""Quays on which wrong times are tried: drawn ones, or parts of the company's log of calls."""
BLOCKS = 4
"""Blocks of the yard for each quay crane."""
FULLEST = 0.95
"""Share of the berths' time beyond which ships would wait for ever."""


class LogisticsEngine:
    """The use « logistics flows »; see ``campus5g.uses.interface.UseEngine``."""

    use = Use.LOGISTICS

    def defaults(self) -> Parameters:
        """Return the sourced default assumptions, for a form that shows and edits them."""
        return read_parameters(_table(), LABELS, {})

    def questions(self) -> tuple[Question, ...]:
        return (
            Question("calls", msg("calls of ships a year"), "", 0, 20_000, msg("0 for a site without a quay.")),
            Question("berths", msg("berths for them"), "", 0, 60, msg("Not asked with a log of calls.")),
            Question("cranes", msg("quay cranes, or loading places"), "", 0, 60, msg("Those that work at the same time.")),
            Question(
                "yard_vehicles", msg("vehicles that serve them"), "", 0, 500, msg("Tractors, straddle carriers, lift trucks.")
            ),
            Question(
                "trucks_per_day", msg("trucks a day"), "", 0, 20_000, msg("Through the gate; not asked with a log of visits.")
            ),
        )

    def file_kinds(self) -> tuple[FileKind, ...]:
        return FILE_KINDS

    def preview(self, data: Path) -> DataPreview:
        return preview(read_log(data))

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
        """Compare the connectivities for the flows of a site, against voice and paper.

        ``need_values`` holds the five figures of ``questions``, less those that a log gives; other keys replace assumptions.
        """
        progress(0.0, msg("reading the flows"))
        log = None if data is None else read_log(data).agreed(partial)
        values = {**(log.figures if log else {}), **need_values}
        missing = _missing(values)
        if missing is not None:
            return NotAssessed(self.use, missing)
        grouped = links_by_connectivity(services, shares)
        if Connectivity.PRIVATE_5G not in grouped:
            return NotAssessed(self.use, msg("no service level of private 5G is given"))
        priced: dict[Connectivity, ConnectivityCost] = {
            c.connectivity: c for c in costs if c.connectivity in grouped and c.connectivity is not Connectivity.MANUAL
        }
        if Connectivity.PRIVATE_5G not in priced:
            return NotAssessed(self.use, msg("the cost of private 5G is not given"))
        links = _known(grouped, priced)
        parameters = _parameters(values, priced.values())
        terminal = _terminal(parameters)
        quays = _quays(parameters, log, seed)
        response = measure(terminal, quays, seed, part(progress, 0.05, 0.8))
        parameters = _calibrated(parameters, response, log)
        progress(0.8, msg("comparing the networks"))
        valuation = Valuation(links, priced, terminal, response)
        outcomes = valuation.run(parameters.draw(draws, seed))
        comparison = compare.compare(outcomes)
        moves = compare.sensitivities(valuation.run, parameters, comparison.rival)
        result = UseAssessment(
            use=self.use,
            benefits=tuple(compare.benefit(self.use, connectivity, outcome) for connectivity, outcome in outcomes.items()),
            worth=comparison.worth,
            answer=compare.answer(comparison, moves[0].label if moves else None),
            reasons=reasons(comparison, outcomes, valuation, parameters, tuple(c for c in grouped if c not in links)),
            sensitivities=moves,
            break_even=break_even(valuation, parameters),
            assumptions=tuple(parameters.assumptions.values()),
            origin=DataOrigin.COMPANY if log is not None else DataOrigin.DEFAULTS,
            data_notes=_notes(log),
            would_change=would_change(valuation, parameters, moves),
            replays=replays(valuation, parameters, comparison.rival, quays, seed),
        )
        progress(1.0, msg("done"))
        return result


@cache
def _table() -> DatedTable:
    return load_table(files("campus5g.uses.logistics") / "parameters.yaml")


def _missing(values: Mapping[str, float]) -> Message | None:
    """Return which figure of the site is not given; ``None`` when all are."""
    for question in LogisticsEngine().questions():
        if question.key not in values and not (question.key == "berths" and values.get("calls") == 0):
            return msg("this figure of the site is not given: %(what)s", what=question.label)
    if not any(values[key] for key in ("calls", "trucks_per_day")) and not (values["cranes"] and values["yard_vehicles"]):
        return msg("nothing moves on this site: no ship, no truck, no crane with vehicles")
    return None


def _parameters(values: Mapping[str, float], costs: Iterable[ConnectivityCost]) -> Parameters:
    """Return all assumptions: the file's, the company's, the site's figures and the investment in each network."""
    questions = LogisticsEngine().questions()
    asked = answers(questions, {question.key: values.get(question.key, 0) for question in questions})
    mine = {question.key for question in questions} | {"rehandles_today"}
    read = read_parameters(_table(), LABELS, {key: value for key, value in values.items() if key not in mine})
    return read.extended([*asked, *investments(costs)])


def _terminal(parameters: Parameters) -> Terminal:
    cranes = round(parameters["cranes"])
    return Terminal(
        cranes=cranes,
        vehicles=round(parameters["yard_vehicles"]),
        quay_m=max(1, cranes) * parameters["quay_per_crane_m"],
        blocks=BLOCKS * max(1, cranes),
        hook_s=parameters["hook_s"],
        yard_s=parameters["yard_s"],
        speed_m_s=parameters["speed_m_s"],
    )


def _quays(parameters: Parameters, log: Log | None, seed: int) -> tuple[Quay, ...]:
    """Return the quays of the log of calls, else some drawn as crowded as the figures say; none without ships."""
    calls, berths = parameters["calls"], round(parameters["berths"])
    if not calls:
        return ()
    if berths < 1:
        raise BadInput("berths", msg("%(n)s calls a year and no berth", n=round(calls)), msg("at least one berth"))
    if log is not None and log.ships is not None:
        return log.ships.quays(UNIT_H, SHIPS, QUAYS)
    load = calls * parameters["handling_h"] / (HOURS * berths)
    if load > FULLEST:
        raise BadInput(
            "calls",
            msg("%(n)s calls would take %(share)s %% of the time of the berths", n=round(calls), share=round(100 * load)),
            msg("fewer calls, a shorter handling or more berths"),
        )
    return tuple(draw_quay(berths, parameters["handling_h"], load, seed + number) for number in range(QUAYS))


def _calibrated(parameters: Parameters, response: Response, log: Log | None) -> Parameters:
    """Return the parameters with as many boxes moved aside, over voice and paper, as the log of moves shows."""
    today = log.figures.get("rehandles_today") if log is not None else None
    if today is None or "rehandle_factor" in parameters.own:
        return parameters
    plain = Valuation({}, {}, Terminal(), response).operation(Connectivity.MANUAL, (), {**parameters.typical()})
    factor = today / float(plain.rehandles[0])
    least, most = parameters.bounds["rehandle_factor"]
    value = float(np.clip(factor, least, most))
    known = replace(parameters.assumptions["rehandle_factor"], value=value, low=0.9 * value, high=1.1 * value, source=COMPANY)
    return parameters.extended([known])


def _notes(log: Log | None) -> tuple[Message, ...]:
    if log is None:
        return ()
    notes = [msg("%(file)s: %(covers)s.", file=log.name, covers=log.covers)]
    if log.used < log.rows:
        notes.append(msg("%(n)s lines of %(file)s with faults were left out.", n=log.rows - log.used, file=log.name))
    return tuple(notes)


def _known(
    grouped: Mapping[Connectivity, tuple[Link, ...]], priced: Mapping[Connectivity, ConnectivityCost]
) -> dict[Connectivity, tuple[Link, ...]]:
    """Return the links to compare: those whose cost is known, fixed readers and camera portals, and voice with paper."""
    found = {c: links for c, links in grouped.items() if c in priced}
    instant = Latency(0.0, 0.0, 0.0)
    for always in (Connectivity.WIRED, Connectivity.MANUAL):
        ideal = ServiceLevel(always, "", 1.0, float("inf"), float("inf"), instant, 0.0, 0.0, 0.0, None, True)
        found[always] = (Link(ideal, 1.0),)
    return {connectivity: found[connectivity] for connectivity in Connectivity if connectivity in found}
