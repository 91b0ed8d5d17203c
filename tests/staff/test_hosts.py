"""Coordinators find the hosts of their office, open their desks and send them their links."""

from flask import Flask

from app.world import World
from tests.delegation.followed import text_of
from tests.host.desk_cast import LEAD, TALENT, changes_of, contact_of, hidden, mails_to_desks
from tests.test_access_matrix import signed_in

HOSTS = "/en/staff/hosts"


def test_page_lists_the_hosts_of_the_own_office_with_their_people(app: Flask) -> None:
    north, south = signed_in(app, "north"), signed_in(app, "south")

    listed, empty = text_of(north.get(HOSTS)), text_of(south.get(HOSTS))

    assert "Umeå Energi Umeå · 3 offers Contacts of Umeå Energi" in listed
    assert f"Project lead, sustainable industry {LEAD} Swedish Open the desk" in listed
    assert "No hosts yet" in empty


def test_desk_of_every_contact_opens(app: Flask, world: World) -> None:
    client = signed_in(app, "north")
    contact = contact_of(world, TALENT)

    page = client.get(f"/en/desk/contact-{contact.id}")

    assert f'href="/en/desk/contact-{contact.id}"' in client.get(HOSTS).text
    assert "Örnsköldsviks kommun · Development officer, talent" in text_of(page)


def test_link_is_mailed_to_the_contact_and_noted(app: Flask, world: World) -> None:
    client = signed_in(app, "north")
    address = f"/en/staff/contacts/{contact_of(world, LEAD).id}/link"

    sent = client.post(address, data=hidden(client.get(HOSTS)))

    assert sent.location == HOSTS
    assert f"on its way to {LEAD}" in text_of(client.get(HOSTS))
    assert [one.recipient for one in mails_to_desks(world)] == [LEAD]
    assert changes_of(world) == [("link_sent", "coordinator", "Regional office North", ())]


def test_late_page_sends_no_link(app: Flask, world: World) -> None:
    client = signed_in(app, "north")

    sent = client.post(f"/en/staff/contacts/{contact_of(world, LEAD).id}/link", data={})

    assert (sent.status_code, mails_to_desks(world)) == (422, [])
    assert "This page had been open for too long." in text_of(sent)


def test_contact_of_another_office_gets_no_link(app: Flask, world: World) -> None:
    client = signed_in(app, "south")
    token = hidden(client.get("/en/staff/travel"))

    for key in (str(contact_of(world, LEAD).id), "0", "x", "１"):
        assert client.post(f"/en/staff/contacts/{key}/link", data=token).status_code == 404
    assert mails_to_desks(world) == []
