"""The files of the orienteering benchmark: read as meant, and judged without the search."""

from pathlib import Path

import pytest

from benchmarks.planning.optw import measured
from benchmarks.planning.optw_instances import CORDEAU, SOLOMON, Instance, read_instance

# A start and two points, three and four away from it and five from each other.
SOLOMON_FILE = """4 2 2 1
0 200
0 0.00 0.00 0.00 0.00 0 0 0 37
1 3.00 0.00 10.00 7.00 1 1 1 0 30
2 0.00 4.00 10.00 5.00 1 1 1 10 30
"""
CORDEAU_FILE = SOLOMON_FILE.replace("3.00 0.00", "3.125 0.10").replace("\n", "\r\n")


def written(folder: Path, name: str, text: str) -> Instance:
    path = folder / name
    path.write_text(text, newline="")
    return read_instance(path)


@pytest.mark.parametrize(
    ("name", "text", "decimals"),
    [
        ("r101.txt", SOLOMON_FILE, SOLOMON),
        ("RC208.TXT", SOLOMON_FILE, SOLOMON),
        ("pr11.txt", CORDEAU_FILE, CORDEAU),
        ("pr11.txt", SOLOMON_FILE, CORDEAU),
        ("mine.txt", SOLOMON_FILE, SOLOMON),
        ("mine.txt", CORDEAU_FILE, CORDEAU),
    ],
)
def test_decimals_follow_the_name_then_the_points(
    tmp_path: Path, name: str, text: str, decimals: int
) -> None:
    instance = written(tmp_path, name, text)

    assert (instance.decimals, len(instance.points)) == (decimals, 3)


def test_ways_are_truncated(tmp_path: Path) -> None:
    solomon = written(tmp_path, "r101.txt", SOLOMON_FILE.replace("3.00 0.00", "3.00 1.00"))
    cordeau = written(tmp_path, "pr01.txt", SOLOMON_FILE.replace("3.00 0.00", "3.00 1.00"))

    # The root of ten is 3.1622...
    assert (solomon.way(0, 1), cordeau.way(0, 1)) == (31, 316)


def test_line_says_what_was_found(tmp_path: Path) -> None:
    instance = written(tmp_path, "r101.txt", SOLOMON_FILE)

    line = measured(instance, routes=1, seconds=0.05, seed=1, best_known=15)

    assert {key: line[key] for key in ("instance", "routes", "score", "ratio", "plan")} == {
        "instance": "r101",
        "routes": 1,
        "score": 12,
        "ratio": 0.8,
        "plan": [[1, 2]],
    }


@pytest.mark.parametrize(
    ("routes", "reason"),
    [
        ([[1], [1]], "twice"),
        ([[3]], "none"),
        ([[0]], "none"),
        ([[2, 1, 2]], "twice"),
    ],
)
def test_plan_that_cannot_be_is_refused(
    tmp_path: Path, routes: list[list[int]], reason: str
) -> None:
    instance = written(tmp_path, "r101.txt", SOLOMON_FILE)

    with pytest.raises(ValueError, match=reason):
        instance.checked(routes)


def test_plan_that_is_home_too_late_is_refused(tmp_path: Path) -> None:
    instance = written(tmp_path, "r101.txt", SOLOMON_FILE.replace("0 0 0 37", "0 0 0 31"))

    with pytest.raises(ValueError, match="point 0 is closed"):
        instance.checked([[1, 2]])
