"""Mails about no visit say the same in text and HTML, in their reader's language."""

import re

import pytest

from app.mail.notice import Notice, render_notice
from visits.language import Language
from visits.notification import Recipient

URL = "http://localhost/en/desk/a-token_of-43-characters-0123456789-abcdefg"
MARKUP = "<b>Bold</b>\nSubject: other"


def a_link(language: Language, *, is_staff: bool = False) -> Notice:
    reader = Recipient("lead@example.org", "Lead", language, "Europe/Stockholm", is_staff=is_staff)
    return Notice(
        kind="desk_link",
        recipient=reader,
        facts=(("Host", MARKUP),),
        ways=(("Open your desk", URL),),
        values={"host": MARKUP},
    )


@pytest.mark.parametrize("language", list(Language))
def test_text_and_html_have_the_same_links_and_facts(language: Language) -> None:
    mail = render_notice(a_link(language))

    assert re.findall(r"http\S+", mail.text) == re.findall(r'href="([^"]+)"', mail.html) == [URL]
    assert f'<html lang="{language}">' in mail.html
    assert mail.text.count("Bold</b> Subject: other") == 2
    assert mail.html.count("&lt;b&gt;Bold&lt;/b&gt; Subject: other") == 2
    assert "\n" not in mail.subject


def test_mail_says_why_it_came() -> None:
    to_host, to_staff = (render_notice(a_link(Language.EN, is_staff=one)) for one in (False, True))

    assert "because you answer for visits at your organisation" in to_host.text
    assert "because your office follows this host" in to_staff.text
