"""The law on the plan: what an application to the regulator holds, checked point by point. Figures: ``data/bands.yaml``.

Each point is a ``Finding``: respected, not respected, or for a person to look at (``ok`` is ``None``), with its source.
"""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.site import Site
from campus5g.network.antennas import Panel
from campus5g.network.border import FARTHEST_M, BorderField, border_distance_km, border_field, edge_field, reach_m
from campus5g.network.candidates import panel_of
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.channels import nr_arfcn, per_block_dbm
from campus5g.network.exposure import exposed_places, exposure_distance_m
from campus5g.network.fees import spectrum_fee_eur
from campus5g.network.plan import Antenna, Finding, PlanGrids

_Said = dict[str, str | int | float | Amount | Day | Message]

_BLOCK_HZ = 5e6


def findings_of(
    site: Site,
    carrier: Carrier,
    antennas: Sequence[Antenna],
    area_km2: float,
    figures: Figures,
    grids: PlanGrids | None = None,
) -> tuple[Finding, ...]:
    """Check the plan against every point that an application to the regulator contains.

    grids: the plan's maps; with them the field at the edge of the site is checked too.
    """
    strongest = max((a.eirp_dbm for a in antennas), default=0.0)
    panel = panel_of(figures)
    found = [_band(carrier), _channel(carrier), _power(carrier, strongest), _frame(carrier)]
    if grids is not None and antennas:
        found += _edge(site, carrier, antennas, figures, grids)
    found += [_border(site, carrier, antennas, panel, figures), *_coast(site, carrier, antennas, panel, figures)]
    found += [_exposure(site, antennas, panel, strongest, figures), _workers(strongest, figures), _declaration(antennas, figures)]
    found += [_fee(carrier, area_km2, figures)]
    if carrier.band == "n77":
        found.append(_earth_stations(carrier))
    return tuple(found)


def _band(carrier: Carrier) -> Finding:
    half = carrier.bandwidth_hz / 2
    if carrier.experiment_only:
        said = msg("26 GHz is open to experiments alone: this plan needs a temporary authorisation, which gives no right to stay")
        return Finding("band", None, said, carrier.source)
    return Finding(
        "band",
        None if carrier.to_confirm else True,
        msg(
            "carrier of %(width)s MHz from %(low)s to %(high)s MHz (%(band)s), on request to Arcep",
            width=carrier.bandwidth_hz / 1e6,
            low=(carrier.freq_hz - half) / 1e6,
            high=(carrier.freq_hz + half) / 1e6,
            band=carrier.band,
        ),
        carrier.source,
    )


def _channel(carrier: Carrier) -> Finding:
    """Blocks are assigned by 5 MHz; the centre lies on the raster of NR (TS 38.104 5.4.2)."""
    low_hz = carrier.freq_hz - carrier.bandwidth_hz / 2
    whole = all(abs(hertz / _BLOCK_HZ - round(hertz / _BLOCK_HZ)) < 1e-6 for hertz in (low_hz, carrier.bandwidth_hz))
    values: _Said = {
        "n": round(carrier.bandwidth_hz / _BLOCK_HZ),
        "raster": str(nr_arfcn(carrier.freq_hz)),
        "prbs": carrier.prbs,
        "khz": carrier.scs_hz / 1e3,
    }
    if whole:
        said = msg("%(n)s blocks of 5 MHz, centre near NR-ARFCN %(raster)s, %(prbs)s resource blocks of %(khz)s kHz", **values)
    else:
        said = msg("the channel does not fill blocks of 5 MHz (centre near NR-ARFCN %(raster)s)", raster=values["raster"])
    return Finding("channel", whole, said, carrier.source)


def _power(carrier: Carrier, strongest_dbm: float) -> Finding:
    limit = carrier.eirp_limit_dbm
    return Finding(
        "eirp",
        strongest_dbm <= limit + 1e-9,
        msg(
            "the strongest antenna radiates %(eirp)s dBm, %(block)s dBm in 5 MHz; the limit is %(limit)s dBm (%(mask)s dBm per 5 MHz)",
            eirp=round(strongest_dbm, 1),
            block=round(per_block_dbm(strongest_dbm, carrier.bandwidth_hz), 1),
            limit=round(limit, 1),
            mask=carrier.eirp_dbm_per_5mhz,
        ),
        carrier.source,
    )


