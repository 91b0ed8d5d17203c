"""Mails: every kind in every language, the same in text and HTML, and nothing a guest can bend."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from app.mail.render import Links, Rendering, render
from tests.builders import a_contact, a_delegation, a_stop, an_offer, some_wishes, words
from tests.mail.cast import (
    LINKS,
    STARTS_AT,
    a_coordinator,
    a_curious_delegation,
    a_delegate_reading,
    a_message,
)
from tests.snapshot import check_snapshot
from visits.catalogue import Format
from visits.invitation import Method
from visits.language import Language
from visits.notification import MessageKind

EVERY_KIND = list(MessageKind)
EVERY_LANGUAGE = list(Language)
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><a href="https://evil.example.org">x</a>',
    "[click](https://evil.example.org)",
    "{{ 7 * 7 }}{% raw %}",
    "%(reference)s %s %",
    "Umeå\r\nBcc: b@example.org\n\n-- \nYou won",
    "a\u2028b\x00c\x1b[31md\ud800",
    "javascript:alert(1)",
    "x" * 10_000,
]


AGREED = {
    MessageKind.PUBLISHED,
    MessageKind.PROGRAMME_CHANGED,
    MessageKind.INVITATION,
    MessageKind.UPDATED,
    MessageKind.LATE,
}


class Page(HTMLParser):
    """What a mail's HTML holds: its tags, its links and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.words.extend(data.split())

    @property
    def links(self) -> list[str | None]:
        return [value for name, value in self.attributes if name == "href"]


def snapshot_of(mail: Rendering) -> bytes:
    return f"Subject: {mail.subject}\n\n{mail.text}\n{'=' * 72}\n{mail.html}".encode()


def a_page(mail: Rendering) -> Page:
    return Page(mail.html)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_mail_is_rendered_as_in_the_snapshot(kind: MessageKind) -> None:
    mail = render(a_message(kind), LINKS)

    check_snapshot(f"mail/{kind}.txt", snapshot_of(mail))


@pytest.mark.parametrize("to_host", [False, True], ids=["contact", "host"])
@pytest.mark.parametrize("language", EVERY_LANGUAGE)
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_mail_links_the_same_in_text_and_html(
    kind: MessageKind, language: Language, *, to_host: bool
) -> None:
    mail = render(a_message(kind, language=language, to_host=to_host), LINKS)

    assert re.findall(r"https?://\S+", mail.text) == a_page(mail).links
    assert f'<html lang="{language}">' in mail.html


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_mail_says_the_same_in_text_and_html(kind: MessageKind, language: Language) -> None:
    mail = render(a_message(kind, language=language), LINKS)

    body = set(a_page(mail).words)
    said = {word.rstrip(":") for word in mail.text.split()} - {"--"}
    unlinked = {word for word in said if not word.startswith("https://")}
    assert unlinked <= {word.rstrip(":") for word in body}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_delegate_links_the_same_in_text_and_html_and_to_no_page_of_the_delegation(
    kind: MessageKind,
) -> None:
    mail = render(replace(a_message(kind), recipient=a_delegate_reading()), LINKS)

    links = a_page(mail).links
    assert re.findall(r"https?://\S+", mail.text) == links
    assert not {LINKS.status, LINKS.programme, LINKS.answer, LINKS.staff} & set(links)


def test_delegate_of_a_list_is_told_how_to_leave_it() -> None:
    message = replace(a_message(MessageKind.PUBLISHED), recipient=a_delegate_reading())

    mail = render(message, LINKS)

    assert a_page(mail).links[-2:] == [LINKS.feed, LINKS.leave]
    assert mail.subject == "Your programme with Kokkola Industrial Park"


def test_delegate_is_told_of_turns() -> None:
    delegation = a_delegation(wishes=some_wishes(groups_apart=True))
    stop = a_stop(groups=("HR 2/3",))
    message = a_message(MessageKind.PUBLISHED, delegation=delegation, stop=stop)

    mail = render(replace(message, recipient=a_delegate_reading()), LINKS)

    assert "Turns: You take turns. Your delegation tells you which one is yours." in mail.text


@pytest.mark.parametrize(
    ("method", "how"),
    [
        (
            Method.REQUEST,
            "Answer by the link, with the buttons of the invitation in your calendar, or by "
            "writing back to this mail.",
        ),
        (None, "Answer by the link, or by writing back to this mail."),
    ],
)
def test_asked_mail_says_how_to_answer(method: Method | None, how: str) -> None:
    mail = render(replace(a_message(MessageKind.ASKED), method=method), LINKS)

    assert f"\n{how}\n" in mail.text
    assert f"<p>{how}</p>" in mail.html


def test_moved_stop_names_its_time_until_now() -> None:
    mail = render(a_message(MessageKind.UPDATED), LINKS)

    assert "Until now: Tuesday 12 January 2027, 09:00–10:00 (Helsinki time)\n" in mail.text


def test_host_of_a_company_is_told_who_answers() -> None:
    mail = render(a_message(MessageKind.HELD, to_host=True), LINKS)

    assert "Who answers: Project lead\n" in mail.text


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_coordinator_gets_one_link_to_the_visit(kind: MessageKind) -> None:
    message = replace(a_message(kind), recipient=a_coordinator())

    mail = render(message, LINKS)

    assert a_page(mail).links[-1] == LINKS.staff
    assert LINKS.answer not in mail.text
    assert LINKS.status not in mail.text


def test_asked_mail_has_one_link_and_it_is_the_answer() -> None:
    mail = render(a_message(MessageKind.ASKED), LINKS)

    assert a_page(mail).links == [LINKS.answer]


