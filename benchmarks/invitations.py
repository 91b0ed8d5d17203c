"""How long 1,000 invitations take, against plain icalendar doing the same in the same run.

The plain twin adds the same properties without cleaning any text or checking any address, so
the ratio is the price of our care. Both run in turn, in alternating order; the median of five
rounds counts. Run: python -m benchmarks.invitations
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from icalendar import Alarm, Calendar, Event, vCalAddress, vUri

from visits.ics.writing import PRODUCT, message_bytes
from visits.invitation import Invitation, Method, Person
from visits.language import Language
from visits.place import Point
from visits.span import Span

INVITATIONS = 1000
ROUNDS = 5
FIRST_AT = datetime(2027, 1, 12, 8, tzinfo=UTC)


def an_invitation(number: int) -> Invitation:
    """One of many invitations, each with a time and texts of its own."""
    return Invitation(
        uid=f"stop-{number}@kvarken.example.org",
        sequence=number % 4,
        changed_at=FIRST_AT - timedelta(days=30),
        span=Span.of(FIRST_AT + timedelta(hours=number), 60),
        language=Language.SV,
        summary=f"Studiebesök {number}: framtidens hållbara industrimiljöer",
        description="Tisdag 12 januari 2027, 09:00–10:00 (Stockholm)\n" + "Räksmörgås, " * 20,
        location="Umeå Energi, Umeå",
        organizer=Person("visits@kvarken.example.org", "Kvarken"),
        attendee=Person(f"visits{number}@kip.example.org", "Visit coordinator, KIP"),
        join_url=f"https://meet.example.org/{number}",
        point=Point(63.825, 20.263),
        categories=("Energi", "Industri"),
    )


def plain(invitation: Invitation) -> bytes:
    """The same message by icalendar alone."""
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN")):
        calendar.add(name, value)
    calendar.add("method", "REQUEST")
    event = Event()
    language = {"LANGUAGE": "sv"}
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.changed_at)
    event.add("last-modified", invitation.changed_at)
    event.add("dtstart", invitation.span.starts_at)
    event.add("dtend", invitation.span.ends_at)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _plain_address(invitation.organizer), encode=False)
    assert invitation.attendee is not None
    attendee = _plain_address(invitation.attendee)
    attendee.params.update(
        CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="TRUE"
    )
    event.add("attendee", attendee, encode=False)
    join_url = invitation.join_url
    event.add("summary", invitation.summary, parameters=language)
    event.add("location", f"{invitation.location}, {join_url}", parameters=language)
    event.add("description", f"{join_url}\n{invitation.description}", parameters=language)
    event.add("categories", list(invitation.categories), parameters=language)
    event.add("url", join_url)
    conference = vUri(join_url)
    conference.params.update(VALUE="URI", FEATURE=["VIDEO", "AUDIO"])
    event.add("conference", conference, encode=False)
    assert invitation.point is not None
    event.add("geo", (invitation.point.lat, invitation.point.lon))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", invitation.summary)
    alarm.add("trigger", timedelta(minutes=-15))
    event.add_component(alarm)
    calendar.add_component(event)
    return calendar.to_ical()


def _plain_address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params.update(CN=person.name, LANGUAGE="sv")
    return address


def ours(invitation: Invitation) -> bytes:
    """The message as Kvarken writes it."""
    return message_bytes(invitation, method=Method.REQUEST)


def seconds(write: Callable[[Invitation], bytes], invitations: list[Invitation]) -> float:
    """How long one way takes for all of them."""
    started = perf_counter()
    for invitation in invitations:
        write(invitation)
    return perf_counter() - started


def main() -> None:
    """Measures and prints one line of JSON."""
    invitations = [an_invitation(number) for number in range(INVITATIONS)]
    assert [ours(one) for one in invitations[:50]] == [plain(one) for one in invitations[:50]]
    taken: dict[str, list[float]] = {"ours": [], "plain": []}
    ways = [("ours", ours), ("plain", plain)]
    for number in range(ROUNDS):
        for name, write in ways if number % 2 else reversed(ways):
            taken[name].append(seconds(write, invitations))
    mine, theirs = median(taken["ours"]), median(taken["plain"])
    report = {
        "invitations": INVITATIONS,
        "seconds": round(mine, 3),
        "plain_icalendar_seconds": round(theirs, 3),
        "ratio": round(mine / theirs, 3),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
