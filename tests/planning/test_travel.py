import pytest

from visits.errors import InvalidValue
from visits.place import Point
from visits.travel import Leg, Locality, leg_between

UMEA = Locality("Umeå", Point(63.825, 20.263))
KLOCKARBACKEN = Locality("Umeå", Point(63.829, 20.150))
VAASA = Locality("Vaasa", Point(63.096, 21.616))
KOKKOLA = Locality("Kokkola", Point(63.838, 23.131))


@pytest.mark.parametrize(
    ("here", "there", "leg"),
    [
        ("Umeå", "Skellefteå", Leg(105, 135)),
        ("Skellefteå", "Umeå", Leg(105, 135)),
        ("Örnsköldsvik", "Umeå", Leg(85, 110)),
        ("Skellefteå", "Örnsköldsvik", Leg(185, 245)),
        ("Skelleftehamn", "Skellefteå", Leg(25, 17)),
        ("Umeå", "Umeå", Leg(0, 0)),
        ("Umeå", "Kiruna", None),
    ],
)
def test_leg_between_knows_the_roads_between_towns(here: str, there: str, leg: Leg | None) -> None:
    assert leg_between(Locality(here), Locality(there)) == leg


def test_leg_between_estimates_by_distance_and_says_so() -> None:
    leg = leg_between(VAASA, KOKKOLA)

    assert leg == Leg(130, 145, is_estimate=True)


def test_leg_between_two_places_in_a_town_is_short() -> None:
    assert leg_between(UMEA, KLOCKARBACKEN) == Leg(25, 7, is_estimate=True)
    assert leg_between(UMEA, Locality("Umeå")) == Leg(15, 0, is_estimate=True)


def test_leg_refuses_less_than_nothing() -> None:
    with pytest.raises(InvalidValue):
        Leg(-1, 0)