def _frame(carrier: Carrier) -> Finding:
    return Finding(
        "frame",
        None,
        msg(
            "the frame %(frame)s must be declared and, with a common clock, agreed with neighbours on the same band: networks that "
            "are not synchronised need distance or a guard band",
            frame=carrier.frame.name,
        ),
        carrier.source,
    )


def _edge(site: Site, carrier: Carrier, antennas: Sequence[Antenna], figures: Figures, grids: PlanGrids) -> list[Finding]:
    """Field at the edge of the site. Between neighbours no limit is published: that of the borders stands in."""
    limit, field = figures.entry(f"trigger.{carrier.band}.unsynchronised"), edge_field(site, carrier, grids)
    if field is None:
        return []
    values: _Said = {
        "field": round(field.dbuv_m),
        "limit": limit.value,
        "x": round(field.x_m),
        "y": round(field.y_m),
    }
    if field.dbuv_m <= limit.value:
        said = msg("the field at the edge of the site stays at %(field)s dBµV/m in 5 MHz, below %(limit)s", **values)
        return [Finding("edge", True, said, limit.source)]
    height = figures["trigger.height_m"]
    outdoors = [a for a in antennas if a.kind != "indoor"] or antennas
    reach = max(reach_m(antenna, carrier, float(limit.value), height) for antenna in outdoors)
    said = msg(
        "at the edge of the site the field reaches %(field)s dBµV/m in 5 MHz (x = %(x)s m, y = %(y)s m), above %(limit)s: ask for an "
        "area that reaches %(reach)s from the antennas, or agree the frame with the neighbours",
        reach=msg("%(km)s km", km=round(reach / 1000, 1))
        if reach < FARTHEST_M
        else msg("more than %(km)s km", km=FARTHEST_M / 1000),
        **values,
    )
    return [Finding("edge", None, said, limit.source)]


def _exposure(site: Site, antennas: Sequence[Antenna], panel: Panel, strongest_dbm: float, figures: Figures) -> Finding:
    entry = figures.entry("exposure.limit_v_m")
    limit, head = float(entry.value), figures["exposure.head_m"]
    distance = round(exposure_distance_m(strongest_dbm, limit), 1)
    places = exposed_places(site, antennas, panel, limit, head)
    if not places:
        said = msg(
            "the public level of %(limit)s V/m ends %(distance)s m in front of the strongest antenna; no roof and no ground where "
            "people stand lies within",
            limit=limit,
            distance=distance,
        )
        return Finding("exposure", True, said, entry.source)
    worst = max(places, key=lambda place: place.field_v_m)
    values: _Said = {"limit": limit, "mast": worst.mast_id, "reach": round(worst.reach_m, 1), "field": round(worst.field_v_m)}
    if worst.building:
        said = msg(
            "on the roof of %(building)s beside %(mast)s the field reaches %(field)s V/m, above the public level of %(limit)s: close "
            "the roof up to %(reach)s m from the antennas, or raise them",
            building=worst.building,
            **values,
        )
    else:
        said = msg(
            "on the ground beside %(mast)s the field reaches %(field)s V/m, above the public level of %(limit)s: fence it up to "
            "%(reach)s m, or raise the antennas",
            **values,
        )
    return Finding("exposure", None, said, entry.source)


def _workers(strongest_dbm: float, figures: Figures) -> Finding:
    entry = figures.entry("exposure.worker_v_m")
    return Finding(
        "workers",
        None,
        msg(
            "whoever works within %(distance)s m in front of an antenna does so with the radio switched off (%(limit)s V/m for workers)",
            distance=round(exposure_distance_m(strongest_dbm, float(entry.value)), 1),
            limit=entry.value,
        ),
        entry.source,
    )


