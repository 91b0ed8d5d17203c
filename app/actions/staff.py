"""Coordinators sign in and out."""

from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.actions.transaction import transaction
from app.persistence.records import Coordinator, SignIn
from app.persistence.staff import (
    add_attempt,
    clear_attempts,
    count_attempts,
    find_coordinator,
    find_sign_in,
)
from app.tokens import hash_token, new_token
from app.world import World

WINDOW = timedelta(minutes=15)
MOST_TRIES_FOR_ONE = 10
MOST_TRIES_FROM_ONE = 30

HASHER = PasswordHasher()


class WrongPassword(Exception):
    """The address or the password is not right; which of them is not told."""


class TooManyTries(Exception):
    """There were too many wrong tries for this address or from this place; a pause is due."""


def hash_password(password: str) -> str:
    """What is stored of a password (argon2id)."""
    return HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    """A hash to check against where there is no account, so that the answer takes as long."""
    return HASHER.hash(new_token())


def sign_in(world: World, *, email: str, password: str, address: str, now: datetime) -> str:
    """Begins a session; returns its token. Raises WrongPassword or TooManyTries.

    Wrong tries are counted for each pair of account and place, so that nobody can lock a
    coordinator out from elsewhere, and for each place.
    """
    place = f"from:{address}"
    account = f"for:{email.strip().lower()[:100]}:{address}"
    with transaction(world, now=now) as tx:
        since = now - WINDOW
        tries_for = count_attempts(tx.session, account, since=since)
        tries_from = count_attempts(tx.session, place, since=since)
        if tries_for >= MOST_TRIES_FOR_ONE or tries_from >= MOST_TRIES_FROM_ONE:
            raise TooManyTries
        for key in (place, account):
            add_attempt(tx.session, key, now=now)
        coordinator = find_coordinator(tx.session, email)
    if not _is_right(coordinator, password) or coordinator is None:
        raise WrongPassword
    token = new_token()
    with transaction(world, now=now) as tx:
        clear_attempts(tx.session, account)
        clear_attempts(tx.session, place)
        merged = tx.session.merge(coordinator, load=False)
        tx.session.add(
            SignIn(coordinator=merged, token_hash=hash_token(token), created_at=now, seen_at=now)
        )
    return token


def sign_out(world: World, *, token: str, now: datetime) -> None:
    """Ends a session for good; one that has ended stays so."""
    with transaction(world, now=now) as tx:
        found = find_sign_in(tx.session, token, now=now)
        if found is not None:
            found.ended_at = now


def stay_signed_in(world: World, *, token: str, now: datetime) -> None:
    """Notes that a session is in use."""
    with transaction(world, now=now) as tx:
        found = find_sign_in(tx.session, token, now=now)
        if found is not None:
            found.seen_at = now


def _is_right(coordinator: Coordinator | None, password: str) -> bool:
    stored = coordinator.password_hash if coordinator else _nobodys_hash()
    try:
        return HASHER.verify(stored, password) and coordinator is not None
    except (VerificationError, InvalidHashError):
        return False
