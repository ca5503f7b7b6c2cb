"""Small sites, each named for what it shows."""

from __future__ import annotations

from campus5g.core.site import Building, DeviceGroup, Mast, Origin, Ring, Site, Wall, Zone

DUNKIRK = Origin(latitude=51.0383, longitude=2.3775)


def box(west: float, south: float, east: float, north: float) -> Ring:
    return ((west, south), (east, south), (east, north), (west, north))


def sensors(count: int = 50, **changes: float) -> DeviceGroup:
    said = {"packet_bytes": 200, "period_s": 10.0, "latency_s": 1.0, "reliability": 0.99, "uplink_bps": 0.0, **changes}
    return DeviceGroup(name="sensors", count=count, **said)  # type: ignore[arg-type]


def open_field(zones: tuple[Zone, ...] = (), masts: tuple[Mast, ...] | None = None) -> Site:
    """600 m × 400 m without a building, one mast of 30 m in the middle."""
    masts = (Mast("m1", 300.0, 200.0, 30.0),) if masts is None else masts
    return Site("open field", box(0, 0, 600, 400), (), masts, zones, DUNKIRK)


def one_wall(height_m: float = 20.0, wall: Wall = Wall.METAL) -> Site:
    """A hall 60 m long and 20 m deep east of a mast of 30 m."""
    site = open_field(masts=(Mast("m1", 100.0, 200.0, 30.0),))
    hall = Building("hall", box(250, 170, 270, 230), height_m, wall)
    return Site("one wall", site.boundary, (hall,), site.masts, (), site.origin)


def two_halls(**changes: float) -> Site:
    """Two metal halls, a lane between them, two masts: carts inside, sensors outside."""
    halls = (
        Building("a", box(50, 50, 150, 110), 12.0, Wall.METAL),
        Building("b", box(250, 60, 330, 120), 10.0, Wall.METAL),
    )
    zones = (
        Zone("hall_a", "Hall A", box(55, 55, 145, 105), (sensors(20, **changes),), indoor=True),
        Zone("yard", "Yard", box(160, 40, 240, 140), (sensors(10),)),
    )
    masts = (Mast("m1", 200.0, 90.0, 18.0), Mast("m2", 20.0, 20.0, 18.0))
    return Site("two halls", box(0, 0, 400, 200), halls, masts, zones, DUNKIRK)


def transposed(site: Site) -> Site:
    """The same site with east and north exchanged."""

    def ring(corners: Ring) -> Ring:
        return tuple((y, x) for x, y in corners)

    return Site(
        site.name,
        ring(site.boundary),
        tuple(Building(b.id, ring(b.footprint), b.height_m, b.wall, b.kind) for b in site.buildings),
        tuple(Mast(m.id, m.y_m, m.x_m, m.height_m) for m in site.masts),
        tuple(Zone(z.id, z.name, ring(z.ring), z.devices, z.indoor) for z in site.zones),
        site.origin,
    )
