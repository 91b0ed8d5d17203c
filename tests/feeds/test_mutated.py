"""Ten thousand damaged calendar files: none hangs, none leaks an error, none frees a taken time."""

import pytest

from app.confined import Confined, Limits
from tests.feeds.mutate import MOST_SECONDS, read_mutants

COUNT = 10_000


@pytest.fixture(scope="module")
def batch() -> dict[str, object]:
    confined = Confined(
        "tests.feeds.mutate:read_mutants", limits=Limits(cpu_seconds=60, wall_seconds=200)
    )
    answer = confined.read(b"", seed=0, count=COUNT)
    confined.close()
    assert isinstance(answer, dict)
    return answer


def test_damaged_files_are_busy_or_not_read(batch: dict[str, object]) -> None:
    assert batch["wrong"] == []


def test_damaged_files_are_read_or_refused_at_once(batch: dict[str, float]) -> None:
    assert batch["slowest"] < MOST_SECONDS


def test_damaged_files_are_often_whole_enough_to_be_read(
    batch: dict[str, dict[str, int]],
) -> None:
    outcomes = batch["outcomes"]

    assert outcomes["said busy"] > COUNT / 20
    assert {"broken", "not_a_calendar", "unknown_zone", "too_complex"} <= outcomes.keys()


def test_taken_times_are_free_where_the_unknown_is_free() -> None:
    harmed = read_mutants(seed=0, count=200, unknown_is_free=True)

    assert harmed["wrong"] != []


def test_damaged_files_are_as_busy_as_plain_libraries_find_them() -> None:
    confined = Confined(
        "tests.feeds.plain:compare_mutants", limits=Limits(cpu_seconds=60, wall_seconds=200)
    )

    compared = confined.read(b"", seed=0, count=1500)

    assert isinstance(compared, dict)
    assert compared["compared"] > 150
    assert compared["missed"] == []
    confined.close()
