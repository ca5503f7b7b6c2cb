"""Running a site without knowing the future: a plan by forecast, made again and again, and what that costs more.

Every few hours the site is planned over the next day or two on what is then known: the load of the present step, forecasts after
it. The first hours of the plan are carried out on the real load; its battery keeps to the plan, and the network gives the rest.
Subscribed power is chosen beforehand, with a margin; what goes above it pays the exceedance of the tariff. Regret is what this
costs more than the plan that knew everything, as a share of the latter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Progress, part, silent
from campus5g.uses.energy.data.case import Battery, Case, Solar
from campus5g.uses.energy.model.dispatch import Dispatch, Impossible, dispatch
from campus5g.uses.parameters import Floats

PENALTY_EUR_MWH = 500.0
"""What a plan pays, in its own reckoning, for each MWh above what is subscribed."""
WEEKS = 4
MEMORY_H = 3.0
"""How long a difference between the load and its usual course lasts (e-folding), in hours."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """What rolling cost over the horizon, exceedance included, beside the plan that knew everything and idle batteries."""

    cost_eur: float
    perfect_eur: float
    idle_eur: float
    excess_eur: float
    import_mw: Floats
    plans: int

    @property
    def regret(self) -> float:
        """Return the share by which it costs more than with everything known."""
        return (self.cost_eur - self.perfect_eur) / abs(self.perfect_eur)

    @property
    def kept_gain(self) -> float:
        """Return the share of what the batteries could save that was saved."""
        best = self.idle_eur - self.perfect_eur
        return (self.idle_eur - self.cost_eur) / best if best > 0 else 1.0


def roll(
    case: Case, *, every_h: float = 6.0, look_h: float = 36.0, margin: float = 0.0, progress: Progress = silent
) -> Rolled | Impossible:
    """Run ``case`` (one battery, and panels) by plans made every ``every_h`` hours over the next ``look_h``.

    margin: how much more than in the perfect plan is subscribed, as a share. A case with other devices is refused.
    """
    battery = _only_battery(case)
    perfect = dispatch(case, progress=part(progress, 0.0, 0.1))
    if isinstance(perfect, Impossible):
        return perfect
    subscribed = np.array(list(perfect.subscribed_mw.values())) * (1 + margin)
    sun = sum((device.output_mw for device in case.devices if isinstance(device, Solar)), np.zeros(case.steps))
    net = case.load_mw - sun
    step, look = round(every_h / case.step_h), round(look_h / case.step_h)
    taken, level, wear = np.empty(case.steps), battery.start_mwh, 0.0
    firsts = range(0, case.steps, step)
    for number, first in enumerate(firsts):
        if number % 50 == 0:
            progress(0.1 + 0.9 * first / case.steps, msg("planning hour by hour"))
        last = min(first + look, case.steps)
        plan = _plan(case, battery, level, usual(net, first, last, case.step_h), first, subscribed)
        for k in range(first, min(first + step, case.steps)):
            wished = plan[k - first]
            given, level = _obeyed(wished, net[k], level, battery, subscribed[case.tariff.class_of[k]], case.step_h)
            wear += max(given, 0.0) * case.step_h * battery.wear_eur_mwh
            taken[k] = max(net[k] - given, 0.0)
    over = excess_eur(case, taken, subscribed)
    idle = np.maximum(net, 0.0)
    idle_mw = np.array([idle[case.tariff.class_of == k].max(initial=0.0) for k in range(len(subscribed))])
    idle_mw = np.maximum.accumulate(idle_mw) if case.tariff.rising else idle_mw
    return Rolled(
        cost_eur=_bill(case, taken, subscribed) + over + wear,
        perfect_eur=perfect.objective_eur,
        idle_eur=_bill(case, idle, idle_mw),
        excess_eur=over,
        import_mw=taken,
        plans=len(firsts),
    )


def usual(load: Floats, first: int, last: int, step_h: float) -> Floats:
    """Return (last - first,) MW expected from ``first`` on, knowing ``load[:first]`` alone.

    The mean of the same time in the last weeks, plus the present difference to it, which fades within hours.
    """
    week, places = round(168 / step_h), np.arange(first, last)
    course = _course(load, places, first, week)
    if first == 0:
        return course
    before = _course(load, np.array([first - 1]), first - 1, week)[0]
    return np.asarray(course + (load[first - 1] - before) * np.exp(-(places - first + 1) * step_h / MEMORY_H))


def _course(load: Floats, places: np.ndarray[tuple[int], np.dtype[np.intp]], known: int, week: int) -> Floats:
    """Return the mean of the same time over the last weeks that are known; of what is known, when there is no week yet."""
    total, count = np.zeros(len(places)), np.zeros(len(places))
    for back in range(1, WEEKS + 1):
        source = places - back * week
        there = (source >= 0) & (source < known)
        total[there] += load[source[there]]
        count[there] += 1
    fallback = float(load[:known].mean()) if known else 0.0
    return np.where(count > 0, total / np.maximum(count, 1), fallback)


def excess_eur(case: Case, import_mw: Floats, subscribed_mw: Floats) -> float:
    """Return Σ_class Σ_month factor b √(Σ max(P - S, 0)²), months of 30 days, P by steps of the case."""
    tariff = case.tariff
    month = np.minimum(np.arange(case.steps) * case.step_h // 720, 11).astype(np.intp)
    over = np.maximum(import_mw - subscribed_mw[tariff.class_of], 0.0) ** 2
    total = 0.0
    for place, price in enumerate(tariff.subscribed_eur_mw_year):
        mine = tariff.class_of == place
        total += float(price) * tariff.excess_factor * float(np.sqrt(np.bincount(month[mine], over[mine])).sum())
    return total


def _bill(case: Case, import_mw: Floats, subscribed_mw: Floats) -> float:
    energy = float(case.import_eur_mwh @ import_mw) * case.step_h
    return energy + float(case.tariff.subscribed_eur_mw_year @ subscribed_mw) * case.years


def _only_battery(case: Case) -> Battery:
    batteries = [device for device in case.devices if isinstance(device, Battery)]
    others = [device for device in case.devices if not isinstance(device, Battery | Solar)]
    if len(batteries) != 1 or others or case.export_eur_mwh is not None:
        raise BadInput(
            case.name, msg("it has other devices, or sends power out"), msg("one battery, and panels, to plan by forecast")
        )
    return batteries[0]


def _plan(case: Case, battery: Battery, level: float, net: Floats, first: int, subscribed: Floats) -> Floats:
    """Return (steps,) MW that the battery should give (below zero: take), by the forecast ``net``."""
    span = slice(first, first + len(net))
    end = min(battery.end_mwh, level + battery.power_mw * battery.charge_efficiency * case.step_h * len(net))
    asked = replace(
        case,
        load_mw=np.maximum(net, 0.0),
        price_eur_mwh=case.price_eur_mwh[span],
        tariff=replace(case.tariff, class_of=case.tariff.class_of[span]),
        devices=(replace(battery, start_mwh=level, end_mwh=end), Solar("sun", np.maximum(-net, 0.0))),
        co2_t_mwh=None if case.co2_t_mwh is None else case.co2_t_mwh[span],
    )
    found = dispatch(asked, subscribed_mw=subscribed, excess_eur_mwh=PENALTY_EUR_MWH)
    if not isinstance(found, Dispatch):
        return np.zeros(len(net))
    return found.flows[battery.name, "discharge"] - found.flows[battery.name, "charge"]


def _obeyed(wished: float, net: float, level: float, battery: Battery, most: float, step_h: float) -> tuple[float, float]:
    """Return what the battery gives on the real load, and its level after: no more than it can, nothing sent out.

    Above what is subscribed it gives all it can, whatever the plan was.
    """
    wished = min(max(wished, net - most), max(net, 0.0)) if wished > 0 or net > most else max(wished, net - most)
    most_out = min(battery.power_mw, level * battery.discharge_efficiency / step_h)
    most_in = min(battery.power_mw, (battery.energy_mwh - level) / battery.charge_efficiency / step_h)
    given = min(max(wished, -most_in), most_out)
    return given, level - (given / battery.discharge_efficiency if given > 0 else given * battery.charge_efficiency) * step_h
