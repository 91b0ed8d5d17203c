"""What is sealed is read by whoever has the secret, and by nobody else."""

import pytest

from app.sealing import CannotOpen, Seal

NEW, OLD = "the secret in use 0123456789abcdef", "the secret before 0123456789abcdef"
TEXT = "https://calendar.example.org/secret å"


def test_sealed_text_is_opened_with_its_secret() -> None:
    sealed = Seal([NEW]).close(TEXT)

    assert Seal([NEW]).open(sealed) == TEXT
    assert "calendar" not in sealed


def test_same_text_is_never_sealed_the_same_twice() -> None:
    seal = Seal([NEW])

    assert seal.close(TEXT) != seal.close(TEXT)


def test_old_secret_still_opens_and_the_new_one_seals() -> None:
    before = Seal([OLD]).close(TEXT)
    both = Seal([NEW, OLD])

    assert both.open(before) == TEXT
    assert Seal([NEW]).open(both.close(TEXT)) == TEXT


@pytest.mark.parametrize("instead", ["", "å", "AAAA", None])
def test_text_that_was_changed_is_not_opened(instead: str | None) -> None:
    seal = Seal([NEW])
    changed = f"{seal.close(TEXT)[:-4]}AAA=" if instead is None else instead

    with pytest.raises(CannotOpen):
        seal.open(changed)


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(CannotOpen):
        Seal([NEW]).open(Seal([OLD]).close(TEXT))
