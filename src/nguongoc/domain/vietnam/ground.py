"""Plots, ponds and other places on the ground: points and outlines, checked and measured.

Geometry is GeoJSON's (RFC 7946): longitude before latitude, degrees of WGS 84. Areas are those of the ellipsoid itself,
not of a map of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import shapely
import shapely.geometry
from lxml import etree
from pyproj import Geod
from shapely import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from nguongoc.domain.problem import Problem, Refused, Text

BOX = (102.31, 21.67, 104.0, 22.86)
"""Around the province: 102°19′–103°59′ E, 21°41′–22°51′ N, with a hundredth of a degree to spare. It holds parts of its
neighbours too, and stands in until an administrator gives the outline itself."""
LARGEST_M2 = 100_000_000
MOST_POINTS = 5_000
_EARTH = Geod(ellps="WGS84")

Position = tuple[float, float]


_BOX = shapely.box(*BOX)


@dataclass(frozen=True, slots=True)
class Province:
    """Where plots may lie: within the outline of the province and a margin around it, for no map is exact; without an
    outline, within `BOX`."""

    outline: BaseGeometry | None = None
    margin_m: int = 0
    reach: BaseGeometry = _BOX

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether this position may be in the province."""
        return bool(shapely.contains_xy(self.reach, longitude, latitude))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north: what a map of it shows."""
        return self.reach.bounds

    @property
    def geometry(self) -> dict[str, Any] | None:
        """Its outline as GeoJSON."""
        return None if self.outline is None else dict(shapely.geometry.mapping(self.outline))

    @property
    def sketch(self) -> dict[str, Any] | None:
        """Its outline with few enough points to draw, as GeoJSON."""
        if self.outline is None:
            return None
        drawn: dict[str, Any] = shapely.geometry.mapping(self.outline.simplify(0.002))
        return drawn


SOMEWHERE = Province()
METRES_OF_A_DEGREE = 111_320
SMALLEST_KM2, LARGEST_KM2 = 100, 100_000
MOST_POINTS_OF_A_PROVINCE = 200_000


def bounded_by(shapes: Iterable[Mapping[str, Any]], *, margin_m: int) -> Province:
    """The province that these GeoJSON Polygons and MultiPolygons (WGS 84) make up together: its own outline, or those
    of all its communes. Raises Refused, naming the shape by its place, where one is no polygon, crosses itself, or has
    other coordinates, and where the whole is not of a province's size."""
    parts = [_part(one, str(number)) for number, one in enumerate(shapes, 1)]
    whole = shapely.union_all(parts)
    area = area_km2(whole)
    if not SMALLEST_KM2 <= area <= LARGEST_KM2:
        said = f"{area:,.0f}".replace(",", ".")
        why = Text(
            f"Diện tích tính được là {said} km², không thể là một tỉnh. Kiểm tra lại tệp.",
            f"Its area comes to {area:,.0f} km², which is no province. Check the file.",
        )
        raise Refused(Problem("file", why, "area"))
    return Province(whole, margin_m, whole.buffer(margin_m / METRES_OF_A_DEGREE))


def _part(geometry: Mapping[str, Any], where: str) -> BaseGeometry:
    """One shape of a province's outline, checked."""
    try:
        if geometry["type"] not in ("Polygon", "MultiPolygon"):
            raise ValueError(geometry["type"])
        shape = shapely.force_2d(shapely.geometry.shape(dict(geometry)))
        west, south, east, north = shape.bounds
    except (ValueError, TypeError, KeyError, IndexError, shapely.errors.ShapelyError) as error:
        why = Text(
            "Cần một vùng (Polygon hoặc MultiPolygon) với tọa độ là số.",
            "A Polygon or MultiPolygon with numbers for coordinates is needed.",
        )
        raise Refused(Problem(where, why, "geometry")) from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        why = Text(
            "Tọa độ phải là kinh độ rồi vĩ độ, độ thập phân WGS 84; tệp này dùng hệ khác (VN-2000?) hoặc bị đổi chỗ.",
            "Coordinates must be longitude, then latitude, decimal degrees of WGS 84; this file uses another system.",
        )
        raise Refused(Problem(where, why, "not-wgs-84"))
    if shapely.get_num_coordinates(shape) > MOST_POINTS_OF_A_PROVINCE:
        why = Text(
            f"Nhiều quá {MOST_POINTS_OF_A_PROVINCE} điểm. Hãy giản lược đường bao.",
            f"More than {MOST_POINTS_OF_A_PROVINCE} points. Simplify the outline.",
        )
        raise Refused(Problem(where, why, "too-many-points"))
    if not shape.is_valid:
        raise Refused(Problem(where, _crossing(shape).why, "crosses-itself"))
    return shape


