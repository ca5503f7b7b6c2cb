"""What a person asks of a plan beside the service: as text that a study keeps, and as sentences on the page of the plan."""

from __future__ import annotations

from campus5g.core.codec import dump, load
from campus5g.core.message import Amount, Message, msg
from campus5g.network.wishes import Wishes


def kept(wishes: Wishes) -> str:
    """Return wishes as the text that a study keeps; none at all is no text."""
    return "" if wishes == Wishes() else dump(wishes)


def read(text: str) -> Wishes:
    return load(Wishes, text) if text else Wishes()


def sentences(wishes: Wishes) -> list[Message]:
    """Say what was asked of a plan, one sentence a wish."""
    found = []
    if wishes.pinned:
        found.append(msg("an antenna always stands on %(masts)s", masts=", ".join(wishes.pinned)))
    if wishes.forbidden:
        found.append(msg("no antenna stands on %(masts)s", masts=", ".join(wishes.forbidden)))
    if wishes.budget_cents is not None:
        found.append(msg("at most %(budget)s is invested", budget=Amount(wishes.budget_cents)))
    if wishes.resilient:
        found.append(msg("any one antenna may fail"))
    if wishes.resilient_masts:
        found.append(msg("any one mast may fail"))
    if wishes.propose_roofs:
        found.append(msg("roofs may carry new antennas"))
    return found
