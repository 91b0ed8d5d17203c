import json
from pathlib import Path

import pytest

from app.jobs.front_end import NORDIC, Topology, Window, build, countries

WINDOW = Window(west=0.0, south=50.0, east=20.0, north=70.0)


def topology(*arcs: list[tuple[int, int]], **geometry: object) -> Topology:
    """A topology of whole degrees; each arc is a start and steps."""
    country = {"properties": {"name": "Landet"}, **geometry}
    return {
        "transform": {"scale": (1.0, 1.0), "translate": (0.0, 0.0)},
        "arcs": [list(arc) for arc in arcs],
        "objects": {"countries": {"geometries": [country]}},
    }


def coordinates(land: Topology) -> list[object]:
    return [feature["geometry"]["coordinates"] for feature in countries(land, WINDOW)]


def test_countries_joins_arcs_and_walks_a_complement_backwards():
    there = [(5, 55), (5, 0), (0, 5)]
    back = [(5, 55), (0, 5), (5, 0)]

    shapes = coordinates(topology(there, back, type="Polygon", arcs=[[0, ~1]]))

    assert shapes == [[[[(5, 55), (10, 55), (10, 60), (5, 60), (5, 55)]]]]


def test_countries_cuts_land_at_the_edge_of_the_window():
    square = [(-10, 55), (20, 0), (0, 5), (-20, 0), (0, -5)]

    ((shape,),) = coordinates(topology(square, type="Polygon", arcs=[[0]]))

    assert sorted(set(shape[0])) == [(0.0, 55.0), (0.0, 60.0), (10.0, 55.0), (10.0, 60.0)]


def test_countries_keeps_holes():
    outer = [(2, 52), (10, 0), (0, 10), (-10, 0), (0, -10)]
    hole = [(5, 55), (0, 2), (2, 0), (0, -2), (-2, 0)]

    ((shape,),) = coordinates(topology(outer, hole, type="Polygon", arcs=[[0], [1]]))

    assert len(shape) == 2


def test_countries_draws_no_band_for_land_across_the_antimeridian():
    far_east = [(15, 60), (160, 0), (-350, 0), (0, 5), (350, 0), (-160, 0), (0, -5)]

    ((shape,),) = coordinates(topology(far_east, type="Polygon", arcs=[[0]]))

    assert min(x for x, _ in shape[0]) == 15.0


def test_countries_finds_land_written_on_another_turn_of_the_globe():
    square = [(365, 55), (5, 0), (0, 5), (-5, 0), (0, -5)]

    ((shape,),) = coordinates(topology(square, type="Polygon", arcs=[[0]]))

    assert sorted(set(shape[0])) == [(5.0, 55.0), (5.0, 60.0), (10.0, 55.0), (10.0, 60.0)]


def test_countries_leaves_out_land_outside_the_window_and_other_pieces_of_it():
    near = [(2, 52), (5, 0), (0, 5), (-5, 0), (0, -5)]
    far = [(100, 10), (5, 0), (0, 5), (-5, 0), (0, -5)]

    shapes = coordinates(topology(near, far, type="MultiPolygon", arcs=[[[0]], [[1]]]))
    nothing = coordinates(topology(far, type="Polygon", arcs=[[0]]))

    assert [len(shape) for shape in shapes] == [1]
    assert nothing == []


@pytest.fixture
def node_modules(tmp_path: Path) -> Path:
    dist = tmp_path / "node_modules" / "leaflet" / "dist"
    (dist / "images").mkdir(parents=True)
    for name in ("leaflet.js", "leaflet.js.map", "leaflet-src.js", "images/layers.png"):
        (dist / name).write_text(name)
    atlas = tmp_path / "node_modules" / "world-atlas"
    atlas.mkdir()
    square = [(5, 55), (5, 0), (0, 5), (-5, 0), (0, -5)]
    land = topology(square, type="Polygon", arcs=[[0]])
    (atlas / "countries-10m.json").write_text(json.dumps(land))
    return tmp_path / "node_modules"


def test_build_copies_what_is_served_and_makes_the_basemap_however_often(
    node_modules: Path, tmp_path: Path
):
    vendor = tmp_path / "vendor"

    build(node_modules, vendor)
    build(node_modules, vendor)

    names = sorted(str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file())
    basemap = json.loads((vendor / "basemap" / "nordic.geojson").read_text("utf-8"))
    assert names == ["basemap/nordic.geojson", "leaflet/images/layers.png", "leaflet/leaflet.js"]
    assert [one["properties"] for one in basemap["features"]] == [{"name": "Landet"}]


def test_the_nordic_window_holds_every_regional_office():
    assert NORDIC.west < 11.97 < NORDIC.east
    assert NORDIC.south < 55.60 < 64.75 < NORDIC.north
