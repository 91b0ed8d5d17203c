"""Settings: what is read from the environment, and what is refused before anything starts."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from app.config import Settings, UnsafeSettings, read_settings

SECRET_KEY = "a-secret-for-tests-only-0123456789-abcdefgh"
PRODUCTION = {
    "SECRET_KEY": SECRET_KEY,
    "BASE_URL": "https://visits.example.fi",
    "MAIL_URL": "smtp://mail.example.fi:587",
    "MAIL_FROM": "visits@example.fi",
}
DEMONSTRATION = {"SECRET_KEY": SECRET_KEY, "DEMO": "1"}
SETTINGS_TABLE = Path(__file__).parent.parent / "docs" / "settings.md"


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(UnsafeSettings) as refused:
        read_settings(environment)
    return str(refused.value)


def test_production_settings_are_read() -> None:
    settings = read_settings({**PRODUCTION, "ANSWER_DAYS": "7", "TRUSTED_PROXIES": "1"})

    assert settings == Settings(
        secret_key=SECRET_KEY,
        base_url="https://visits.example.fi",
        mail_url="smtp://mail.example.fi:587",
        mail_from="visits@example.fi",
        trusted_proxies=1,
        answer_days=7,
    )


def test_demonstration_needs_only_a_secret() -> None:
    assert read_settings(DEMONSTRATION) == Settings(demo=True, secret_key=SECRET_KEY)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be 32 or more random characters"),
        ({"SECRET_KEY": SECRET_KEY[:31]}, "SECRET_KEY must be 32 or more random characters"),
        ({"SECRET_KEY": "abcabc" * 8}, "SECRET_KEY must be 32 or more random characters"),
        (
            {"BASE_URL": "visits.example.fi"},
            "BASE_URL must be an address such as https://visits.example.org",
        ),
        (
            {"BASE_URL": "ftp://visits.example.fi"},
            "BASE_URL must be an address such as https://visits.example.org",
        ),
        (
            {"BASE_URL": "https://example.fi/visits"},
            "BASE_URL must be an address such as https://visits.example.org",
        ),
        (
            {"BASE_URL": "http://visits.example.fi"},
            "BASE_URL must start with https:// outside the demonstration",
        ),
        ({"MAIL_URL": "imap://mail.example.fi"}, "MAIL_URL must start with smtp:// or smtps://"),
        ({"MAIL_URL": "mailbox:"}, "MAIL_URL must name a mail server outside the demonstration"),
        ({"MAIL_URL": ""}, "MAIL_URL must name a mail server outside the demonstration"),
        (
            {"MAIL_IN_URL": "pop3://a:b@x.org"},
            "MAIL_IN_URL must be imaps://user:password@host/INBOX",
        ),
        ({"MAIL_IN_URL": "imaps://x.org"}, "MAIL_IN_URL must be imaps://user:password@host/INBOX"),
        (
            {"MAIL_IN_URL": "imaps://a:b@x.org:99999"},
            "MAIL_IN_URL must be imaps://user:password@host/INBOX",
        ),
        ({"MAIL_FROM": ""}, "MAIL_FROM must be a mailbox that is read"),
        ({"MAIL_FROM": "visits@example.com"}, "MAIL_FROM must be a mailbox that is read"),
        ({"ANSWER_DAYS": "five"}, "ANSWER_DAYS must be a whole number up to 1000"),
        ({"ANSWER_DAYS": "-1"}, "ANSWER_DAYS must be a whole number up to 1000"),
        ({"ANSWER_DAYS": "٥"}, "ANSWER_DAYS must be a whole number up to 1000"),
        ({"TRUSTED_PROXIES": "1.5"}, "TRUSTED_PROXIES must be a whole number up to 1000"),
        ({"ANSWER_DAYS": "0"}, "ANSWER_DAYS must be at least 1"),
        ({"MAIL_FROM": "visits"}, "MAIL_FROM must be one mailbox, such as visits@example.org"),
        (
            {"BASE_URL": "https://visits.example.fi?x=1"},
            "BASE_URL must be an address such as https://visits.example.org",
        ),
        ({"TRUSTED_PROXIES": "1001"}, "TRUSTED_PROXIES must be a whole number up to 1000"),
    ],
)
def test_unsafe_settings_are_refused_in_one_sentence(
    changes: dict[str, str], sentence: str
) -> None:
    assert refusal({**PRODUCTION, **changes}) == sentence


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_names_each_setting_it_misses(name: str) -> None:
    without = {key: value for key, value in PRODUCTION.items() if key != name}

    assert refusal(without).startswith(f"{name} must ")


@pytest.mark.parametrize(
    ("demo", "base_url", "mail_url", "starts"),
    [
        ("1", "http://127.0.0.1:8000", "mailbox:", True),
        ("1", "https://visits.example.fi", "mailbox:", True),
        ("1", "http://127.0.0.1:8000", "smtp://localhost:1025", True),
        ("", "https://visits.example.fi", "smtp://mail.example.fi", True),
        ("", "https://visits.example.fi", "smtps://mail.example.fi", True),
        ("", "http://127.0.0.1:8000", "smtp://mail.example.fi", False),
        ("", "https://visits.example.fi", "mailbox:", False),
        ("0", "http://127.0.0.1:8000", "mailbox:", False),
        ("no", "http://127.0.0.1:8000", "mailbox:", False),
    ],
)
def test_only_the_demonstration_starts_without_tls_and_mail(
    demo: str, base_url: str, mail_url: str, *, starts: bool
) -> None:
    environment = {**PRODUCTION, "DEMO": demo, "BASE_URL": base_url, "MAIL_URL": mail_url}

    if starts:
        assert read_settings(environment).base_url == base_url
    else:
        assert refusal(environment).endswith("outside the demonstration")


@pytest.mark.parametrize("text", ["1", "true", "True", "YES", " on "])
def test_demo_is_switched_on_in_words(text: str) -> None:
    assert read_settings({**DEMONSTRATION, "DEMO": text}).demo is True


def test_base_url_loses_its_last_slash() -> None:
    settings = read_settings({**PRODUCTION, "BASE_URL": "https://visits.example.fi/"})

    assert (settings.base_url, settings.host) == ("https://visits.example.fi", "visits.example.fi")


def test_mail_domain_is_what_stands_behind_the_at_sign() -> None:
    assert read_settings(PRODUCTION).mail_domain == "example.fi"


def test_settings_table_names_each_setting_with_its_default() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", SETTINGS_TABLE.read_text(), re.MULTILINE
    )

    named = [(name, default) for name, _, default in rows]

    assert named == [(one.name.upper(), shown(one.default)) for one in fields(Settings)]
    assert all(meaning.endswith(".") for _, meaning, _ in rows)


def shown(default: object) -> str:
    """A default as the table writes it."""
    if default == "" or default is False:
        return "none" if default == "" else "off"
    return f"`{default}`"
