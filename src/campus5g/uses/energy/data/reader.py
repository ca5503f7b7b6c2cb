"""Reading a case of dispatch from its TOML file; ``cases/steel.toml`` shows every common field.

A series is ``{ file = "load.csv", column = "usage_kwh" }``, ``{ value = 12.5 }``, ``{ daily = [24 values] }``, or made from
stated figures: ``{ mean = 89, spread = 70 }`` for prices, ``{ peak_mw = 5 }`` for panels,
``{ installed_mw = 900, jobs = 40, job_h = 8 }`` for servers that run jobs, and beside or instead
``{ serving = { installed_mw = 250, use = 0.3, shape = [24 values], service = "conversation", services = 8 } }`` for servers
that answer requests. ``scale`` multiplies any of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.energy.data.case import Battery, Boiler, Case, Chp, Computing, Cooling, Device, Flexible, Solar, Window
from campus5g.uses.energy.data.fields import Fields
from campus5g.uses.energy.data.requests import serving_load
from campus5g.uses.energy.data.series import MOST_PRICE, clear_sky, on_steps, read_load, read_prices, typical_prices
from campus5g.uses.energy.data.servers import datacentre_load
from campus5g.uses.energy.data.tariffs import laid, tariff
from campus5g.uses.parameters import Floats

SAMPLE = "sample:"
MOST_MW = 20_000.0
"""Twenty gigawatts: more than any site."""
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class _Clock:
    home: Path
    start: datetime
    step_h: float
    steps: int
    repeat: bool


def read_case(path: Path) -> Case:
    """Return the case of a TOML file; files it names are found beside it (``sample:`` names a bundled one)."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(path.name, msg("no such file"), msg("a case of dispatch in TOML")) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(path.name, msg("not TOML: %(why)s", why=str(error)), msg("a case of dispatch in TOML")) from None
    try:
        return _case(Fields(table, ""), path.parent)
    except BadInput as refusal:
        raise refusal.within(path.name) from None


def _case(fields: Fields, home: Path) -> Case:
    start = fields.get("start")
    if not isinstance(start, datetime):
        raise BadInput("start", msg("“%(text)s” is not a time", text=str(start)), msg("a time such as 2026-01-01T00:00:00"))
    step_h = fields.number("step_minutes", 15.0, 1, 60) / 60
    steps = fields.number("steps", YEAR_DAYS * 24 / step_h, 1, 600_000)
    clock = _Clock(home, start.replace(tzinfo=None), step_h, round(steps), bool(fields.get("repeat", False)))
    export = fields.table("export") if "export" in fields else None
    price = _series(fields.table("price"), clock, _prices, least=-MOST_PRICE, most=MOST_PRICE)
    case = Case(
        name=fields.text("name"),
        start=clock.start,
        step_h=step_h,
        load_mw=_series(fields.table("load"), clock, _servers, least=0.0, most=MOST_MW),
        price_eur_mwh=price,
        tariff=_tariff(fields, clock),
        devices=tuple(device for kind, read in _DEVICES.items() for device in _devices(fields, kind, read, clock)),
        export_eur_mwh=price - export.number("fee_eur_mwh", 0.0, 0) if export else None,
        export_mw=export.number("most_mw", inf, 0) if export else 0.0,
        connection_mw=fields.number("connection_mw", inf, 0),
        heat_mw=_series(fields.table("heat"), clock, _no_made_up, least=0.0, most=MOST_MW) if "heat" in fields else None,
        co2_t_mwh=_series(fields.table("co2"), clock, _no_made_up, least=0.0, most=3000.0) / 1000 if "co2" in fields else None,
        co2_eur_t=fields.number("co2_eur_t", 0.0, 0),
    )
    if export:
        export.done()
    fields.done()
    return case


Made = Callable[[Fields, _Clock], Floats]


def _series(fields: Fields, clock: _Clock, made: Made, *, least: float, most: float) -> Floats:
    """Return (steps,) values of a series, scaled; the first out of range is refused with its step."""
    scale = fields.number("scale", 1.0)
    if "file" in fields:
        values = _from_file(fields, clock, prices=made is _prices)
    elif "value" in fields:
        values = np.full(clock.steps, fields.number("value"))
    elif "daily" in fields:
        hours = (np.arange(clock.steps) * clock.step_h % 24).astype(np.intp)
        values = _day(fields, "daily")[hours]
    else:
        values = made(fields, clock)
    fields.done()
    values = values * scale
    out = np.flatnonzero(~((values >= least) & (values <= most)))
    if out.size:
        place, value = int(out[0]), float(values[out[0]])
        found = msg("value %(value)s at step %(step)s is outside its range", value=value, step=place)
        raise BadInput(fields.where, found, msg("a value from %(low)s to %(high)s", low=least, high=most))
    return values


