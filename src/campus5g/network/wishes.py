"""What the user asks of a plan beside the service: masts to take or to leave, money, resilience, roofs, antennas that stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Site

AZIMUTHS_DEG = tuple(float(a) for a in range(0, 360, 30))
TILTS_DEG = (2.0, 5.0, 8.0)
_STEEPEST_DEG = 30.0


@dataclass(frozen=True, slots=True)
class FixedAntenna:
    """An antenna that stands already: it is always part of the plan and costs nothing. No azimuth: alike in every direction.

    ``power_dbm`` is ``None`` for what the band allows.
    """

    id: str
    x_m: float
    y_m: float
    height_m: float
    azimuth_deg: float | None = None
    tilt_deg: float = 0.0
    power_dbm: float | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asks of a plan.

    pinned, forbidden: masts of the site that must carry an antenna, or may not. budget_cents: the most to invest (the whole
    bill of the private network, terminals and core included). resilient: every zone keeps its coverage when any one antenna
    is out of order; resilient_masts: when any one mast is. propose_roofs: new positions may be taken on roofs. azimuths_deg
    and tilts_deg: the settings to choose from; the local search stays between the tilts and may turn an antenna by less
    than half a step. fixed: antennas that stand already.
    """

    pinned: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    budget_cents: int | None = None
    resilient: bool = False
    resilient_masts: bool = False
    propose_roofs: bool = False
    azimuths_deg: tuple[float, ...] = AZIMUTHS_DEG
    tilts_deg: tuple[float, ...] = TILTS_DEG
    fixed: tuple[FixedAntenna, ...] = ()


def check_wishes(site: Site, wishes: Wishes) -> None:
    """Refuse (``BadInput``) what contradicts itself or names what the site has not."""
    _refuse_strangers("pinned", wishes.pinned, site)
    _refuse_strangers("forbidden", wishes.forbidden, site)
    both = sorted(set(wishes.pinned) & set(wishes.forbidden))
    if both:
        raise BadInput("wishes", msg("mast %(mast)s is pinned and forbidden at once", mast=both[0]), msg("one or the other"))
    if wishes.budget_cents is not None and wishes.budget_cents <= 0:
        raise BadInput("budget", msg("nothing to spend"), msg("euros, more than 0, or no budget at all"))
    _check_angles("azimuths", wishes.azimuths_deg, 0.0, 360.0)
    _check_angles("tilts", wishes.tilts_deg, -_STEEPEST_DEG, _STEEPEST_DEG)
    _check_fixed(site, wishes.fixed)
    nowhere = set(wishes.forbidden) >= {m.id for m in site.masts} and not wishes.fixed and not wishes.propose_roofs
    if nowhere and site.masts and not any(z.indoor for z in site.zones):
        raise BadInput("forbidden", msg("every mast of the site is forbidden"), msg("at least one mast, roofs or an indoor zone"))


def _refuse_strangers(field: str, names: Sequence[str], site: Site) -> None:
    known = [m.id for m in site.masts]
    for name in names:
        if name not in known:
            raise BadInput(
                field,
                msg("the site has no mast “%(name)s”", name=name),
                msg("one of: %(names)s", names=", ".join(known)) if known else msg("a site with masts"),
            )


def _check_angles(field: str, angles: Sequence[float], low: float, high: float) -> None:
    if not angles:
        raise BadInput(field, msg("no angle to choose from"), msg("at least one angle in degrees"))
    for angle in angles:
        if not (isfinite(angle) and low <= angle <= high):
            raise BadInput(
                field, msg("%(angle)s degrees", angle=f"{angle:g}"), msg("from %(low)s to %(high)s degrees", low=low, high=high)
            )


def _check_fixed(site: Site, fixed: Sequence[FixedAntenna]) -> None:
    seen = {m.id for m in site.masts}
    for antenna in fixed:
        where = f"fixed antenna {antenna.id}"
        if antenna.id in seen:
            raise BadInput(where, msg("the identity “%(name)s” is used twice", name=antenna.id), msg("one identity each"))
        seen.add(antenna.id)
        if not all(map(isfinite, (antenna.x_m, antenna.y_m, antenna.height_m, antenna.tilt_deg))) or antenna.height_m <= 0:
            raise BadInput(where, msg("a place or a tilt that is not a number"), msg("metres and degrees, above the ground"))
