"""The hosts of the coordinator's own office: their people, their desks, their links."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import current_coordinator, for_staff, now, reading, world
from app.actions.desk import send_desk_link
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.persistence.addresses import list_dead_addresses
from app.persistence.desk import count_offers_of_node, list_contacts_of_node
from app.staff.acting import SEE_OTHER, coordinator_as_teller
from visits.catalogue import Contact, Host


@dataclass(frozen=True)
class HostRow:
    """One host with its people and the number of its offers."""

    host: Host
    contacts: Sequence[Contact]
    offers: int


@for_staff
def hosts() -> str:
    """Every host of the office."""
    return _page()


@for_staff
def send_link(id: str) -> ResponseReturnValue:
    """Mails a contact the link to its desk."""
    contacts = list_contacts_of_node(reading(), _node_id())
    found = next((one for one in contacts if str(one.id) == id), None)
    if found is None or found.id is None:
        abort(404)
    if not Act().validate_on_submit():
        return _page(problem=str(LATE_FORM)), 422
    send_desk_link(world(), contact_id=found.id, by=coordinator_as_teller(), now=now())
    flash(gettext("The link is on its way to %(email)s.") % {"email": found.email}, "success")
    return redirect(url_for("staff.hosts"), SEE_OTHER)


def _page(*, problem: str = "") -> str:
    counts = count_offers_of_node(reading(), _node_id())
    by_host: dict[Host, list[Contact]] = {}
    for contact in list_contacts_of_node(reading(), _node_id()):
        by_host.setdefault(contact.host, []).append(contact)
    rows = [HostRow(host, people, counts.get(host.id or 0, 0)) for host, people in by_host.items()]
    return render_template(
        "staff/hosts.html",
        rows=rows,
        dead=list_dead_addresses(reading(), _node_id()),
        node=current_coordinator().node,
        problem=problem,
    )


def _node_id() -> int:
    node_id = current_coordinator().node.id
    assert node_id is not None, "a coordinator's office is stored"
    return node_id
