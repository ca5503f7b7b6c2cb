"""Investments with figures, from sources that were written for the tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory

from campus5g.portal.territory.models import Figure, Investment


class InvestmentFactory(factory.django.DjangoModelFactory):
    """A plant announced in one town."""

    class Meta:
        model = Investment

    key = factory.Sequence(lambda n: f"plant-{n}")
    investor = factory.Sequence(lambda n: f"Volta {n}")
    name_fr = "Usine de moteurs"
    name_en = "Plant for motors"
    site_fr = site_en = "Bourbourg"
    kinds = ["electrical_assembly"]
    status = "announced"
    places = [{"name": "Bourbourg", "latitude": 50.95, "longitude": 2.2, "to_confirm": True}]


class FigureFactory(factory.django.DjangoModelFactory):
    """Five hundred direct jobs, as a newspaper tells them; ``unsourced`` has neither source nor date."""

    class Meta:
        model = Figure

    class Params:
        unsourced = factory.Trait(source_title="", source_author="", source_date="", source_url="")

    investment = factory.SubFactory(InvestmentFactory)
    quantity = "direct_jobs"
    low = high = Decimal(500)
    counted_fr, counted_en = "emplois annoncés", "jobs announced"
    perimeter_fr, perimeter_en = "usine de Bourbourg", "Bourbourg plant"
    horizon_fr = horizon_en = "2028"
    confidence = "announced"
    source_title, source_author, source_date = "Une usine à Bourbourg", "La Gazette", "2026-06"
    source_url = "https://gazette.example/usine"


def said(**changes: Any) -> dict[str, Any]:
    """What the office types in the form of a figure."""
    typed = {
        "quantity": "direct_jobs", "low": "700", "high": "900", "counted_fr": "emplois directs", "perimeter_fr": "usine",
        "horizon_fr": "2030", "confidence": "target", "source_title": "Le plan", "source_author": "La Région", "source_date": "2026",
    }  # fmt: skip
    return {**typed, **changes}
