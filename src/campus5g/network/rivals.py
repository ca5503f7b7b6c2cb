"""The service of the other connectivities on the same site, from sourced parameters and the site's own geometry.

Each latency is a distribution of the same kind as the private network's: measured or usual quantiles, the wait behind the other
devices of an access point or cell, the interruptions of what moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, pi

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from campus5g.core.message import Message, msg
from campus5g.core.service import QUANTILE_SHARES, Connectivity, Latency
from campus5g.core.site import DeviceGroup, Site, Wall, Zone
from campus5g.network.carriers import Figures
from campus5g.network.latency import IDLE, Distribution, Grid, Handovers, Queue, mean_wait_s, of_quantiles
from campus5g.network.offers import Offer, duration, mean_age_s, mean_uplink_bps
from campus5g.network.reliability import Losses, service_availability
from campus5g.network.requirements import survival_s

RIVALS = (
    Connectivity.WIFI,
    Connectivity.PUBLIC_CELLULAR,
    Connectivity.LPWAN,
    Connectivity.WIRED,
    Connectivity.MANUAL,
)

_SHOWN: dict[Connectivity, tuple[str, ...]] = {
    Connectivity.WIFI: ("wifi.outdoor_radius_m", "wifi.indoor_radius_m", "wifi.within", "wifi.loss", "wifi.p99_s"),
    Connectivity.PUBLIC_CELLULAR: (
        "public.outdoor",
        "public.indoor",
        "public.metal",
        "public.transport_s",
        "public.loss",
        "public.cell_up_bps",
    ),
    Connectivity.LPWAN: (
        "lpwan.payload_bytes",
        "lpwan.duty",
        "lpwan.spreading",
        "lpwan.outdoor",
        "lpwan.indoor",
        "lpwan.metal",
        "lpwan.loss",
    ),
    Connectivity.WIRED: ("wired.loss",),
    Connectivity.MANUAL: ("manual.round_s", "manual.loss"),
}


_FULLEST = 0.98


def shown_keys(connectivity: Connectivity) -> tuple[str, ...]:
    """Return the figures that a reader should see beside this service."""
    return _SHOWN[connectivity]


@dataclass(frozen=True, slots=True)
class WifiLayout:
    """How Wi-Fi would be laid in a zone: access points, and the share of the zone within reach of a wall or mast."""

    access_points: int
    reach_share: float
    indoor: bool


def wifi_layout(site: Site, zone: Zone, figures: Figures) -> WifiLayout:
    """Lay access points where cable and power are: on buildings and masts outdoors, anywhere indoors.

    Outdoors only what lies within ``wifi.outdoor_radius_m`` of a building or mast can be reached. The number is the area
    over the useful part of a disc, or what the number of devices asks for.
    """
    shape: BaseGeometry = Polygon(zone.ring)
    radius = figures["wifi.indoor_radius_m" if zone.indoor else "wifi.outdoor_radius_m"]
    if not zone.indoor:
        holds: list[BaseGeometry] = [Polygon(b.footprint) for b in site.buildings]
        holds.extend(Point(m.x_m, m.y_m) for m in site.masts)
        built = shapely.union_all([Polygon(b.footprint) for b in site.buildings])
        shape = shape.difference(built) if shape.difference(built).area > 0 else shape
        reachable = shape.intersection(shapely.union_all(holds).buffer(radius)) if holds else shapely.Polygon()
    else:
        reachable = shape
    discs = ceil(reachable.area / (pi * radius**2 * figures["wifi.fill"]))
    devices = sum(g.count for g in zone.devices)
    return WifiLayout(max(discs, ceil(devices / figures["wifi.devices_per_ap"]), 1), reachable.area / shape.area, zone.indoor)


def rival_offer(connectivity: Connectivity, site: Site, zone: Zone, group: DeviceGroup, figures: Figures) -> Offer:
    """Return what a rival gives to a group of a zone."""
    match connectivity:
        case Connectivity.WIFI:
            return _wifi(site, zone, group, figures)
        case Connectivity.PUBLIC_CELLULAR:
            return _public(site, zone, group, figures)
        case Connectivity.LPWAN:
            return _lpwan(site, zone, group, figures)
        case Connectivity.WIRED:
            return _wired(group, figures)
        case Connectivity.MANUAL:
            return _manual(group, figures)
        case _:
            raise ValueError(f"{connectivity} is not a rival")


def _usual(prefix: str, figures: Figures) -> Distribution:
    """Return the law through the usual quantiles of a connectivity."""
    pairs = tuple((share, figures[f"{prefix}.{name}"]) for share, name in ((0.5, "p50_s"), (0.99, "p99_s"), (0.999, "p999_s")))
    return of_quantiles(pairs, Grid.reaching(2 * pairs[-1][1]))


def _late(law: Distribution, bound_s: float) -> float:
    """Share of messages later than ``bound_s``.

    A connectivity whose median message is late is slow by nature: its latency says so, and its loss counts what never comes.
    """
    return 0.0 if law.quantile(0.5) > bound_s else 1 - law.within(bound_s)


def _lost(loss: float, law: Distribution, group: DeviceGroup) -> float:
    return 1 - (1 - loss) * (1 - _late(law, group.latency_s))


def _available(loss: float, group: DeviceGroup, period_s: float, equipment: float) -> float:
    return equipment * service_availability([Losses(loss)], period_s, max(survival_s(group), period_s))


def _contention(devices: tuple[DeviceGroup, ...], points: int, figures: Figures) -> Queue:
    """Return the wait behind the other devices of an access point: each message takes its bits and a fixed time of the channel."""
    sent = [(g.count / points * mean_uplink_bps(g) / (8 * g.packet_bytes), _on_channel_s(g, figures)) for g in devices]
    rate, busy = sum(n for n, _ in sent), min(sum(n * s for n, s in sent), _FULLEST)
    if rate <= 0:
        return IDLE
    return Queue(busy, mean_wait_s(rate, sum(n * s**2 for n, s in sent) / rate, 0.0, busy))


def _on_channel_s(group: DeviceGroup, figures: Figures) -> float:
    return 8 * group.packet_bytes / figures["wifi.cell_bps"] + figures["wifi.frame_s"]


def _wifi(site: Site, zone: Zone, group: DeviceGroup, figures: Figures) -> Offer:
    layout = wifi_layout(site, zone, figures)
    radius = figures["wifi.indoor_radius_m" if zone.indoor else "wifi.outdoor_radius_m"]
    roams = Handovers(group.speed_mps / (2 * radius), figures["wifi.roam_s"])
    law = _usual("wifi", figures)
    law = law.plus(_contention(zone.devices, layout.access_points, figures).distribution(law.grid))
    if roams.rate_hz > 0 and layout.access_points > 1:
        law = law.plus(roams.distribution(law.grid))
    devices = sum(g.count for g in zone.devices)
    each = figures["wifi.cell_bps"] * layout.access_points / devices / 2
    loss = _lost(figures["wifi.loss"], law, group)
    rate = min(each, figures["wifi.cell_bps"])
    remark = None
    if layout.reach_share < 0.99:
        remark = msg(
            "%(share)s %% of the zone lies within %(radius)s m of a wall or mast that can hold an access point",
            share=round(100 * layout.reach_share),
            radius=figures["wifi.outdoor_radius_m"],
        )
    return Offer(
        coverage=figures["wifi.within"] * layout.reach_share,
        uplink_bps=rate,
        downlink_bps=rate,
        latency=law.latency(),
        loss=loss,
        outage_s=figures["wifi.outage_s"],
        age_s=mean_age_s(group.period_s, law.mean_s, figures["wifi.loss"]),
        remark=remark,
        availability=_available(loss, group, group.period_s, figures["wifi.equipment"]),
        handovers_per_hour=3600 * roams.rate_hz if layout.access_points > 1 else 0.0,
        shortest_period_s=max(8 * group.packet_bytes / rate, figures["wifi.frame_s"] * devices / layout.access_points),
    )


def _shelter(site: Site, zone: Zone) -> str:
    """``outdoor``, ``indoor`` or ``metal``: what stands between a zone and the world."""
    if not zone.indoor:
        return "outdoor"
    middle = Polygon(zone.ring).representative_point()
    walls = {b.wall for b in site.buildings if Polygon(b.footprint).covers(middle)}
    return "metal" if Wall.METAL in walls else "indoor"


def _public(site: Site, zone: Zone, group: DeviceGroup, figures: Figures) -> Offer:
    """Half the measured round trip, the way to the site's own application, and the wait of the busy hour."""
    half = tuple((share, trip / 2) for share, trip in figures.entry("public.round_trip_s").value)
    law = of_quantiles(half, Grid.reaching(1.0)).delayed(figures["public.transport_s"])
    law = law.plus(Queue(figures["public.busy"], figures["public.busy_wait_s"]).distribution(law.grid))
    devices = sum(g.count for z in site.zones for g in z.devices)
    loss = _lost(figures["public.loss"], law, group)
    uplink = figures["public.cell_up_bps"] / devices
    return Offer(
        coverage=figures[f"public.{_shelter(site, zone)}"],
        uplink_bps=uplink,
        downlink_bps=figures["public.cell_down_bps"] / devices,
        latency=law.latency(),
        loss=loss,
        outage_s=figures["public.outage_s"],
        age_s=mean_age_s(group.period_s, law.mean_s, figures["public.loss"]),
        availability=_available(loss, group, group.period_s, figures["public.equipment"]),
        handovers_per_hour=3.6 * group.speed_mps * figures["public.handovers_per_km"],
        shortest_period_s=8 * group.packet_bytes / uplink,
    )


