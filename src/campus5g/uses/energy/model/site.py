"""A site as a program: each device brings its columns and rows, and what it draws from the buses of power, heat and cold.

What is taken from the network is not a column: it is the load plus what the devices draw, plus what is sent out. Two rows hold
it, at or above zero and at or under what is subscribed::

    import_t = load_t + Σ draws_t + export_t,   0 ≤ import_t ≤ S_class(t),   cost_t = price_t h import_t
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from campus5g.core.message import Message, msg
from campus5g.uses.energy.data.case import Battery, Boiler, Case, Chp, Computing, Cooling, Device, Flexible, Solar, Window
from campus5g.uses.energy.model.program import INF, Places, Program, Term, along
from campus5g.uses.parameters import Floats


@dataclass(slots=True)
class Site:
    """The program of ``case`` while it is built: terms on each bus, and the columns of each device by the name of their flow.

    computing: the columns whose power becomes heat to be cooled.
    """

    case: Case
    program: Program = field(default_factory=Program)
    draws: list[Term] = field(default_factory=list)
    heat: list[Term] = field(default_factory=list)
    computing: list[Term] = field(default_factory=list)
    flows: dict[tuple[str, str], tuple[Places, Places]] = field(default_factory=dict)
    subscribed: Places = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    pairs: dict[str, tuple[Places, Places]] = field(default_factory=dict)

    @property
    def steps(self) -> Places:
        return np.arange(self.case.steps)

    def flow(self, device: str, name: str, columns: Places, steps: Places | None = None) -> Places:
        """Remember ``columns`` as a flow of a device over ``steps``, all of them by default."""
        self.flows[device, name] = (columns, self.steps if steps is None else steps)
        return columns

    def draw(self, columns: Places, factor: float | Floats, steps: Places | None = None) -> None:
        """Let columns take ``factor`` MW each from the bus of power, and pay for it."""
        term = along(columns, factor, steps)
        self.draws.append(term)
        self.program.charge(columns, self.case.import_eur_mwh[term.rows] * term.values * self.case.step_h)


def build(case: Case, *, subscribed_mw: Floats | None = None, excess_eur_mwh: float = INF) -> Site:
    """Return ``case`` as a program. subscribed_mw: (classes,) MW already subscribed, else they are chosen with the rest.

    excess_eur_mwh: what going above them costs; it is forbidden by default.
    """
    site = Site(case)
    for device in sorted(case.devices, key=lambda device: isinstance(device, Cooling)):  # cooling last: it serves computing
        _add(site, device)
    _heat(site)
    _network(site, subscribed_mw, excess_eur_mwh)
    return site


def _network(site: Site, subscribed_mw: Floats | None, excess_eur_mwh: float) -> None:
    case, program, tariff = site.case, site.program, site.case.tariff
    site.program.offset += float(case.import_eur_mwh @ case.load_mw) * case.step_h
    if case.export_eur_mwh is not None:
        gain = -case.export_eur_mwh * case.step_h
        site.draw(site.flow("", "export", program.add_columns(case.steps, upper=case.export_mw, cost=gain)), 1.0)
    program.add_rows(
        msg("power taken from the network is not negative"), site.draws, -case.load_mw, INF, steps=site.steps, yields=True
    )
    eur = tariff.subscribed_eur_mw_year * case.years
    least = np.zeros(len(eur)) if subscribed_mw is None else subscribed_mw
    most = np.full(len(eur), case.connection_mw) if subscribed_mw is None else subscribed_mw
    site.subscribed = program.add_columns(len(eur), lower=least, upper=np.minimum(most, INF), cost=eur)
    if tariff.rising and subscribed_mw is None and len(eur) > 1:
        steps = along(site.subscribed[:-1]), along(site.subscribed[1:], -1.0)
        program.add_rows(msg("subscribed powers rise from class to class"), steps, -INF, 0.0, steps=np.arange(len(eur) - 1))
    terms = [*site.draws, along(site.subscribed[tariff.class_of], -1.0)]
    if excess_eur_mwh < INF:
        over = program.add_columns(case.steps, cost=excess_eur_mwh * case.step_h)
        terms.append(along(site.flow("", "excess", over), -1.0))
    program.add_rows(msg("power of the connection or subscribed"), terms, -INF, -case.load_mw, steps=site.steps, yields=True)


def _heat(site: Site) -> None:
    """Serve the heat needed; what is too much is let go."""
    if site.case.heat_mw is not None:
        program = site.program
        program.add_rows(msg("heat to be served"), site.heat, site.case.heat_mw, INF, steps=site.steps, yields=True)


def _battery(site: Site, device: Battery) -> None:
    """Levels follow s_t = s_{t-1} + η_c h c_t - h d_t / η_d."""
    case, program = site.case, site.program
    charge = program.add_columns(case.steps, upper=device.power_mw)
    discharge = program.add_columns(case.steps, upper=device.power_mw, cost=device.wear_eur_mwh * case.step_h)
    level = program.add_columns(case.steps, upper=device.energy_mwh)
    for name, columns in (("charge", charge), ("discharge", discharge), ("level", level)):
        site.flow(device.name, name, columns)
    site.draw(charge, 1.0)
    site.draw(discharge, -1.0)
    site.pairs[device.name] = (charge, discharge)
    gained = [along(charge, -device.charge_efficiency * case.step_h), along(discharge, case.step_h / device.discharge_efficiency)]
    _levels(site, msg("level of %(device)s", device=device.name), level, gained, device.start_mwh)
    label = msg("level at which %(device)s must end", device=device.name)
    program.add_rows(label, [along(level[-1:])], device.end_mwh, INF, steps=site.steps[-1:], unit="MWh", yields=True)


def _levels(site: Site, label: Message, level: Places, gained: list[Term], start: float, kept: float = 1.0) -> None:
    """Tie the level of a store to what it gains: s_t - kept s_{t-1} - gains_t = 0, from ``start``."""
    begin = np.zeros(site.case.steps)
    begin[0] = kept * start
    terms = [along(level), along(level[:-1], -kept, site.steps[1:]), *gained]
    site.program.add_rows(label, terms, begin, begin, steps=site.steps, unit="MWh")


def _solar(site: Site, device: Solar) -> None:
    columns = site.program.add_columns(site.case.steps, upper=device.output_mw)
    site.draw(site.flow(device.name, "output", columns), -1.0)


def _chp(site: Site, device: Chp) -> None:
    """Power from fuel, with its heat; with a least share, a whole column says when it runs."""
    case, program = site.case, site.program
    eur = (device.fuel_eur_mwh + device.fuel_co2_t_mwh * case.co2_eur_t) / device.efficiency * case.step_h
    columns = site.flow(device.name, "output", program.add_columns(case.steps, upper=device.power_mw, cost=eur))
    site.draw(columns, -1.0)
    site.heat.append(along(columns, device.heat_ratio))
    if device.least_share > 0:
        runs = site.flow(device.name, "runs", program.add_columns(case.steps, upper=1.0, integer=True))
        label = msg("range of power of %(device)s", device=device.name)
        program.add_rows(label, [along(columns), along(runs, -device.power_mw)], -INF, 0.0, steps=site.steps)
        program.add_rows(label, [along(columns), along(runs, -device.power_mw * device.least_share)], 0.0, INF, steps=site.steps)


def _boiler(site: Site, device: Boiler) -> None:
    eur = (device.fuel_eur_mwh + device.fuel_co2_t_mwh * site.case.co2_eur_t) / device.efficiency * site.case.step_h
    columns = site.program.add_columns(site.case.steps, upper=device.power_mw, cost=eur)
    site.heat.append(along(site.flow(device.name, "heat", columns)))


def _flexible(site: Site, device: Flexible) -> None:
    """Each window has its own columns, over its steps alone."""
    for number, window in enumerate(device.windows):
        _window(site, device, number, window)


def _window(site: Site, device: Flexible, number: int, window: Window) -> None:
    case, program = site.case, site.program
    steps = np.arange(window.first, window.last)
    columns = site.flow(device.name, f"window {number}", program.add_columns(len(steps), upper=window.power_mw), steps)
    site.draw(columns, 1.0, steps)
    label = msg("energy that %(device)s must have", device=device.name)
    all_in_one = Term(columns, np.full(len(columns), case.step_h), np.zeros(len(columns), dtype=np.intp))
    program.add_rows(label, [all_in_one], window.energy_mwh, window.energy_mwh, steps=steps[-1:], unit="MWh", yields=True)
    if device.ramp_mw_h is not None and len(steps) > 1:
        most = device.ramp_mw_h * case.step_h
        label = msg("change of power of %(device)s", device=device.name)
        change = [along(columns[1:]), along(columns[:-1], -1.0)]
        program.add_rows(label, change, -most, most, steps=steps[1:], yields=True)


def _computing(site: Site, device: Computing) -> None:
    """What waits never exceeds what came within the deadline: b_t ≤ Σ_{t-D<u≤t} a_u h, so that first come is first served."""
    case, program = site.case, site.program
    came = np.cumsum(device.arrivals_mw) * case.step_h
    due = np.concatenate([np.zeros(device.deadline_steps), came])[: case.steps]
    most = came - due
    most[-1] = 0.0
    run = site.flow(device.name, "run", program.add_columns(case.steps, upper=device.power_mw))
    waits = site.flow(device.name, "waiting", program.add_columns(case.steps))
    site.draw(run, 1.0)
    site.computing.append(along(run))
    label = msg("computing that waits in %(device)s", device=device.name)
    arrives = device.arrivals_mw * case.step_h
    queue = [along(waits), along(waits[:-1], -1.0, site.steps[1:]), along(run, case.step_h)]
    program.add_rows(label, queue, arrives, arrives, steps=site.steps, unit="MWh")
    label = msg("deadline of the computing of %(device)s", device=device.name)
    program.add_rows(label, [along(waits)], -INF, most, steps=site.steps, unit="MWh", yields=True)


def _cooling(site: Site, device: Cooling) -> None:
    """Cold made and drawn from the store covers what is needed and what computing gives off."""
    case, program = site.case, site.program
    power = site.flow(device.name, "power", program.add_columns(case.steps, upper=device.power_mw))
    site.draw(power, 1.0)
    supply = [along(power, device.cop), *(Term(term.columns, -term.values, term.rows) for term in site.computing)]
    if device.store_mwh > 0:
        fill = site.flow(device.name, "fill", program.add_columns(case.steps, upper=device.store_mw))
        empty = site.flow(device.name, "empty", program.add_columns(case.steps, upper=device.store_mw))
        level = site.flow(device.name, "level", program.add_columns(case.steps, upper=device.store_mwh))
        gained = [along(fill, -case.step_h), along(empty, case.step_h)]
        kept = (1 - device.store_loss_h) ** case.step_h
        _levels(site, msg("level of the cold store of %(device)s", device=device.name), level, gained, 0.0, kept)
        supply += [along(fill, -1.0), along(empty)]
    label = msg("cold to be served by %(device)s", device=device.name)
    program.add_rows(label, supply, device.need_mw, INF, steps=site.steps, yields=True)


def _add(site: Site, device: Device) -> None:
    match device:
        case Battery():
            _battery(site, device)
        case Solar():
            _solar(site, device)
        case Chp():
            _chp(site, device)
        case Boiler():
            _boiler(site, device)
        case Flexible():
            _flexible(site, device)
        case Computing():
            _computing(site, device)
        case Cooling():
            _cooling(site, device)
