"""What the steps of the request refuse, and in which words."""

import pytest
from flask.testing import FlaskClient

from tests.delegation.asked import (
    PARTY,
    STEPS,
    WHEN,
    WHO,
    WISHES,
    Values,
    answer_all,
    errors_on,
    send,
)

# The forms do not know the database; what both must keep stands in test_asking.py.


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"organisation": " "}, "Write the name of your organisation."),
        ({"organisation": "K" * 60_000}, "Field cannot be longer than 200 characters."),
        (
            {"organisation": "K\0P"},
            "Take out the characters that are not text, and type it again.",
        ),
        ({"country": "QQ"}, "Choose one from the list."),
        ({"country": ""}, "Choose your country."),
        ({"zone": "Europe/Atlantis"}, "Choose one from the list."),
        ({"language_1": ""}, "Choose the language you prefer."),
        ({"language_2": "klingon"}, "Choose one from the list."),
        (
            {"contact_email": "a@example.org, b@example.org"},
            "Write one email address, such as visits@kip.example.org.",
        ),
        (
            {"contact_email": "Team <team@example.org>"},
            "Write one email address, such as visits@kip.example.org.",
        ),
    ],
)
def test_who_refuses(client: FlaskClient, changes: Values, error: str) -> None:
    refused = send(client, "who", {**WHO, **changes})

    assert (refused.status_code, errors_on(refused)) == (422, [error])


@pytest.mark.parametrize("size", ["", "0", "-5", "5001", "1e3", "９", "9" * 5000, "many", "\0"])
def test_party_refuses_what_is_no_size(client: FlaskClient, size: str) -> None:
    send(client, "who", WHO)

    refused = send(client, "party", {"size": size})

    error = "Write how many people take part, as a number from 1 to 5,000."
    assert (refused.status_code, errors_on(refused)) == (422, [error])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"size": "49"}, "The groups have 50 people together, but only 49 take part."),
        ({"groups-1-name": ""}, "Write what the group is called."),
        ({"groups-1-size": "0"}, "Write how many people the group has, 1 or more."),
        ({"groups-1-size": "ten"}, "Write how many people the group has, 1 or more."),
        ({"groups-1-themes": ["magic"]}, "Choose from the list."),
    ],
)
def test_party_refuses_groups(client: FlaskClient, changes: Values, error: str) -> None:
    send(client, "who", WHO)

    refused = send(client, "party", {**PARTY, **changes})

    assert (refused.status_code, errors_on(refused)) == (422, [error])


@pytest.mark.parametrize("odd", ["groups-²-name", f"groups-{'9' * 5000}-name", "groups--name", "x"])
def test_party_lets_strange_names_go(client: FlaskClient, odd: str) -> None:
    send(client, "who", WHO)

    taken = send(client, "party", {**PARTY, odd: "strange", "remove": "²"})

    assert taken.status_code == 303


def test_more_than_twelve_groups_are_not_added(client: FlaskClient) -> None:
    send(client, "who", WHO)
    rows = {f"groups-{index}-name": f"Group {index}" for index in range(12)}

    send(client, "party", {"size": "50", **rows, "add": "group"})

    page = client.get("/en/ask/party")
    assert 'id="groups-11-name"' in page.text
    assert 'id="groups-12-name"' not in page.text
    assert "You can have at most 12 groups." in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"format": "hybrid"}, "Choose one from the list."),
        ({"theme_energy": "4"}, "Choose one from the list."),
        ({"needs": ["magic"]}, "Choose from the list."),
        ({"message": "x" * 60_000}, "Field cannot be longer than 4000 characters."),
    ],
)
def test_wishes_refuse(client: FlaskClient, changes: Values, error: str) -> None:
    for step in ("who", "party"):
        send(client, step, STEPS[step])

    refused = send(client, "wishes", {**WISHES, **changes})

    assert (refused.status_code, errors_on(refused)) == (422, [error])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"earliest_on": ""}, "Choose the earliest date, such as 2027-01-31."),
        ({"earliest_on": "2026-11-22"}, "The earliest date has passed. Choose one to come."),
        ({"earliest_on": "2027-02-01"}, "The latest date is before the earliest date."),
        ({"latest_on": "2027-02-30"}, "Choose the latest date, such as 2027-01-31."),
        ({"latest_on": "2028-01-01"}, "Choose two dates at most one year apart."),
        (
            {"latest_on": "2028-05-25"},
            "Choose a date within 18 months, at the latest 24 May 2028.",
        ),
        ({"weekdays": []}, "Choose at least one day of the week."),
        ({"weekdays": ["7"]}, "Choose from the list."),
        (
            {"latest_on": "2026-12-08", "weekdays": ["4"]},
            "None of these days comes between your two dates.",
        ),
        ({"day_from": "25:00"}, "Choose when the day may start, such as 09:00."),
        ({"day_until": "soon"}, "Choose when the day must end, such as 15:00."),
        ({"day_until": "09:00"}, "The day must end after it starts."),
        ({"longest_day": "6000"}, "Choose one from the list."),
    ],
)
def test_when_refuses(client: FlaskClient, changes: Values, error: str) -> None:
    for step in ("who", "party", "wishes"):
        send(client, step, STEPS[step])

    refused = send(client, "when", {**WHEN, **changes})

    assert (refused.status_code, errors_on(refused)) == (422, [error])


@pytest.mark.parametrize("step", ["who", "check"])
def test_forged_form_keeps_nothing_and_shows_what_was_typed(client: FlaskClient, step: str) -> None:
    answer_all(client)

    late = client.post(f"/en/ask/{step}", data={**WHO, "organisation": "Other"})

    assert late.status_code == 422
    assert "This page had been open for too long" in late.text
    assert ("Other" in late.text) is (step == "who")
    assert "Other" not in client.get("/en/ask/check").text


def test_markup_is_shown_as_text(client: FlaskClient) -> None:
    answer_all(client)

    page = client.get("/en/ask/check")

    assert "&lt;b&gt;Umeå&lt;/b&gt;" in page.text
    assert "<b>" not in page.text
