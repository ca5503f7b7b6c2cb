"""Having the uses of some of a territory's needs assessed, so that a newcomer finds answers to read."""

from __future__ import annotations

import tomllib
from pathlib import Path

from campus5g.portal.base.actor import Actor
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.actions import assess_use
from campus5g.portal.uses.models import Assessment
from campus5g.uses.interface import ENGINES, NotBuilt


def load_assessments(directory: Path, actor: Actor) -> None:
    """Queue, once, the assessment of each use of the needs that `territory.toml` says, with the figures that they state.

    The worker runs them after the studies queued before, on their plans: the first start waits for none of it.
    """
    territory = tomllib.loads((directory / "territory.toml").read_text(encoding="utf-8"))
    for key in territory.get("demonstration", {}).get("assessed", []):
        need = Need.objects.filter(key=key).first()
        if need is None:
            continue
        for use in need.known_uses:
            if not isinstance(ENGINES[use], NotBuilt) and not Assessment.objects.filter(need=need, use=use).exists():
                assess_use(actor, need, use, need.economics.get(use.value, {}))
