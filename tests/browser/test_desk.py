"""A coordinator edits a programme in a real browser, by keyboard alone and without scripts."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import a_page
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.house import House, open_house
from tests.browser.pages import sign_in
from tests.browser.person import Person
from tests.browser.watch import Watch
from tests.conftest import FakeClock
from tests.delegation.followed import Followed, a_followed_visit
from visits.language import Language


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """The application at the instant that the tests' visits are made for."""
    path = tmp_path / "kvarken.db"
    shutil.copy(sqlite_template, path)
    with open_house(f"sqlite:///{path}", FakeClock()) as house:
        yield house


@pytest.fixture
def visit(house: House) -> Followed:
    visit = a_followed_visit(house.world, FakeClock(), house.app.test_client())
    visit.choose()
    return visit


@pytest.mark.parametrize(
    ("hands", "has_scripts"), [(Keyboard, True), (Mouse, False)], ids=["keyboard", "no-scripts"]
)
def test_programme_is_edited_and_saved(
    chromium: Browser, house: House, visit: Followed, hands: type[Hands], *, has_scripts: bool
) -> None:
    first, second, *_, last = visit.itinerary().standing
    with a_page(chromium, Watch(house.url), java_script_enabled=has_scripts) as page:
        sign_in(page.context.request)
        person = Person(page, hands(page), Language.EN)
        person.go(f"/staff/visits/{visit.reference}")

        person.follow("Edit the programme")
        person.press("Pin", first.offer.host.name)
        person.press("15 min earlier", second.offer.host.name)
        person.press("15 min earlier", second.offer.host.name)
        clashing = person.text
        person.press("Let Kvarken mend it")
        mended = person.text
        person.press("Take out", last.offer.host.name)
        costing = person.text
        person.press("Save the programme")

        assert "It overlaps another stop." in clashing
        assert "Nothing clashes." in mended
        assert f"No longer asked: {last.offer.host.name}" in costing
        assert "The programme is saved." in person.text
    standing = visit.itinerary().standing
    assert last.id not in [stop.id for stop in standing]
    assert [stop.id for stop in standing if stop.is_pinned] == [first.id]


def test_button_leaves_the_reader_at_the_stop_it_changed(
    chromium: Browser, house: House, visit: Followed
) -> None:
    second = visit.itinerary().standing[1]
    with a_page(chromium, Watch(house.url)) as page:
        sign_in(page.context.request)
        person = Person(page, Keyboard(page), Language.EN)
        person.go(f"/staff/visits/{visit.reference}/edit")

        person.press("Pin", second.offer.host.name)
        page.keyboard.press("Tab")

        button = person.main.get_by_role("button", name=f"Unpin {second.offer.host.name}")
        assert button.evaluate("element => element === document.activeElement")
