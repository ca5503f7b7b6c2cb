"""The channel asked of the regulator: band, width and centre, and its number on the NR raster (TS 38.104 clause 5.4.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import log10

from campus5g.core.dated import Dated, DatedTable
from campus5g.core.errors import BadInput
from campus5g.core.message import msg

BLOCK_MHZ = 5.0
"""Arcep assigns multiples of 5 MHz, and limits of radiated power and field are stated for 5 MHz."""

_RASTER = ((3000.0, 0.005, 0.0, 0), (24_250.0, 0.015, 3000.0, 600_000), (100_000.0, 0.060, 24_250.08, 2_016_667))
"""TS 38.104 Table 5.4.2.1-1: up to which MHz, step in MHz, first frequency in MHz, first number."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a band: MHz, the width of a subcarrier in kHz, resource blocks, and the entry of the band it lies in."""

    band: str
    centre_mhz: float
    width_mhz: float
    scs_khz: float
    prbs: int
    entry: Dated

    @property
    def low_mhz(self) -> float:
        return self.centre_mhz - self.width_mhz / 2

    @property
    def high_mhz(self) -> float:
        return self.centre_mhz + self.width_mhz / 2


def channel_of(
    tables: DatedTable,
    band: str,
    on: date,
    *,
    width_mhz: float | None = None,
    centre_mhz: float | None = None,
    experiment: bool = False,
) -> Channel:
    """Return a channel of ``band`` as it may be asked for on a day; by default of the band's usual width, in its middle.

    ``BadInput`` says why not: no band of private networks, not open on that day, open to experiments alone, a width that is no
    multiple of 5 MHz or that NR does not have, a channel that reaches outside the band.
    """
    entry = _open_band(tables, band, on, experiment)
    value = entry.value
    width = float(value["bandwidth_mhz"]) if width_mhz is None else width_mhz
    centre = (value["low_mhz"] + value["high_mhz"]) / 2 if centre_mhz is None else centre_mhz
    blocks = tables.need(f"prbs.{value['scs_khz']}khz", on).value
    if width not in blocks:
        widths = ", ".join(f"{mhz:g}" for mhz in blocks)
        raise BadInput("bandwidth", msg("a width of %(width)s MHz", width=width), msg("one of: %(names)s", names=f"{widths} MHz"))
    if not value["low_mhz"] <= centre - width / 2 or not centre + width / 2 <= value["high_mhz"]:
        raise BadInput(
            "frequency",
            msg("a channel from %(low)s to %(high)s MHz", low=centre - width / 2, high=centre + width / 2),
            msg("inside band %(band)s, %(low)s to %(high)s MHz", band=band, low=value["low_mhz"], high=value["high_mhz"]),
        )
    return Channel(band, float(centre), float(width), float(value["scs_khz"]), int(blocks[width]), entry)


def _open_band(tables: DatedTable, band: str, on: date, experiment: bool) -> Dated:
    versions = [entry for entry in tables.entries if entry.key == f"band.{band}"]
    if not versions:
        names = " or ".join(sorted(e.key.removeprefix("band.") for e in tables.entries if e.key.startswith("band.")))
        raise BadInput("band", msg("“%(band)s” is not a band for private networks", band=band), msg("%(names)s", names=names))
    entry = tables.at(f"band.{band}", on)
    if entry is None:
        opens = max(version.valid_from for version in versions)
        raise BadInput(
            "band",
            msg("band %(band)s is not open on %(day)s", band=band, day=on.isoformat()),
            msg("a day from %(opens)s", opens=opens.isoformat()),
        )
    if entry.value.get("experiment_only") and not experiment:
        raise BadInput(
            "band",
            msg(
                "%(label)s (band %(band)s) is open to experiments alone: no permanent licence can be asked for",
                label=entry.label,
                band=band,
            ),
            msg("a band with a permanent licence, or a plan marked as an experiment"),
        )
    return entry


def nr_arfcn(freq_hz: float) -> int:
    """Return the number of the NR raster nearest to a frequency, ``N = N_offs + (F - F_offs) / step`` (TS 38.104 5.4.2.1)."""
    mhz = freq_hz / 1e6
    for up_to, step, first, number in _RASTER:
        if mhz < up_to:
            return number + round((mhz - first) / step)
    raise BadInput("frequency", msg("%(mhz)s MHz", mhz=mhz), msg("a frequency below 100 GHz"))


def on_raster(channel: Channel) -> bool:
    """Whether both edges of the channel fall on multiples of 5 MHz from the lower end of its band."""
    offset = (channel.low_mhz - channel.entry.value["low_mhz"]) / BLOCK_MHZ
    return abs(offset - round(offset)) < 1e-6 and abs(channel.width_mhz / BLOCK_MHZ % 1) < 1e-6


def per_block_dbm(power_dbm: float, bandwidth_hz: float) -> float:
    """Return the part of a carrier's power that falls in 5 MHz, spread evenly."""
    return power_dbm - 10 * log10(bandwidth_hz / (BLOCK_MHZ * 1e6))
