"""What a gain would be worth: the company's own figures, asked for in the words of each use's questions and assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import msg

if TYPE_CHECKING:
    from campus5g.uses.interface import UseEngine
    from campus5g.uses.preview import Question


def _engine(use: Use) -> UseEngine:
    from campus5g.uses.interface import ENGINES  # the engines load slowly: not before somebody asks

    return ENGINES[use]


def has_engine(use: Use) -> bool:
    return _engine(use).defaults() is not None


def questions_of(use: Use) -> tuple[Question, ...]:
    """Return the figures that only the company knows: the engine has no default for them."""
    return _engine(use).questions()


def assumptions_of(use: Use) -> tuple[Assumption, ...]:
    """Return what the engine of ``use`` supposes when the company does not say; empty while the use has no engine."""
    defaults = _engine(use).defaults()
    return tuple(defaults.assumptions.values()) if defaults else ()


def check_economics(economics: dict[str, dict[str, float]]) -> None:
    """Refuse a use that does not exist, and a figure that its engine does not know or that is out of bounds."""
    from campus5g.uses.figures import check_figures

    for name, values in economics.items():
        if name not in set(Use):
            raise BadInput("economics", msg("use “%(name)s”", name=name), msg("one of: %(names)s", names=", ".join(Use)))
        check_figures(_engine(Use(name)), values, f"economics, {name}, {{}}".format)
