"""Keeping what a delegation has typed, right or wrong, until it is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.extensions import Database
from app.persistence.drafts import lock_draft
from app.persistence.records import Draft
from app.tokens import hash_token, new_token


def keep_answers(
    database: Database,
    *,
    token: str | None,
    step: str,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    """Keeps the raw values of one step; returns the draft's token, a new one where none fits.

    A draft that was sent is closed: what is typed afterwards begins a new one.
    """
    with database.writing() as session:
        draft = lock_draft(session, token) if token else None
        if draft is None or token is None or draft.delegation_id is not None:
            token = new_token()
            draft = Draft(token_hash=hash_token(token), changed_at=now)
            session.add(draft)
        draft.answers = {**draft.answers, step: dict(values)}
        draft.changed_at = now
        return token