def time_on_air_s(payload_bytes: int, spreading: int, bandwidth_hz: float = 125e3, preamble: int = 8) -> float:
    """Return the time on air of a LoRa frame (Semtech AN1200.13): 13 bytes of header, coding rate 4/5, explicit header, CRC.

    ``T = (preamble + 4.25 + 8 + max(ceil((8 PL - 4 SF + 44) / (4 (SF - 2 DE))) 5, 0)) 2^SF / B``.
    """
    symbol = float(2**spreading) / bandwidth_hz
    slow = 1 if symbol > 0.016 else 0
    length = 8 * (payload_bytes + 13) - 4 * spreading + 28 + 16
    symbols = 8 + max(ceil(length / (4 * (spreading - 2 * slow))) * 5, 0)
    return (preamble + 4.25 + symbols) * symbol


@dataclass(frozen=True, slots=True)
class _Airtime:
    """How a group's messages go over LoRaWAN.

    frames of ``frame_bytes`` for each message, on_air_s each, every period_s; whole: the message as it is, or a summary.
    """

    frames: int
    frame_bytes: int
    on_air_s: float
    period_s: float
    whole: bool


def _airtime(group: DeviceGroup, figures: Figures) -> _Airtime:
    """Send the message in frames when the duty cycle lets them pass within its period, else one frame with a summary."""
    most, duty = int(figures["lpwan.payload_bytes"]), figures["lpwan.duty"]
    size = min(group.packet_bytes, most)
    on_air, frames = time_on_air_s(size, int(figures["lpwan.spreading"])), ceil(group.packet_bytes / most)
    if frames * on_air / duty <= group.period_s:
        return _Airtime(frames, size, on_air, group.period_s, True)
    return _Airtime(1, size, on_air, max(group.period_s, on_air / duty), frames == 1 and on_air / duty <= group.period_s)


