"""The assumptions of one investment: what is published of it, then dated figures, then what a scenario sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from campus5g.core.dated import Dated, DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message, msg
from campus5g.territory.flows import figures
from campus5g.territory.investments import Investment, Quantity, Statement
from campus5g.territory.jobs.scenario import Scenario, changed

PLANTS: dict[str, Message] = {
    "data_centre": msg("data centre"),
    "electrical_assembly": msg("electrical assembly"),
    "battery_plant": msg("battery plant"),
}
ITEMS: dict[str, Message] = {
    "works": msg("building works"),
    "electrical": msg("electrical equipment"),
    "machinery": msg("machines and cooling"),
    "engineering": msg("engineering"),
    "services": msg("services on site"),
    "transport": msg("transport"),
    "metal": msg("metal parts"),
    "chemicals": msg("chemicals"),
}
LABELS: dict[str, Message] = {
    "direct_jobs": msg("Direct jobs announced"),
    "capex_eur": msg("Investment announced"),
    "start_year": msg("Year of first production"),
    "delivered": msg("Part of the announced jobs that comes about"),
    "slip_years": msg("Slip of first production"),
    "ramp_years": msg("Years from first production to all posts"),
    "multiplier": msg("Sheltered jobs in the zone for one direct job"),
    "local_hires": msg("Part of the posts that people of the zone take"),
    "settle": msg("Part of those who come from elsewhere and settle in the zone"),
    "retirement_rate": msg("Retirements a year among those at work"),
    "turnover_rate": msg("Other departures a year that are replaced"),
    "automation_rate": msg("Part of the exposed posts that automation removes each year"),
    "completion": msg("Part of the trainees who finish and take the post"),
    "to_train_scarce": msg("Part of local hires to be trained first, scarce occupations"),
    "to_train_other": msg("Part of local hires to be trained first, other occupations"),
    "network_share": msg("Part of the direct jobs that private 5G asks for"),
    "build_before": msg("Years of building before first production"),
    "delta": msg("Flegg's exponent of regional size"),
    "jobs_per_mw": msg("Direct jobs of a data centre for one megawatt"),
}
_OF_ITEM = {"zone": msg("Part that the zone gets: %(what)s"), "jobs": msg("Jobs held for a year by million euros: %(what)s")}
_OF_PLANT = {
    "split": msg("Weight among the direct jobs: %(what)s"),
    "servers": msg("Part of the investment that is servers, bought abroad: %(what)s"),
    "eur_per_job": msg("Investment for one direct job: %(what)s"),
    "suppliers": msg("Jobs at suppliers in the nation for one direct job: %(what)s"),
    "suppliers_zone": msg("Part of the suppliers' jobs within the zone: %(what)s"),
    "purchases": msg("Yearly purchases for one direct job, energy apart: %(what)s"),
}
BUILT_OF = ("works", "electrical", "machinery", "engineering")
BOUNDS = {"direct_jobs": (0.0, 1e6), "capex_eur": (0.0, 1e12), "start_year": (2000.0, 2100.0)}
LEAD = 3.0
"""Years before a published horizon at which production may have started, at the most: the typical ramp-up."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """An assumption, and the least and most that a scenario may set."""

    assumption: Assumption
    least: float
    most: float


@cache
def table(name: str) -> DatedTable:
    """Return the dated figures of a file of this room."""
    return load_table(files("campus5g.territory.jobs") / name)


def label(key: str) -> Message:
    """Return what an assumption is, in words."""
    if key in LABELS:
        return LABELS[key]
    kind, _, what = key.partition(".")
    if kind in _OF_ITEM:
        return Message(_OF_ITEM[kind].template, {"what": ITEMS[what]})
    return Message(_OF_PLANT[kind].template, {"what": PLANTS[what]})


def keys_of(investment: Investment, with_tables: bool) -> tuple[str, ...]:
    """Return the dated assumptions that an investment rests on: only those that its kinds of plant and the tables call for."""
    plants = investment.kinds
    every = [
        "delivered", "slip_years", "ramp_years", "multiplier", "local_hires", "settle", "retirement_rate", "turnover_rate",
        "automation_rate", "completion", "to_train_scarce", "to_train_other", "network_share", "build_before",
    ]  # fmt: skip
    every += [f"{kind}.{item}" for item in BUILT_OF for kind in ("zone", "jobs")]
    every += [f"servers.{plant}" for plant in plants]
    if len(plants) > 1:
        every += [f"{kind}.{plant}" for kind in ("split", "eur_per_job") for plant in plants]
    if with_tables:
        bought = {item for plant in plants for item in table("spending.yaml").latest(f"operation.{plant}").value}
        every += ["delta", *(f"purchases.{plant}" for plant in plants)]
        every += [f"{kind}.{item}" for item in ITEMS if item in bought - set(BUILT_OF) for kind in ("zone", "jobs")]
    else:
        every += [f"{kind}.{plant}" for kind in ("suppliers", "suppliers_zone") for plant in plants]
    return tuple(every)


def assumptions_for(
    investment: Investment, scenario: Scenario | None = None, with_tables: bool = False, given: Iterable[Bounded] = ()
) -> dict[str, Bounded] | Message:
    """Return all assumptions in effect by key, or the sentence that says what no source and no scenario tells.

    ``given`` stand in place of the defaults of their keys: what the area's own tables say. A kind of plant without a table of
    posts, an unknown key, or a value out of its bounds is refused (``BadInput``).
    """
    for plant in investment.kinds:
        if plant not in PLANTS:
            raise BadInput(
                f"{investment.key}.kinds",
                msg("no table of posts for “%(name)s”", name=plant),
                msg("one of: %(names)s", names=", ".join(PLANTS)),
            )
    if not investment.kinds:
        return msg("nothing says which kind of plant this is: no table of posts can be used")
    found = {key: _default(key) for key in keys_of(investment, with_tables)}
    found |= {one.assumption.key: one for one in given if one.assumption.key in found}
    found |= _published(investment)
    changes = scenario.changes if scenario is not None else {}
    for key, change in changes.items():
        if key in BOUNDS and key not in found:
            found[key] = _unsaid(key, change.value, change.source)
        if key not in found:
            raise BadInput(key, msg("not an assumption of this investment"), msg("one of: %(names)s", names=", ".join(found)))
        one = found[key]
        found[key] = Bounded(changed(one.assumption, change, one.least, one.most), one.least, one.most)
    if "start_year" not in found:
        return msg("no source says when production starts: set start_year in a scenario")
    if "direct_jobs" not in found:
        return msg("no source says how many jobs there will be, nor the power of a data centre: set direct_jobs in a scenario")
    return found


def _default(key: str) -> Bounded:
    entry: Dated = (figures() if key == "delta" else table("parameters.yaml")).latest(key)
    typical, least, most = (float(entry.value[name]) for name in ("typical", "least", "most"))
    low = typical if entry.low is None else float(entry.low)
    high = typical if entry.high is None else float(entry.high)
    return Bounded(Assumption(key, label(key), typical, low, high, entry.unit, entry.source), least, most)


def _unsaid(key: str, value: float, source: Source) -> Bounded:
    units = {"direct_jobs": "jobs", "capex_eur": "EUR", "start_year": "year"}
    return Bounded(Assumption(key, label(key), value, value, value, units[key], source), *BOUNDS[key])


def _published(investment: Investment) -> dict[str, Bounded]:
    """What sources with a date tell of the investment; those that lack one are kept on the page and counted nowhere."""
    said = {
        "direct_jobs": _sound(investment.of(Quantity.DIRECT_JOBS)),
        "capex_eur": _sound(investment.of(Quantity.CAPEX)),
        "start_year": _sound(investment.of(Quantity.FIRST_PRODUCTION)),
    }
    found = {key: _range(key, told) for key, told in said.items() if told}
    if "start_year" not in found:
        found |= _by_horizon(investment)
    power = _sound(investment.of(Quantity.POWER))
    if "direct_jobs" not in found and power and "data_centre" in investment.kinds:
        found["direct_jobs"] = _by_power(power)
    return found


def _sound(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements of the whole, with source and date: neither a part by trade nor one year of a ramp-up."""
    whole = [one for one in statements if not one.lacking and not one.trade]
    lasting = [one for one in whole if one.year is None]
    return tuple(lasting or whole)


