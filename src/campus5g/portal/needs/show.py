"""A need as its page shows it: zones with their devices in people's units, figures with their source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campus5g.core.benefit import Use
from campus5g.core.figures import Assumption
from campus5g.core.site import Zone
from campus5g.documents.voice import Voice
from campus5g.portal.needs.economics import assumptions_of, has_engine, questions_of
from campus5g.portal.needs.forms import USES
from campus5g.portal.needs.models import Need


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that the company gave, or the default that stands in for it."""

    label: str
    value: str
    own: bool
    assumption: Assumption | None


@dataclass(frozen=True, slots=True)
class UseShown:
    name: str
    line: str
    engine: bool
    figures: tuple[Figure, ...]
    own: int


def shown(need: Need) -> dict[str, Any]:
    """Return what the page's template writes."""
    return {"uses": [_use(need, use) for use in need.known_uses], "zones": _zones(need)}


def _use(need: Need, use: Use) -> UseShown:
    say, own = Voice(get_language() or "en"), need.economics.get(use.value, {})
    known = {a.key: a for a in assumptions_of(use)}
    asked = {question.key: say(question.label) for question in questions_of(use)}
    figures = [Figure(asked[key], say.number(own[key]), True, None) for key in asked if key in own]
    figures += [Figure(say(a.label), say.quantity(own.get(key, a.value), a.unit), key in own, a) for key, a in known.items()]
    figures += [
        Figure(key.replace("_", " "), say.number(value), True, None)
        for key, value in own.items()
        if key not in known and key not in asked
    ]
    name, line = USES[use]
    return UseShown(str(name), str(line), has_engine(use), tuple(figures), len(own))


def _zones(need: Need) -> list[dict[str, Any]]:
    if need.core_site is None:
        return []
    say = Voice(get_language() or "en")
    return [
        {
            "name": place.name,
            "indoor": isinstance(place, Zone) and place.indoor,
            "groups": [
                {
                    "name": group.name,
                    "count": say.number(group.count),
                    "message": f"{say.quantity(group.packet_bytes, _('bytes'))} / {say.duration(group.period_s)}",
                    "latency": say.duration(group.latency_s),
                    "reliability": say.share(group.reliability),
                    "rates": f"↑ {say.rate(group.uplink_bps)} ↓ {say.rate(group.downlink_bps)}",
                }
                for group in place.devices
            ],
        }
        for place in (*need.core_site.zones, *need.core_site.paths)
    ]
