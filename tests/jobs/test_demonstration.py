"""`make run` sets up once, and finds everything again the second time."""

import os
from pathlib import Path

import pytest

from app.config import read_settings
from app.jobs.demonstration import fill, prepare
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_first_run_opens_three_doors_and_the_second_keeps_them() -> None:
    first = fill(read_settings(prepare({"PORT": "8765"})))
    second = fill(read_settings(prepare({"PORT": "8765"})))

    assert first == second
    assert first.answer_url.startswith("http://127.0.0.1:8765/")
    assert "/answer/" in first.answer_url
    assert first.email == "coordinator.north@example.org"
    assert len(first.password) >= 12
    assert first.password != PASSWORD


def test_secret_and_password_are_for_the_owner_only(elsewhere: Path) -> None:
    fill(read_settings(prepare({})))

    for name in ("secret", "doors.json"):
        assert os.stat(elsewhere / "var" / name).st_mode & 0o077 == 0


def test_every_installation_has_a_secret_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = prepare({})["SECRET_KEY"]
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")

    assert prepare({})["SECRET_KEY"] != here
