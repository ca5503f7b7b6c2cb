"""Bands, frames and the figures of the data files, on a given day.

``data/bands.yaml`` (bands, limits, fees), ``data/radio.yaml`` (equipment, criteria), ``data/frames.yaml`` (TDD frames),
``data/rivals.yaml`` and ``data/costs.yaml`` (the other connectivities, unit costs).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from math import log2, log10

from campus5g.core.dated import Dated, DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import msg
from campus5g.network.channels import channel_of
from campus5g.network.labels import as_assumption
from campus5g.network.nr import RE_PER_PRB
from campus5g.network.tdd import SYMBOLS_PER_SLOT, Frame, Pattern, Timing


@lru_cache(maxsize=1)
def tables() -> DatedTable:
    """Return every dated figure of the room."""
    folder = files("campus5g.network") / "data"
    return load_table(*(folder / f"{name}.yaml" for name in ("bands", "radio", "frames", "service", "rivals", "costs")))


@dataclass(frozen=True, slots=True)
class Figures:
    """The dated figures as they hold on one day."""

    on: date

    def __getitem__(self, key: str) -> float:
        return float(self.entry(key).value)

    def entry(self, key: str) -> Dated:
        """Return an entry valid on the day, or the first one if the day comes before every entry of its kind."""
        found = tables().at(key, self.on)
        if found is not None:
            return found
        return min((e for e in tables().entries if e.key == key), key=lambda e: e.valid_from)

    def assumption(self, key: str) -> Assumption:
        return as_assumption(self.entry(key))

    def assumptions(self, *keys: str) -> tuple[Assumption, ...]:
        return tuple(self.assumption(key) for key in keys)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier: where it is, how wide, and how it is shared between the two directions."""

    band: str
    freq_hz: float
    bandwidth_hz: float
    scs_hz: float
    prbs: int
    eirp_dbm_per_5mhz: float
    frame: Frame
    source: Source
    to_confirm: bool
    experiment_only: bool = False

    @property
    def slot_s(self) -> float:
        return 15.0 / self.scs_hz

    @property
    def eirp_limit_dbm(self) -> float:
        """Highest radiated power of the whole carrier: the limit per 5 MHz spread over the bandwidth."""
        return self.eirp_dbm_per_5mhz + 10 * log10(self.bandwidth_hz / 5e6)

    @property
    def elements_per_second(self) -> float:
        """Resource elements a second of all resource blocks, before frame shares and overheads."""
        return RE_PER_PRB * self.prbs * SYMBOLS_PER_SLOT / self.slot_s


BANDS = ("n38", "n77")
"""Bands in which a permanent licence can be asked for."""


def frame_named(name: str, figures: Figures, scs_hz: float = 30e3) -> Frame:
    """Return a TDD frame such as ``DDDSU`` at a subcarrier spacing; ``BadInput`` for letters that are not one."""
    numerology, slot_s = round(log2(scs_hz / 15e3)), 15.0 / scs_hz
    capability = int(figures["slot.capability"])
    n1, n2 = (figures.entry(f"slot.{need}_symbols.{capability}").value for need in ("n1", "n2"))
    if numerology >= min(len(n1), len(n2)):
        raise BadInput(
            "slot.capability",
            msg("no capability %(n)s at a spacing of %(khz)s kHz", n=capability, khz=scs_hz / 1e3),
            msg("capability 1"),
        )
    symbol_s = slot_s / SYMBOLS_PER_SLOT
    timing = Timing(
        slot_s=slot_s,
        n1_s=n1[numerology] * symbol_s,
        n2_s=n2[numerology] * symbol_s,
        station_s=figures["slot.station_s"],
        stack_s=figures["slot.stack_s"],
        request_slots=int(figures["slot.request_slots"]),
        k1_slots=int(figures["slot.k1_slots"]),
        k2_slots=int(figures["slot.k2_slots"]),
    )
    return Frame(Pattern(name), timing)


def frame_names() -> tuple[str, ...]:
    return tuple(e.key.removeprefix("frame.") for e in tables().entries if e.key.startswith("frame."))


def carrier_of(
    band: str,
    on: date,
    frame: str = "DDDSU",
    *,
    width_mhz: float | None = None,
    centre_mhz: float | None = None,
    experiment: bool = False,
) -> Carrier:
    """Return a carrier of ``band`` on a day, by default of its usual width in its middle; ``BadInput`` as ``channel_of``.

    experiment: the plan asks for a temporary authorisation, which also opens bands without permanent licences (26 GHz).
    """
    channel = channel_of(tables(), band, on, width_mhz=width_mhz, centre_mhz=centre_mhz, experiment=experiment)
    return Carrier(
        band=band,
        freq_hz=channel.centre_mhz * 1e6,
        bandwidth_hz=channel.width_mhz * 1e6,
        scs_hz=channel.scs_khz * 1e3,
        prbs=channel.prbs,
        eirp_dbm_per_5mhz=float(channel.entry.value["eirp_dbm_per_5mhz"]),
        frame=frame_named(frame, Figures(on), channel.scs_khz * 1e3),
        source=channel.entry.source,
        to_confirm=channel.entry.to_confirm,
        experiment_only=bool(channel.entry.value.get("experiment_only")),
    )
