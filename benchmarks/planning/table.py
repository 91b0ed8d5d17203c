"""One row for each mark: what was measured, ours, the other, and how far it is to go."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table.

    `ours` and `other` are in the same unit, named in `what`; `ratio` compares them the way the
    mark does. `spread` is the least and the most seen over the repeats. A `goal` or `moonshot`
    of None was not set for this line.
    """

    mark: str
    what: str
    ours: float
    other: float | None = None
    ratio: float | None = None
    spread: str = ""
    goal: float | None = None
    moonshot: float | None = None


def shown(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [
        "| mark | ours | the other | ratio | spread | goal | moonshot | what |",
        "|---|---:|---:|---:|---|---:|---:|---|",
    ]
    for row in rows:
        numbers = (row.ours, row.other, row.ratio)
        ours, other, ratio = (_figure(number) for number in numbers)
        goal, moonshot = _figure(row.goal), _figure(row.moonshot)
        lines.append(
            f"| {row.mark} | {ours} | {other} | {ratio} | {row.spread} | {goal} | {moonshot} "
            f"| {row.what} |"
        )
    return "\n".join(lines)


def _figure(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:.0f}" if abs(number) >= 1000 else f"{number:.4g}"
