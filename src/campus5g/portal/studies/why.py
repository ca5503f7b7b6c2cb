"""Why a place of the site has what it has: the antenna that serves it, its way there, and where the decibels go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from campus5g.documents.blocks import Column, Table
from campus5g.documents.voice import Voice
from campus5g.network.inspection import Edge, LinkReport, PointReport, inspect_point
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.profile import Drawing, drawing_of

LINKS_SHOWN = 6
NEAREST_DRAWN_M = 1.0
"""Right under an antenna there is no way to draw."""


@dataclass(frozen=True, slots=True)
class LinkShown:
    """One antenna heard at the place; ``query`` asks about the place again with its way drawn."""

    antenna: str
    query: str
    distance: str
    sight: str
    received: str
    shown: bool
    serves: bool


@dataclass(frozen=True, slots=True)
class WhyShown:
    """The answer, in the reader's language. ``ends`` are degrees: the place, then the antenna drawn."""

    place: str
    building: str
    facts: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    links: tuple[LinkShown, ...]
    drawn: LinkShown | None
    drawing: Drawing | None
    alt: str
    budget: Table | None
    edges: Table | None
    ends: list[list[float]]


def why_shown(study: Study, said: dict[str, Any], say: Voice) -> WhyShown:
    """Ask the engine about a place and say its answer. ``BadInput`` for a place outside the site."""
    plan, site = study.core.plan, study.core.site
    if plan is None:
        raise ValueError("a study without a plan has no point to look at")
    report = inspect_point(site, plan, said["x"], said["y"], said.get("height") or 1.5)
    link = next((one for one in report.links if one.antenna_id == said.get("antenna")), report.links[0] if report.links else None)
    links = tuple(_link(one, report, one is link, say) for one in report.links[:LINKS_SHOWN])
    antenna = next((a for a in plan.antennas if link and a.id == link.antenna_id), None)
    ends = [list(site.origin.to_geographic(report.x_m, report.y_m))]
    return WhyShown(
        place=_("%(x)s m east, %(y)s m north, %(height)s m above the ground")
        % {"x": say.number(round(report.x_m, 1)), "y": say.number(round(report.y_m, 1)), "height": say.number(report.height_m)},
        building=report.building or "",
        facts=_facts(report, say),
        sentences=tuple(say(sentence) for sentence in report.sentences),
        links=links,
        drawn=_link(link, report, True, say) if link else None,
        drawing=drawing_of(link, say) if link and link.profile.distance_m[-1] >= NEAREST_DRAWN_M else None,
        alt=_alt(link, say) if link else "",
        budget=_budget(link, say) if link else None,
        edges=_edges(link, say) if link and link.edges else None,
        ends=[*ends, *([list(site.origin.to_geographic(antenna.x_m, antenna.y_m))] if antenna else [])],
    )


def _facts(report: PointReport, say: Voice) -> tuple[tuple[str, str], ...]:
    heard = report.server is not None

    def known(text: str) -> str:
        return text if heard else "–"

    return (
        (_("Served by"), report.server or _("no antenna")),
        (_("Received power (RSRP)"), known(say.quantity(report.rsrp_dbm, "dBm"))),
        (_("SINR"), known(say.quantity(report.sinr_db, "dB"))),
        (_("Up, one terminal alone"), known(say.rate(report.uplink_bps))),
        (_("Down, one terminal alone"), known(say.rate(report.downlink_bps))),
        (_("Roof above"), report.building or _("none: outdoors")),
    )


def _link(link: LinkReport, report: PointReport, shown: bool, say: Voice) -> LinkShown:
    sight = _("in sight") if link.los else _("hidden")
    received = say.quantity(link.received_dbm, "dBm")
    asked = {"x": report.x_m, "y": report.y_m, "height": report.height_m, "antenna": link.antenna_id}
    return LinkShown(
        link.antenna_id,
        urlencode(asked),
        say.quantity(link.distance_m, "m"),
        sight,
        received,
        shown,
        link.antenna_id == report.server,
    )


def _budget(link: LinkReport, say: Voice) -> Table:
    """From the transmitter to the receiver, gains and losses one by one; the sum is what is received."""
    rows = [(say(label), _signed(value, say)) for label, value in link.parts]
    columns = (Column(_("Gain or loss"), width=3), Column("dB", "right"))
    total = (_("Received power (RSRP)"), say.quantity(link.received_dbm, "dBm"))
    return Table(
        columns, (*rows, total), _("Link budget of %(antenna)s at this place") % {"antenna": link.antenna_id}, total=True
    )


def _signed(value: float, say: Voice) -> str:
    return ("+" if value > 0 else "") + say.number(round(value, 1))


def _edges(link: LinkReport, say: Voice) -> Table:
    columns = (
        Column(_("Roof on the way")),
        Column(_("From the antenna"), "right"),
        Column(_("Height"), "right"),
        Column(_("Loss"), "right"),
    )
    rows = tuple(
        (
            edge.building or _("edge"),
            say.quantity(edge.distance_m, "m"),
            say.quantity(edge.height_m, "m"),
            say.quantity(edge.loss_db, "dB"),
        )
        for edge in link.edges
    )
    return Table(columns, rows, _("The roofs that bend the ray"))


def _measures(edge: Edge) -> tuple[tuple[float, str], ...]:
    return (edge.distance_m, "m"), (edge.height_m, "m"), (edge.loss_db, "dB")


def _alt(link: LinkReport, say: Voice) -> str:
    words = {"antenna": link.antenna_id, "distance": say.quantity(link.distance_m, "m")}
    if link.los:
        return _("Profile from %(antenna)s over %(distance)s: the ray passes above every roof.") % words
    if not link.edges:
        return _("Profile from %(antenna)s over %(distance)s: the ray is hidden.") % words
    main = max(link.edges, key=lambda edge: edge.loss_db)
    said = {**words, "roof": main.building or "–", "loss": say.quantity(main.loss_db, "dB")}
    return _("Profile from %(antenna)s over %(distance)s: %(roof)s stands in the way and takes %(loss)s.") % said
