import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.compose import reference
from tests.planning.cases import a_stop, random_problem, times
from visits.errors import InvalidValue
from visits.planning.document import problem_from_document
from visits.planning.solve import solve
from visits.planning.writing import plan_to_document, problem_to_document

DOCS = Path(__file__).parents[2] / "docs" / "planning.md"


def _documented() -> dict[str, Any]:
    found = re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    document: dict[str, Any] = json.loads(found.group(1))
    return document


def test_document_in_the_manual_is_solved() -> None:
    problem = problem_from_document(_documented())

    plan = solve(problem)

    assert plan.is_optimal
    assert times(plan) == [("industry-project", "10:00"), ("jobba-och-lev", "11:00")]


@pytest.mark.parametrize("seed", range(10))
def test_document_of_a_problem_reads_back_to_the_same_problem(seed: int) -> None:
    problem = replace(random_problem(seed), avoided_hosts=("k",))
    stop = a_stop(problem.choices[0], "09:00")
    problem = replace(problem, fixed=(stop,), current=(stop,))

    text = json.dumps(problem_to_document(problem))

    assert problem_from_document(json.loads(text)) == problem


def test_document_of_a_plan_is_plain_json() -> None:
    plan = solve(reference())

    document = json.loads(json.dumps(plan_to_document(plan)))

    assert document["outcome"] == "proven"
    assert document["reason"] == {"kind": "best_fit", "amount": 0, "on": None}
    assert len(document["stops"]) == len(plan.stops)
    assert set(document["stops"][0]) == {
        "choice",
        "starts_at",
        "ends_at",
        "contact",
        "language",
        "format",
        "company",
        "tracks",
    }


def _put(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def put(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return put


BAD = {
    "choices[1].minutes": _put("choices", 1, "minutes", value=0),
    "choices[0].minutes": _put("choices", 0, "minutes", value="50"),
    "choices[1].free[0]": _put("choices", 1, "free", value=[["2026-11-03T08:00+01:00"]]),
    "choices[0].free[0][1]": _put("choices", 0, "free", 0, 1, value="2026-11-03T08:00"),
    "choices[0].point": _put("choices", 0, "point", value=[91, 0]),
    "choices[0].themes[0]": _put("choices", 0, "themes", value=["gold"]),
    "choices[0].colour": _put("choices", 0, "colour", value="blue"),
    "choices[0].most_people": _put("choices", 0, "most_people", value=True),
    "choices": _put("choices", value={}),
    "party.size": _put("party", "size", value=0),
    "party.zone": _put("party", "zone", value="Nowhere"),
    "party.languages[1]": _put("party", "languages", value=["fi", None]),
    "party": _put("party", value=None),
    "wishes.latest_on": _put("wishes", "latest_on", value="2026-11-01"),
    "wishes.earliest_on": _put("wishes", "earliest_on", value="2 Nov"),
    "wishes.day_from": _put("wishes", "day_from", value="25:00"),
    "wishes.themes.gold": _put("wishes", "themes", value={"gold": 1}),
    "wishes.themes.industry": _put("wishes", "themes", "industry", value=float("nan")),
    "wishes.musts": _put("wishes", "musts", value=["nobody"]),
    "wishes.lunch.minutes": _put("wishes", "lunch", value={"minutes": 0}),
    "fixed[0].starts_at": _put("fixed", value=[{}]),
}


@pytest.mark.parametrize("path", BAD)
def test_document_refuses_a_wrong_value_and_names_its_path(path: str) -> None:
    document = deepcopy(_documented())
    BAD[path](document)

    with pytest.raises(InvalidValue) as refused:
        problem_from_document(document)

    assert refused.value.field == path


def test_document_refuses_a_reversed_span() -> None:
    document = _documented()
    document["choices"][0]["free"][0].reverse()

    with pytest.raises(InvalidValue) as refused:
        problem_from_document(document)

    assert refused.value.field == "choices[0].free[0]"


def test_document_must_be_an_object() -> None:
    with pytest.raises(InvalidValue) as refused:
        problem_from_document([])

    assert refused.value.field == "document"
