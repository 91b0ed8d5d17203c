"""What the application keeps beside the domain: drafts, links, mail to send, who did what."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from visits.catalogue import Contact, Node
from visits.delegation import Delegate, Delegation
from visits.itinerary import Itinerary
from visits.language import Language
from visits.planning.plan import Plan
from visits.planning.season import Season
from visits.planning.seasons.search import SeasonProgress
from visits.request import VisitRequest
from visits.revision import RevisionCause, RevisionState


class Purpose(StrEnum):
    """What a capability opens; a token of one purpose never opens another."""

    STATUS = "status"
    ANSWER = "answer"
    FEED = "feed"
    DESK = "desk"
    JOIN = "join"
    PARTICIPANT = "participant"


class MailState(StrEnum):
    """How far a mail has come; PARKED waits for a person, REPLACED went to another address."""

    READY = "ready"
    SENT = "sent"
    PARKED = "parked"
    REPLACED = "replaced"


class SeasonState(StrEnum):
    """How far a season run has come."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class Actor(StrEnum):
    """Who did what an entry tells."""

    DELEGATION = "delegation"
    HOST = "host"
    COORDINATOR = "coordinator"
    KVARKEN = "kvarken"


class What(StrEnum):
    """What an entry of the timeline tells."""

    ASKED = "asked"
    CHOSEN = "chosen"
    HOST_ASKED = "host_asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    PROPOSED = "proposed"
    ASKED_AGAIN = "asked_again"
    LAPSED = "lapsed"
    MAYBE = "maybe"
    HANDED_ON = "handed_on"
    HANDED_BACK = "handed_back"
    REMINDED = "reminded"
    WITHDRAWN = "withdrawn"
    CHANGE_PROPOSED = "change_proposed"
    CHANGE_ACCEPTED = "change_accepted"
    EDITED = "edited"
    NO_PROGRAMME = "no_programme"
    PUBLISHED = "published"
    STOP_CANCELLED = "stop_cancelled"
    RUNNING_LATE = "running_late"
    MOVED_TODAY = "moved_today"
    TOO_LATE = "too_late"
    REPLACEMENT_FOUND = "replacement_found"
    CANCELLED = "cancelled"
    MAIL_SENT = "mail_sent"
    MAIL_PARKED = "mail_parked"
    MAIL_RESENT = "mail_resent"
    MAIL_RECEIVED = "mail_received"
    MAIL_BOUNCED = "mail_bounced"
    MAIL_HANDLED = "mail_handled"
    ADDRESS_CHANGED = "address_changed"
    ATTENDANCE = "attendance"
    READY_GIVEN = "ready_given"
    READY_REMINDED = "ready_reminded"
    READY_ERASED = "ready_erased"
    LINK_RENEWED = "link_renewed"
    SEASON_FITTED = "season_fitted"
    PARTICIPANTS_ADDED = "participants_added"
    PARTICIPANTS_CHANGED = "participants_changed"
    PARTICIPANTS_REMOVED = "participants_removed"
    JOIN_LINK = "join_link"
    FEED_LINK = "feed_link"


@dataclass(eq=False, kw_only=True)
class Draft:
    """What a delegation has typed so far; `answers` maps a step to its raw form values."""

    id: int | None = None
    token_hash: str
    answers: dict[str, Any] = field(default_factory=dict)
    changed_at: datetime
    delegation_id: int | None = None


@dataclass(eq=False, kw_only=True)
class Programme:
    """One of the plans a delegation may choose among, best first; as the composer gave them."""

    id: int | None = None
    delegation: Delegation
    rank: int
    plan: Plan
    composed_at: datetime


@dataclass(eq=False, kw_only=True)
class ProposedRevision:
    """A change to a draft programme that waits to be accepted; `plan` is the whole new one."""

    id: int | None = None
    itinerary: Itinerary
    base_version: int
    cause: RevisionCause
    plan: Plan
    state: RevisionState = RevisionState.OPEN
    proposed_at: datetime
    decided_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class Capability:
    """A secret link; only a hash of its token is kept (see app/tokens.py).

    What it opens is one of the things it refers to: a visit or a group of it, a request, a
    delegate, a contact, a node. A request's or a delegate's visit is there too; with a request
    the contact is the colleague it was handed to.
    """

    id: int | None = None
    token_hash: str
    nonce: str
    purpose: Purpose
    delegation: Delegation | None = None
    request: VisitRequest | None = None
    delegate: Delegate | None = None
    contact: Contact | None = None
    node: Node | None = None
    group_name: str = ""
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class OutboxMail:
    """One mail on its way; `body` is forgotten a month after it was sent.

    Where it is not about one visit, there is no delegation. What many get at once `is_bulk`, and
    lets the others pass. What `is_to_participant` only the delegation and the reader may know of.
    """

    id: int | None = None
    delegation: Delegation | None = None
    kind: str
    is_bulk: bool = False
    is_to_participant: bool = False
    recipient: str
    subject: str
    message_id: str
    body: bytes | None
    state: MailState = MailState.READY
    created_at: datetime
    due_at: datetime
    lease_until: datetime | None = None
    lease_by: str | None = None
    attempts: int = 0
    error: str = ""
    sent_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class Entry:
    """One line of a visit's timeline; `detail` holds ids and plain values, no text."""

    id: int | None = None
    delegation: Delegation
    happened_at: datetime
    what: What
    actor: Actor
    actor_name: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, kw_only=True)
class KeptRoad:
    """A road between two towns as coordinators have entered it; `changed_by` is a role."""

    id: int | None = None
    here: str
    there: str
    minutes: int
    km: int
    changed_at: datetime
    changed_by: str


@dataclass(eq=False, kw_only=True)
class Coordinator:
    """A staff person at a node who follows visits."""

    id: int | None = None
    node: Node
    role: str
    email: str
    language: Language
    password_hash: str


@dataclass(eq=False, kw_only=True)
class SignIn:
    """A coordinator's signed-in session; ended at sign-out, by idleness or by age."""

    id: int | None = None
    coordinator: Coordinator
    token_hash: str
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class Letter:
    """A mail that arrived in the demonstration's mailbox."""

    id: int | None = None
    message_id: str
    recipient: str
    subject: str
    content: bytes
    arrived_at: datetime


@dataclass(eq=False, kw_only=True)
class SeasonRun:
    """One run of the season planner; without a node it is about the visits of all offices.

    `reached` is how far the search has come, all that is needed to go on from there. `most` and
    `spent` count programmes composed. A worker lends itself the run for one slice of work.
    """

    id: int | None = None
    node: Node | None
    state: SeasonState = SeasonState.RUNNING
    seed: int
    most: int
    spent: int = 0
    asked: Season
    reached: SeasonProgress
    total: int | None = None
    bound: int | None = None
    worst_off: float | None = None
    started_by: str
    started_at: datetime
    ended_at: datetime | None = None
    lease_until: datetime | None = None
    lease_by: str | None = None


@dataclass(eq=False, kw_only=True)
class SeasonProposal:
    """What a season run has for one delegation; `alone` scores what it could get by itself."""

    id: int | None = None
    run: SeasonRun
    delegation: Delegation
    plan: Plan
    alone: int
    accepted_at: datetime | None = None
