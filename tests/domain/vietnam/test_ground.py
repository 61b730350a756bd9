"""Plots on the ground: measured on the ellipsoid, refused where they cannot be."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.vietnam.ground import centre, features, from_geojson, from_lines, lines, outline, point

HERE = (103.4, 22.4)
SQUARE = [(103.40, 22.40), (103.41, 22.40), (103.41, 22.41), (103.40, 22.41)]


def test_a_plot_is_measured_on_the_ellipsoid() -> None:
    """A hundredth of a degree each way at 22,4° N: 1 107,4 m by 1 029,7 m (Bowring's series, by hand)."""
    area = outline(SQUARE).area_m2
    assert area is not None
    assert math.isclose(float(area), 1107.4 * 1029.7, rel_tol=1e-3)
    assert outline(SQUARE[::-1]).area_m2 == area
    assert outline([*SQUARE, SQUARE[0]]).geometry == outline(SQUARE).geometry


@pytest.mark.parametrize(
    ("positions", "word"),
    [
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], "crosses-itself"),
        (SQUARE[:2], "too-few-points"),
        ([*SQUARE[:2], (105.8, 21.0)], "outside-the-province"),
        ([(22.40, 103.40), (22.41, 103.40), (22.41, 103.41)], "swapped"),
        ([(103.4, 22.4), (103.5, 22.4), (103.6, 22.4)], "crosses-itself"),
        ([(102.4, 21.7), (103.9, 21.7), (103.9, 22.8)], "area"),
    ],
)
def test_what_can_be_no_plot_is_refused(positions: list[tuple[float, float]], word: str) -> None:
    with pytest.raises(Refused) as refused:
        outline(positions)
    assert refused.value.problems[0].code == word


def test_a_crossing_is_named_where_it_is() -> None:
    with pytest.raises(Refused, match=r"near 22\.40500, 103\.40500"):
        outline([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]])


STEPS = st.floats(min_value=0.0005, max_value=0.01)


@given(st.lists(STEPS, min_size=3, max_size=12))
def test_what_is_shown_in_lines_is_read_back_the_same(radii: list[float]) -> None:
    turn = 2 * math.pi / len(radii)
    ring = [(HERE[0] + r * math.cos(i * turn), HERE[1] + r * math.sin(i * turn)) for i, r in enumerate(radii)]
    drawn = outline(ring)
    assert from_lines(lines(drawn.geometry)) == drawn
    assert from_geojson(json.loads(json.dumps(drawn.geometry))) == drawn


def test_lines_take_either_decimal_sign_and_name_the_line_that_is_wrong() -> None:
    assert from_lines("22,40125; 103,45210") == from_lines("22.40125, 103.45210") == point(103.4521, 22.40125)
    assert centre(point(*HERE).geometry) == HERE
    with pytest.raises(Refused, match="Line 2"):
        from_lines("22.4, 103.4\nđây\n")


KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Nương 1</name>
<Polygon><outerBoundaryIs><LinearRing><coordinates>103.4,22.4,0 103.41,22.4,0 103.41,22.41,0 103.4,22.4,0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"""


def test_files_of_shapes_are_read_feature_by_feature() -> None:
    (plot,) = features(KML.encode())
    assert plot.name == "Nương 1"
    assert from_geojson(plot.geometry).area_m2 == outline(SQUARE[:3]).area_m2
    row: dict[str, Any] = {"type": "Feature", "properties": {"name": "Ao"}, "geometry": point(*HERE).geometry}
    collection = json.dumps({"type": "FeatureCollection", "features": [row]})
    assert features(b"\xef\xbb\xbf" + collection.encode())[0].name == "Ao"
    assert from_geojson(point(*HERE).geometry).area_m2 is None
    assert from_geojson(outline(SQUARE).geometry).area_m2 > Decimal(1)  # type: ignore[operator]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"<kml", b"[]", b'{"type": "FeatureCollection", "features": []}']
)
def test_a_file_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        features(content)


@given(
    st.recursive(st.none() | st.text() | st.floats(), lambda inner: st.lists(inner, max_size=3), max_leaves=8)
)
def test_no_coordinates_break_the_reader(coordinates: Any) -> None:
    for kind in ("Point", "Polygon", "Line", None):
        with pytest.raises(Refused):
            from_geojson({"type": kind, "coordinates": coordinates})
