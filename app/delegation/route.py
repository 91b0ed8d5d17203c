"""The way of a programme on a map."""

from collections.abc import Iterable

from app.i18n import current_language, gettext
from app.map_parts import map_assets, map_texts
from app.showing import ShownStop
from visits.atlas import Atlas, Mark, itinerary_atlas


def map_of(stops: Iterable[ShownStop]) -> Atlas | None:
    """The stops as numbered marks with the way between them; None where there are none."""
    marks = [_mark(stop) for stop in stops]
    return (
        itinerary_atlas(
            marks, assets=map_assets(), texts=map_texts(gettext("Map of your programme"))
        )
        if marks
        else None
    )


def _mark(stop: ShownStop) -> Mark:
    title = stop.offer.title.in_language(current_language()).text
    lines = (f"{stop.time.day}, {stop.time.clocks}", stop.offer.host.name, stop.place)
    return Mark(stop.number, stop.offer.site.point, title, lines)
