"""What every map of ours is drawn with: where its files are, and what its buttons are called."""

from flask import url_for

from app.i18n import gettext
from visits.atlas import AtlasAssets, AtlasTexts


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
