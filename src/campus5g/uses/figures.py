"""The figures that a company may give of one use, and whether those it gave can be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, isfinite

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.interface import UseEngine


def bounds_of(engine: UseEngine) -> dict[str, tuple[float, float]]:
    """Return the least and most of each figure that ``engine`` takes: its questions first, then its assumptions.

    Empty for a use that has no engine yet.
    """
    asked = {question.key: (question.least, question.most) for question in engine.questions()}
    defaults = engine.defaults()
    if defaults is None:
        return asked
    return asked | {key: defaults.bounds.get(key, (-inf, inf)) for key in defaults.assumptions if key not in asked}


def check_figures(engine: UseEngine, values: Mapping[str, float], place: Callable[[str], str] = str) -> None:
    """Refuse the first figure that is not a number, that the engine does not know, or outside its bounds.

    ``place`` tells where the figure of a key stands, as the person who gave it would look for it. A use without engine
    knows no figure and refuses none: they are kept for the day when it is assessed.
    """
    known = bounds_of(engine)
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise BadInput(place(key), msg("“%(value)s” is not a number", value=str(value)), msg("a number"))
        if not known:
            continue
        if key not in known:
            raise BadInput(place(key), msg("not a figure of this use"), msg("one of: %(names)s", names=", ".join(sorted(known))))
        least, most = known[key]
        if not least <= value <= most:
            raise BadInput(
                place(key),
                msg("value %(value)s is outside its range", value=float(value)),
                msg("a value from %(low)s to %(high)s", low=least, high=most),
            )
