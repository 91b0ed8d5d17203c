"""Another engine behind the composer's seam: CP-SAT of Google's OR-Tools, where it is installed.

OR-Tools takes a second and a hundred megabytes to load, and may overrun its limit. So it runs in
a process of its own, `python -m visits.planning.cpsat`, that reads problems and writes answers as
lines of JSON, and is killed when it takes too long. Only that process loads the library.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from visits.catalogue import Theme
from visits.errors import EngineMissing
from visits.planning.check import check
from visits.planning.choice import PlannedStop
from visits.planning.document import Document, problem_from_document, stops_from_document
from visits.planning.plan import LeftOut, LeftOutKind, Outcome, Plan
from visits.planning.problem import Problem, fingerprint
from visits.planning.usable import hindrance
from visits.planning.worth import POINTS_PER_WEIGHT, RETURNS
from visits.planning.writing import problem_to_document, stops_to_document

WORK_LIMIT = 20_000
PATIENCE_SECONDS = 60.0
HOW_TO_INSTALL = "CP-SAT is not installed: uv pip install -r pyproject.toml --extra cpsat"
ROOT = Path(__file__).parents[2]

Value = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A problem, and a plan of the composer's own to begin with."""

    problem: Problem
    hint: Plan | None = None


def solve_cpsat(
    problem: Problem,
    *,
    seed: int = 0,
    limit: int = WORK_LIMIT,
    hint: Plan | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Plan:
    """The best plan that CP-SAT finds, never worse than the hint.

    With one worker the same question gives the same plan. `limit` counts steps of work as the
    composer does, roughly; after `patience` seconds the process is ended, and the hint is the
    answer. Raises EngineMissing where OR-Tools is not installed.
    """
    question = Question(problem=problem, hint=hint)
    return solve_each([question], seed=seed, limit=limit, patience=patience)[0]


def solve_each(
    questions: Sequence[Question],
    *,
    seed: int = 0,
    limit: int = WORK_LIMIT,
    patience: float = PATIENCE_SECONDS,
) -> list[Plan]:
    """The plan for each question, all in one process; patience is for all together."""
    if find_spec("ortools") is None:
        raise EngineMissing(HOW_TO_INSTALL)
    lines = [json.dumps(_question_out(one, seed=seed, limit=limit)) for one in questions]
    answers = _answers(lines, patience=patience)
    plans = []
    for number, question in enumerate(questions):
        answer = answers[number] if number < len(answers) else None
        plan = replace(_plan(question, answer), seed=seed, limit=limit)
        plans.append(replace(plan, input_hash=fingerprint(question.problem)))
    return plans


def _question_out(question: Question, *, seed: int, limit: int) -> Document:
    return {
        "problem": problem_to_document(question.problem),
        "hint": stops_to_document(question.hint.stops if question.hint else ()),
        "seed": seed,
        "limit": limit,
    }


def _answers(lines: Iterable[str], *, patience: float) -> list[Document]:
    """What the process answers before patience is over, a document for each line."""
    with subprocess.Popen(
        [sys.executable, "-m", "visits.planning.cpsat"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            written, _ = process.communicate("\n".join(lines), timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            written, _ = process.communicate()
    # The last line may be cut off where the process was killed.
    return [json.loads(line) for line in written.split("\n")[:-1]]


def _plan(question: Question, answer: Document | None) -> Plan:
    """The better of what was found and of the hint, with what is known about both."""
    problem, hint = question.problem, question.hint
    known = hint if hint and hint.stops and not check(problem, hint) else None
    if answer is None:
        return known or Plan(outcome=Outcome.NOT_FOUND, bound=_most(problem))
    found = _found(problem, answer)
    if known is None:
        return found
    best = found if _value(found) > _value(known) else known
    # A plan in hand shows a bound below it to be wrong.
    bound = min(one for one in (found.bound, max(known.bound, best.score)) if one >= best.score)
    outcome = Outcome.PROVEN if best.score >= bound else Outcome.FOUND
    return replace(best, outcome=outcome, bound=bound, work=found.work)


def _found(problem: Problem, answer: Document) -> Plan:
    stops = tuple(sorted(stops_from_document(answer["stops"])))
    scores, bound = answer["scores"], answer["bound"]
    assert isinstance(scores, dict)
    outcome = Outcome(str(answer["outcome"]))
    if outcome is Outcome.IMPOSSIBLE:
        bound = 0
    plan = Plan(
        outcome=outcome,
        stops=stops,
        score=sum(scores.values()),
        bound=bound if isinstance(bound, int) else _most(problem),
        track_scores=tuple(scores.items()) if problem.party.tracks else (),
        work=int(str(answer["work"])),
        left_out=tuple(_left_out(problem, stops)),
    )
    if check(problem, plan):
        return Plan(outcome=Outcome.NOT_FOUND, bound=plan.bound, work=plan.work)
    return _with_kept(problem, plan)


def _most(problem: Problem) -> int:
    """No programme is worth more: five stops on every theme, and all that is wished by name."""
    usual = problem.wishes.themes or tuple((theme, 1.0) for theme in Theme)
    wished = sum(round(weight * POINTS_PER_WEIGHT) for _, weight in problem.wishes.wished)
    return sum(
        sum(round(weight * POINTS_PER_WEIGHT) for _, weight in themes) * sum(RETURNS)
        + wished * RETURNS[0]
        for themes in [track.themes or usual for track in problem.party.tracks] or [usual]
    )


def _with_kept(problem: Problem, plan: Plan) -> Plan:
    """The plan, with how much of the programme in force stays."""
    slots = {(stop.choice, stop.span) for stop in plan.stops}
    kept = [stop for stop in problem.current if (stop.choice, stop.span) in slots]
    keys = {stop.choice for stop in problem.current} & {stop.choice for stop in plan.stops}
    return replace(
        plan,
        agreed_kept=sum(stop.choice in problem.agreed for stop in kept),
        slots_kept=len(kept),
        stops_kept=len(keys),
    )


def _value(plan: Plan) -> Value:
    return plan.score, plan.agreed_kept, plan.slots_kept, plan.stops_kept


def _left_out(problem: Problem, stops: tuple[PlannedStop, ...]) -> Iterable[LeftOut]:
    """Why the other choices are not there, as far as can be said without a search."""
    planned = {stop.choice for stop in stops}
    hosts = {choice.host for choice in problem.choices if choice.key in planned}
    for choice in sorted(problem.choices, key=lambda choice: choice.key):
        if choice.key not in planned:
            kind = None if problem.party.tracks else hindrance(choice, problem)
            is_host_seen = choice.host in hosts and not problem.party.tracks
            other = LeftOutKind.SAME_HOST if is_host_seen else LeftOutKind.NO_ROOM
            yield LeftOut(choice.key, kind or other)


def answer_lines(lines: Iterable[str]) -> Iterable[str]:
    """The answers to lines of questions, one by one; loads OR-Tools."""
    from visits.planning.second_engine.search import ask

    for line in lines:
        question = json.loads(line)
        answer = ask(
            problem_from_document(question["problem"]),
            hint=stops_from_document(question["hint"]),
            seed=question["seed"],
            limit=question["limit"],
        )
        yield json.dumps(
            {
                "outcome": answer.outcome.value,
                "stops": stops_to_document(answer.stops),
                "scores": dict(answer.scores),
                "bound": answer.bound,
                "work": answer.work,
            }
        )


if __name__ == "__main__":
    for answered in answer_lines(sys.stdin):
        print(answered, flush=True)
