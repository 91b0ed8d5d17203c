"""Secret links: what a token is made of, and what the database can tell of it."""

import re

from app.tokens import TOKEN_LENGTH, derive_token, hash_token, new_nonce, new_token

SECRET_KEY = "a-secret-for-tests-only-0123456789-abcdefgh"


def test_token_is_safe_in_an_address() -> None:
    tokens = [derive_token(SECRET_KEY, new_nonce()), new_token()]

    assert all(re.fullmatch(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}", token) for token in tokens)


def test_token_can_be_told_again_from_secret_and_nonce() -> None:
    nonce = new_nonce()

    assert derive_token(SECRET_KEY, nonce) == derive_token(SECRET_KEY, nonce)


def test_token_cannot_be_told_without_either() -> None:
    nonce = new_nonce()
    token = derive_token(SECRET_KEY, nonce)

    assert derive_token(f"{SECRET_KEY}!", nonce) != token
    assert derive_token(SECRET_KEY, new_nonce()) != token


def test_tokens_and_nonces_do_not_repeat() -> None:
    fresh = {make() for make in (new_nonce, new_token) for _ in range(1000)}

    assert len(fresh) == 2000


def test_hash_does_not_hold_the_token() -> None:
    token = derive_token(SECRET_KEY, "nonce")

    stored = hash_token(token)

    assert re.fullmatch(r"[0-9a-f]{64}", stored)
    assert stored == hash_token(token)
    assert stored != hash_token(token.swapcase())


def test_hash_takes_whatever_an_address_may_hold() -> None:
    assert len({hash_token(token) for token in ("", "ä", "\ud800", "x" * 100_000)}) == 4
