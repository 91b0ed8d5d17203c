"""Ties the domain's classes to the tables, once, when this module is imported."""

from sqlalchemy.orm import composite, deferred, registry, relationship

from app.persistence import desk_records, records, tables
from app.persistence.connection_records import Connection
from app.persistence.incoming_records import Attending, IncomingMail
from app.persistence.mailroom_records import Mailroom
from app.persistence.participant_records import JoinAsk
from app.persistence.readiness_records import OfferNeeds, ReadinessReminder
from visits.catalogue import Contact, Host, Node, Offer, Site
from visits.conversation import Told
from visits.delegation import Delegate, Delegation
from visits.itinerary import Itinerary, Stop
from visits.place import Point
from visits.readiness import Given
from visits.request import VisitRequest
from visits.span import Span

mapper = registry(metadata=tables.metadata)


def _map_catalogue() -> None:
    mapper.map_imperatively(
        Node,
        tables.node,
        properties={"point": composite(Point, tables.node.c.lat, tables.node.c.lon)},
    )
    mapper.map_imperatively(
        Host, tables.host, properties={"node": relationship(Node, lazy="joined", innerjoin=True)}
    )
    mapper.map_imperatively(
        Contact,
        tables.contact,
        properties={"host": relationship(Host, lazy="select")},
    )
    mapper.map_imperatively(
        Site,
        tables.site,
        properties={
            "host": relationship(Host, lazy="joined", innerjoin=True),
            "point": composite(Point, tables.site.c.lat, tables.site.c.lon),
        },
    )
    mapper.map_imperatively(
        Offer,
        tables.offer,
        properties={
            "site": relationship(Site, lazy="joined", innerjoin=True),
            "contact": relationship(Contact, lazy="joined", innerjoin=True),
            "others": relationship(
                Contact,
                secondary=tables.offer_contact,
                order_by=tables.offer_contact.c.id,
                lazy="select",
            ),
        },
    )


def _map_visits() -> None:
    mapper.map_imperatively(
        Delegation,
        tables.delegation,
        properties={"node": relationship(Node, lazy="joined", innerjoin=True)},
    )
    mapper.map_imperatively(
        Delegate,
        tables.delegate,
        properties={"delegation": relationship(Delegation, lazy="select")},
    )
    mapper.map_imperatively(
        Stop,
        tables.stop,
        properties={
            "offer": relationship(Offer, lazy="joined", innerjoin=True),
            "contact": relationship(Contact, lazy="joined", innerjoin=True),
            "company": relationship(
                Contact,
                secondary=tables.stop_contact,
                order_by=tables.stop_contact.c.id,
                lazy="select",
            ),
            "span": composite(Span, tables.stop.c.starts_at, tables.stop.c.ends_at),
            "blocked": composite(Span, tables.stop.c.blocked_from, tables.stop.c.blocked_until),
        },
    )
    mapper.map_imperatively(
        Itinerary,
        tables.itinerary,
        version_id_col=tables.itinerary.c.version,
        version_id_generator=False,
        properties={
            "delegation": relationship(Delegation, lazy="joined", innerjoin=True),
            "stops": relationship(Stop, lazy="selectin", order_by=tables.stop.c.starts_at),
        },
    )
    mapper.map_imperatively(
        VisitRequest,
        tables.visit_request,
        version_id_col=tables.visit_request.c.version,
        version_id_generator=False,
        properties={
            "itinerary": relationship(Itinerary, lazy="select"),
            "stop": relationship(Stop, lazy="select"),
            "handed_to": relationship(Contact, lazy="select"),
        },
    )


def _map_conversation() -> None:
    mapper.map_imperatively(
        Told,
        tables.invitation,
        properties={
            "stop": relationship(Stop, lazy="select"),
            "span": composite(Span, tables.invitation.c.starts_at, tables.invitation.c.ends_at),
        },
    )


