"""What all pages of a host's desk share: the way in, who acts there, the pages beside each other.

A contact comes by its own secret link. A coordinator of the host's office comes by the contact's
id, signed in, and acts as a coordinator; so nobody at the office ever holds a host's secret.
"""

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from flask import abort, make_response, render_template
from flask_login import current_user

from app.access import current_coordinator, reading
from app.actions.telling import Teller
from app.host.desk_form import AskForm
from app.labels import N_
from app.persistence.capabilities import find_capability
from app.persistence.desk import find_contact, receives_offers
from app.persistence.records import Actor, Purpose
from app.tokens import TOKEN_LENGTH
from visits.catalogue import Contact, Host
from visits.request import Via

# The pages of a desk in the order of its navigation: endpoint and text.
DESK_PAGES = (
    ("host.desk", N_("My visits")),
    ("host.today", N_("Today")),
    ("host.times", N_("My times")),
    ("host.calendars", N_("My calendars")),
    ("host.desk_offers", N_("My offers")),
    ("host.desk_profile", N_("About us")),
)
TO_CHANGE = frozenset({"host.desk_offers", "host.desk_profile"})
SEE_OTHER = 303
BY_CONTACT = re.compile(r"contact-([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class Desk:
    """An open desk: whose it is, who acts at it, and the key that stands in its addresses."""

    contact: Contact
    by: Teller
    key: str
    is_receiver: bool

    @property
    def may_change(self) -> bool:
        """Whether what the host offers and says of itself can be changed here.

        A colleague who was only asked to answer one request sees its own visits and no more.
        """
        return self.is_receiver or self.is_staff

    @property
    def host(self) -> Host:
        """The organisation that receives."""
        return self.contact.host

    @property
    def zone(self) -> str:
        """Whose clock the desk shows where no site has its own."""
        return self.host.node.zone

    @property
    def is_staff(self) -> bool:
        """Whether a coordinator sits at it, not the host."""
        return self.by.actor is Actor.COORDINATOR


def desk_contact_or_404(token: str) -> Desk:
    """The desk that a link opens, or a 404 that tells nothing but how to get a new link."""
    by_contact = BY_CONTACT.fullmatch(token)
    found = _desk_of_staff(int(by_contact[1])) if by_contact else _desk_of_host(token)
    return found or _say_how_to_get_a_link()


def desk_to_change_or_404(token: str) -> Desk:
    """The desk, where what the host offers and says of itself can be changed at it."""
    opened = desk_contact_or_404(token)
    return opened if opened.may_change else abort(404)


def desk_page(desk: Desk, template: str, **values: Any) -> str:
    """A page of a desk; its template extends layouts/desk.html."""
    return render_template(template, desk=desk, desk_pages=_pages(desk), zone=desk.zone, **values)


def _pages(desk: Desk) -> list[tuple[str, str]]:
    return [one for one in DESK_PAGES if desk.may_change or one[0] not in TO_CHANGE]


def contact_key(contact: Contact) -> str:
    """What stands in the addresses of a contact's desk where a coordinator sits at it."""
    return f"contact-{contact.id}"


def _desk_of_host(token: str) -> Desk | None:
    found = (
        find_capability(reading(), token, purpose=Purpose.DESK)
        if len(token) == TOKEN_LENGTH
        else None
    )
    if found is None or found.contact is None:
        return None
    return _desk(found.contact, Teller(Actor.HOST, found.contact.host.name), key=token)


def _desk_of_staff(contact_id: int) -> Desk | None:
    if not current_user.is_authenticated:
        return None
    coordinator = current_coordinator()
    contact = find_contact(reading(), contact_id)
    if contact is None or contact.host.node.id != coordinator.node.id:
        return None
    by = Teller(Actor.COORDINATOR, coordinator.role, Via.STAFF)
    return _desk(contact, by, key=contact_key(contact))


def _desk(contact: Contact, by: Teller, *, key: str) -> Desk:
    return Desk(contact, by, key, is_receiver=receives_offers(reading(), contact.id or 0))


def _say_how_to_get_a_link() -> NoReturn:
    page = render_template("host/desk_ask.html", form=AskForm(formdata=None), is_ended=True)
    abort(make_response(page, 404))