def area_km2(shape: BaseGeometry) -> float:
    """The area of a shape on the ellipsoid."""
    return float(abs(_EARTH.geometry_area_perimeter(shape)[0]) / 1_000_000)


@dataclass(frozen=True, slots=True)
class Ground:
    """A place on the ground as GeoJSON, with its area in m² (None for a point)."""

    geometry: dict[str, Any]
    area_m2: Decimal | None


def point(longitude: float, latitude: float, within: Province = SOMEWHERE) -> Ground:
    """One point. Raises Refused outside the province."""
    return Ground({"type": "Point", "coordinates": list(_position((longitude, latitude), "0", within))}, None)


def outline(positions: Sequence[Position], within: Province = SOMEWHERE) -> Ground:
    """A polygon with this outer ring, closed or not. Raises Refused, naming the point, where it lies outside the
    province, crosses itself, or has no area."""
    ring = [_position(one, str(number), within) for number, one in enumerate(positions, 1)]
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(set(ring)) < 3:
        why = Text("Một thửa cần ít nhất ba điểm khác nhau.", "A plot needs at least three different points.")
        raise Refused(Problem("", why, "too-few-points"))
    if len(ring) > MOST_POINTS:
        why = Text(
            f"Nhiều quá {MOST_POINTS} điểm. Hãy giản lược đường bao.", f"More than {MOST_POINTS} points."
        )
        raise Refused(Problem("", why, "too-many-points"))
    shape = Polygon(ring)
    if not shape.is_valid:
        raise Refused(_crossing(shape))
    area = abs(_EARTH.geometry_area_perimeter(shape)[0])
    if not 1 <= area <= LARGEST_M2:
        why = Text(
            f"Diện tích tính được là {area:.0f} m², không thể là một thửa. Kiểm tra lại các điểm.",
            f"Its area comes to {area:.0f} m², which is no plot. Check the points.",
        )
        raise Refused(Problem("", why, "area"))
    closed = [list(one) for one in (*ring, ring[0])]
    return Ground({"type": "Polygon", "coordinates": [closed]}, round(Decimal(area), 1))


def _position(given: Sequence[float], where: str, within: Province) -> Position:
    """A position inside the province, to the seventh decimal (a centimetre)."""
    longitude, latitude = float(given[0]), float(given[1])
    if within.holds(longitude, latitude):
        return round(longitude, 7), round(latitude, 7)
    if within.holds(latitude, longitude):
        why = Text("Kinh độ và vĩ độ bị đổi chỗ.", "Longitude and latitude are in the wrong order.")
        raise Refused(Problem(where, why, "swapped"))
    why = Text(
        f"Điểm ({latitude}, {longitude}) nằm ngoài tỉnh Lai Châu. Kiểm tra lại tọa độ (WGS 84, độ thập phân).",
        f"({latitude}, {longitude}) lies outside Lai Châu. Check it (WGS 84, decimal degrees).",
    )
    raise Refused(Problem(where, why, "outside-the-province"))


def _crossing(shape: BaseGeometry) -> Problem:
    found = re.search(r"\[(\S+) (\S+)\]", explain_validity(shape))
    near = f" gần {float(found[2]):.5f}, {float(found[1]):.5f}" if found else ""
    why = Text(
        f"Đường bao tự cắt nhau{near}. Sắp lại thứ tự các điểm đi vòng quanh thửa.",
        f"The outline crosses itself{near.replace('gần', 'near')}. Put the points in order around the plot.",
    )
    return Problem("", why, "crosses-itself")


