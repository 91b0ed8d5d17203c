"""The same visit in a browser that runs no scripts."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.house import House
from tests.browser.journey import ask_for_visit, live_through
from tests.browser.person import Person
from visits.language import Language


@pytest.fixture
def options() -> dict[str, Any]:
    return {"java_script_enabled": False}


def test_visit_can_be_made_without_javascript(
    newcomer: Callable[..., Person], house: House
) -> None:
    person = newcomer(Language.EN)

    ask_for_visit(person, house)
    live_through(person, house)

    assert person.heading == "Your programme"
    assert "The map needs JavaScript." in person.text
