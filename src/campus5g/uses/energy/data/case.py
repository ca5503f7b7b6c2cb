"""A site as its dispatch sees it: what must be served, what it costs, and what can be moved.

Powers are in MW and energies in MWh of alternating current at the meter, (steps,) arrays over steps of ``step_h`` hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from campus5g.uses.parameters import Floats

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Battery:
    """``power_mw`` each way at the meter, ``energy_mwh`` usable; efficiencies from 0 to 1; wear in € a MWh discharged.

    start_mwh, end_mwh: the level it begins with, and the least it must end with.
    """

    name: str
    power_mw: float
    energy_mwh: float
    charge_efficiency: float = 0.95
    discharge_efficiency: float = 0.95
    start_mwh: float = 0.0
    end_mwh: float = 0.0
    wear_eur_mwh: float = 0.0


@dataclass(frozen=True, slots=True)
class Solar:
    """What the panels could give, (steps,) MW; it may be held back."""

    name: str
    output_mw: Floats


@dataclass(frozen=True, slots=True)
class Chp:
    """Combined heat and power: ``power_mw`` electric, ``heat_ratio`` MW of heat for each MW of electricity.

    efficiency: electric. least_share: below this share of its power it must stop (0: it follows anything).
    fuel_co2_t_mwh: tonnes for each MWh of fuel.
    """

    name: str
    power_mw: float
    heat_ratio: float
    efficiency: float
    fuel_eur_mwh: float
    fuel_co2_t_mwh: float = 0.0
    least_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Boiler:
    """Heat from a fuel: ``power_mw`` of heat at ``efficiency``."""

    name: str
    power_mw: float
    efficiency: float
    fuel_eur_mwh: float
    fuel_co2_t_mwh: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """``energy_mwh`` to take from step ``first`` up to, and without, step ``last``; never above ``power_mw``."""

    first: int
    last: int
    energy_mwh: float
    power_mw: float


@dataclass(frozen=True, slots=True)
class Flexible:
    """Work, or vehicles, that must take their energy within windows, when it suits; ``ramp_mw_h`` bounds the change of power."""

    name: str
    windows: tuple[Window, ...]
    ramp_mw_h: float | None = None


@dataclass(frozen=True, slots=True)
class Computing:
    """Computing that can wait: (steps,) MW of arrivals, to be run within ``deadline_steps``, at most ``power_mw`` at once.

    Each MW of computing leaves a MW of heat to be cooled.
    """

    name: str
    arrivals_mw: Floats
    deadline_steps: int
    power_mw: float


@dataclass(frozen=True, slots=True)
class Cooling:
    """Cold made from electricity: ``cop`` MW of cold for each MW, (steps,) MW of cold needed besides that of computing.

    store_mwh and store_mw: a store of cold, by its energy and its power; store_loss_h: share lost each hour.
    """

    name: str
    power_mw: float
    cop: Floats
    need_mw: Floats
    store_mwh: float = 0.0
    store_mw: float = 0.0
    store_loss_h: float = 0.0


Device = Battery | Solar | Chp | Boiler | Flexible | Computing | Cooling


@dataclass(frozen=True, slots=True)
class Tariff:
    """The network's price: € a year for each MW subscribed in each time class, and € for each MWh taken in it.

    class_of: (steps,) place of the class of each step, from the dearest to the cheapest. rising: what is subscribed in a class
    may not be less than in a dearer one. Exceedance, each month: ``excess_factor`` × €/MW × √(Σ MW²) over its 10 minutes.
    """

    names: tuple[str, ...]
    class_of: Places
    subscribed_eur_mw_year: Floats
    energy_eur_mwh: Floats
    rising: bool = True
    excess_factor: float = 0.04


@dataclass(frozen=True, slots=True)
class Case:
    """A site over time. export_eur_mwh: ``None`` when nothing may be sent to the network; heat_mw: what must be served."""

    name: str
    start: datetime
    step_h: float
    load_mw: Floats
    price_eur_mwh: Floats
    tariff: Tariff
    devices: tuple[Device, ...] = ()
    export_eur_mwh: Floats | None = None
    export_mw: float = float("inf")
    connection_mw: float = float("inf")
    heat_mw: Floats | None = None
    co2_t_mwh: Floats | None = None
    co2_eur_t: float = 0.0
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return len(self.load_mw)

    @property
    def years(self) -> float:
        return self.steps * self.step_h / 8760

    @property
    def import_eur_mwh(self) -> Floats:
        """Return (steps,) what a MWh taken costs: energy, the network's part and CO2."""
        co2 = self.co2_t_mwh * self.co2_eur_t if self.co2_t_mwh is not None else 0.0
        return np.asarray(self.price_eur_mwh + self.tariff.energy_eur_mwh[self.tariff.class_of] + co2)
