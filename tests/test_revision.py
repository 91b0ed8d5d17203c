"""What differs between two versions of a programme."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_span
from visits.revision import Appointment, Move, Revision, difference

NINE, TEN, ELEVEN = a_span(9), a_span(10), a_span(11)
VERSIONS = st.dictionaries(
    st.sampled_from(["wind", "steel", "wood", "water"]), st.sampled_from([NINE, TEN, ELEVEN])
).map(lambda times: tuple(Appointment(span, offer) for offer, span in times.items()))


def test_difference_tells_what_stays_moves_goes_and_comes() -> None:
    before = [Appointment(NINE, "wind"), Appointment(TEN, "steel"), Appointment(ELEVEN, "wood")]
    after = [Appointment(NINE, "wind"), Appointment(TEN, "water"), Appointment(ELEVEN, "steel")]

    revision = difference(before, after)

    assert revision == Revision(
        stays=(Appointment(NINE, "wind"),),
        moves=(Move("steel", TEN, ELEVEN),),
        goes=(Appointment(ELEVEN, "wood"),),
        comes=(Appointment(TEN, "water"),),
    )


def test_difference_is_in_order_of_time() -> None:
    after = [Appointment(ELEVEN, "wood"), Appointment(NINE, "wind")]

    assert difference([], after).comes == (Appointment(NINE, "wind"), Appointment(ELEVEN, "wood"))


def test_same_version_in_another_order_is_no_revision() -> None:
    version = [Appointment(NINE, "wind"), Appointment(TEN, "steel")]

    assert difference(version, reversed(version)).is_empty


def test_difference_pairs_the_turns_of_the_same_groups() -> None:
    before = [Appointment(NINE, "wind", ("HR",)), Appointment(TEN, "wind", ("ICT",))]
    after = [Appointment(TEN, "wind", ("HR",)), Appointment(ELEVEN, "wind", ("ICT",))]

    revision = difference(before, after)

    assert revision == Revision(
        moves=(Move("wind", NINE, TEN, ("HR",)), Move("wind", TEN, ELEVEN, ("ICT",)))
    )


def test_difference_tells_when_other_groups_come() -> None:
    before, after = [Appointment(NINE, "wind")], [Appointment(NINE, "wind", ("ICT",))]

    assert difference(before, after).moves == (Move("wind", NINE, NINE, ("ICT",)),)


@given(VERSIONS, VERSIONS)
def test_revision_leads_from_one_version_to_the_other(
    before: tuple[Appointment, ...], after: tuple[Appointment, ...]
) -> None:
    revision = difference(before, after)

    kept = (set(before) - set(revision.goes)) - {
        Appointment(move.before, move.offer) for move in revision.moves
    }
    moved = {Appointment(move.after, move.offer) for move in revision.moves}
    assert kept == set(revision.stays)
    assert kept | moved | set(revision.comes) == set(after)
    assert revision.is_empty == (set(before) == set(after))
