from tests.planning.cases import a_choice, a_problem, a_stop, span
from visits.catalogue import Theme
from visits.planning.choice import PlannedStop
from visits.planning.effect import Effect, compared
from visits.planning.problem import Problem
from visits.planning.replan import Answered, replan
from visits.revision import Appointment, Move, Revision

FIRST, SECOND, THIRD = a_choice("a"), a_choice("b", Theme.TALENT), a_choice("c", Theme.TALENT)
CURRENT = (a_stop(FIRST, "09:00"), a_stop(SECOND, "10:00"))


def effect_of(problem: Problem, *, current: tuple[PlannedStop, ...], answered: Answered) -> Effect:
    return compared(problem, current, replan(problem, current=current, answered=answered))


def test_effect_of_a_proposal_tells_what_moves_and_how_much_later_it_ends() -> None:
    answered = Answered(confirmed=frozenset({"a"}), proposed={"b": (span("11:30-12:15"),)})

    effect = effect_of(a_problem(FIRST, SECOND), current=CURRENT, answered=answered)

    assert effect.revision == Revision(
        stays=(Appointment(CURRENT[0].span, "a"),),
        moves=(Move("b", CURRENT[1].span, span("11:30-12:15")),),
    )
    assert (effect.later, effect.longer) == (90, 90)
    assert effect.hosts_asked == (SECOND.host,)


def test_effect_of_a_decline_names_the_host_that_comes_instead() -> None:
    answered = Answered(gone=frozenset({"b"}))

    effect = effect_of(a_problem(FIRST, SECOND, THIRD), current=CURRENT, answered=answered)

    assert [one.offer for one in effect.revision.goes] == ["b"]
    assert [one.offer for one in effect.revision.comes] == ["c"]
    assert effect.hosts_asked == (THIRD.host,)


def test_effect_is_that_all_goes_where_nothing_is_left() -> None:
    effect = effect_of(
        a_problem(FIRST), current=CURRENT[:1], answered=Answered(gone=frozenset({"a"}))
    )

    assert effect.revision == Revision(goes=(Appointment(CURRENT[0].span, "a"),))
    assert (effect.later, effect.longer, effect.hosts_asked) == (0, 0, ())
