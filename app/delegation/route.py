"""The way of a programme on a map."""

from collections.abc import Iterable

from flask import url_for

from app.i18n import current_language, gettext
from app.showing import ShownStop
from visits.atlas import Atlas, AtlasAssets, AtlasTexts, Mark, itinerary_atlas


def map_of(stops: Iterable[ShownStop]) -> Atlas | None:
    """The stops as numbered marks with the way between them; None where there are none."""
    marks = [_mark(stop) for stop in stops]
    return itinerary_atlas(marks, assets=_assets(), texts=_texts()) if marks else None


def _mark(stop: ShownStop) -> Mark:
    title = stop.offer.title.in_language(current_language()).text
    lines = (f"{stop.time.day}, {stop.time.clocks}", stop.offer.host.name, stop.place)
    return Mark(stop.number, stop.offer.site.point, title, lines)


def _assets() -> AtlasAssets:
    return AtlasAssets(
        stylesheets=(url_for("static", filename="vendor/leaflet/leaflet.css"),),
        scripts=(url_for("static", filename="vendor/leaflet/leaflet.js"),),
        basemap=url_for("static", filename="vendor/basemap/nordic.geojson"),
    )


def _texts() -> AtlasTexts:
    return AtlasTexts(
        label=gettext("Map of your programme"),
        zoom_in=gettext("Zoom in"),
        zoom_out=gettext("Zoom out"),
        close=gettext("Close"),
    )
