"""Units of a company's columns: found in the header or in the cells, and carried to the unit that the use computes in.

value in SI = factor × value + offset. Factors: SI brochure, 9th edition; standard gravity 9.80665 m/s² (CGPM 1901).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEWEST = 20
MOST_STRETCHES = 5
ALIVE = 0.25


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one dimension: ``value_si = factor * value + offset``."""

    dimension: str
    factor: float
    offset: float = 0.0


UNITS: dict[str, Unit] = {
    **{f"{p}W": Unit("power", f) for p, f in (("", 1), ("k", 1e3), ("M", 1e6), ("G", 1e9))},
    **{f"{p}Wh": Unit("energy", f * 3600) for p, f in (("", 1), ("k", 1e3), ("M", 1e6), ("G", 1e9))},
    **{f"{p}J": Unit("energy", f) for p, f in (("k", 1e3), ("M", 1e6), ("G", 1e9))},
    **{f"{p}var": Unit("reactive power", f) for p, f in (("", 1), ("k", 1e3), ("M", 1e6))},
    **{f"{p}varh": Unit("reactive energy", f * 3600) for p, f in (("", 1), ("k", 1e3), ("M", 1e6))},
    **{f"{p}A": Unit("current", f) for p, f in (("m", 1e-3), ("", 1), ("k", 1e3))},
    **{f"{p}V": Unit("voltage", f) for p, f in (("m", 1e-3), ("", 1), ("k", 1e3))},
    **{f"{p}VA": Unit("apparent power", f) for p, f in (("", 1), ("k", 1e3), ("M", 1e6))},
    "°C": Unit("temperature", 1, 273.15),
    "K": Unit("temperature", 1),
    "°F": Unit("temperature", 5 / 9, 459.67 * 5 / 9),
    "g": Unit("acceleration", 9.80665),
    "mg": Unit("acceleration", 9.80665e-3),
    "m/s²": Unit("acceleration", 1),
    "mm/s": Unit("speed", 1e-3),
    "m/s": Unit("speed", 1),
    "in/s": Unit("speed", 0.0254),
    "Hz": Unit("frequency", 1),
    "kHz": Unit("frequency", 1e3),
    "tr/min": Unit("rotation", 1 / 60),
    "rad/s": Unit("rotation", 1 / (2 * np.pi)),
    "N·m": Unit("torque", 1),
    "kN·m": Unit("torque", 1e3),
    **{
        p: Unit("pressure", f) for p, f in (("Pa", 1), ("kPa", 1e3), ("MPa", 1e6), ("mbar", 100), ("bar", 1e5), ("psi", 6894.757))
    },
    **{t: Unit("duration", f) for t, f in (("ms", 1e-3), ("s", 1), ("min", 60), ("h", 3600), ("d", 86400))},
    "%": Unit("share", 0.01),
    "€/MWh": Unit("price of energy", 1),
    "€/kWh": Unit("price of energy", 1e3),
    "c€/kWh": Unit("price of energy", 10),
    "gCO2/kWh": Unit("carbon", 1),
    "kgCO2/MWh": Unit("carbon", 1),
}
_OTHER_WORDS = {
    "rpm": "tr/min", "tr/mn": "tr/min", "nm": "N·m", "n.m": "N·m", "c": "°C", "degc": "°C", "celsius": "°C", "f": "°F", "degf": "°F",
    "kelvin": "K", "m/s2": "m/s²", "m_s2": "m/s²", "mm_s": "mm/s", "pct": "%", "percent": "%", "jour": "d", "jours": "d", "day": "d",
    "days": "d", "heure": "h", "heures": "h", "hour": "h", "hours": "h", "eur/mwh": "€/MWh", "eur_mwh": "€/MWh", "eur/kwh": "€/kWh",
    "knm": "kN·m", "g_kwh": "gCO2/kWh", "gco2eq/kwh": "gCO2/kWh", "g/kwh": "gCO2/kWh",
}  # fmt: skip
_BY_WORD = {**{name.lower(): name for name in UNITS}, **_OTHER_WORDS}
_BRACKET = re.compile(r"^(?P<name>.*?)\s*[\[(](?P<unit>[^\])]+)[\])]\s*$")


def split_header(header: str) -> tuple[str, str]:
    """Return (plain name, unit or "") of a column: ``Puissance (kW)`` is (``puissance``, ``kW``), ``usage_kwh`` as well.

    The plain name is lower case, without accents, its words joined by ``_``.
    """
    if (found := _BRACKET.match(header)) and (unit := known_unit(found["unit"])):
        return plain(found["name"]), unit
    words = re.split(r"[\s_]+", header.strip())
    for tail in (2, 1):
        if len(words) > tail and (unit := known_unit("_".join(words[-tail:]), in_name=True)):
            return plain("_".join(words[:-tail])), unit
    if len(words) > 1 and (unit := known_unit(words[0], in_name=True)) and len(words[0]) > 1:
        return plain("_".join(words[1:])), unit
    return plain(header), ""


