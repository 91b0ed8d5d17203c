"""Stops as calendar invitations: worded for their reader, the same stop for all."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from app.mail.envelope import Mail, build_mail
from app.mail.invitations import card_for, invitation_for
from app.mail.render import Links, render
from tests.builders import NOW, a_delegation, a_stop, an_offer
from tests.mail.cast import LINKS, ORGANIZER, STARTS_AT, a_message
from visits.catalogue import Format
from visits.conversation import Card, due_to
from visits.ics.writing import message_bytes
from visits.invitation import Invitation, InvitationState, Method, Person
from visits.itinerary import Stop, StopState
from visits.language import Language
from visits.notification import MessageKind, Recipient, contact_of, host_of
from visits.place import Point
from visits.span import Span

AT_UMEA = Point(63.825, 20.263)


def an_agreed_stop(**changes: Any) -> Stop:
    return a_stop(**{"state": StopState.CONFIRMED, **changes})


def invited(stop: Stop, recipient: Recipient, links: Links = LINKS) -> Invitation:
    return invitation_for(
        stop, delegation=a_delegation(), recipient=recipient, organizer=ORGANIZER, links=links
    )


def an_english_contact() -> Recipient:
    return replace(contact_of(a_delegation()), language=Language.EN)


def test_invitation_tells_a_delegation_all_about_the_stop() -> None:
    invitation = invited(an_agreed_stop(), an_english_contact())

    assert invitation == Invitation(
        uid="0123456789abcdef@localhost",
        sequence=0,
        changed_at=NOW,
        span=Span.of(STARTS_AT, 60),
        language=Language.EN,
        summary="Industry of the future – Umeå Energi",
        description="\n".join(
            [
                "Visit: Industry of the future",
                "When: Tuesday 12 January 2027, 10:00–11:00 (Helsinki time)",
                "The host's time: 09:00–10:00 (Stockholm time)",
                "Length: 1 hour",
                "Host: Umeå Energi, Umeå",
                "Format: Online",
                "Language: English",
                "Reference: KV-2345AB",
                "Programme: https://kvarken.example.org/p/programme",
            ]
        ),
        location="",
        organizer=ORGANIZER,
        attendee=Person("visits.kip@example.org", "Visit coordinator"),
        join_url="https://meet.example.org/umea",
        page_url="https://kvarken.example.org/p/programme",
        point=None,
        is_cancelled=False,
        categories=("Energy", "Industry and large investments"),
    )


def test_invitation_tells_a_host_who_comes_and_when_it_is_there() -> None:
    stop = an_agreed_stop()

    invitation = invited(stop, replace(host_of(stop), language=Language.EN))

    assert invitation.summary == ("Visit from Kokkola Industrial Park: Industry of the future")
    assert invitation.description.splitlines()[1:3] == [
        "When: Tuesday 12 January 2027, 09:00–10:00 (Stockholm time)",
        "The delegation's time: 10:00–11:00 (Helsinki time)",
    ]
    assert "Host: " not in invitation.description


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        (Language.SV, "Industry of the future (sv) – Umeå Energi"),
        (Language.FI, "Industry of the future (fi) – Umeå Energi"),
    ],
)
def test_invitation_speaks_the_readers_language(language: Language, summary: str) -> None:
    recipient = replace(contact_of(a_delegation()), language=language)

    invitation = invited(an_agreed_stop(), recipient)

    assert (invitation.language, invitation.summary) == (language, summary)


@pytest.mark.parametrize(
    ("format_", "location", "join_url", "point"),
    [
        (Format.ONLINE, "", "https://meet.example.org/umea", None),
        (Format.ON_SITE, "Umeå Energi, Umeå", "", AT_UMEA),
        (
            Format.HYBRID,
            "Umeå Energi, Umeå",
            "https://meet.example.org/umea",
            AT_UMEA,
        ),
    ],
)
def test_place_and_join_link_follow_the_format(
    format_: Format, location: str, join_url: str, point: Point | None
) -> None:
    invitation = invited(an_agreed_stop(format=format_), an_english_contact())

    assert (invitation.location, invitation.join_url) == (location, join_url)
    assert invitation.point == point


@pytest.mark.parametrize("join_url", ["", "http://meet.example.org/x", "javascript:alert(1)"])
def test_online_stop_without_a_good_link_says_that_it_is_online(join_url: str) -> None:
    stop = an_agreed_stop(offer=an_offer(join_url=join_url))

    invitation = invited(stop, an_english_contact())

    assert (invitation.location, invitation.join_url) == ("Online", "")


def test_dropped_stop_is_a_cancelled_invitation_with_a_higher_sequence() -> None:
    stop = an_agreed_stop()
    stop.drop(now=STARTS_AT)

    invitation = invited(stop, an_english_contact())

    assert (invitation.is_cancelled, invitation.sequence) == (True, 1)
    assert (invitation.changed_at, invitation.join_url) == (STARTS_AT, "")
    assert b"STATUS:CANCELLED" in message_bytes(invitation, method=Method.CANCEL)


def test_invitation_travels_whole_in_a_mail() -> None:
    message = a_message(MessageKind.INVITATION)
    rendering = render(message, LINKS)
    calendar = message_bytes(invited(an_agreed_stop(), message.recipient), method=Method.REQUEST)
    mail = Mail(
        to=message.recipient.email,
        to_name=message.recipient.name,
        sender=ORGANIZER.email,
        reply_to="north@kvarken.example.org",
        subject=rendering.subject,
        text=rendering.text,
        html=rendering.html,
        language=message.recipient.language,
        message_id="<1@kvarken.example.org>",
        date=NOW,
        calendar=calendar,
        method=Method.REQUEST,
    )

    received = message_from_bytes(build_mail(mail), policy=default)

    parts = {part.get_content_type(): part.get_payload(decode=True) for part in received.walk()}
    assert parts["text/plain"].decode().replace("\r\n", "\n") == rendering.text
    assert parts["text/calendar"] == parts["application/ics"] == calendar
    assert received["From"].addresses[0].addr_spec == ORGANIZER.email


def test_a_held_stop_says_so_and_not_how_to_join() -> None:
    invitation = invited(a_stop(), an_english_contact())

    assert invitation.is_tentative
    assert invitation.description.startswith("Status: Held, not confirmed yet\nVisit: ")
    assert (invitation.join_url, invitation.location) == ("", "Online")


def test_a_due_message_has_the_sequence_and_the_time_that_are_due() -> None:
    stop = an_agreed_stop()
    card = Card(stop, an_english_contact(), InvitationState.HELD, stop.span, "says")
    due = due_to(card, None, now=STARTS_AT)
    assert due is not None

    invitation = card_for(due, delegation=a_delegation(), organizer=ORGANIZER)

    assert (invitation.sequence, invitation.changed_at) == (0, STARTS_AT)
    assert (invitation.span, invitation.is_tentative) == (stop.span, True)
    assert (invitation.join_url, invitation.page_url) == ("", "")


def test_status_page_stands_in_for_a_programme_that_is_not_due() -> None:
    invitation = invited(an_agreed_stop(), an_english_contact(), Links(status=LINKS.status))

    assert invitation.page_url == LINKS.status
    assert "Programme: " not in invitation.description
