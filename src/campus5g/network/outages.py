"""The network with one antenna, or one mast, out of order: which zones fall below their coverage."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.message import Message, msg
from campus5g.core.site import Zone
from campus5g.network.coupled import Cells, Coupled, Verdict
from campus5g.network.plan import Antenna, Outage


def outages_of(cells: Cells, antennas: Sequence[Antenna], judge: Coupled, areas: Sequence[Zone]) -> tuple[Outage, ...]:
    """Put each antenna, then each mast that carries several, out of order and judge what is left, its loads included."""
    healthy = judge.healthy(cells)
    found = [
        _outage("antenna", antenna.id, tuple(c for at, c in enumerate(cells) if at != index), healthy, judge, areas)
        for index, antenna in enumerate(antennas)
    ]
    for mast in dict.fromkeys(a.mast_id for a in antennas):
        if sum(a.mast_id == mast for a in antennas) > 1:
            found.append(_outage("mast", mast, tuple(c for c in cells if c.place != mast), healthy, judge, areas))
    return tuple(found)


def _outage(kind: str, name: str, left: Cells, healthy: Verdict, judge: Coupled, areas: Sequence[Zone]) -> Outage:
    then = judge.healthy(left)
    below = {
        areas[crowd.zone_index].id
        for at, crowd in enumerate(judge.points.crowds)
        if round(float(then.coverage[at]), 3) < judge.targets.coverage[at] <= round(float(healthy.coverage[at]), 3)
    }
    return Outage(kind, name, tuple(a.id for a in areas if a.id in below), float(f"{then.served:.6g}"))


def outage_sentences(outages: Sequence[Outage], areas: Sequence[Zone]) -> tuple[Message, ...]:
    """Say what an outage costs: nothing anywhere, or the worst one and how many more take something."""
    names = {a.id: a.name for a in areas}
    single = [o for o in outages if o.kind == "antenna"]
    harmful = sorted((o for o in single if o.zones_below), key=lambda o: (o.served_share, o.id))
    if not single:
        return ()
    if not harmful:
        return (msg("any one antenna may be out of order: every zone keeps its coverage"),)
    worst = harmful[0]
    return (
        msg(
            "%(n)s of %(all)s antennas are needed each on its own: without one of them a zone falls below its coverage. The worst is "
            "%(antenna)s: %(zones)s would be short and %(share)s %% of all devices served",
            n=len(harmful),
            all=len(single),
            antenna=worst.id,
            zones=", ".join(names[z] for z in worst.zones_below),
            share=round(100 * worst.served_share, 1),
        ),
    )
