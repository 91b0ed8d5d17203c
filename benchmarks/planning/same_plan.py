"""A11: whether the same question has the same answer, byte for byte.

Run with ``python -m benchmarks.planning.same_plan``. Each repeat is a process of its own with
another PYTHONHASHSEED. Half of them run alone, half two at a time, and other work keeps all
processors busy meanwhile.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from benchmarks.compose import reference
from benchmarks.planning.groups import five_groups
from benchmarks.planning.instances import on_site, online
from benchmarks.planning.table import Row, shown
from visits.planning.alternatives import alternatives
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.solve import solve
from visits.planning.writing import plan_to_document

REPEATS = 20
LIMIT = 2000
ROOT = Path(__file__).parents[2]
# Ends by itself when what it was started for is gone.
BUSY = "import os; asked = os.getppid()\nwhile os.getppid() == asked: sum(range(10_000))"


def problems() -> Iterator[Problem]:
    """Online and on site, small and large, with groups and without."""
    yield reference()
    yield online(60, 1)
    yield on_site(20, 1)
    yield five_groups(12, 1)


def plans() -> Iterator[Plan]:
    """All that is answered: the best plan for each, and the alternatives to the first."""
    for problem in problems():
        yield solve(problem, seed=7, limit=LIMIT)
    yield from alternatives(reference(), seed=7, limit=LIMIT)


def digest() -> str:
    """A hash of every byte of the answers."""
    documents = [plan_to_document(plan) for plan in plans()]
    return sha256(json.dumps(documents, sort_keys=True).encode()).hexdigest()


def repeated() -> list[str]:
    """The digests of all repeats."""
    waiting = [*range(1, REPEATS + 1)]
    digests = []
    with _load():
        while waiting:
            at_once = 1 if len(waiting) > REPEATS // 2 else 2
            running = [_started(hash_seed) for hash_seed in waiting[:at_once]]
            waiting = waiting[at_once:]
            digests += [process.communicate()[0].strip() for process in running]
    return digests


def _started(hash_seed: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.planning.same_plan", "--digest"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def _load() -> Iterator[None]:
    """Keeps every processor busy with something else."""
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def rows(mark: str = "A11") -> list[Row]:
    """The row of the mark: how many of the repeats say the same as most of them do."""
    digests = repeated()
    same = max(digests.count(one) for one in digests if one)
    return [
        Row(
            mark=mark,
            what="repeats with identical plans: other hash seeds, one and two at a time, load",
            ours=same,
            other=REPEATS,
            ratio=same / REPEATS,
            goal=1.0,
            moonshot=1.0,
        )
    ]


if __name__ == "__main__":
    print(digest() if "--digest" in sys.argv else shown(rows()))