def _map_records() -> None:
    mapper.map_imperatively(records.Draft, tables.draft)
    mapper.map_imperatively(records.Letter, tables.letter)
    mapper.map_imperatively(records.KeptRoad, tables.travel)
    mapper.map_imperatively(
        records.Programme,
        tables.programme,
        properties={"delegation": relationship(Delegation, lazy="select")},
    )
    mapper.map_imperatively(
        records.ProposedRevision,
        tables.revision,
        properties={"itinerary": relationship(Itinerary, lazy="select")},
    )
    mapper.map_imperatively(
        records.Capability,
        tables.capability,
        properties={
            "delegation": relationship(Delegation, lazy="select"),
            "request": relationship(VisitRequest, lazy="select"),
            "delegate": relationship(Delegate, lazy="select"),
            "contact": relationship(Contact, lazy="select"),
            "node": relationship(Node, lazy="select"),
        },
    )
    mapper.map_imperatively(
        records.OutboxMail,
        tables.outbox,
        properties={"delegation": relationship(Delegation, lazy="select")},
    )
    mapper.map_imperatively(
        records.Entry,
        tables.entry,
        properties={"delegation": relationship(Delegation, lazy="select")},
    )
    mapper.map_imperatively(
        records.Coordinator,
        tables.coordinator,
        properties={"node": relationship(Node, lazy="joined", innerjoin=True)},
    )
    mapper.map_imperatively(
        records.SignIn,
        tables.sign_in,
        properties={"coordinator": relationship(records.Coordinator, lazy="joined")},
    )


def _map_desks() -> None:
    mapper.map_imperatively(
        desk_records.DeskChange,
        tables.desk_change,
        properties={
            "host": relationship(Host, lazy="select"),
            "offer": relationship(Offer, lazy="select"),
        },
    )
    mapper.map_imperatively(desk_records.DeskAsk, tables.desk_ask)


def _map_connections() -> None:
    mapper.map_imperatively(
        Connection,
        tables.connection,
        properties={"contact": relationship(Contact, lazy="joined", innerjoin=True)},
    )


def _map_incoming() -> None:
    mapper.map_imperatively(
        IncomingMail,
        tables.incoming_mail,
        properties={
            "content": deferred(tables.incoming_mail.c.content),
            "delegation": relationship(Delegation, lazy="select"),
            "request": relationship(VisitRequest, lazy="select"),
        },
    )
    mapper.map_imperatively(
        Attending,
        tables.attending,
        properties={"stop": relationship(Stop, lazy="select")},
    )
    mapper.map_imperatively(Mailroom, tables.mailroom)


def _map_joining() -> None:
    mapper.map_imperatively(
        JoinAsk,
        tables.join_ask,
        properties={"delegation": relationship(Delegation, lazy="joined", innerjoin=True)},
    )


def _map_readiness() -> None:
    mapper.map_imperatively(
        OfferNeeds,
        tables.offer_needs,
        properties={"offer": relationship(Offer, lazy="select")},
    )
    mapper.map_imperatively(
        Given,
        tables.given,
        properties={
            "delegation": relationship(Delegation, lazy="select"),
            "offer": relationship(Offer, lazy="select"),
        },
    )
    mapper.map_imperatively(
        ReadinessReminder,
        tables.readiness_reminder,
        properties={"delegation": relationship(Delegation, lazy="select")},
    )


def _map_seasons() -> None:
    mapper.map_imperatively(
        records.SeasonRun,
        tables.season_run,
        properties={
            "node": relationship(Node, lazy="joined"),
            # They are large, and only the planner needs them.
            "asked": deferred(tables.season_run.c.asked),
            "reached": deferred(tables.season_run.c.reached),
        },
    )
    mapper.map_imperatively(
        records.SeasonProposal,
        tables.season_proposal,
        properties={
            "run": relationship(records.SeasonRun, lazy="select"),
            "delegation": relationship(Delegation, lazy="joined", innerjoin=True),
        },
    )


_map_catalogue()
_map_visits()
_map_conversation()
_map_records()
_map_desks()
_map_connections()
_map_incoming()
_map_joining()
_map_readiness()
_map_seasons()
