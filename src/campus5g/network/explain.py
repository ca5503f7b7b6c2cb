"""Why the plan is as it is, what it misses, and what would help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely import Polygon, union_all

from campus5g.core.message import Amount, Message, msg
from campus5g.core.site import Zone
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.link import Link
from campus5g.network.offers import Miss, duration, rate
from campus5g.network.plan import Antenna, Fix, Optimality, Recheck, Shortfall

_ANCHOR = {"antennas": 9, "covered_km2": 4.5, "site_km2": 10}
"""A published private network: ArcelorMittal Dunkirk, 9 antennas, 450 ha (La Tribune 2023), 10 km² in another paper."""

_LEAST_COMPARED_KM2 = 1.0
"""A smaller site has nothing to learn from that network's density."""


def plan_reasons(
    areas: Sequence[Zone],
    carrier: Carrier,
    antennas: Sequence[Antenna],
    area_km2: float,
    optimality: Optimality,
    recheck: Recheck,
) -> tuple[Message, ...]:
    """Say how many antennas there are, how good that is proven to be, beside a network that exists, and why this frame."""
    sectors = [a for a in antennas if a.kind == "sector"]
    masts = len({a.mast_id for a in sectors})
    zones_km2 = float(union_all([Polygon(z.ring) for z in areas]).area) / 1e6
    found = [
        msg(
            "%(n)s antennas: %(sectors)s sectors on %(masts)s masts and %(indoor)s indoor cells, for %(zones)s km² of zones on a "
            "site of %(area)s km²",
            n=len(antennas),
            sectors=len(sectors),
            masts=masts,
            indoor=len(antennas) - len(sectors),
            zones=round(zones_km2, 2),
            area=round(area_km2, 2),
        )
    ]
    found.extend(_proof(optimality))
    found.extend(recheck.sentences)
    if sectors and area_km2 >= _LEAST_COMPARED_KM2:
        found.append(_beside_the_anchor(sectors, masts, area_km2))
    found.append(
        msg(
            "frame %(frame)s: %(up)s %% of the time for the uplink, %(down)s %% for the downlink, nearest to what is asked",
            frame=carrier.frame.name,
            up=round(100 * carrier.frame.ul_share),
            down=round(100 * carrier.frame.dl_share),
        )
    )
    return tuple(found)


def _proof(optimality: Optimality) -> list[Message]:
    if optimality.candidates == 0 or optimality.objective_eur <= 0:
        return []
    return [
        msg(
            "of %(candidates)s antennas to choose from, no choice that meets the linear model costs less than %(bound)s; the one found "
            "costs %(cost)s (%(gap)s %% above at most), the greedy one %(greedy)s",
            candidates=optimality.candidates,
            bound=_euros(optimality.bound_eur),
            cost=_euros(optimality.objective_eur),
            gap=round(100 * optimality.gap, 2),
            greedy=_euros(optimality.greedy_eur),
        )
    ]


def _euros(value: float) -> Amount:
    return Amount(100 * round(value))


def budget_refusal(budget_cents: int, least_cents: int) -> Message:
    """Refuse a budget below the least that works, and say that least."""
    return msg(
        "with %(budget)s not every zone can be served as asked: the least budget found that does it is %(least)s. The plan serves as "
        "many devices as %(budget)s allows",
        budget=Amount(budget_cents),
        least=Amount(least_cents),
    )


def _beside_the_anchor(sectors: Sequence[Antenna], masts: int, area_km2: float) -> Message:
    per_mast = area_km2 / masts
    low, high = _ANCHOR["covered_km2"] / _ANCHOR["antennas"], _ANCHOR["site_km2"] / _ANCHOR["antennas"]
    height = round(sum(a.height_m for a in sectors) / len(sectors))
    values = {
        "per": round(per_mast, 2),
        "antennas": _ANCHOR["antennas"],
        "covered": _ANCHOR["covered_km2"],
        "whole": _ANCHOR["site_km2"],
        "low": round(low, 1),
        "high": round(high, 1),
        "height": height,
    }
    if per_mast > high:
        return msg(
            "%(per)s km² for each mast. The private network of a real steelworks, in print, has %(antennas)s antennas for "
            "%(covered)s to %(whole)s km² (%(low)s to %(high)s km² each). Fewer masts are enough here because they stand "
            "%(height)s m high on average and only the zones drawn are served",
            **values,
        )
    if per_mast < low:
        return msg(
            "%(per)s km² for each mast. The private network of a real steelworks, in print, has %(antennas)s antennas for "
            "%(covered)s to %(whole)s km² (%(low)s to %(high)s km² each). More masts are wanted here because of the shadows of "
            "the buildings, the second mast that critical devices ask for, or the load",
            **values,
        )
    return msg(
        "%(per)s km² for each mast, as dense as the private network of a real steelworks, in print: %(antennas)s antennas for "
        "%(covered)s to %(whole)s km² (%(low)s to %(high)s km² each); masts here are %(height)s m high on average",
        **values,
    )