def _declaration(antennas: Sequence[Antenna], figures: Figures) -> Finding:
    entry = figures.entry("anfr.declaration_w")
    declared = sum(1 for a in antennas if 10 ** ((a.eirp_dbm - 30) / 10) > float(entry.value))
    return Finding(
        "anfr",
        None,
        msg("%(n)s antennas radiate more than %(watts)s W and are to be declared to ANFR", n=declared, watts=entry.value),
        entry.source,
    )


def _border(site: Site, carrier: Carrier, antennas: Sequence[Antenna], panel: Panel, figures: Figures) -> Finding:
    watch = figures.entry("border.watch_km")
    distance = border_distance_km(site, figures)
    field = border_field(site, carrier, antennas, panel, figures, "be")
    if distance >= float(watch.value) or field is None:
        if distance < float(watch.value):
            said = msg("the Belgian border is about %(km)s km away: the field there must be computed", km=round(distance))
            return Finding("border", None, said, watch.source)
        return Finding("border", True, msg("the Belgian border is %(km)s km away", km=round(distance)), watch.source)
    return _across("border", msg("the Belgian border"), field, carrier, figures)


def _coast(site: Site, carrier: Carrier, antennas: Sequence[Antenna], panel: Panel, figures: Figures) -> list[Finding]:
    """The coast of England, when it is near enough to be seen over the sea."""
    field = border_field(site, carrier, antennas, panel, figures, "gb")
    return [] if field is None else [_across("border_gb", msg("the English coast"), field, carrier, figures)]


def _across(key: str, border: Message, field: BorderField, carrier: Carrier, figures: Figures) -> Finding:
    """Compare the field at a border with the triggers of coordination: those of networks with and without one clock."""
    apart, together = (figures.entry(f"trigger.{carrier.band}.{how}synchronised") for how in ("un", ""))
    values: _Said = {
        "border": border,
        "km": round(field.distance_km),
        "flat": round(field.flat_dbuv_m),
        "free": round(field.free_space_dbuv_m),
        "antenna": field.antenna_id,
    }
    if not field.sees:
        said = msg(
            "%(border)s is %(km)s km away, beyond the horizon of %(antenna)s: in ordinary air the field is small there", **values
        )
        return Finding(key, True, said, apart.source)
    if field.free_space_dbuv_m <= apart.value:
        said = msg(
            "at %(border)s, %(km)s km away, the field is at most %(free)s dBµV/m in 5 MHz, below %(limit)s",
            limit=apart.value,
            **values,
        )
        return Finding(key, True, said, apart.source)
    if field.flat_dbuv_m <= together.value:
        said = msg(
            "at %(border)s, %(km)s km away, the field of %(antenna)s is about %(flat)s dBµV/m in 5 MHz (%(free)s in free space): below "
            "%(together)s, at which synchronised networks coordinate, above %(apart)s for others: agree frame and clock across",
            together=together.value,
            apart=apart.value,
            **values,
        )
        return Finding(key, None, said, together.source)
    said = msg(
        "at %(border)s, %(km)s km away, the field of %(antenna)s is about %(flat)s dBµV/m in 5 MHz (%(free)s in free space), above "
        "%(together)s: to be coordinated through ANFR before switching on, or turned away, tilted or lowered",
        together=together.value,
        **values,
    )
    return Finding(key, None, said, together.source)


def _fee(carrier: Carrier, area_km2: float, figures: Figures) -> Finding:
    fee = spectrum_fee_eur(carrier, area_km2, figures.on)
    amount, area = Amount(round(fee.euros_per_year * 100)), round(area_km2, 2)
    if fee.to_confirm:
        message = msg("yearly fee of about %(fee)s for %(area)s km²: an estimate, to be confirmed", fee=amount, area=area)
        return Finding("fee", None, message, fee.source)
    return Finding("fee", True, msg("yearly fee of %(fee)s for %(area)s km²", fee=amount, area=area), fee.source)


def _earth_stations(carrier: Carrier) -> Finding:
    message = msg("satellite earth stations and radio altimeters are protected: Arcep checks them for the site")
    return Finding("earth_stations", None, message, carrier.source)
