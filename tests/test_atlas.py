import re

import pytest

from visits.atlas import (
    Atlas,
    AtlasAssets,
    AtlasTexts,
    Mark,
    catalogue_atlas,
    itinerary_atlas,
    markup_text,
    script_text,
)
from visits.errors import InvalidValue
from visits.place import Point

ASSETS = AtlasAssets(
    stylesheets=("/static/vendor/leaflet/leaflet.css",),
    scripts=("/static/vendor/leaflet/leaflet.js",),
    basemap="/static/vendor/basemap/nordic.geojson",
)
TEXTS = AtlasTexts(label="Karta", zoom_in="Zooma in", zoom_out="Zooma ut", close="Stäng")

UMEA = Mark(1, Point(63.825, 20.263), "Umeå Energi", ("Umeå",))
HUB = Mark(2, Point(63.826, 20.262), "Viable Business Hub", ("Umeå",))
SKELLEFTEA = Mark(3, Point(64.750, 20.953), "Skellefteå Science City", ("Skellefteå",))
OVIK = Mark(4, Point(63.290, 18.716), "Örnsköldsvik", ())


def catalogue(*marks: Mark) -> Atlas:
    return catalogue_atlas(marks, assets=ASSETS, texts=TEXTS)


def itinerary(*marks: Mark) -> Atlas:
    return itinerary_atlas(marks, assets=ASSETS, texts=TEXTS)


def pins(atlas: Atlas) -> list[str]:
    """The numbers on the pins, in the order in which they are drawn."""
    return re.findall(r"atlas-number.*?\\u003e([\d, ]+)\\u003c", atlas.script)


def test_catalogue_atlas_names_its_element_and_its_assets():
    atlas = catalogue(UMEA)

    assert atlas.element_id == "map_atlas"
    assert atlas.html == '<div class="folium-map" id="map_atlas" ></div>'
    assert atlas.stylesheets == ASSETS.stylesheets
    assert atlas.scripts == ASSETS.scripts


def test_catalogue_atlas_numbers_every_mark():
    assert pins(catalogue(UMEA, SKELLEFTEA, OVIK)) == ["1", "3", "4"]


def test_marks_that_would_hide_each_other_share_a_pin_that_names_both():
    atlas = catalogue(UMEA, HUB, SKELLEFTEA)

    assert pins(atlas) == ["1, 2", "3"]
    assert script_text("1. Umeå Energi; 2. Viable Business Hub")[1:-1] in atlas.script


def test_the_same_call_gives_the_same_atlas():
    assert itinerary(UMEA, SKELLEFTEA) == itinerary(UMEA, SKELLEFTEA)


def test_two_maps_on_one_page_share_no_name():
    first = itinerary_atlas([UMEA, SKELLEFTEA], assets=ASSETS, texts=TEXTS, name="first")
    second = itinerary_atlas([UMEA, SKELLEFTEA], assets=ASSETS, texts=TEXTS, name="second")

    names = [set(re.findall(r"var (\w+) =", atlas.script)) for atlas in (first, second)]
    assert names[0] & names[1] == set()


def test_a_name_that_is_no_identifier_is_refused():
    with pytest.raises(InvalidValue):
        catalogue_atlas([UMEA], assets=ASSETS, texts=TEXTS, name='a"; alert(1)')


def test_itinerary_atlas_draws_the_way_in_the_order_of_the_stops():
    atlas = itinerary(SKELLEFTEA, UMEA, OVIK)

    assert "[[64.75, 20.953], [63.825, 20.263], [63.29, 18.716]]" in atlas.script


@pytest.mark.parametrize("stops", [(), (UMEA,), (UMEA, UMEA)])
def test_itinerary_atlas_draws_no_way_within_one_place(stops: tuple[Mark, ...]):
    assert "L.polyline" not in itinerary(*stops).script


def test_catalogue_atlas_draws_no_way():
    assert "L.polyline" not in catalogue(UMEA, OVIK).script


def test_an_atlas_without_marks_is_an_empty_map():
    atlas = catalogue()

    assert pins(atlas) == []
    assert "fitBounds" not in atlas.script


def test_an_atlas_asks_no_other_host_for_anything():
    atlas = itinerary(UMEA, SKELLEFTEA)

    written = " ".join([atlas.html, atlas.script, *atlas.stylesheets, *atlas.scripts])
    assert re.findall(r"(?:https?:)?//\w\S*", written) == []
    assert "$(" not in written


@pytest.mark.parametrize(
    "title",
    [
        "</script><img src=x onerror=alert(1)>",
        "<!-- <script>",
        "{{ 7 * 7 }}",
        "{% for x in (1, 2) %}x{% endfor %}",
        "{# away #}",
        "`${alert(1)}`",
        "\"'); alert(1); //",
        "line\u2028break",
    ],
)
def test_a_text_from_outside_stays_inert(title: str):
    atlas = catalogue(Mark(1, UMEA.point, title, (title,)))

    assert title not in atlas.script
    assert script_text(f"1. {title}") in atlas.script
    assert script_text(title) in atlas.script
    assert "<" not in atlas.script
    assert "49" not in atlas.script


def test_markup_text_escapes_markup_and_braces():
    assert markup_text("<b>{{ a & b }}") == "&lt;b&gt;&#123;&#123; a &amp; b &#125;&#125;"


def test_the_words_on_the_map_are_the_readers():
    atlas = catalogue(UMEA)

    for text in ("Karta", "Zooma in", "Zooma ut", "Stäng"):
        assert script_text(text) in atlas.script