def _day(fields: Fields, key: str) -> Floats:
    """Return (24,) values, one for each hour of a day."""
    daily = fields.get(key)
    if not isinstance(daily, list) or len(daily) != 24 or not all(isinstance(v, int | float) for v in daily):
        raise BadInput(fields.place(key), msg("not 24 numbers"), msg("one number for each hour of a day"))
    return np.array(daily, dtype=np.float64)


def _from_file(fields: Fields, clock: _Clock, prices: bool) -> Floats:
    name = fields.text("file")
    sample = files("campus5g.uses.energy.data") / name.removeprefix(SAMPLE)
    path = Path(str(sample)) if name.startswith(SAMPLE) else clock.home / name
    columns = (fields.text("column"),) if "column" in fields else ()
    read = read_prices if prices else read_load
    series = read(path, columns).filled(bool(fields.get("partial", False)))
    return on_steps(series, clock.step_h, clock.steps, fields.place("file"), clock.repeat)


def _prices(fields: Fields, clock: _Clock) -> Floats:
    mean, spread = fields.number("mean", None, -500, 5000), fields.number("spread", None, 0, 5000)
    return typical_prices(clock.steps, clock.step_h, mean, spread, round(fields.number("seed", 0.0, 0)))


def _sun(fields: Fields, clock: _Clock) -> Floats:
    peak = fields.number("peak_mw", None, 0, MOST_MW)
    latitude = fields.number("latitude_deg", 51.0, -66, 66)
    return clear_sky(clock.steps, clock.step_h, peak, latitude, round(fields.number("seed", 0.0, 0)))


def _servers(fields: Fields, clock: _Clock) -> Floats:
    """A data centre by its servers, those that run jobs and those that answer requests; other series must be said."""
    if "installed_mw" not in fields and "serving" not in fields:
        return _no_made_up(fields, clock)
    load = _jobs(fields, clock) if "installed_mw" in fields else np.zeros(clock.steps)
    return load + _requests(fields.table("serving"), clock) if "serving" in fields else load


def _jobs(fields: Fields, clock: _Clock) -> Floats:
    installed = fields.number("installed_mw", None, 0, MOST_MW)
    jobs, job_h = round(fields.number("jobs", None, 1, 10_000)), fields.number("job_h", None, 0.1, 8760)
    return datacentre_load(clock.steps, clock.step_h, installed, jobs, job_h, round(fields.number("seed", 0.0, 0)))


def _requests(fields: Fields, clock: _Clock) -> Floats:
    shape = _day(fields, "shape")
    if not (np.isfinite(shape).all() and shape.min() >= 0 and shape.max() > 0):
        raise BadInput(fields.place("shape"), msg("not a shape of the day"), msg("values of zero and more, not all zero"))
    installed, use = fields.number("installed_mw", None, 0, MOST_MW), fields.number("use", None, 0, 1)
    service, services = fields.text("service", "conversation"), round(fields.number("services", 1.0, 1, 10_000))
    seed = round(fields.number("seed", 0.0, 0))
    fields.done()
    try:
        return serving_load(
            clock.steps, clock.step_h, installed, use=use, shape=shape, service=service, services=services, seed=seed
        )
    except BadInput as refusal:
        raise refusal.within(fields.where) from None


def _no_made_up(fields: Fields, _clock: _Clock) -> Floats:
    raise BadInput(fields.where, msg("nothing is said"), msg("one of: file, value, daily"))


def _tariff(fields: Fields, clock: _Clock) -> Any:
    named = fields.get("tariff", "five_classes")
    if isinstance(named, str):
        return tariff(named, clock.start, clock.step_h, clock.steps)
    own = fields.table("tariff")
    whole = {"name": "year", "months": list(range(1, 13)), "days": list(range(7)), "hours": [0, 24]}
    price = {"eur_kw": own.number("eur_kw", None, 0, 1000), "eur_mwh": own.number("eur_mwh", 0.0, 0, 1000)}
    factor = own.number("excess_factor", 0.04, 0, 1)
    own.done()
    return laid([{**whole, **price}], clock.start, clock.step_h, clock.steps, rising=False, excess_factor=factor)


