"""The files of a plan: all of them, the same each time, none before all are made."""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import pytest

from campus5g.core import codec
from campus5g.core.errors import BadInput
from campus5g.core.progress import Cancelled
from campus5g.network.plan import NetworkPlan
from campus5g.network.planning import plan_network
from campus5g.study.plan_outputs import service_csv, write_plan
from campus5g.study.plan_sheet import sheet_of
from tests.network.scenes import two_halls

from .conftest import ON

NAMES = {
    "plan.json", "antennas.geojson", "service.csv", "site.png", "plan-fr.pdf", "plan-en.pdf",
    *(f"{name}.{kind}" for name in ("rsrp", "sinr", "best_server", "uplink", "downlink") for kind in ("tif", "png")),
}  # fmt: skip


@cache
def planned():
    return (two_halls(), *plan_network(two_halls(), on=ON))


def test_a_plan_writes_all_its_files_twice_the_same(tmp_path):
    site, plan, grids = planned()
    files = write_plan(site, plan, grids, tmp_path / "one", "en")
    write_plan(site, plan, grids, tmp_path / "two", "en")
    assert {file.name for file in files} == NAMES == {file.name for file in (tmp_path / "one").iterdir()}
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert codec.load(NetworkPlan, (tmp_path / "one" / "plan.json").read_bytes()) == plan
    assert len(json.loads((tmp_path / "one" / "antennas.geojson").read_text())["features"]) == len(plan.antennas)


def test_a_cancelled_writing_leaves_nothing(tmp_path):
    def stop(share, _doing):
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_plan(*planned(), tmp_path / "out", "en", stop)
    assert not (tmp_path / "out").exists()


def test_a_file_where_the_folder_should_be_is_refused(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(BadInput, match="a folder"):
        write_plan(*planned(), tmp_path / "out", "en")


def test_the_service_table_has_a_row_for_each_zone_and_connectivity():
    site, plan, _ = planned()
    rows = list(csv.DictReader(io.StringIO(service_csv(site, plan).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(plan.service)
    for row, level in zip(rows, plan.service, strict=True):
        assert (row["zone_id"], row["connectivity"], row["meets"]) == (level.zone_id, level.connectivity, str(level.meets))
        assert float(row["uplink_bps"]) == level.uplink_bps


def test_the_link_budget_closes():
    """Downlink: power per element and gains less the planned received power; both ways less than free space at 100 km."""
    site, plan, grids = planned()
    sheet = sheet_of(site, plan, grids)
    lines = {line.label.template: line for line in sheet.budget}
    total = lines["path loss that the link stands"]
    element, gain = (
        lines["power in one resource element (downlink)"].downlink,
        lines["gain of the sector antenna, feeder included"].downlink,
    )
    assert total.downlink == pytest.approx(element + gain - lines["least received power, as planned"].downlink)
    assert 100 < min(total.downlink, total.uplink) < 175


def test_antennas_stand_where_the_geojson_puts_them():
    site, plan, grids = planned()
    for antenna in sheet_of(site, plan, grids).antennas:
        place = site.origin.to_local(antenna.longitude, antenna.latitude)
        assert place == pytest.approx((antenna.radio.x_m, antenna.radio.y_m), abs=0.02)