def from_geojson(geometry: Mapping[str, Any], within: Province = SOMEWHERE) -> Ground:
    """A GeoJSON Point or Polygon without holes. Raises Refused on anything else."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Point" and coordinates:
            return point(float(coordinates[0]), float(coordinates[1]), within)
        if kind == "Polygon" and coordinates and len(coordinates) == 1:
            return outline([(float(one[0]), float(one[1])) for one in coordinates[0]], within)
    except (TypeError, ValueError, IndexError) as error:
        if isinstance(error, Refused):
            raise
    why = Text(
        "Chỉ nhận một điểm (Point) hoặc một vùng không có lỗ (Polygon) với tọa độ là số.",
        "Only a Point, or a Polygon without holes, with numbers for coordinates.",
    )
    raise Refused(Problem("geometry", why, "geometry"))


_LINE = re.compile(r"\s*(-?\d+[.,]\d+)\s*[,;\s]\s*(-?\d+[.,]\d+)\s*")


def from_lines(text: str, within: Province = SOMEWHERE) -> Ground:
    """What is typed or drawn on a page: one `latitude, longitude` a line; one line is a point, three or more an
    outline. Raises Refused, naming the line."""
    positions = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        read = _LINE.fullmatch(line)
        if read is None:
            why = Text(
                f"Dòng {number} (“{line[:40]}”): cần vĩ độ, kinh độ, ví dụ 22.40125, 103.45210.",
                f"Line {number}: latitude, longitude are needed, such as 22.40125, 103.45210.",
            )
            raise Refused(Problem("points", why, "not-a-position"))
        positions.append((float(read[2].replace(",", ".")), float(read[1].replace(",", "."))))
    if len(positions) == 1:
        return point(*positions[0], within)
    return outline(positions, within)


def lines(geometry: Mapping[str, Any] | None) -> str:
    """A geometry as `from_lines` reads it."""
    if geometry is None:
        return ""
    given = geometry["coordinates"]
    positions = [given] if geometry["type"] == "Point" else given[0][:-1]
    return "\n".join(f"{latitude}, {longitude}" for longitude, latitude in positions)


def corners(geometry: Mapping[str, Any]) -> list[Position]:
    """The positions of a Point or of a Polygon's outer ring."""
    given = geometry["coordinates"]
    positions = [given] if geometry["type"] == "Point" else given[0]
    return [(longitude, latitude) for longitude, latitude in positions]


def centre(geometry: Mapping[str, Any]) -> Position:
    """A point to show a place by: its own, or the middle of its outline."""
    given = geometry["coordinates"]
    middle = MultiPoint(given[0]).centroid if geometry["type"] == "Polygon" else None
    return (middle.x, middle.y) if middle is not None else (given[0], given[1])


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing in a file of shapes: its name and its geometry, not checked yet."""

    name: str
    geometry: Mapping[str, Any]


def features(content: bytes) -> list[Feature]:
    """The features of a GeoJSON or KML file, in its order. Raises Refused where it is neither, or empty."""
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = list(_from_kml(text)) if text.startswith(b"<") else list(_from_json(text))
    if not found:
        why = Text("Tệp không có điểm hay vùng nào.", "The file has no point or polygon.")
        raise Refused(Problem("", why, "no-features"))
    return found


def _from_json(content: bytes) -> Iterator[Feature]:
    try:
        read = json.loads(content)
        rows = read["features"] if read.get("type") == "FeatureCollection" else [read]
        for row in rows:
            own = row if "coordinates" in row else row["geometry"]
            told = row.get("properties") or {}
            yield Feature(str(told.get("name") or told.get("ten") or told.get("ProductionPlace") or ""), own)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(_unread()) from error


def _from_kml(content: bytes) -> Iterator[Feature]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
        for place in root.iter("{*}Placemark"):
            name = (place.findtext("{*}name") or "").strip()
            for tag, kind in (("Point", "Point"), ("Polygon", "Polygon")):
                for one in place.iter(f"{{*}}{tag}"):
                    told = one.find(".//{*}coordinates")
                    positions = (
                        [_kml_position(word) for word in (told.text or "").split()]
                        if told is not None
                        else []
                    )
                    yield Feature(
                        name, {"type": kind, "coordinates": positions[0] if kind == "Point" else [positions]}
                    )
    except (etree.XMLSyntaxError, ValueError, IndexError) as error:
        raise Refused(_unread()) from error


def _kml_position(word: str) -> list[float]:
    longitude, latitude = word.split(",")[:2]
    return [float(longitude), float(latitude)]


def _unread() -> Problem:
    why = Text("Tệp không phải GeoJSON hay KML đọc được.", "The file is no GeoJSON or KML that can be read.")
    return Problem("file", why, "unreadable")
