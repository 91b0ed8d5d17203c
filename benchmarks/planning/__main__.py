"""All marks of the composer in one table: ``python -m benchmarks.planning [MARK ...]``.

Each mark also runs by itself: ``python -m benchmarks.planning A8``. Seconds differ between
machines; compare the ratios, which come from the same run.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from benchmarks.planning.table import Row, shown

# The module that measures each mark; it has a function `rows` that takes the mark's name.
MARKS = {
    "A1": "routes_marks",
    "A2": "routes_marks",
    "A3": "routes_marks",
    "A4": "one_row",
    "A5": "one_row",
    "A6": "one_row",
    "A7": "groups_mark",
    "A8": "replanning",
    "A9": "explaining",
    "A10": "seasons",
    "A11": "same_plan",
    "A12": "sound",
}


def measured(mark: str) -> list[Row]:
    """The rows of one mark."""
    rows: Callable[[str], list[Row]] = import_module(f"benchmarks.planning.{MARKS[mark]}").rows
    return rows(mark)


def main(asked: Sequence[str]) -> int:
    """Print the table of the marks that are asked for, all of them where none is named."""
    unknown = [mark for mark in asked if mark not in MARKS]
    if unknown:
        print(f"No such mark: {', '.join(unknown)}. There are {', '.join(MARKS)}.")
        return 2
    print(shown(row for mark in asked or MARKS for row in measured(mark)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
