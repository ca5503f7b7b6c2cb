from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

DUNKERQUE = Path(__file__).parents[2] / "dunkerque"
ON = date(2026, 11, 21)


def square(x_m: float, y_m: float, side_m: float) -> list[list[list[float]]]:
    corners = [[x_m, y_m], [x_m + side_m, y_m], [x_m + side_m, y_m + side_m], [x_m, y_m + side_m], [x_m, y_m]]
    return [corners]


def feature(coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": coordinates}}


SENSORS = {
    "name": "capteurs",
    "count": 40,
    "packet_bytes": 2000,
    "period_s": 600,
    "latency_s": 10,
    "reliability": 0.99,
    "uplink_bps": 2000,
}
MASTS = ((-150, -150), (150, 150), (-150, 150))

NEED = """
title = "Surveiller nos machines"
organisation = "Atelier Démo"
fictitious = true
language = "fr"
uses = ["maintenance"]
site = "site.json"
text = "Nos paliers cassent sans prévenir et le Wi-Fi ne passe pas."

[calls]
files = ["calls.jsonl"]
words = "maintenance prédictive"

[project]
title = "Écouter les paliers"
applied = 2026-12-01
granted = 2026-12-20
starts = 2027-01-04
months = 12
total_eur = 300000

[[project.partner]]
id = "atelier"
name = "Atelier Démo"
kind = "company"
siren = "000991117"
in_difficulty = false
accounts = [{ year = 2025, staff_awu = 40, turnover_eur = 6000000, balance_eur = 4000000 }]

[[project.line]]
partner = "atelier"
label = "Essais"
category = "experimental"
amount_eur = 200000

[[project.line]]
partner = "atelier"
label = "Étude"
category = "feasibility"
amount_eur = 100000

[[project.work]]
id = "WP1"
title = "Essais"
text = "Essayer sur dix machines."
partners = ["atelier"]
first_month = 2
months = 8

[[terms]]
call_id = "demo"
title = "Aide de démonstration"
grant_share = "0.5"
"""


def plant() -> dict[str, Any]:
    """A plant of 400 m with one metal hall, three masts and one zone of sensors."""
    return {
        "type": "FeatureCollection",
        "name": "Usine de synthèse",
        "frame": "local metres, x east y north, ground z=0",
        "origin": {"latitude": 51.0, "longitude": 2.2},
        "transmitters": [{"id": f"m{i}", "x": x, "y": y, "z": 25} for i, (x, y) in enumerate(MASTS)],
        "features": [
            feature(square(-200, -200, 400), kind="boundary"),
            feature(square(-40, -40, 80), kind="hall", id="hall", height=12.0, material="metal"),
            feature(square(-100, -100, 180), kind="zone", id="floor", name="Atelier", indoor=False, devices=[SENSORS]),
        ],
    }


Edit = Callable[[dict[str, Any]], None]
Lay = Callable[..., Path]


def lay_in(folder: Path, text: dict[str, str] | None = None, edit: Edit | None = None) -> Path:
    """Write a need and its site, after an edit of either; return the path of the need."""
    site, need = plant(), NEED
    if edit:
        edit(site)
    for old, new in (text or {}).items():
        assert old in need, old
        need = need.replace(old, new)
    (folder / "site.json").write_text(json.dumps(site), encoding="utf-8")
    (folder / "calls.jsonl").write_text("", encoding="utf-8")
    path = folder / "need.toml"
    path.write_text(need, encoding="utf-8")
    return path


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    return lambda text=None, edit=None: lay_in(tmp_path, text, edit)
