"""A network plan as what its document draws: places on Earth, link budget, totals over years."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import numpy as np

from campus5g.core.message import msg
from campus5g.core.site import Site
from campus5g.documents.content import CoverageGrid
from campus5g.documents.plan_content import BudgetLine, LifeCost, PlannedAntenna, PlanSheet
from campus5g.network.cabling import cabling_of
from campus5g.network.carriers import Carrier, Figures, carrier_of
from campus5g.network.coordinates import coordinates_of
from campus5g.network.costs import total_cost
from campus5g.network.link import Link, link_of
from campus5g.network.nr import RE_PER_PRB
from campus5g.network.plan import Antenna, NetworkPlan, PlanGrids


def sheet_of(site: Site, plan: NetworkPlan, grids: PlanGrids | None) -> PlanSheet:
    """Return what the document of ``plan`` says; without ``grids`` it has no maps."""
    figures = Figures(plan.on)
    carrier = carrier_of(plan.band, plan.on, plan.frame, experiment=True)
    years, discount = round(figures["tco.years"]), figures["tco.discount"]
    cabling = cabling_of(site, plan.antennas, figures)
    half = carrier.bandwidth_hz / 2
    return PlanSheet(
        site=site,
        day=plan.on,
        band=msg(
            "%(low)s to %(high)s MHz (band %(band)s), time-division frame %(frame)s",
            low=(carrier.freq_hz - half) / 1e6,
            high=(carrier.freq_hz + half) / 1e6,
            band=plan.band,
            frame=plan.frame,
        ),
        served_share=plan.served_share,
        antennas=tuple(_planned(antenna, site) for antenna in plan.antennas),
        grid=_grid(grids),
        budget=_budget(plan.antennas, carrier, link_of(carrier, figures)),
        services=plan.service,
        missing=plan.shortfalls,
        findings=plan.findings,
        life=tuple(
            LifeCost(cost, whole.low_cents, whole.cents, whole.high_cents)
            for cost, whole in ((cost, total_cost(cost, years, discount)) for cost in plan.costs)
        ),
        years=years,
        discount=discount,
        fibre_m=cabling.metres,
        core_room=cabling.room,
        steps=tuple(getattr(plan, "frontier", ())),  # plans kept before the curve was drawn have none
        reasons=plan.reasons,
        warnings=plan.warnings,
        assumptions=plan.assumptions,
    )


def _planned(antenna: Antenna, site: Site) -> PlannedAntenna:
    place = coordinates_of(site.origin, antenna.x_m, antenna.y_m)
    carrier = next((mast.kind for mast in site.masts if mast.id == antenna.mast_id), "")
    return PlannedAntenna(antenna, carrier, place.longitude, place.latitude, place.east_m, place.north_m)


def _grid(grids: PlanGrids | None) -> CoverageGrid | None:
    if grids is None:
        return None
    best = np.where(grids.best_server < 0, np.nan, grids.best_server.astype(np.float32))
    return CoverageGrid(grids.x_m, grids.y_m, grids.rsrp_dbm, grids.sinr_db, best, grids.uplink_bps, grids.downlink_bps)


def _budget(antennas: Sequence[Antenna], carrier: Carrier, link: Link) -> tuple[BudgetLine, ...]:
    """Path loss that a sector stands in its axis, both ways: up to the planned received power, and to the lowest uplink rate."""
    sectors = [antenna for antenna in antennas if antenna.kind != "indoor"] or list(antennas)
    if not sectors:
        return ()
    strongest = max(sectors, key=lambda antenna: antenna.eirp_dbm)
    element_dbm = strongest.power_dbm - 10 * log10(RE_PER_PRB * carrier.prbs)
    down = element_dbm + strongest.gain_dbi + link.terminal_gain_dbi - link.least_rsrp_dbm
    block_noise = link.element_noise_dbm - link.terminal_noise_db + 10 * log10(RE_PER_PRB) + link.station_noise_db
    up = strongest.gain_dbi - link.least_gain_db(0.0)
    return (
        BudgetLine(msg("transmit power"), "dBm", strongest.power_dbm, link.terminal_dbm),
        BudgetLine(msg("power in one resource element (downlink)"), "dBm", element_dbm, None),
        BudgetLine(msg("gain of the sector antenna, feeder included"), "dBi", strongest.gain_dbi, strongest.gain_dbi),
        BudgetLine(msg("gain of the terminal"), "dBi", link.terminal_gain_dbi, link.terminal_gain_dbi),
        BudgetLine(msg("noise figure of the receiver"), "dB", link.terminal_noise_db, link.station_noise_db),
        BudgetLine(msg("noise in one resource element (downlink) or block (uplink)"), "dBm", link.element_noise_dbm, block_noise),
        BudgetLine(msg("least received power, as planned"), "dBm", link.least_rsrp_dbm, None),
        BudgetLine(msg("path loss that the link stands"), "dB", down, up, total=True),
    )
