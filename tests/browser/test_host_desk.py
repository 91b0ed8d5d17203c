"""A host's desk as a person uses it: what stays, what is told, and what fits a phone."""

from playwright.sync_api import Page, expect

from tests.browser.looking import NARROW, faults_of
from tests.browser.pages import Furnished
from tests.browser.watch import Watch
from visits.language import Language


def test_offer_with_errors_is_accessible(
    stranger: Page, furnished: Furnished, watch: Watch
) -> None:
    watch.expects("422")
    stranger.goto(f"/en{furnished.addresses['host-offer']}")
    stranger.get_by_label("Length in minutes", exact=True).fill("7")
    stranger.get_by_label("Address").fill("ftp://example.org")
    stranger.get_by_role("button", name="Save").click()

    expect(stranger.locator("[data-error-summary]")).to_be_focused()
    expect(stranger.get_by_label("Length in minutes", exact=True)).to_have_value("7")
    assert faults_of(stranger, Language.EN) == []


def test_look_at_an_offer_and_its_new_row_are_accessible(
    stranger: Page, furnished: Furnished
) -> None:
    stranger.goto(f"/en{furnished.addresses['host-offer']}")
    stranger.get_by_role("group", name="Title").get_by_label("Finnish").fill("")
    stranger.get_by_role("button", name="Add a link").click()
    stranger.get_by_role("button", name="Remove Link 2").click()
    stranger.get_by_role("button", name="See it as a delegation does").click()

    expect(stranger.get_by_text("It is not saved yet.")).to_be_visible()
    expect(stranger.get_by_text("Shown instead (English):")).to_be_visible()
    assert faults_of(stranger, Language.EN) == []


def test_two_changes_beside_each_other_are_accessible(
    stranger: Page, furnished: Furnished, watch: Watch
) -> None:
    watch.expects("422")
    address = f"/en{furnished.addresses['host-about']}"
    stranger.goto(address)
    with stranger.context.expect_page() as opened:
        stranger.evaluate("address => window.open(address)", address)
    other = opened.value
    other.get_by_label("English").fill("Said by somebody else.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Your changes are kept.")).to_be_visible()
    other.close()

    stranger.get_by_label("English").fill("Said by me.")
    stranger.get_by_role("button", name="Save").click()

    expect(stranger.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    expect(stranger.get_by_role("cell", name="Said by somebody else.")).to_be_visible()
    expect(stranger.get_by_label("English")).to_have_value("Said by me.")
    assert faults_of(stranger, Language.EN) == []


def test_link_that_has_ended_leads_to_a_new_one(stranger: Page, watch: Watch) -> None:
    watch.expects("404")
    stranger.set_viewport_size(NARROW)
    stranger.goto(f"/en/desk/{'A' * 43}")
    assert faults_of(stranger, Language.EN) == []

    stranger.get_by_label("Email").fill("project-lead.umea-energi@example.org")
    stranger.keyboard.press("Enter")

    expect(stranger.get_by_role("heading", name="Look in your mail")).to_be_visible()
