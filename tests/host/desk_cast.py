"""A host's desk, opened by its link, and what can be done at it."""

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.actions.telling import token_for
from app.actions.transaction import transaction
from app.persistence import tables
from app.persistence.capabilities import find_token
from app.persistence.desk import find_contacts
from app.persistence.desk_records import DeskChange
from app.persistence.records import OutboxMail, Purpose
from app.world import World
from tests.conftest import SECRET_KEY
from visits.catalogue import Contact, Offer

LEAD = "project-lead.umea-energi@example.org"
ADVISER = "energy-adviser.umea-energi@example.org"
TALENT = "talent.ornskoldsvik@example.org"
SLUG = "sustainable-industrial-environments"


def contact_of(world: World, email: str) -> Contact:
    with world.database.reading() as session:
        found = find_contacts(session, email)[0]
        assert found.host.node.id
        return found


def desk_token(world: World, email: str = LEAD) -> str:
    """The token of a contact's desk, made if there is none."""
    with transaction(world, now=world.clock()) as tx:
        return token_for(tx, Purpose.DESK, find_contacts(tx.session, email)[0])


def token_in_force(world: World, purpose: Purpose, email: str = LEAD) -> str | None:
    with world.database.reading() as session:
        contact = find_contacts(session, email)[0]
        return find_token(session, purpose, contact, secret_key=SECRET_KEY)


def offer_of(world: World, slug: str = SLUG) -> Offer:
    with world.database.reading() as session:
        found = session.scalars(sa.select(Offer).where(tables.offer.c.slug == slug)).one()
        assert found.contacts
        assert found.host.node.id
        return found


def changes_of(world: World) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """What was done at desks: what, by what kind of person, by whom, to which fields."""
    with world.database.reading() as session:
        found = session.scalars(sa.select(DeskChange).order_by(tables.desk_change.c.id))
        return [(one.what, one.actor, one.actor_name, one.fields) for one in found]


def mails_to_desks(world: World) -> list[OutboxMail]:
    """The links that were mailed, oldest first."""
    with world.database.reading() as session:
        query = sa.select(OutboxMail).where(tables.outbox.c.kind == "desk_link")
        return list(session.scalars(query.order_by(tables.outbox.c.id)))


@dataclass
class AtDesk:
    """Somebody at a desk, with a browser."""

    client: FlaskClient
    key: str

    def address(self, page: str = "", *, language: str = "en") -> str:
        return f"/{language}/desk/{self.key}{page}"

    def get(self, page: str = "", *, language: str = "en") -> TestResponse:
        return self.client.get(self.address(page, language=language))

    def press(self, page: str, *, opened: str, **sent: Any) -> TestResponse:
        """Sends a form of a page that was opened, with nothing but what is named."""
        return self.client.post(self.address(page), data={**hidden(self.get(opened)), **sent})

    def send(self, page: str, opened: TestResponse, **changes: Any) -> TestResponse:
        """Sends the form of an open page as it stands, but for some fields."""
        data = MultiDict(fields_of(opened))
        for name, value in changes.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        return self.client.post(self.address(page), data=data)


def hidden(page: TestResponse) -> dict[str, str]:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    return {"csrf_token": found[1]} if found else {}


def fields_of(page: TestResponse) -> list[tuple[str, str]]:
    """Every field of the page's last form with what it holds, as a browser would send it."""
    form = page.text[page.text.rindex("novalidate") :]
    pairs: list[tuple[str, str]] = []
    for found in re.finditer(r"<input ([^>]*)>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', found[1]))
        is_box = attributes.get("type") in ("checkbox", "radio")
        if "name" in attributes and (not is_box or " checked" in f" {found[1]}"):
            pairs.append((attributes["name"], _plain(attributes.get("value", ""))))
    for found in re.finditer(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        pairs.append((found[1], _plain(found[2]).lstrip("\r\n")))
    for found in re.finditer(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', found[2])
        pairs.append((found[1], chosen[1] if chosen else ""))
    return pairs


def _plain(text: str) -> str:
    for mark, sign in (
        ("&#34;", '"'),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ):
        text = text.replace(mark, sign)
    return text
