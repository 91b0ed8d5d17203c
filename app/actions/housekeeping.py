"""Forgetting what is no longer needed."""

from datetime import datetime, timedelta

from app.actions.joining import ASKED_FOR
from app.actions.transaction import transaction
from app.persistence.colleagues import forget_colleagues
from app.persistence.desk import end_old_desk_links
from app.persistence.incoming import forget_incoming
from app.persistence.participants import forget_joining, forget_participants
from app.persistence.retention import (
    forget_attempts,
    forget_drafts,
    forget_sent_bodies,
    forget_sign_ins,
)
from app.persistence.season import forget_runs
from app.world import World

SENT_DRAFT = timedelta(days=1)
UNSENT_DRAFT = timedelta(days=30)
SENT_BODY = timedelta(days=30)
INCOMING = timedelta(days=30)
ATTEMPT = timedelta(days=1)
SIGN_IN = timedelta(days=30)
SEASON = timedelta(days=90)
DESK_LINK = timedelta(days=365)
PARTICIPANTS = timedelta(days=30)
COLLEAGUES = timedelta(days=30)


def tidy(world: World, *, now: datetime) -> None:
    """Deletes old drafts, tries, sign-ins and seasons, and the text of mails of long ago."""
    with transaction(world, now=now) as tx:
        forget_drafts(tx.session, sent_before=now - SENT_DRAFT, typed_before=now - UNSENT_DRAFT)
        forget_sent_bodies(tx.session, before=now - SENT_BODY)
        forget_incoming(tx.session, before=now - INCOMING)
        forget_attempts(tx.session, before=now - ATTEMPT)
        forget_sign_ins(tx.session, before=now - SIGN_IN)
        forget_runs(tx.session, before=now - SEASON)
        end_old_desk_links(tx.session, before=now - DESK_LINK, now=now)
        forget_joining(tx.session, asked_before=now - ASKED_FOR, sent_before=now - SENT_BODY)
        forget_participants(tx.session, before=now - PARTICIPANTS)
        forget_colleagues(tx.session, before=now - COLLEAGUES)
