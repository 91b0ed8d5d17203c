"""What groups compete for: slots that clash, slots that can be shared, slots that are closed."""

from dataclasses import replace

from tests.planning.cases import MONDAY, a_choice, a_problem, at, span
from visits.planning.choice import Staffing
from visits.planning.groups.asked import opened
from visits.planning.groups.clashes import clashing_stretches
from visits.planning.groups.slots import Slot, Slots
from visits.planning.party import Track
from visits.planning.problem import Problem


def in_groups(problem: Problem) -> Problem:
    """The problem for two groups of 20 and one of 10; the second speaks English only."""
    tracks = (
        Track(key="HR", size=20),
        Track(key="ICT", size=20, languages=("en",)),
        Track(key="city", size=10),
    )
    return replace(problem, party=replace(problem.party, tracks=tracks))


def minute(wall: str) -> int:
    """A wall time on Monday as minutes since 1970."""
    return int(at(wall).timestamp()) // 60


def walls(slots: Slots, found: frozenset[Slot]) -> list[str]:
    """The starts of some slots as quarters after eight: "1:15" is 9:15 on the clock."""
    first = minute("08:00")
    return sorted(f"{(start - first) // 60}:{(start - first) % 60:02}" for _, start in found)


def test_slots_of_one_contact_clash_up_to_both_buffers() -> None:
    problem = in_groups(a_problem(a_choice("a", free=(span("08:00-12:00"),))))
    slots = Slots(problem, [MONDAY])

    # The stop takes 45 minutes, with 10 before and 10 after: 65 from start to start.
    clashing = slots.clashing((0, minute("09:30")))

    assert walls(slots, clashing) == [
        "0:30", "0:45", "1:00", "1:15", "1:30", "1:45", "2:00", "2:15", "2:30",
    ]  # fmt: skip


def test_slots_can_be_shared_by_groups_that_fit_and_understand() -> None:
    wide = replace(a_choice("a"), most_people=40, languages=("fi", "en"))
    finnish = replace(a_choice("b"), most_people=60, languages=("fi",))
    slots = Slots(in_groups(a_problem(wide, finnish)), [MONDAY])
    a, b = (0, minute("09:00")), (1, minute("09:00"))

    pairs = [slots.can_share(slot, tracks) for slot in (a, b) for tracks in ((0, 1), (0, 2))]

    assert pairs == [True, True, False, True]
    assert slots.language(a, (0, 1)) == "en"


def test_everyone_is_the_whole_party() -> None:
    groups_only = replace(a_choice("a"), most_people=50)
    slots = Slots(in_groups(a_problem(groups_only)), [MONDAY])
    larger = replace(slots.problem, party=replace(slots.problem.party, size=51))

    shared = [
        Slots(problem, [MONDAY]).can_share((0, minute("09:00")), (0, 1, 2))
        for problem in (slots.problem, larger)
    ]

    assert shared == [True, False]


def test_closed_slots_leave_a_choice_with_the_starts_between_them() -> None:
    choice = a_choice("a", free=(span("08:00-10:00"),))
    slots = Slots(in_groups(a_problem(choice)), [MONDAY])
    closed = frozenset({(0, minute("08:30"))})

    left = opened(choice, [(0, slots.staffed[0])], closed)

    # 8:00 and 8:15 can still be had, and 8:45 to 9:15; the stretches overlap, so they are apart.
    assert (left.free, [each.free for each in left.others]) == (
        (span("08:00-09:00"),),
        [(span("08:45-10:00"),)],
    )


def test_a_choice_of_which_all_is_closed_is_never_free() -> None:
    choice = replace(
        a_choice("a", free=(span("08:00-08:45"),)),
        others=(Staffing(contact="z", free=(span("09:00-09:45"),)),),
    )
    slots = Slots(in_groups(a_problem(choice)), [MONDAY])
    closed = frozenset({(0, minute("08:00")), (1, minute("09:00"))})

    left = opened(choice, list(enumerate(slots.staffed)), closed)

    assert (left.free, left.others) == ((), ())


def test_stretches_around_a_clash_clash_in_every_pair() -> None:
    one = a_choice("a", free=(span("08:00-12:00"),))
    other = replace(a_choice("b", free=(span("08:00-12:00"),)), contact="contact-a")
    slots = Slots(in_groups(a_problem(one, other)), [MONDAY])

    first, second = clashing_stretches(slots, (0, minute("09:30")), (1, minute("09:45")))

    assert len(first) > 1
    assert len(second) > 1
    assert all(other in slots.clashing(slot) for slot in first for other in second)


def test_stretches_of_one_offer_have_no_start_in_common() -> None:
    slots = Slots(in_groups(a_problem(a_choice("a", free=(span("08:00-12:00"),)))), [MONDAY])

    first, second = clashing_stretches(slots, (0, minute("09:30")), (0, minute("09:45")))

    assert first.isdisjoint(second)
    assert all(other in slots.clashing(slot) for slot in first for other in second)
