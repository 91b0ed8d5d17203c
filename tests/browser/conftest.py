"""A real browser in front of the real application; it reaches no other host than ours."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.clock import read_clock
from tests.browser.hands import Hands, Mouse
from tests.browser.house import House, open_house
from tests.browser.looking import WIDE
from tests.browser.pages import Furnished, furnish, state_of_regular
from tests.browser.person import Person
from tests.browser.watch import Watch
from tests.conftest import FakeClock
from visits.language import Language

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",  # the order of day, month and year in date fields
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE_MS = 15_000


@contextmanager
def a_page(browser: Browser, watch: Watch, **options: Any) -> Iterator[Page]:
    """A page of a browser of its own, with eyes on all that happens in it."""
    context = browser.new_context(base_url=watch.url, viewport=WIDE, **options)
    context.set_default_timeout(PATIENCE_MS)
    watch.watch(context)
    yield context.new_page()
    context.close()
    assert watch.faults == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """The application with the catalogue, the real clock and an empty mailbox."""
    path = tmp_path / "kvarken.db"
    shutil.copy(sqlite_template, path)
    with open_house(f"sqlite:///{path}", read_clock) as house:
        yield house


@pytest.fixture
def options() -> dict[str, Any]:
    """What is special about the browser of a test."""
    return {}


@pytest.fixture
def page(chromium: Browser, house: House, options: dict[str, Any]) -> Iterator[Page]:
    """A page of a browser that nobody has used before."""
    with a_page(chromium, Watch(house.url), timezone_id="Europe/Helsinki", **options) as page:
        yield page


@pytest.fixture
def newcomer(page: Page) -> Callable[..., Person]:
    """Somebody at the browser, who reads a language and has a mouse or a keyboard."""

    def come(language: Language, *, hands: type[Hands] = Mouse) -> Person:
        return Person(page, hands(page), language)

    return come


@pytest.fixture(scope="session")
def furnished(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """A house with a visit in every state, for tests that only look."""
    path = tmp_path_factory.mktemp("furnished") / "kvarken.db"
    shutil.copy(sqlite_template, path)
    clock = FakeClock()
    with open_house(f"sqlite:///{path}", clock) as house:
        yield furnish(house, clock)


@pytest.fixture
def watch(furnished: Furnished) -> Watch:
    return Watch(furnished.house.url)


@pytest.fixture
def stranger(chromium: Browser, watch: Watch) -> Iterator[Page]:
    """A page of somebody who has done nothing yet."""
    with a_page(chromium, watch) as page:
        yield page


@pytest.fixture(scope="session")
def seat(chromium: Browser, furnished: Furnished) -> Iterator[tuple[Page, Watch]]:
    watch = Watch(furnished.house.url)
    state = state_of_regular(chromium, furnished.house)
    with a_page(chromium, watch, storage_state=state) as page:
        yield page, watch


@pytest.fixture
def regular(seat: tuple[Page, Watch]) -> Iterator[Page]:
    """A page of somebody with a visit plan and a request to send, who is a coordinator too."""
    page, watch = seat
    yield page
    assert watch.faults == []
