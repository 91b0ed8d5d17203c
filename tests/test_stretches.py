"""Open time is free, or not for one reason: the first of those that hold."""

from datetime import date

from tests.builders import a_span
from visits.span import Span, union
from visits.stretches import Layer, Stretch, WhyNotFree, best_of, has_room, stretches

DAY = (a_span(8, 480),)


def test_time_without_reasons_is_free() -> None:
    assert stretches(DAY, [], minutes=60) == (Stretch(a_span(8, 480)),)


def test_first_reason_is_told_where_several_hold() -> None:
    layers = [
        Layer(WhyNotFree.BUFFER, (a_span(9, 180),)),
        Layer(WhyNotFree.TAKEN, (a_span(10, 60),)),
        Layer(WhyNotFree.ON_LEAVE, (a_span(11, 300),)),
    ]

    found = stretches(DAY, layers, minutes=60)

    assert found == (
        Stretch(a_span(8, 60)),
        Stretch(a_span(9, 60), WhyNotFree.BUFFER),
        Stretch(a_span(10, 60), WhyNotFree.TAKEN),
        Stretch(a_span(11, 300), WhyNotFree.ON_LEAVE),
    )


def test_time_into_which_no_visit_fits_is_too_short() -> None:
    taken = Layer(WhyNotFree.TAKEN, (Span(a_span(8, 45).ends_at, a_span(16).starts_at),))

    found = stretches(DAY, [taken], minutes=60)

    assert found[0] == Stretch(a_span(8, 45), WhyNotFree.TOO_SHORT)


def test_visit_begins_on_a_quarter() -> None:
    late = Span(a_span(8, 5).ends_at, a_span(9, 5).ends_at)

    assert (has_room(late, 60), has_room(late, 50)) == (False, True)
    assert has_room(a_span(8, 60), 60)


def test_offer_is_free_where_one_of_several_is() -> None:
    leave = stretches(DAY, [Layer(WhyNotFree.ON_LEAVE, DAY)], minutes=60)
    taken = stretches(DAY, [Layer(WhyNotFree.TAKEN, (a_span(8, 120),))], minutes=60)

    assert best_of([leave, taken]) == (
        Stretch(a_span(8, 120), WhyNotFree.TAKEN),
        Stretch(a_span(10, 360)),
    )


def test_stretches_are_exactly_the_time_within() -> None:
    within = (a_span(8, 120), a_span(8, 60, on=date(2027, 1, 13)))
    layers = [Layer(why, (a_span(7 + rank, 40),)) for rank, why in enumerate(WhyNotFree)]

    found = stretches(within, layers, minutes=15)

    assert union(one.span for one in found) == within
    assert sum(one.span.minutes for one in found) == sum(span.minutes for span in within)
