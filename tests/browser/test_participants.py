"""The check of a list of people, which only a form leads to, is a page like any other."""

from playwright.sync_api import Page

from tests.browser.looking import faults_of
from tests.browser.pages import Furnished
from visits.language import Language

PEOPLE = """Name;Email;Group;Language
Engineer;ict.kip@example.org;ICT;sv
Adviser;adviser(at)example.org;ICT;
Driver;driver.kip@example.org;;klingon
"""


def test_check_of_a_list_is_accessible(stranger: Page, furnished: Furnished) -> None:
    stranger.goto(f"/en{furnished.addresses['participants']}")
    stranger.fill("textarea[name=people]", PEOPLE)
    stranger.click("button[value=check]")

    assert stranger.locator("h1").inner_text() == "Check the list"
    assert stranger.locator(".participants-bad li").count() == 2
    assert faults_of(stranger, Language.EN) == []
