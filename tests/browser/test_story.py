"""A delegation's visit from the first wish to the calendar, begun in Swedish, ended in Finnish.

The same visit by keyboard is in Swedish, and without scripts in English.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from app.formatting import clock_name
from app.i18n import use_language
from tests.browser.house import House, Mail
from tests.browser.journey import (
    ANSWER,
    KIP,
    KIP_EMAIL,
    KIP_GROUPS,
    REASON,
    accept_change,
    all_confirm,
    asked_mails,
    choose,
    decline,
    host_of,
    open_change,
    plan_one_offer,
    read_mail,
    say_party,
    say_when,
    say_who,
    say_wishes,
    see_programme,
)
from tests.browser.person import Person
from visits.language import Language

SHORTEST = timedelta(minutes=20)
TOWNS = ("Umeå", "Skellefteå", "Örnsköldsvik")

Events = dict[str, tuple[str, datetime, datetime, int]]


def test_visit_goes_from_wishes_to_calendar(newcomer: Callable[..., Person], house: House) -> None:
    person = newcomer(Language.SV)
    asks_in_two_languages(person, person.reading(Language.FI), house)
    person = person.reading(Language.FI)

    compares_programmes(person)
    choose(person)
    declined = one_host_declines(person, house)
    sees_what_changes(person, house)
    accept_change(person)
    all_confirm(person, house, done={declined.id})
    see_programme(person, house)

    looks_at_programme(person)
    mails_are_right(person, house, events_of(downloaded(person)))


def asks_in_two_languages(before: Person, person: Person, house: House) -> None:
    """Begins in one language and goes on in another; nothing of what was said is lost."""
    title = plan_one_offer(before)
    say_who(before)
    say_party(before)
    switch = before.page.get_by_role("navigation", name=before.say("Language"), exact=True)
    switch.locator(f'[lang="{person.language}"]').click()
    say_wishes(person)
    say_when(person, house.world.clock().date())

    assert person.heading == person.say("Check your answers")
    told = person.text
    assert [name for name in (KIP, KIP_EMAIL, *KIP_GROUPS) if name not in told] == []
    assert title not in told  # its title in the other language
    person.press("Send the request")
    assert person.heading == person.say("Your request has arrived")


def compares_programmes(person: Person) -> None:
    """Three programmes, over all the towns together; then back to where one chooses."""
    person.follow("Choose a programme")
    cards = person.main.get_by_role("article").all()
    towns = person.text

    assert len(cards) == 3
    assert [town for town in TOWNS if town not in towns] == []
    person.page.go_back()


def one_host_declines(person: Person, house: House) -> Mail:
    """The second host says no; the delegation sees why its programme has to change."""
    mail = asked_mails(house)[1]
    host = host_of(person, mail)
    read_mail(host, mail, link=ANSWER)
    decline(host)
    assert host.say("Thank you. This is your answer:") in host.text
    assert REASON in host.text
    return mail


def sees_what_changes(person: Person, house: House) -> None:
    """What goes and what stays, in words, and whose answer it comes from."""
    open_change(person, house)
    changes = person.main.locator(".change").all_inner_texts()

    assert person.say("A host declined") in person.text
    assert [one.split("\n")[0] for one in changes].count(person.say("Goes")) == 1
    assert any(one.startswith(person.say("Stays")) for one in changes)


def looks_at_programme(person: Person) -> None:
    """Both clocks, a link to each online stop, and the stops as numbers on the map."""
    stops = person.main.get_by_role("listitem").filter(has=person.page.locator(".stop-number"))
    with use_language(person.language):
        clocks = {clock_name("Europe/Helsinki"), clock_name("Europe/Stockholm")}
    numbers = [str(number) for number in range(1, stops.count() + 1)]

    assert person.heading == person.say("Your programme")
    assert len(numbers) > 1
    for stop in stops.all():
        assert all(clock in stop.inner_text() for clock in clocks)
        assert stop.get_by_role("link", name=person.say("Join online")).count() == 1
    marks = person.page.locator(".leaflet-marker-icon").all_inner_texts()
    on_map = [number for mark in marks for number in mark.split("\n")[0].split(", ")]
    assert sorted(on_map) == numbers


def downloaded(person: Person) -> bytes:
    with person.page.expect_download() as download:
        link = person.say("Download the calendar file")
        person.main.get_by_role("link", name=link, exact=True).click()
    return download.value.path().read_bytes()


def events_of(calendar: bytes | str) -> Events:
    """The stops of a calendar by UID: title, start and end in UTC, sequence."""
    events = Calendar.from_ical(calendar).walk("VEVENT")
    return {
        str(one["UID"]): (
            str(one["SUMMARY"]),
            one.start.astimezone(UTC),
            one.end.astimezone(UTC),
            int(one["SEQUENCE"]),
        )
        for one in events
    }


def mails_are_right(person: Person, house: House, events: Events) -> None:
    """Each stop in its reader's own words; at last everybody's calendar has what was downloaded."""
    shown = person.main.locator(".stop time").all()
    shown_starts = [datetime.fromisoformat(str(one.get_attribute("datetime"))) for one in shown]
    invitations = [mail for mail in house.deliver() if mail.calendar]
    own = [mail for mail in invitations if mail.recipient == KIP_EMAIL]
    told = {uid: event for mail in own for uid, event in events_of(mail.calendar).items()}

    assert sorted(starts for _, starts, _, _ in events.values()) == sorted(shown_starts)
    assert all(ends - starts >= SHORTEST for _, starts, ends, _ in events.values())
    assert told == events
    assert {str(mail.message["Content-Language"]) for mail in own} == {person.language}
    last = {
        (mail.recipient, uid): when
        for mail in invitations
        for uid, (_, *when) in events_of(mail.calendar).items()
        if uid in events
    }
    assert len(last) == 2 * len(events)
    assert all(when == list(events[uid][1:]) for (_, uid), when in last.items())