def _range(key: str, told: Sequence[Statement]) -> Bounded:
    low, high = min(one.figure.low for one in told), max(one.figure.high for one in told)
    first = told[0].figure
    return Bounded(Assumption(key, label(key), (low + high) / 2, low, high, first.unit, first.source), *BOUNDS[key])


def _by_horizon(investment: Investment) -> dict[str, Bounded]:
    """Where only the year by which jobs or power are to be there is published, production starts up to ``LEAD`` years before."""
    for one in (*investment.of(Quantity.DIRECT_JOBS), *investment.of(Quantity.POWER)):
        year = one.year or (int(one.figure.horizon) if one.figure.horizon.isdigit() else None)
        if year is None or one.lacking:
            continue
        label_ = msg("Year of first production, from the year by which all is announced")
        key, source = "start_year", replace(one.figure.source, to_confirm=True)
        made = Assumption(key, label_, year - LEAD / 2, year - LEAD, float(year), "year", source)
        return {key: Bounded(made, *BOUNDS[key])}
    return {}


def _by_power(told: Sequence[Statement]) -> Bounded:
    each, figure = _default("jobs_per_mw").assumption, told[0].figure
    low, high = each.low * figure.low, each.high * figure.high
    value = each.value * (figure.low + figure.high) / 2
    return Bounded(
        Assumption("direct_jobs", msg("Direct jobs, by the power announced"), value, low, high, "jobs", each.source),
        *BOUNDS["direct_jobs"],
    )
