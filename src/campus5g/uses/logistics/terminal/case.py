"""A terminal described by figures: quay, cranes, pool of vehicles, yard and gate; what is not said has a stated default."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Terminal:
    """cranes work along ``quay_m`` metres; ``blocks`` of the yard lie between the two ``depths`` behind them (metres).

    hook_s: mean cycle of a crane; yard_s: mean handling of a box in the yard; speed_m_s: of a vehicle. stacks, tiers, fill: of a
    block, and the share of it that is full. trucks_h: that a block serves in an hour; lift_s: the yard crane's time for a box.
    gate_min, drive_min: of a truck before and on its way to the block.
    """

    cranes: int = 3
    vehicles: int = 15
    quay_m: float = 900.0
    depths: tuple[float, float] = (80.0, 400.0)
    blocks: int = 12
    hook_s: float = 90.0
    yard_s: float = 75.0
    speed_m_s: float = 6.0
    stacks: int = 24
    tiers: int = 4
    fill: float = 0.7
    trucks_h: float = 12.0
    lift_s: float = 100.0
    gate_min: float = 8.0
    drive_min: float = 6.0

    @property
    def most_boxes(self) -> int:
        """Boxes that a block can hold and still be dug: one stack less its last box is kept free."""
        return max(1, self.stacks * self.tiers - (self.tiers - 1))

    @property
    def crane_places(self) -> Floats:
        """(cranes,) metres along the quay, evenly in its middle two thirds."""
        if self.cranes == 1:
            return np.array([self.quay_m / 2])
        return np.linspace(self.quay_m / 6, 5 * self.quay_m / 6, self.cranes)
