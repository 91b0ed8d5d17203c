"""Every kind of page in every language, wide and narrow, held against WCAG 2.2 AA and more."""

import pytest
from playwright.sync_api import Page

from app.i18n import gettext, use_language
from tests.browser.looking import faults_of
from tests.browser.pages import NAMES, STRANGERS, Furnished, begin
from tests.browser.watch import Watch
from visits.language import Language

DARK = ("start", "offer", "wishes", "programme", "visit")
STEPS = ("who", "party", "wishes", "when")
SUBMIT_EMPTY = """
() => {
  const form = document.querySelector("main form[method=post]");
  for (const control of form.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    control.checked = false;
    if (!["checkbox", "radio"].includes(control.type)) control.value = "";
  }
  form.submit();
}
"""


def submit_empty(page: Page) -> None:
    """Sends the page's form with nothing in it."""
    with page.expect_navigation():
        page.evaluate(SUBMIT_EMPTY)


def has_errors(page: Page, language: Language) -> bool:
    """Whether the page says so, in its title and first in its content."""
    with use_language(language):
        says_so = page.title().startswith(gettext("Error:"))
    return says_so and page.locator("[data-error-summary]:focus").count() == 1


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", NAMES)
def test_page_is_accessible(
    regular: Page, furnished: Furnished, name: str, language: Language
) -> None:
    address = f"/{language}{furnished.addresses[name]}"

    regular.goto(address)

    assert regular.url == furnished.house.url + address
    assert faults_of(regular, language) == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", STRANGERS)
def test_page_for_strangers_is_accessible(stranger: Page, name: str, language: Language) -> None:
    stranger.goto(f"/{language}{STRANGERS[name]}")

    assert faults_of(stranger, language) == []


@pytest.mark.parametrize("name", DARK)
def test_dark_page_is_accessible(regular: Page, furnished: Furnished, name: str) -> None:
    regular.emulate_media(color_scheme="dark")

    regular.goto(f"/en{furnished.addresses[name]}")
    faults = faults_of(regular, Language.EN)

    regular.emulate_media(color_scheme="light")
    assert faults == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("step", STEPS)
def test_step_with_errors_is_accessible(
    stranger: Page, watch: Watch, step: str, language: Language
) -> None:
    watch.expects("422")
    begin(stranger.context.request, upto=step)
    stranger.goto(f"/{language}/ask/{step}")

    submit_empty(stranger)

    assert has_errors(stranger, language)
    assert faults_of(stranger, language) == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["sign-in", "answer"])
def test_form_with_errors_is_accessible(
    stranger: Page, furnished: Furnished, watch: Watch, name: str, language: Language
) -> None:
    watch.expects("422")
    stranger.goto(f"/{language}{furnished.addresses[name]}")

    submit_empty(stranger)

    assert has_errors(stranger, language)
    assert faults_of(stranger, language) == []


@pytest.mark.parametrize("language", list(Language))
def test_missing_page_is_accessible(stranger: Page, watch: Watch, language: Language) -> None:
    watch.expects("404")
    stranger.goto(f"/{language}/visits/no-such-visit")

    assert faults_of(stranger, language) == []