def _lpwan(site: Site, zone: Zone, group: DeviceGroup, figures: Figures) -> Offer:
    """Everything that can wait ``lpwan.least_latency_s`` shares the channels; periods stretch until they carry no more than
    ``lpwan.most_load``, beyond which frames collide (pure ALOHA: ``1 - exp(-2 G)``)."""
    patient = [g for z in site.zones for g in z.devices if g is group or g.latency_s >= figures["lpwan.least_latency_s"]]
    airtimes = [(g.count, _airtime(g, figures)) for g in patient]
    busy = sum(n * a.frames * a.on_air_s / a.period_s for n, a in airtimes) / figures["lpwan.channels"]
    stretch = max(1.0, busy / figures["lpwan.most_load"])
    air = _airtime(group, figures)
    period, spread = air.period_s * stretch, air.on_air_s / figures["lpwan.duty"]
    lost = 1 - (1 - figures["lpwan.loss"]) * exp(-2 * busy / stretch)
    first = air.on_air_s + figures["lpwan.backhaul_s"] + (air.frames - 1) * spread
    pairs = ((0.5, first), (0.99, first + spread), (0.999, first + 2 * spread))
    law = of_quantiles(pairs, Grid.reaching(2 * pairs[-1][1]))
    raw = 1 - (1 - lost) ** air.frames
    loss = _lost(raw, law, group)
    rate = 8 * min(group.packet_bytes, air.frames * air.frame_bytes) / period
    slower = stretch > 1.001 or not air.whole
    return Offer(
        coverage=figures[f"lpwan.{_shelter(site, zone)}"],
        uplink_bps=rate,
        downlink_bps=rate / 10,
        latency=law.latency(),
        loss=loss,
        outage_s=figures["lpwan.outage_s"],
        age_s=mean_age_s(period, first, raw),
        capacity=max(1, int(group.count / stretch)) if slower and air.whole else None,
        remark=_lpwan_remark(group, air, period, figures) if slower else None,
        availability=_available(loss, group, period, figures["lpwan.equipment"]),
        shortest_period_s=air.frames * spread,
    )


