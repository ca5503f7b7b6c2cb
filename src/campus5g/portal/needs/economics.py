"""What a gain would be worth: the company's own figures, asked for in the words of each use's assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg

if TYPE_CHECKING:
    from campus5g.uses.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that only the company knows: the engine has no default for it."""

    key: str
    label: Message
    unit: str


ASKED: dict[Use, tuple[Asked, ...]] = {Use.MAINTENANCE: (Asked("assets", msg("machines to follow"), ""),)}


def _defaults(use: Use) -> Parameters | None:
    from campus5g.uses.interface import ENGINES  # the engines load slowly: not before somebody asks

    return ENGINES[use].defaults()


def has_engine(use: Use) -> bool:
    return _defaults(use) is not None


def assumptions_of(use: Use) -> tuple[Assumption, ...]:
    """Return what the engine of ``use`` supposes when the company does not say; empty while the use has no engine."""
    defaults = _defaults(use)
    return tuple(defaults.assumptions.values()) if defaults else ()


def check_economics(economics: dict[str, dict[str, float]]) -> None:
    """Refuse a use that does not exist, a figure that is not a number, or one that the engine of its use does not know."""
    for name, values in economics.items():
        if name not in set(Use):
            raise BadInput("economics", msg("use “%(name)s”", name=name), msg("one of: %(names)s", names=", ".join(Use)))
        use = Use(name)
        known = {assumption.key for assumption in assumptions_of(use)} | {asked.key for asked in ASKED.get(use, ())}
        for key, value in values.items():
            where = f"economics, {name}, {key}"
            if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
                raise BadInput(where, msg("“%(value)s” is not a number", value=str(value)), msg("a number"))
            if has_engine(use) and key not in known:
                raise BadInput(where, msg("not a figure of this use"), msg("one of: %(names)s", names=", ".join(sorted(known))))
