"""Filling an empty database: the catalogue, the coordinators, and a visit to begin with."""

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.actions.ask import Inquiry, ask
from app.actions.choose import choose
from app.actions.staff import hash_password
from app.actions.telling import KVARKEN, token_for
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_nodes
from app.persistence.delegations import find_delegation_by_reference, list_programmes
from app.persistence.itineraries import find_itinerary, list_requests
from app.persistence.records import Coordinator, KeptRoad, Purpose
from app.persistence.seed.catalogue import read_catalogue
from app.persistence.seed.needs import read_needs
from app.world import World
from visits.catalogue import Format, Theme
from visits.delegation import Group, Wishes
from visits.language import Language
from visits.travel import USUAL_ROADS

PASSWORD_BYTES = 9


@dataclass(frozen=True)
class Doors:
    """How a newcomer gets into the demonstration."""

    answer_url: str
    email: str
    password: str


def add_catalogue(world: World, *, now: datetime) -> bool:
    """Writes the demonstration's catalogue into an empty database; False where there is one."""
    with transaction(world, now=now) as tx:
        if list_nodes(tx.session):
            return False
        catalogue = read_catalogue()
        for entities in (
            catalogue.nodes,
            catalogue.hosts,
            catalogue.contacts,
            catalogue.sites,
            catalogue.offers,
        ):
            tx.session.add_all(entities)
            tx.session.flush()
        tx.session.add_all(read_needs(catalogue.offers))
        tx.session.add_all(_usual_roads(now))
        return True


def _usual_roads(now: datetime) -> list[KeptRoad]:
    """The roads between the catalogue's towns, to begin with."""
    return [KeptRoad(**vars(road), changed_at=now, changed_by=KVARKEN.name) for road in USUAL_ROADS]


def fill_demonstration(world: World, *, now: datetime) -> Doors | None:
    """Fills an empty database; None where it has been filled before."""
    if not add_catalogue(world, now=now):
        return None
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    emails = add_coordinators(world, password, now=now)
    asked = ask(world, _pending_visit(now), draft_token=None, now=now)
    with world.database.reading() as session:
        delegation = find_delegation_by_reference(session, asked.reference)
        assert delegation is not None
        assert delegation.id is not None
        programmes = list_programmes(session, delegation.id)
        delegation_id, programme_id = delegation.id, programmes[0].id
    assert programme_id is not None
    choose(world, delegation_id=delegation_id, programme_id=programme_id, now=now)
    with transaction(world, now=now) as tx:
        return Doors(_pending_answer_url(tx, delegation_id), emails[0], password)


def add_coordinators(world: World, password: str, *, now: datetime) -> list[str]:
    """One coordinator at each node, all with the same password; north first."""
    with transaction(world, now=now) as tx:
        coordinators = [
            Coordinator(
                node=node,
                role=node.name.in_language(Language.EN).text,
                email=f"coordinator.{node.slug}@example.org",
                language=Language.EN,
                password_hash=hash_password(password),
            )
            for node in list_nodes(tx.session)
        ]
        tx.session.add_all(coordinators)
        return [coordinator.email for coordinator in coordinators]


def _pending_answer_url(tx: Transaction, delegation_id: int) -> str:
    itinerary = find_itinerary(tx.session, delegation_id)
    assert itinerary is not None
    assert itinerary.id is not None
    request = list_requests(tx.session, itinerary.id)[0]
    token = token_for(tx, Purpose.ANSWER, request)
    return tx.world.links.answer(request.stop.contact.language, token)


def _pending_visit(now: datetime) -> Inquiry:
    """A delegation from Vaasa that has chosen its programme and waits for the hosts."""
    zone = "Europe/Helsinki"
    today = now.astimezone(ZoneInfo(zone)).date()
    return Inquiry(
        organisation="Vaasa Energy Cluster",
        country="FI",
        contact_name="Project coordinator",
        contact_email="delegation.vaasa@example.org",
        zone=zone,
        languages=("en", "fi", "sv"),
        language=Language.EN,
        size=24,
        groups=(Group("Energy technology", 14, (Theme.ENERGY,)), Group("City planning", 10)),
        wishes=Wishes(
            themes=((Theme.ENERGY, 3), (Theme.CIRCULAR, 2), (Theme.URBAN_PLANNING, 1)),
            earliest_on=today + timedelta(days=28),
            latest_on=today + timedelta(days=70),
            day_from=time(9),
            day_until=time(15),
            format=Format.ONLINE,
            longest_day=240,
            message="We look forward to hearing how you share heat and energy between companies.",
        ),
    )
