"""Times, days, zones and lengths in the three languages."""

from datetime import UTC, date, datetime, time

import pytest

from app.formatting import (
    clock_name,
    format_clock,
    format_clocks,
    format_day,
    format_length,
    format_moment,
    format_number,
    format_short_day,
    format_span,
    zone_name,
)
from app.i18n import use_language
from tests.builders import HELSINKI, STOCKHOLM
from visits.language import Language
from visits.span import Span

EN, SV, FI = Language
AT = datetime(2027, 1, 12, 12, 30, tzinfo=UTC)
LATE = datetime(2027, 1, 12, 22, 30, tzinfo=UTC)
SUMMER = datetime(2027, 7, 12, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "short"),
    [
        (EN, "Tuesday 12 January 2027", "12 Jan 2027"),
        (SV, "tisdag 12 januari 2027", "12 jan. 2027"),
        (FI, "tiistai 12. tammikuuta 2027", "12.1.2027"),
    ],
)
def test_day_is_written_the_readers_way(language: Language, day: str, short: str) -> None:
    on = date(2027, 1, 12)

    assert (format_day(on, language=language), format_short_day(on, language=language)) == (
        day,
        short,
    )


@pytest.mark.parametrize(("language", "shown"), [(EN, "14:30"), (SV, "14:30"), (FI, "14.30")])
def test_clock_is_written_the_readers_way(language: Language, shown: str) -> None:
    assert format_clock(AT, zone=HELSINKI, language=language) == shown
    assert format_clock(time(14, 30), language=language) == shown


@pytest.mark.parametrize(("language", "shown"), [(EN, "08:05"), (SV, "08:05"), (FI, "8.05")])
def test_early_clock_has_a_zero_where_readers_expect_one(language: Language, shown: str) -> None:
    assert format_clock(time(8, 5), language=language) == shown


def test_instant_is_shown_in_the_zone_that_is_asked_for() -> None:
    assert format_moment(AT, zone=STOCKHOLM) == "Tuesday 12 January 2027, 13:30"
    assert format_moment(LATE, zone=HELSINKI) == "Wednesday 13 January 2027, 00:30"
    assert format_short_day(LATE, zone=STOCKHOLM) == "12 Jan 2027"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (EN, "Tuesday 12 January 2027, 14:30–15:15"),
        (SV, "tisdag 12 januari 2027 kl. 14:30–15:15"),
        (FI, "tiistai 12. tammikuuta 2027 klo 14.30–15.15"),
    ],
)
def test_span_is_written_as_a_day_and_two_clocks(language: Language, shown: str) -> None:
    span = Span.of(AT, 45)

    assert format_span(span, zone=HELSINKI, language=language) == shown
    assert shown.endswith(format_clocks(span, zone=HELSINKI, language=language))


def test_language_of_the_page_is_used_where_none_is_named() -> None:
    with use_language(FI):
        shown = (format_short_day(AT), format_clock(AT), format_number(12345.5))

    assert shown == ("12.1.2027", "12.30", "12\N{NO-BREAK SPACE}345,5")


@pytest.mark.parametrize(
    ("zone", "at", "language", "shown"),
    [
        (HELSINKI, AT, EN, "Helsinki (UTC+2)"),
        (HELSINKI, SUMMER, EN, "Helsinki (UTC+3)"),
        (HELSINKI, AT, SV, "Helsingfors (UTC+2)"),
        (STOCKHOLM, AT, FI, "Tukholma (UTC+1)"),
        ("Asia/Kathmandu", AT, EN, "Kathmandu (UTC+5:45)"),
        ("America/St_Johns", AT, EN, "St John’s (UTC−3:30)"),
    ],
)
def test_zone_is_named_with_its_distance_from_utc_then(
    zone: str, at: datetime, language: Language, shown: str
) -> None:
    assert zone_name(zone, at=at, language=language) == shown


def test_clock_is_named_after_the_zones_town() -> None:
    assert clock_name(STOCKHOLM, language=EN) == "Stockholm time"


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (150, "2 hours 30 minutes"),
    ],
)
def test_length_is_said_in_hours_and_minutes(minutes: int, shown: str) -> None:
    assert format_length(minutes) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (EN, "12,345.5"),
        (SV, "12\N{NO-BREAK SPACE}345,5"),
        (FI, "12\N{NO-BREAK SPACE}345,5"),
    ],
)
def test_number_has_the_readers_separators(language: Language, shown: str) -> None:
    assert format_number(12345.5, language=language) == shown
