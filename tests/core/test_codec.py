"""Results go to JSON and come back equal; the same value gives the same bytes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from campus5g.core.calls import Call, CallKind, Criterion, Eligibility, Verdict
from campus5g.core.codec import dump, load, to_plain
from campus5g.core.figures import Interval, Source
from campus5g.core.message import Amount, msg
from campus5g.core.project import Accounts, Award, CallTerms, Category, CostLine, Partner, Project, Size
from campus5g.core.site import Building, DeviceGroup, Mast, Origin, Site, Wall, Zone

SITE = Site(
    name="Halle à chaud",
    boundary=((0, 0), (10, 0), (10, 10)),
    buildings=(Building("b1", ((1, 1), (2, 1), (2, 2)), 12.5, Wall.METAL),),
    masts=(Mast("m1", 5, 5, 30),),
    zones=(Zone("z", "quay", ((0, 0), (1, 0), (1, 1)), (DeviceGroup("crane", 4, 200, 1.0, 0.1, 0.999, 5e6),), indoor=True),),
    origin=Origin(51.04, 2.3),
)
PROJECT = Project(
    title="Ponts roulants",
    partners=(Partner("p", "Acier", Size.LARGE, in_difficulty=None, de_minimis=(Award(date(2025, 2, 1), 500),)),),
    lines=(CostLine("l", "p", "essais", Category.EXPERIMENTAL, 12_345),),
    applied=date(2026, 1, 1),
    granted=date(2026, 6, 1),
    starts=date(2026, 7, 1),
    months=36,
)
CALL = Call(
    "c", "Appel", "texte", "fr", "Région", "France 2030", CallKind.SCHEME, None, (date(2027, 1, 1),), ("company",), ("32",),
    None, None, 1e6, "https://example.org", "", "feed", Source("feed", licence="LO 2.0"),
)  # fmt: skip


def test_every_travelling_type_comes_back_equal() -> None:
    eligibility = Eligibility((Criterion("size", Verdict.NO, msg("above %(max)s", max=Amount(10_00))),))
    for value in (
        SITE,
        PROJECT,
        CALL,
        eligibility,
        Interval(1, 2, 3),
        CallTerms("c", "t", Decimal("0.5")),
        Accounts(2025, Decimal("9.5"), 1, 2),
    ):
        assert load(type(value), dump(value)) == value
        assert load(type(value), to_plain(value)) == value


def test_the_same_value_gives_the_same_bytes_with_sorted_keys() -> None:
    text = dump(SITE)
    assert text == dump(load(Site, text))
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert "Halle à chaud" in text


def test_money_and_shares_stay_exact_in_json() -> None:
    assert load(CallTerms, dump(CallTerms("c", "t", Decimal("0.1")))).grant_share == Decimal("0.1")
