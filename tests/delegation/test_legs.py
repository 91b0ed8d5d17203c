"""The roads between the stops of a programme, as its page tells them."""

from app.delegation.legs import legs_of
from app.showing import ShownStop, show_stops
from tests.builders import STOCKHOLM, a_host, a_span, a_stop, an_offer
from visits.catalogue import Format, Site
from visits.itinerary import Stop
from visits.place import Point
from visits.travel import USUAL_ROADS, Leg

UMEA, SKELLEFTEA = Point(63.825, 20.263), Point(64.750, 20.953)
NORDMALING = Point(63.57, 19.50)


def at(town: str, point: Point, hour: int, **changes: object) -> Stop:
    site = Site(
        host=a_host(), slug=town, name=town, town=town, address=town, point=point, zone=STOCKHOLM
    )
    return a_stop(
        offer=an_offer(site=site),
        span=a_span(hour),
        **{"format": Format.ON_SITE, **changes},
    )


def shown(*stops: Stop) -> tuple[ShownStop, ...]:
    return show_stops(stops, zone=STOCKHOLM)


def test_known_road_is_told_as_it_is_known() -> None:
    stops = shown(at("Umeå", UMEA, 8), at("Skellefteå", SKELLEFTEA, 12))

    assert legs_of(stops, roads=USUAL_ROADS) == {2: Leg(105, 135)}


def test_road_that_nobody_has_entered_is_an_estimate() -> None:
    stops = shown(at("Umeå", UMEA, 8), at("Nordmaling", NORDMALING, 12))

    assert [leg.is_estimate for leg in legs_of(stops, roads=USUAL_ROADS).values()] == [True]


def test_nobody_drives_to_what_is_followed_online_and_the_road_goes_on_from_before() -> None:
    stops = shown(
        at("Umeå", UMEA, 8),
        at("Örnsköldsvik", NORDMALING, 10, format=Format.ONLINE),
        at("Skellefteå", SKELLEFTEA, 13),
    )

    assert legs_of(stops, roads=USUAL_ROADS) == {3: Leg(105, 135)}


def test_there_is_no_road_to_where_one_is() -> None:
    assert legs_of(shown(at("Umeå", UMEA, 8), at("Umeå", UMEA, 12)), roads=USUAL_ROADS) == {}


def test_groups_have_roads_of_their_own() -> None:
    stops = shown(
        at("Umeå", UMEA, 8, groups=("HR",)),
        at("Skellefteå", SKELLEFTEA, 9, groups=("ICT",)),
        at("Skellefteå", SKELLEFTEA, 13, groups=("HR",)),
    )

    assert legs_of(stops, roads=USUAL_ROADS) == {3: Leg(105, 135)}


def test_one_day_does_not_lead_on_from_another() -> None:
    umea, later = at("Umeå", UMEA, 8), at("Skellefteå", SKELLEFTEA, 8)
    later.span = a_span(8, on=later.span.starts_at.date().replace(day=13))

    assert legs_of(shown(umea, later), roads=USUAL_ROADS) == {}
