"""Foreign bytes are read in a process of their own, behind limits."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.confined import Broke, Confined, Limits, Overran

CASES = "tests.confined_cases:read"


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    confined = Confined(CASES, limits=Limits(cpu_seconds=1, wall_seconds=2.5, answer=2**20))
    yield confined
    confined.close()


def test_confined_function_answers(confined: Confined) -> None:
    assert confined.read("blåbär".encode(), how="echo") == "blåbär"


def test_confined_function_remembers_nothing_of_the_input_before(confined: Confined) -> None:
    answers = [confined.read(b"one", how="remember"), confined.read(b"two", how="remember")]

    assert answers == [["one"], ["two"]]


@pytest.mark.parametrize("how", ["spin", "sleep", "eat", "large", "recurse"])
def test_confined_function_is_ended_when_it_costs_too_much(confined: Confined, how: str) -> None:
    with pytest.raises(Overran):
        confined.read(b"", how=how)

    assert confined.read(b"next", how="echo") == "next"


@pytest.mark.parametrize("how", ["raise", "leave", "kill"])
def test_confined_function_that_falls_over_harms_nobody_else(confined: Confined, how: str) -> None:
    with pytest.raises(Broke):
        confined.read(b"", how=how)

    assert confined.read(b"next", how="echo") == "next"


def test_confined_function_writes_no_file(confined: Confined, tmp_path: Path) -> None:
    with pytest.raises(Broke):
        confined.read(str(tmp_path / "written").encode(), how="write")

    assert not any(path.stat().st_size for path in tmp_path.iterdir())


def test_confined_function_knows_no_secrets_and_no_pipes(
    confined: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    fresh = Confined(CASES)

    assert fresh.read(b"", how="secrets") == ["LANG", "PATH"]
    assert confined.read(b"", how="print") == ""
    fresh.close()


def test_confined_function_is_started_anew_when_its_helper_was_lost(confined: Confined) -> None:
    confined.read(b"", how="echo")
    helper = confined._helper
    assert helper is not None

    helper.kill()
    helper.wait()

    assert confined.read(b"next", how="echo") == "next"


def test_confined_function_is_unreadable_where_no_helper_can_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr("app.confined.subprocess.Popen", refuse)

    with pytest.raises(Broke):
        Confined(CASES).read(b"", how="echo")


def test_confined_function_answers_threads_one_by_one(confined: Confined) -> None:
    answers: list[object] = []
    words = [str(number) * 1000 for number in range(8)]
    threads = [
        threading.Thread(target=lambda word=word: answers.append(confined.read(word.encode())))
        for word in words
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, answers)) == words
