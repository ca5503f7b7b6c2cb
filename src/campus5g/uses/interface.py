"""One interface for the four industrial uses, and the engines behind it.

Each use has four rooms: ``data`` (schema, reader, checks), ``model`` (what is learnt from them), ``simulate`` (the operation
under a service level) and ``value`` (euros, CO2, exposure). A use that has no engine yet says so; it is never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from campus5g.core.benefit import NotAssessed, Use, UseAssessment
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, silent
from campus5g.core.service import ConnectivityCost, ServiceLevel
from campus5g.uses.energy.engine import EnergyEngine
from campus5g.uses.logistics.engine import LogisticsEngine
from campus5g.uses.maintenance.engine import MaintenanceEngine
from campus5g.uses.parameters import Parameters
from campus5g.uses.preview import DataPreview, FileKind, Question
from campus5g.uses.robots.engine import RobotsEngine


class UseEngine(Protocol):
    """What every use can do: data, service levels and economics in; a comparison of connectivities with its reasons out."""

    @property
    def use(self) -> Use: ...

    def defaults(self) -> Parameters | None:
        """Return the sourced default assumptions that a company may replace; ``None`` when the use has no engine."""
        ...

    def questions(self) -> tuple[Question, ...]:
        """Return the figures of the site that must be given, in the order to ask them."""
        ...

    def file_kinds(self) -> tuple[FileKind, ...]:
        """Return the kinds of file that the use reads."""
        ...

    def preview(self, data: Path) -> DataPreview:
        """Read ``data`` and tell what it holds and what is wrong with it; ``BadInput`` when it cannot be used at all."""
        ...

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
        """Compare the connectivities for one use on one site.

        need_values: the company's own figures by assumption key. services: one for each connectivity and zone.
        costs: one for each connectivity; one without cost is left out, with its reason. data: the company's own file, or
        ``None`` for the bundled sample; partial: the person agrees to use the sound part of a file that has faults (else it
        is refused). shares: weight of each zone, equal when not given. Same input and seed, same bytes.
        A figure out of range, or a file that cannot be used, raises ``BadInput``.
        """
        ...


@dataclass(frozen=True, slots=True)
class NotBuilt:
    """A use whose engine is still to come: it answers with the reason, whatever it is asked."""

    use: Use
    reason: Message

    def defaults(self) -> Parameters | None:
        return None

    def questions(self) -> tuple[Question, ...]:
        return ()

    def file_kinds(self) -> tuple[FileKind, ...]:
        return ()

    def preview(self, data: Path) -> DataPreview:
        raise BadInput(data.name, self.reason, msg("a file for a use that is assessed"))

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
        return NotAssessed(self.use, self.reason)


ENGINES: dict[Use, UseEngine] = {
    Use.MAINTENANCE: MaintenanceEngine(),
    Use.ROBOTS: RobotsEngine(),
    Use.LOGISTICS: LogisticsEngine(),
    Use.ENERGY: EnergyEngine(),
}

WITHOUT_FILE: Mapping[Use, Message] = {
    Use.MAINTENANCE: msg("Without a file of yours, the answer rests on a bundled sample: real measurements, of another site."),
    Use.ROBOTS: msg("Without a map of yours, the answer rests on a drawn floor: aisles between shelves, of the size you give."),
    Use.LOGISTICS: msg("Without a log of yours, the answer rests on a drawn quay and yard, as busy as your figures say."),
    Use.ENERGY: msg(
        "Without a file of yours, the answer rests on a bundled sample: a real load, of another site, brought to yours."
    ),
}
"""What stands in for the company's own file."""