def _lpwan_remark(group: DeviceGroup, air: _Airtime, period_s: float, figures: Figures) -> Message:
    return msg(
        "%(group)s: a duty cycle of %(duty)s %% and channels shared by all allow %(bytes)s bytes every %(every)s",
        group=group.name,
        duty=100 * figures["lpwan.duty"],
        bytes=air.frames * air.frame_bytes,
        every=duration(period_s),
    )


def _wired(group: DeviceGroup, figures: Figures) -> Offer:
    law = _usual("wired", figures)
    latency = law.latency()
    if group.speed_mps > 0:
        remark = msg("%(group)s moves: no cable can follow", group=group.name)
        return Offer(0.0, 0.0, 0.0, latency, 1.0, figures["wired.outage_s"], mean_age_s(group.period_s, 0.0, 1.0), None, remark)
    loss = _lost(figures["wired.loss"], law, group)
    return Offer(
        coverage=1.0,
        uplink_bps=figures["wired.rate_bps"],
        downlink_bps=figures["wired.rate_bps"],
        latency=latency,
        loss=loss,
        outage_s=figures["wired.outage_s"],
        age_s=mean_age_s(group.period_s, law.mean_s, loss),
        availability=_available(loss, group, group.period_s, figures["wired.equipment"]),
        shortest_period_s=8 * group.packet_bytes / figures["wired.rate_bps"],
    )


def _manual(group: DeviceGroup, figures: Figures) -> Offer:
    """A reading waits for the next round: uniform over the time between two."""
    every = figures["manual.round_s"]
    rate = 8 * min(figures["manual.typing_bytes"], mean_uplink_bps(group) * every / 8) / every
    return Offer(
        coverage=1.0,
        uplink_bps=rate,
        downlink_bps=0.0,
        latency=Latency(every / 2, 0.99 * every, 0.999 * every, tuple((share, share * every) for share in QUANTILE_SHARES)),
        loss=figures["manual.loss"],
        outage_s=figures["manual.outage_s"],
        age_s=mean_age_s(every, 0.0, figures["manual.loss"]),
        remark=msg("readings are noted on a round every %(days)s days", days=round(every / 86_400)),
        availability=1 - figures["manual.loss"],
        shortest_period_s=every,
    )