def plain(text: str) -> str:
    """Return ``text`` in lower case, without accents, words joined by ``_``."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def known_unit(text: str, in_name: bool = False) -> str:
    """Return the unit that ``text`` names, "" when none. in_name: a lone letter of a name is no unit (``phase_c``)."""
    text = text.strip()
    if in_name and len(text) < 2:
        return ""
    return text if text in UNITS else _BY_WORD.get(text.lower(), "")


def same_dimension(one: str, other: str) -> bool:
    return one in UNITS and other in UNITS and UNITS[one].dimension == UNITS[other].dimension


def converted(values: Floats, unit: str, to: str) -> Floats:
    """Return (n,) ``values`` of ``unit`` in ``to``; both of one dimension."""
    if unit == to:
        return values
    source, target = UNITS[unit], UNITS[to]
    return np.asarray((values * source.factor + source.offset - target.offset) / target.factor)


def mixed_with(values: Floats, unit: str) -> tuple[NDArray[np.bool_], str] | None:
    """Return which of (n,) ``values`` look as if they were in another unit of the same dimension, and which one; or ``None``.

    Suspects lie 20 times further from the median than values usually do, or 50 times below it, in at most 5 stretches (a machine
    that idles and runs alternates). A stretch is in another unit when nine in ten of its values fall back among the rest once
    converted: wear towards a failure does not. Those far below must be many in a row and swing as the rest does: a site that
    stands still draws little, always the same. Only units 50 times apart, or shifted as °C and K are, can be told from a signal
    that changes by itself.
    """
    good = np.isfinite(values)
    if unit not in UNITS or good.sum() < FEWEST:
        return None
    median = float(np.median(values[good]))
    usual = float(np.median(np.abs(values[good] - median))) or abs(median) * 0.01
    with np.errstate(invalid="ignore"):
        far = good & (np.abs(values - median) > 20 * usual)
        low = good & (values > 0) & (50 * values < median)
    found = _from_another_unit(values, unit, good, far, 0.0, usual)
    return found or _from_another_unit(values, unit, good, _long(low), ALIVE, usual)


def _from_another_unit(
    values: Floats, unit: str, good: NDArray[np.bool_], suspect: NDArray[np.bool_], alive: float, usual: float
) -> tuple[NDArray[np.bool_], str] | None:
    """Return the suspects and their unit. alive: the least share of the swing of the rest that they must have, converted."""
    stretches = int(np.count_nonzero(np.diff(np.r_[0, suspect.astype(np.int8)]) == 1))
    if not 0 < stretches <= MOST_STRETCHES or suspect.sum() > 0.5 * good.sum():
        return None
    rest = values[good & ~suspect]
    margin = 0.5 * float(np.ptp(rest)) or usual
    for other in UNITS:
        if other != unit and same_dimension(other, unit) and _far_apart(other, unit):
            back = converted(values[suspect], other, unit)
            among = (back >= rest.min() - margin) & (back <= rest.max() + margin)
            if (mixed := _in_stretches(suspect, among)).any() and _swing(back[mixed[suspect]]) >= alive * _swing(rest):
                return mixed, other
    return None


def _long(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the stretches of ``marked`` that are long enough to be a fault of writing."""
    edges = np.flatnonzero(np.diff(np.r_[0, marked.astype(np.int8), 0]))
    kept = np.zeros_like(marked)
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        kept[first:last] = last - first >= FEWEST
    return kept


def _swing(values: Floats) -> float:
    """Return the distance between the first and the ninth tenth of ``values``."""
    low, high = np.quantile(values, (0.1, 0.9))
    return float(high - low)


def _in_stretches(suspect: NDArray[np.bool_], among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return (n,) the suspects in stretches of which nine in ten are ``among`` the rest; among: one for each suspect."""
    number = np.cumsum(np.diff(np.r_[0, suspect.astype(np.int8)]) == 1)
    of_each = number[suspect] - 1
    share = np.bincount(of_each, weights=among) / np.bincount(of_each)
    found = np.zeros_like(suspect)
    found[suspect] = share[of_each] >= 0.9
    return found


def _far_apart(one: str, other: str) -> bool:
    ratio = UNITS[one].factor / UNITS[other].factor
    return not 1 / 50 < ratio < 50 or (ratio == 1 and UNITS[one].offset != UNITS[other].offset)
