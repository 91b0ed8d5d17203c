"""The way of a delegation's own programme on a map."""

from collections.abc import Iterable

import app.map_parts
from app.i18n import gettext
from app.showing import ShownStop
from visits.atlas import Atlas


def map_of(stops: Iterable[ShownStop]) -> Atlas | None:
    """The stops as numbered marks with the way between them; None where there are none."""
    return app.map_parts.map_of(stops, label=gettext("Map of your programme"))