def test_asked_mail_states_what_a_host_needs_to_answer() -> None:
    mail = render(a_message(MessageKind.ASKED), LINKS)

    facts = [line for line in mail.text.splitlines() if re.match(r"[A-Z][\w' ]+: .", line)]
    assert mail.subject == "Can you receive Kokkola Industrial Park on Tuesday 12 January 2027?"
    assert facts == [
        "Visit: Industry of the future",
        "When: Tuesday 12 January 2027, 09:00–10:00 (Stockholm time)",
        "The delegation's time: 10:00–11:00 (Helsinki time)",
        "Length: 1 hour",
        "Delegation: Kokkola Industrial Park, Finland",
        "People: 50 people, 5 groups",
        "Groups: ICT (10), Environment and energy (10), HR (10), Marketing (10), Safety (10)",
        "Language: English",
        "Format: Online",
        "Themes: Energy, Industry and large investments, Attracting talent",
        "Needs: Captions",
        "Their message: How do you attract talent?",
        "Answer by: Monday 30 November 2026, 10:00 (Stockholm time)",
    ]


def test_delegation_reads_its_own_time_first() -> None:
    mail = render(a_message(MessageKind.INVITATION), LINKS)

    assert "When: Tuesday 12 January 2027, 10:00–11:00 (Helsinki time)\n" in mail.text
    assert "The host's time: 09:00–10:00 (Stockholm time)\n" in mail.text
    assert mail.subject.endswith("on Tuesday 12 January 2027 at 10:00")


def test_time_is_given_once_where_the_clocks_agree() -> None:
    delegation = a_delegation(zone="Europe/Berlin")

    mail = render(a_message(MessageKind.INVITATION, delegation=delegation), LINKS)

    assert "When: Tuesday 12 January 2027, 09:00–10:00 (Berlin time)\n" in mail.text
    assert "The host's time" not in mail.text


def test_another_day_at_the_host_is_named() -> None:
    delegation = a_delegation(zone="Pacific/Honolulu")

    mail = render(a_message(MessageKind.INVITATION, delegation=delegation), LINKS)

    assert "When: Monday 11 January 2027, 22:00–23:00 (Honolulu time)\n" in mail.text
    assert "The host's time: Tuesday 12 January 2027, 09:00–10:00" in mail.text


@pytest.mark.parametrize(
    ("language", "when"),
    [
        (Language.EN, "Tuesday 12 January 2027, 10:00–11:00"),
        (Language.SV, "tisdag 12 januari 2027 kl. 10:00–11:00"),
        (Language.FI, "tiistai 12. tammikuuta 2027 klo 10.00–11.00"),
    ],
)
def test_times_are_written_the_readers_way(language: Language, when: str) -> None:
    mail = render(a_message(MessageKind.INVITATION, language=language), LINKS)

    assert when in mail.text
    assert when in mail.html


@pytest.mark.parametrize("to_host", [False, True], ids=["contact", "host"])
def test_whole_visit_cancelled_names_no_stop(*, to_host: bool) -> None:
    one_stop = a_message(MessageKind.CANCELLED, to_host=to_host)
    message = replace(one_stop, stop=None, request=None, method=None)

    mail = render(message, LINKS)

    assert mail.subject == "Cancelled: the visit of Kokkola Industrial Park"
    assert "Industry of the future" not in mail.text


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_join_link_is_told_only_once_the_stop_is_agreed(kind: MessageKind) -> None:
    mail = render(a_message(kind), LINKS)

    agreed = kind in AGREED
    assert ("https://meet.example.org/umea" in mail.text) is agreed


def test_stop_that_was_given_back_has_no_join_link() -> None:
    stop = a_stop()
    stop.drop(now=STARTS_AT)

    mail = render(a_message(MessageKind.INVITATION, stop=stop), LINKS)

    assert a_page(mail).links == [LINKS.programme, LINKS.feed]


def test_host_is_told_of_its_own_stops_only() -> None:
    message = a_message(MessageKind.PUBLISHED, to_host=True)
    other = a_contact(email="other@example.org")
    assert message.itinerary is not None
    message.itinerary.stops.append(
        a_stop(offer=an_offer(title=words("Somewhere else"), contact=other))
    )

    mail = render(message, LINKS)

    assert "1. Industry of the future" in mail.text
    assert "Somewhere else" not in mail.text


def test_links_that_are_not_due_leave_no_trace() -> None:
    mail = render(a_message(MessageKind.PUBLISHED), Links(programme=LINKS.programme))

    assert LINKS.programme in mail.text
    assert "Follow the programme" not in mail.text


def test_stop_on_site_has_a_place_and_no_join_link() -> None:
    stop = a_stop(format=Format.ON_SITE)

    mail = render(a_message(MessageKind.INVITATION, stop=stop), LINKS)

    assert "Place: Umeå Energi, Umeå" in mail.text
    assert "meet.example.org" not in mail.text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_hostile_text_is_inert(kind: MessageKind, text: str) -> None:
    plain = render(a_message(kind), LINKS)
    delegation = a_curious_delegation(organisation=text, message=text)
    stop = a_stop(offer=an_offer(title=words(text)))

    mail = render(a_message(kind, delegation=delegation, stop=stop), LINKS)

    page, expected = a_page(mail), a_page(plain)
    assert page.tags == expected.tags
    assert page.links == expected.links
    assert len(mail.text.splitlines()) == len(plain.text.splitlines())
    assert len(mail.subject.splitlines()) == 1
    assert "49" not in mail.html
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", mail.text + mail.html)
