"""Front-end files for `static/vendor`: Leaflet as it is, and a basemap made from world-atlas.

Run at set-up: `python -m app.jobs.front_end node_modules static/vendor`.

The basemap is cut out of Natural Earth's countries (TopoJSON, npm world-atlas) as a small
GeoJSON. Coordinates are [longitude, latitude] in degrees throughout.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

Position = tuple[float, float]
Ring = list[Position]
Polygon = list[Ring]

DECIMALS = 3
SMALLEST_STEP = 0.018
SMALLEST_LAND = 0.05


class Land(TypedDict):
    """A geometry in one piece; `arcs` are the ids of each ring's arcs, the outer ring's first."""

    type: Literal["Polygon"]
    arcs: list[list[int]]
    properties: dict[str, str]


class Lands(TypedDict):
    """A geometry in several pieces."""

    type: Literal["MultiPolygon"]
    arcs: list[list[list[int]]]
    properties: dict[str, str]


class Transform(TypedDict):
    """How the whole numbers of a topology become degrees."""

    scale: tuple[float, float]
    translate: tuple[float, float]


class Topology(TypedDict):
    """The part of a quantised TopoJSON file that is read here."""

    transform: Transform
    arcs: list[list[tuple[int, int]]]
    objects: dict[str, dict[str, list[Land | Lands]]]


class Feature(TypedDict):
    """A GeoJSON feature."""

    type: str
    properties: dict[str, str]
    geometry: dict[str, str | list[Polygon]]


@dataclass(frozen=True)
class Window:
    """The part of the world that is kept, in degrees."""

    west: float
    south: float
    east: float
    north: float


NORDIC = Window(west=4.0, south=53.0, east=33.0, north=72.0)


def build(node_modules: Path, vendor: Path) -> None:
    """Fill the vendor folder; what is there already is replaced."""
    shutil.copytree(
        node_modules / "leaflet" / "dist",
        vendor / "leaflet",
        ignore=shutil.ignore_patterns("*.map", "*-src*"),
        dirs_exist_ok=True,
    )
    topology = json.loads((node_modules / "world-atlas" / "countries-10m.json").read_text("utf-8"))
    basemap = {"type": "FeatureCollection", "features": list(countries(topology, NORDIC))}
    target = vendor / "basemap" / "nordic.geojson"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(basemap, ensure_ascii=False, separators=(",", ":")), "utf-8")


def countries(topology: Topology, window: Window) -> Iterator[Feature]:
    """The countries that reach into the window, cut at its edge, in the topology's order."""
    arcs = [_thinned(arc) for arc in _arcs(topology)]
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = [
            kept
            for polygon in _polygons(geometry, arcs)
            if (kept := _within(polygon, window)) and _is_visible(kept[0])
        ]
        if polygons:
            yield {
                "type": "Feature",
                "properties": {"name": geometry["properties"]["name"]},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            }


def _arcs(topology: Topology) -> Iterator[Ring]:
    """Arcs are stored as steps from one whole-numbered position to the next."""
    (scale_x, scale_y) = topology["transform"]["scale"]
    (west, south) = topology["transform"]["translate"]
    for steps in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append(_rounded(x * scale_x + west, y * scale_y + south))
        yield arc


def _thinned(arc: Ring) -> Ring:
    """The arc without steps too small to see; its ends stay, since neighbours share them."""
    kept = arc[:1]
    for position in arc[1:-1]:
        if max(abs(position[0] - kept[-1][0]) / 2, abs(position[1] - kept[-1][1])) > SMALLEST_STEP:
            kept.append(position)
    return kept + arc[1:][-1:]


def _polygons(geometry: Land | Lands, arcs: Sequence[Ring]) -> Iterator[Polygon]:
    pieces = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    for piece in pieces:
        yield [_ring(ids, arcs) for ids in piece]


def _ring(ids: Iterable[int], arcs: Sequence[Ring]) -> Ring:
    """Arcs joined end to end; a negative id, the ones' complement, is an arc walked backwards."""
    ring: Ring = []
    for id_ in ids:
        arc = arcs[id_] if id_ >= 0 else arcs[~id_][::-1]
        ring.extend(arc[1:] if ring else arc)
    return _unwrapped(ring)


def _unwrapped(ring: Ring) -> Ring:
    """The ring without jumps from 180 to -180 degrees: longitudes run on beyond the edge."""
    out = ring[:1]
    for x, y in ring[1:]:
        turns = round((x - out[-1][0]) / 360)
        out.append((x - 360 * turns, y))
    return out


def _within(polygon: Polygon, window: Window) -> Polygon:
    """The part of a polygon in the window, whichever turn of the globe it was written on."""
    for turn in (-360.0, 0.0, 360.0):
        rings = [_cut([(x + turn, y) for x, y in ring], window) for ring in polygon]
        if rings[0]:
            return [ring for ring in rings if ring]
    return []


def _cut(ring: Ring, window: Window) -> Ring:
    """The ring clipped by Sutherland and Hodgman's method (1974), edge by edge."""
    ring = _cut_edge(ring, axis=0, limit=window.west, sign=1)
    ring = _cut_edge(ring, axis=0, limit=window.east, sign=-1)
    ring = _cut_edge(ring, axis=1, limit=window.south, sign=1)
    ring = _cut_edge(ring, axis=1, limit=window.north, sign=-1)
    return ring if not ring or ring[0] == ring[-1] else [*ring, ring[0]]


def _cut_edge(ring: Ring, *, axis: int, limit: float, sign: int) -> Ring:
    out: Ring = []
    for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
        stays = sign * (here[axis] - limit) >= 0
        if stays:
            out.append(here)
        if stays != (sign * (there[axis] - limit) >= 0):
            share = (limit - here[axis]) / (there[axis] - here[axis])
            out.append(
                _rounded(
                    here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])
                )
            )
    return out


def _is_visible(ring: Ring) -> bool:
    """Whether the land is more than a speck on the closest zoom."""
    width = max(x for x, _ in ring) - min(x for x, _ in ring)
    height = max(y for _, y in ring) - min(y for _, y in ring)
    return max(width / 2, height) >= SMALLEST_LAND


def _rounded(x: float, y: float) -> Position:
    return round(x, DECIMALS), round(y, DECIMALS)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