def _devices(fields: Fields, kind: str, read: Callable[[Fields, _Clock], Device], clock: _Clock) -> list[Device]:
    found = []
    for table in fields.tables(kind):
        found.append(read(table, clock))
        table.done()
    return found


def _battery(fields: Fields, _clock: _Clock) -> Battery:
    energy = fields.number("energy_mwh", None, 0, 24 * MOST_MW)
    return Battery(
        fields.text("name", "battery"),
        fields.number("power_mw", None, 0, MOST_MW),
        energy,
        fields.number("charge_efficiency", 0.95, 0.01, 1),
        fields.number("discharge_efficiency", 0.95, 0.01, 1),
        fields.number("start_mwh", 0.0, 0, energy),
        fields.number("end_mwh", 0.0, 0, energy),
        fields.number("wear_eur_mwh", 0.0, 0, 1000),
    )


def _solar(fields: Fields, clock: _Clock) -> Solar:
    return Solar(fields.text("name", "solar"), _series(fields.table("output"), clock, _sun, least=0.0, most=MOST_MW))


def _chp(fields: Fields, _clock: _Clock) -> Chp:
    return Chp(
        fields.text("name", "chp"),
        fields.number("power_mw", None, 0, MOST_MW),
        fields.number("heat_ratio", None, 0, 5),
        fields.number("efficiency", None, 0.01, 0.7),
        fields.number("fuel_eur_mwh", None, 0, 1000),
        fields.number("fuel_co2_t_mwh", 0.0, 0, 1),
        fields.number("least_share", 0.0, 0, 1),
    )


def _boiler(fields: Fields, _clock: _Clock) -> Boiler:
    return Boiler(
        fields.text("name", "boiler"),
        fields.number("power_mw", None, 0, MOST_MW),
        fields.number("efficiency", None, 0.01, 1.1),
        fields.number("fuel_eur_mwh", None, 0, 1000),
        fields.number("fuel_co2_t_mwh", 0.0, 0, 1),
    )


def _flexible(fields: Fields, clock: _Clock) -> Flexible:
    """Each day from ``first_hour`` to ``last_hour`` (past midnight when it is smaller), the same energy."""
    first, last = fields.number("first_hour", None, 0, 24), fields.number("last_hour", None, 0, 24)
    energy, power = fields.number("energy_mwh", None, 0, 24 * MOST_MW), fields.number("power_mw", None, 0, MOST_MW)
    days = fields.get("days", list(range(7)))
    length = round(((last - first) % 24 or 24) / clock.step_h)
    per_day = round(24 / clock.step_h)
    begins = round((first - clock.start.hour - clock.start.minute / 60) / clock.step_h)
    windows = [
        Window(step, step + length, energy, power)
        for day in range(clock.steps // per_day + 1)
        if (step := begins + day * per_day) >= 0 and step + length <= clock.steps and (clock.start.weekday() + day) % 7 in days
    ]
    ramp = fields.number("ramp_mw_h", inf, 0)
    return Flexible(fields.text("name", "process"), tuple(windows), None if ramp == inf else ramp)


def _computing(fields: Fields, clock: _Clock) -> Computing:
    arrivals = _series(fields.table("arrivals"), clock, _servers, least=0.0, most=MOST_MW)
    deadline = round(fields.number("deadline_h", None, 0, 8760) / clock.step_h)
    return Computing(fields.text("name", "computing"), arrivals, deadline, fields.number("power_mw", None, 0, MOST_MW))


def _cooling(fields: Fields, clock: _Clock) -> Cooling:
    return Cooling(
        fields.text("name", "cooling"),
        fields.number("power_mw", None, 0, MOST_MW),
        _series(fields.table("cop"), clock, _no_made_up, least=0.1, most=50.0),
        _series(fields.table("need"), clock, _servers, least=0.0, most=MOST_MW),
        fields.number("store_mwh", 0.0, 0, 24 * MOST_MW),
        fields.number("store_mw", 0.0, 0, MOST_MW),
        fields.number("store_loss_h", 0.0, 0, 1),
    )


_DEVICES: Mapping[str, Callable[[Fields, _Clock], Device]] = {
    "battery": _battery,
    "solar": _solar,
    "chp": _chp,
    "boiler": _boiler,
    "process": _flexible,
    "vehicles": _flexible,
    "computing": _computing,
    "cooling": _cooling,
}
