"""Who sent a mail, who vouches for that, and whether anybody typed it."""

from email import message_from_string

import pytest

from app.mail.receive.headers import (
    authentic,
    earlier_ids,
    is_automatic,
    may_be_answered,
    message_id_of,
    sender_of,
    subject_of,
)
from app.mail.receive.received import Authentic

SERVER = "mx.example.org"


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        ("From: a@example.org", "a@example.org"),
        ('From: "b@example.net" <a@example.org>', "a@example.org"),
        ("From: =?utf-8?Q?b=40example.net?= <a@example.org>", "a@example.org"),
        ("From: a@example.org (b@example.net)", "a@example.org"),
        ("From: a@example.org, b@example.org", ""),
        ("From: a@example.org\nFrom: b@example.org", ""),
        ('From: "Berg, Anna" <a@example.org>', "a@example.org"),
        ("From: group: a@example.org;", ""),
        ("From: alice@example.net)a@example.org", ""),
        ("From: x@example.net <a@example.org>", ""),
        ('From: "x <a@example.org>" y@example.net', ""),
        ("From: <a@example.org> <b@example.org>", ""),
        ("From: \u0430@example.org", ""),
        ("From: a@example.org\n <b@example.org>", ""),
        ("From: " + "(" * 3000 + "a@example.org", ""),
        ("To: a@example.org", ""),
    ],
)
def test_sender_is_exactly_one_mailbox(header: str, sender: str) -> None:
    assert sender_of(message_from_string(f"{header}\n\n")) == sender


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (f"{SERVER}; dmarc=pass header.from=example.org", Authentic.PASSED),
        (f"{SERVER} 1; spf=fail; dmarc=pass (p=reject)", Authentic.PASSED),
        (f"{SERVER}; dmarc=fail; dkim=pass header.d=example.org", Authentic.FAILED),
        (f"{SERVER}; dmarc=pass header.from=example.net", Authentic.UNKNOWN),
        (f"{SERVER}; dmarc=none; dkim=pass header.d=example.org", Authentic.PASSED),
        (f"{SERVER}; dkim=pass header.d=example.net", Authentic.UNKNOWN),
        (f"{SERVER}; dkim=pass header.d=org", Authentic.UNKNOWN),
        (f"{SERVER}; spf=pass smtp.mailfrom=a@example.org", Authentic.PASSED),
        (f"{SERVER}; spf=pass smtp.mailfrom=bounce@list.example.net", Authentic.UNKNOWN),
        (f"{SERVER}; none", Authentic.UNKNOWN),
        (f"{SERVER}.example.net; dmarc=pass", Authentic.UNKNOWN),
        (f"mx.example.net; x={SERVER}; dmarc=pass", Authentic.UNKNOWN),
        (f"{SERVER}; dmarc=temperror (dmarc=pass)", Authentic.UNKNOWN),
        (f'{SERVER}; spf=pass smtp.mailfrom="a@example.org"', Authentic.PASSED),
        # What a sender may choose: a quoted address, comments in comments, what never ends.
        (f'{SERVER}; spf=pass smtp.mailfrom="x; dmarc=pass y"@example.net', Authentic.UNKNOWN),
        (
            f'{SERVER}; spf=pass smtp.mailfrom="\\"x; dmarc=pass y\\""@example.net',
            Authentic.UNKNOWN,
        ),
        (
            f'{SERVER}; spf=pass smtp.mailfrom="a smtp.mailfrom=b@example.org"@example.net',
            Authentic.UNKNOWN,
        ),
        (f"{SERVER}; spf=fail (a (b) ; dmarc=pass) smtp.mailfrom=x", Authentic.UNKNOWN),
        (f"{SERVER}; spf=fail (a \\) ; dmarc=pass ; \\( b)", Authentic.UNKNOWN),
        (f'{SERVER}; spf=pass smtp.mailfrom="x; dmarc=pass', Authentic.UNKNOWN),
        (f"{SERVER}; spf=fail smtp.helo=dkim=pass header.d=example.org", Authentic.UNKNOWN),
    ],
)
def test_sender_is_vouched_for_by_our_own_server_only(results: str, verdict: Authentic) -> None:
    message = message_from_string(f"Authentication-Results: {results}\nFrom: a@example.org\n\n")

    assert authentic(message, server=SERVER) is verdict
    assert authentic(message, server="") is Authentic.UNCHECKED


def test_topmost_line_of_our_server_counts_for_those_below_came_with_the_mail() -> None:
    lines = (
        f"Authentication-Results: {SERVER}; dmarc=fail\n"
        f"Authentication-Results: {SERVER}; dmarc=pass\n"
    )
    message = message_from_string(f"{lines}From: a@example.org\n\n")

    assert authentic(message, server=SERVER) is Authentic.FAILED


@pytest.mark.parametrize(
    ("header", "automatic", "answerable"),
    [
        ("X-Mailer: Somebody's", False, True),
        ("Auto-Submitted: no", False, True),
        ("Auto-Submitted: auto-generated; x=y", False, False),
        ("Auto-Submitted: auto-replied", True, False),
        ("Auto-Submitted: auto-notified", True, False),
        ("Precedence: bulk", True, False),
        ("Precedence: first-class", False, True),
        ("Return-Path: <>", True, False),
        ("Return-Path: <a@example.org>", False, True),
        ("X-Auto-Response-Suppress: All", False, False),
        ("X-Auto-Response-Suppress: None", False, True),
        ("List-Id: <x.example.org>", True, False),
        ("Content-Type: multipart/report; boundary=b", True, False),
    ],
)
def test_mail_that_nobody_typed_is_known(header: str, *, automatic: bool, answerable: bool) -> None:
    message = message_from_string(f"{header}\nFrom: a@example.org\n\n")

    assert (is_automatic(message), may_be_answered(message)) == (automatic, answerable)


def test_headers_are_read_as_far_as_they_can_be() -> None:
    message = message_from_string(
        "Message-ID: junk <1@x.y> <2@x.y>\nIn-Reply-To: <3@x.y>\n"
        "References: <5@x.y> <4@x.y> <3@x.y>\nSubject: =?utf-8?B?U3Zhcjo=?= =?x-none?Q?=E5?=\n\n"
    )

    assert message_id_of(message) == "<1@x.y>"
    assert earlier_ids(message) == ("<3@x.y>", "<4@x.y>", "<5@x.y>")
    assert subject_of(message) == "Svar:å"
