"""Needs: drafts, stated ones, with a small site that is quick to plan."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from campus5g.core.site import Building, DeviceGroup, Mast, Origin, Site, Wall, Zone
from campus5g.network.geojson import write_geojson
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import OrganisationFactory

SENSORS = DeviceGroup("sensors", 20, 200, 10.0, 1.0, 0.99, 200.0)


def small_site(devices: tuple[DeviceGroup, ...] = (SENSORS,)) -> Site:
    """A yard of 300 m by 200 m with one hall, three places for antennas and one zone."""
    return Site(
        name="Small yard",
        boundary=((0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 200.0)),
        buildings=(Building("hall", ((40.0, 40.0), (140.0, 40.0), (140.0, 100.0), (40.0, 100.0)), 12.0, Wall.METAL),),
        masts=(Mast("m1", 20.0, 20.0, 20.0), Mast("m2", 280.0, 20.0, 20.0), Mast("m3", 150.0, 180.0, 20.0)),
        zones=(Zone("yard", "The yard", ((160.0, 20.0), (290.0, 20.0), (290.0, 150.0), (160.0, 150.0)), devices),),
        origin=Origin(51.03, 2.2),
    )


def geojson(site: Site | None = None) -> dict[str, Any]:
    return write_geojson(site or small_site())


class NeedFactory(factory.django.DjangoModelFactory):
    """A draft with everything said; ``stated`` submits it, ``bare`` has a title and nothing else."""

    class Meta:
        model = Need

    class Params:
        stated = factory.Trait(state=Need.State.STATED.value, stated_at=factory.LazyFunction(timezone.now))
        bare = factory.Trait(text="", hurts="", uses=[], site={}, site_name="")

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Hear the bearings of crane {n}")
    text = "We want to know when a bearing wears out, before the crane stops."
    hurts = "Ninety breakdowns a year."
    language = "en"
    uses = factory.LazyFunction(lambda: ["maintenance"])
    site_name = "Small yard"
    site = factory.LazyFunction(geojson)
