"""What every use asks alike: the company's answers within their bounds, and what each network costs, as assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.uses import compare
from campus5g.uses.parameters import COMPANY, Draws, Floats
from campus5g.uses.preview import Question


def answers(questions: Sequence[Question], values: Mapping[str, float]) -> list[Assumption]:
    """Return the answers among ``values`` to ``questions``; ``BadInput`` for one that is no number or out of its bounds."""
    return [_answer(question, float(values[question.key])) for question in questions if question.key in values]


def _answer(question: Question, value: float) -> Assumption:
    if not isfinite(value) or not question.least <= value <= question.most:
        raise BadInput(
            question.key,
            msg("value %(value)s is outside its range", value=value),
            msg("a value from %(low)s to %(high)s", low=question.least, high=question.most),
        )
    return Assumption(question.key, question.label, value, value, value, question.unit, COMPANY)


def network_key(connectivity: Connectivity) -> str:
    """Return the key of the assumption that holds the investment in a connectivity."""
    return f"network_eur_{connectivity}"


def investments(costs: Iterable[ConnectivityCost]) -> list[Assumption]:
    """Return the investment in each network, in euros, with the range of its unit costs."""
    plan = Source("Network plan of this study")
    found = []
    for cost in costs:
        label = msg("investment in %(network)s, by quotes", network=compare.NAMES[cost.connectivity])
        capex, low, high = (c / 100 for c in (cost.capex_cents, cost.capex_low_cents, cost.capex_high_cents))
        found.append(Assumption(network_key(cost.connectivity), label, capex, min(low, capex), max(high, capex), "€", plan))
    return found


def a_year(costs: Mapping[Connectivity, ConnectivityCost], connectivity: Connectivity, a: Draws) -> Floats:
    """Return (draws,) euros a year of a network: investment / years + upkeep; nothing for one that is not priced."""
    cost = costs.get(connectivity)
    if cost is None:
        return np.zeros_like(a["years"])
    return np.asarray(a[network_key(connectivity)] / a["years"] + cost.opex_cents_per_year / 100)