def shortfalls_of(
    areas: Sequence[Zone],
    link: Link,
    figures: Figures,
    misses: Mapping[str, tuple[Miss, ...]],
    unserved: Mapping[str, tuple[float, float]],
    fixes: Mapping[tuple[str, str, str], Fix],
) -> tuple[Shortfall, ...]:
    """Turn what each zone misses into sentences with what would help and its price."""

    def remedy(zone: Zone, miss: Miss) -> Message:
        general = _remedy(zone, miss, link, figures, unserved.get(zone.id))
        fix = fixes.get((zone.id, miss.requirement, miss.group.name))
        return general if fix is None else priced(fix, miss, general)

    return tuple(
        Shortfall(
            zone_id=zone.id,
            requirement=miss.requirement,
            needed=float(f"{miss.needed:.6g}"),
            got=float(f"{miss.got:.6g}"),
            message=msg("zone %(zone)s: %(what)s", zone=zone.name, what=miss.message),
            remedy=remedy(zone, miss),
            fix=fixes.get((zone.id, miss.requirement, miss.group.name)),
        )
        for zone in areas
        for miss in misses.get(zone.id, ())
    )


def priced(fix: Fix, miss: Miss, general: Message) -> Message:
    """Say what was tried and what it costs; where it does not do, how near it comes and what could be given up."""
    if fix.kind == "budget":
        return msg("%(what)s, which serves every zone: %(more)s more to invest", what=fix.what, more=Amount(fix.cost_cents))
    price = _price(fix)
    share = round(100 * fix.zone_served, 1)
    if fix.enough:
        return msg(
            "%(what)s mends it: %(price)s. Tried on the whole network; %(share)s %% of the devices of the zone are then served",
            what=fix.what,
            price=price,
            share=share,
        )
    return msg(
        "nothing that was tried mends it. The nearest, %(what)s (%(price)s), gives %(got)s where %(needed)s is asked. What could be "
        "changed: %(general)s",
        what=fix.what,
        price=price,
        got=_quantity(miss.requirement, fix.got),
        needed=_quantity(miss.requirement, miss.needed),
        general=general,
    )


def _price(fix: Fix) -> Message:
    if fix.cost_cents == 0 and fix.opex_cents_per_year == 0:
        return msg("nothing to pay")
    return msg("%(capex)s to invest, then %(opex)s a year", capex=Amount(fix.cost_cents), opex=Amount(fix.opex_cents_per_year))


def _quantity(requirement: str, value: float) -> Message:
    match requirement:
        case "coverage":
            return msg("%(share)s %% of the devices served", share=float(f"{100 * value:.4g}"))
        case "latency":
            return duration(value)
        case "reliability":
            return msg("%(n)s of a million messages lost", n=float(f"{1e6 * value:.3g}"))
        case "uplink" | "downlink":
            return rate(value)
        case _:
            return msg("%(n)s devices", n=round(value))


def _remedy(zone: Zone, miss: Miss, link: Link, figures: Figures, unserved: tuple[float, float] | None) -> Message:
    match miss.requirement:
        case "coverage":
            return _coverage_remedy(zone, miss, link, unserved)
        case "latency":
            return msg(
                "a bound of %(bound)s, a frame with shorter waits, or grants given in advance (configured grants)",
                bound=duration(miss.got),
            )
        case "reliability":
            if miss.got > 0.05 and miss.group.latency_s < 0.02:
                return msg("a longer latency bound, which leaves time to send again")
            return msg(
                "a second mast within reach of the whole zone and a second core: one radio site is available %(share)s %% of the "
                "time",
                share=100 * figures["station.availability"],
            )
        case "capacity":
            return msg("more sectors, messages sent less often, or a wider carrier")
        case _:
            return msg(
                "an antenna nearer to the zone or more sectors; one cell gives at most %(up)s up and %(down)s down",
                up=rate(link.peak_uplink_bps),
                down=rate(link.peak_downlink_bps),
            )


def _coverage_remedy(zone: Zone, miss: Miss, link: Link, unserved: tuple[float, float] | None) -> Message:
    if miss.group.downlink_bps > link.peak_downlink_bps or miss.group.uplink_bps > link.peak_uplink_bps:
        return msg(
            "less rate for each device, or a wider carrier: one cell gives at most %(up)s up and %(down)s down",
            up=rate(link.peak_uplink_bps),
            down=rate(link.peak_downlink_bps),
        )
    x, y = unserved or (0.0, 0.0)
    if zone.indoor:
        return msg("indoor cells nearer to x = %(x)s m, y = %(y)s m, where most devices are left out", x=round(x), y=round(y))
    return msg("a mast near x = %(x)s m, y = %(y)s m, where most devices are left out", x=round(x), y=round(y))
