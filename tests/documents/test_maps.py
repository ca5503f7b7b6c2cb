"""The coverage map: true colours, north up, names as text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from campus5g.documents.colours import cividis, grid_png, hexadecimal
from campus5g.documents.content import CoverageGrid
from campus5g.documents.maps import SINR, coverage_map
from campus5g.documents.theme import to_png, to_svg


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


def test_the_scale_is_the_cividis_that_vega_draws():
    values = [{"v": i / 20} for i in range(21)]
    colour = {"field": "v", "type": "quantitative", "scale": {"scheme": "cividis", "domain": [0, 1]}, "legend": None}
    spec = {
        "data": {"values": values},
        "mark": "point",
        "encoding": {"x": {"field": "v", "type": "quantitative"}, "fill": colour},
    }
    drawn = [tuple(map(int, rgb)) for rgb in re.findall(r'fill="rgb\((\d+), (\d+), (\d+)\)"', to_svg(spec, "en"))]
    assert len(drawn) == 21
    ours = cividis(21).astype(int)
    apart = np.abs(np.array(drawn) - ours)  # Vega draws a polynomial fit of the same published scale
    assert apart.max() <= 16
    assert apart.mean() < 4


def test_lightness_only_rises_along_the_scale():
    luminance = cividis().astype(float) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(luminance) >= -0.5).all()
    assert luminance[-1] > luminance[0] + 150


def test_the_picture_has_north_up_and_holes_where_nothing_is_known():
    grid = np.array([[-120.0, -60.0], [np.nan, -90.0]])  # the second row lies north of the first
    image = pixels(grid_png(grid, -120, -60))
    assert image.shape == (2, 2, 4)
    assert image[0, 0, 3] == 0
    assert tuple(image[1, 0, :3]) == tuple(cividis(255)[0])
    assert tuple(image[1, 1, :3]) == tuple(cividis(255)[-1])


@given(st.floats(allow_nan=False, width=32))
def test_values_beyond_the_scale_take_its_end_colours(value):
    image = pixels(grid_png(np.array([[value]]), -120.0, -60.0))
    assert image[0, 0, 3] == 255
    if value <= -120:
        assert tuple(image[0, 0, :3]) == tuple(cividis(255)[0])
    if value >= -60:
        assert tuple(image[0, 0, :3]) == tuple(cividis(255)[-1])


def test_a_scale_upside_down_is_refused():
    with pytest.raises(ValueError, match="not below"):
        grid_png(np.zeros((2, 2)), -60, -120)


def test_a_grid_of_another_shape_than_its_axes_is_refused():
    with pytest.raises(ValueError, match="expected"):
        CoverageGrid(np.arange(3.0), np.arange(2.0), np.zeros((3, 2)))


def test_the_map_names_zones_and_antennas_with_units_scale_and_north(site, grid, antennas):
    figure = coverage_map(site, grid, antennas, "en")
    words = "".join(ElementTree.fromstring(figure.svg).itertext())
    for expected in ("Hall du laminoir", "M1", "M2", "dBm", "500\u00a0m", "N", "Building"):
        assert expected in words
    assert "6 antennas" in figure.alt
    assert "dBm" in figure.alt
    assert "dB" in coverage_map(site, grid, antennas, "en", SINR).alt


def test_an_antenna_points_where_its_azimuth_says(site, grid, antennas):
    """Azimuth 90 is east: the sector's arc ends right of the mast, one above and one below it."""
    east = replace(antennas[0], azimuth_deg=90.0)
    svg = coverage_map(site, grid, (east,), "en").svg
    found = re.search(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)A26 26 0 0 1 ([\d.]+) ([\d.]+)Z", svg)
    assert found is not None
    x, y, x1, y1, x2, y2 = map(float, found.groups())
    assert x1 > x + 20
    assert x2 > x + 20
    assert y1 < y < y2


def test_a_plan_without_signal_shows_the_site_and_no_scale(site):
    figure = coverage_map(site, None, (), "en")
    assert "dBm" not in figure.svg
    assert "Plan of the site" in figure.caption


def test_a_tall_site_stays_on_the_page(site):
    tall = replace(site, boundary=((0, 0), (100, 0), (100, 5000), (0, 5000)))
    height = float(ElementTree.fromstring(coverage_map(tall, None, (), "en").svg).attrib["height"])
    assert height < 700


def test_names_are_text_and_control_characters_are_dropped(site, grid, antennas):
    zone = replace(site.zones[0], name="<b>&\x00\x0b hall")
    svg = coverage_map(replace(site, zones=(zone,)), grid, antennas, "en").svg
    assert "<b>& hall" in "".join(ElementTree.fromstring(svg).itertext())


def test_the_same_map_gives_the_same_bytes_and_becomes_a_picture(site, grid, antennas):
    first, again = (coverage_map(site, grid, antennas, "fr").svg for _ in range(2))
    assert first == again
    picture = Image.open(io.BytesIO(to_png(first, 1.0)))
    assert picture.width == 600


def test_a_legend_colour_is_the_colour_of_the_grid():
    assert hexadecimal(0.0) == "#00224e"
    assert hexadecimal(1.0) == "#fee838"
