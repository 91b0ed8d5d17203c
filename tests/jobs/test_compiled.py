"""Compiling the search over routes, and doing without."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from visits.planning.routing.compiled import MODULES

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The sources in a folder of their own, with the twins that there are."""
    for package in ("app", "visits"):
        copytree(ROOT / package, tmp_path / package, ignore=ignore_patterns("__pycache__"))
    return tmp_path


def said_by(folder: Path, *command: str, path: str | None = None) -> str:
    environment = os.environ | ({} if path is None else {"PATH": path})
    environment.pop("CC", None)
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def engine_in(folder: Path) -> str:
    """The module of the engine that a search would run there."""
    script = "from visits.planning.routes import fastest_engine; print(fastest_engine().__module__)"
    return said_by(folder, "-c", script)


def test_without_a_compiler_the_source_runs(copied: Path) -> None:
    for twin in (copied / "visits/planning/routing").glob("*.so"):
        twin.unlink()

    said = said_by(copied, "-m", "app.jobs.compiled", path="")

    assert said == "There is no C compiler here: the planner will run uncompiled, and more slowly."
    assert engine_in(copied) == "visits.planning.routing.routes_engine"


def test_twin_of_another_source_is_not_found(copied: Path) -> None:
    before = engine_in(copied)

    with (copied / f"visits/planning/routing/{MODULES[0]}.py").open("a") as source:
        source.write("# Changed since.\n")

    assert (before, engine_in(copied)) == (
        "_routes_engine",
        "visits.planning.routing.routes_engine",
    )
