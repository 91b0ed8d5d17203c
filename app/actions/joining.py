"""People join a delegation by a link that it shares; their address must be confirmed first."""

from datetime import datetime, timedelta

from app.actions.notices import tell_plainly
from app.actions.participants import (
    A_PARTICIPANT,
    MOST_PARTICIPANTS,
    Person,
    add_person,
    change,
    lock_open,
    tell_people,
)
from app.actions.staff import WINDOW, TooManyTries
from app.actions.telling import note, teller_of, token_for
from app.actions.transaction import Transaction, transaction
from app.labels import N_
from app.mail.notice import Notice
from app.persistence.capabilities import add_capability, revoke_capabilities
from app.persistence.delegations import lock_delegation
from app.persistence.participant_records import JoinAsk
from app.persistence.participants import (
    count_join_asks,
    count_participants,
    find_join_ask,
    find_participant,
)
from app.persistence.records import Purpose, What
from app.persistence.staff import add_attempt, count_attempts
from app.tokens import hash_token, new_token
from app.world import World
from visits.delegation import Delegate, Delegation
from visits.errors import NotAllowedNow
from visits.notification import Recipient, delegate_of

ASKED_FOR = timedelta(days=3)
A_DAY = timedelta(days=1)
# A whole delegation may sign up from behind one address of one conference hall.
MOST_FROM_ONE = 60
MOST_TO_ONE = 3
MOST_UNCONFIRMED = 300


def renew_join_link(world: World, *, delegation_id: int, now: datetime) -> None:
    """A new link to join by; an older one opens nothing any more."""
    with transaction(world, now=now) as tx:
        delegation = lock_open(tx, delegation_id)
        revoke_capabilities(tx.session, Purpose.JOIN, delegation, now=now)
        secret_key = world.settings.secret_key
        add_capability(tx.session, Purpose.JOIN, delegation, secret_key=secret_key, now=now)
        note(tx, delegation, What.JOIN_LINK, by=teller_of(delegation))


def end_join_link(world: World, *, delegation_id: int, now: datetime) -> None:
    """Ends every link to join by."""
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        revoke_capabilities(tx.session, Purpose.JOIN, delegation, now=now)
        note(tx, delegation, What.JOIN_LINK, by=teller_of(delegation))


def ask_to_join(
    world: World, person: Person, *, delegation_id: int, address: str, now: datetime
) -> None:
    """Mails somebody a link by which they confirm their address; nothing else happens yet.

    It is the same for an address that is on the list already. Raises TooManyTries for a place
    that asks too often, or a visit with too many who have not confirmed; too many for one address
    are let go unsaid. Raises NotAllowedNow where the visit takes nobody any more.
    """
    place, reader = f"join-from:{address}", f"join-for:{person.email.lower()[:180]}"
    with transaction(world, now=now) as tx:
        if count_attempts(tx.session, place, since=now - WINDOW) >= MOST_FROM_ONE:
            raise TooManyTries
        delegation = lock_open(tx, delegation_id)
        since = now - ASKED_FOR
        if count_join_asks(tx.session, delegation_id, since=since) >= MOST_UNCONFIRMED:
            raise TooManyTries
        is_often = count_attempts(tx.session, reader, since=now - A_DAY) >= MOST_TO_ONE
        for key in (place, reader):
            add_attempt(tx.session, key, now=now)
        if not is_often:
            _ask_to_confirm(tx, delegation, person)


def confirm_joining(world: World, token: str, *, now: datetime) -> str:
    """Somebody has confirmed their address and takes part; returns the token of their own page.

    Whoever was on the list is known from now on as they have just written. Raises NotAllowedNow
    where the link was used or is too old, or the visit takes nobody any more.
    """
    with transaction(world, now=now) as tx:
        asked = _lock_ask(tx, token)
        delegation = asked.delegation
        tx.session.delete(asked)
        delegate = _take_in(tx, asked)
        tx.session.flush()
        tell_people(tx, delegation)
        own = token_for(tx, Purpose.PARTICIPANT, delegate)
        token_for(tx, Purpose.FEED, delegate)
        _welcome(tx, delegate, own)
        return own


def _ask_to_confirm(tx: Transaction, delegation: Delegation, person: Person) -> None:
    """Nothing that was typed stands in the mail: it goes to an address that may be anybody's."""
    token = new_token()
    tx.session.add(
        JoinAsk(
            delegation=delegation,
            token_hash=hash_token(token),
            group=person.group,
            name=person.name,
            email=person.email,
            language=person.language,
            zone=person.zone,
            asked_at=tx.now,
        )
    )
    reader = Recipient(person.email, "", person.language, person.zone, is_delegate=True)
    url = tx.world.links.join_confirm(person.language, token)
    tell_plainly(
        tx,
        Notice(
            kind="join_confirm",
            recipient=reader,
            facts=((N_("Reference"), delegation.reference),),
            ways=((N_("Confirm your address"), url),),
            values={"organisation": delegation.organisation},
        ),
    )


def _lock_ask(tx: Transaction, token: str) -> JoinAsk:
    """Who asked, after the whole visit was locked: the same link lets in once."""
    since = tx.now - ASKED_FOR
    found = find_join_ask(tx.session, token, since=since)
    if found is not None and found.delegation.id is not None:
        lock_open(tx, found.delegation.id)
        tx.session.expire_all()
        found = find_join_ask(tx.session, token, since=since)
    if found is None:
        raise NotAllowedNow("there is no such question")
    return found


def _take_in(tx: Transaction, asked: JoinAsk) -> Delegate:
    delegation = asked.delegation
    assert delegation.id is not None
    is_part = asked.group in {part.name for part in delegation.parts}
    person = Person(
        name=asked.name,
        email=asked.email,
        group=asked.group if is_part else "",
        language=asked.language,
        zone=asked.zone,
    )
    known = find_participant(tx.session, delegation.id, email=asked.email)
    if known is not None:
        change(tx, known, person)
        note(tx, delegation, What.PARTICIPANTS_CHANGED, by=A_PARTICIPANT, participants=1)
        return known
    if count_participants(tx.session, delegation.id) >= MOST_PARTICIPANTS:
        raise NotAllowedNow("too many people")
    note(tx, delegation, What.PARTICIPANTS_ADDED, by=A_PARTICIPANT, participants=1)
    return add_person(tx, delegation, person)


def _welcome(tx: Transaction, delegate: Delegate, token: str) -> None:
    """The way back to somebody's own page, before there is any programme to be told of."""
    delegation = delegate.delegation
    url = tx.world.links.participant(delegate.language, token)
    tell_plainly(
        tx,
        Notice(
            kind="join_welcome",
            recipient=delegate_of(delegate),
            facts=((N_("Reference"), delegation.reference),),
            ways=((N_("Open your own page"), url),),
            values={"organisation": delegation.organisation},
        ),
    )
