from datetime import timedelta

from benchmarks.compose import reference
from tests.planning.cases import MONDAY, NEVER, a_choice, a_problem, span
from visits.catalogue import Theme
from visits.planning.alternatives import alternatives
from visits.planning.check import check
from visits.planning.plan import Outcome, ReasonKind
from visits.planning.solve import solve


def test_alternatives_offer_three_different_programmes_for_the_reference_visit() -> None:
    problem = reference()

    plans = alternatives(problem)

    assert [plan.reason.kind for plan in plans] == [
        ReasonKind.BEST_FIT,
        ReasonKind.FEWER_STOPS,
        ReasonKind.OTHER_HOSTS,
    ]
    assert [check(problem, plan) for plan in plans] == [(), (), ()]
    assert plans[0] == solve(problem)


def test_alternatives_take_little_work_for_the_reference_visit() -> None:
    plans = alternatives(reference())

    assert sum(plan.work for plan in plans) < 5_000


def test_alternatives_speak_of_what_was_asked() -> None:
    problem = reference()

    best, *others = alternatives(problem)

    for plan in others:
        assert plan.outcome is Outcome.FOUND
        assert (plan.bound, plan.input_hash) == (best.bound, best.input_hash)
        assert plan.score <= best.score


def test_alternatives_are_fewer_where_fewer_exist() -> None:
    problem = a_problem(a_choice("only", free=(span("09:00-09:45"),)))

    assert len(alternatives(problem)) == 1


def test_alternatives_are_none_for_an_impossible_problem() -> None:
    assert alternatives(a_problem(NEVER)) == ()


def test_alternatives_offer_another_day_where_the_hosts_are_the_same() -> None:
    tuesday = MONDAY + timedelta(days=1)
    free = (span("09:00-09:45"), span("09:00-09:45", on=tuesday))
    problem = a_problem(a_choice("only", free=free), latest_on=tuesday)

    plans = alternatives(problem)

    assert [(plan.reason.kind, plan.reason.on) for plan in plans[1:]] == [
        (ReasonKind.OTHER_DAY, tuesday)
    ]


def test_alternatives_give_no_more_than_asked_for() -> None:
    problem = a_problem(*(a_choice(key, Theme.ENERGY) for key in "abcdef"))

    assert len(alternatives(problem, count=2)) == 2
    assert len(alternatives(problem, count=1)) == 1


def test_alternatives_offer_a_calmer_programme_where_nothing_else_differs() -> None:
    first, second = a_choice("a", free=(span("09:00-13:00"),)), a_choice("b", Theme.TALENT)
    problem = a_problem(first, second, musts=("a", "b"), longest_day=120, lunch=None)

    plans = alternatives(problem)

    assert [plan.reason.kind for plan in plans] == [ReasonKind.BEST_FIT, ReasonKind.CALMER]
    assert plans[1].reason.amount >= 15
