"""What every map of ours is drawn with: its files, its buttons' words, and a programme's way."""

from collections.abc import Iterable

from flask import url_for

from app.i18n import current_language, gettext
from app.showing import ShownStop
from visits.atlas import Atlas, AtlasAssets, AtlasTexts, Mark, itinerary_atlas


def map_assets() -> AtlasAssets:
    """Leaflet and the basemap, from our own host."""
    return AtlasAssets(
        stylesheets=(url_for("static", filename="vendor/leaflet/leaflet.css"),),
        scripts=(url_for("static", filename="vendor/leaflet/leaflet.js"),),
        basemap=url_for("static", filename="vendor/basemap/nordic.geojson"),
    )


def map_texts(label: str) -> AtlasTexts:
    """The map's words in the page's language; `label` says what it shows."""
    return AtlasTexts(
        label=label,
        zoom_in=gettext("Zoom in"),
        zoom_out=gettext("Zoom out"),
        close=gettext("Close"),
    )


def map_of(stops: Iterable[ShownStop], *, label: str) -> Atlas | None:
    """The stops as numbered marks with the way between them; None where there are none."""
    marks = [_mark(stop) for stop in stops]
    if not marks:
        return None
    return itinerary_atlas(marks, assets=map_assets(), texts=map_texts(label))


def _mark(stop: ShownStop) -> Mark:
    title = stop.offer.title.in_language(current_language()).text
    lines = (f"{stop.time.day}, {stop.time.clocks}", stop.offer.host.name, stop.place)
    return Mark(stop.number, stop.offer.site.point, title, lines)
