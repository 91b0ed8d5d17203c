"""A page that is slow to answer says what it is at."""

from playwright.sync_api import Page, expect

from tests.browser.pages import Furnished

STAY = "document.addEventListener('submit', event => event.preventDefault())"


def test_composing_says_so_after_a_second(stranger: Page, furnished: Furnished) -> None:
    stranger.clock.install()
    stranger.goto(f"/en{furnished.addresses['programmes']}")
    stranger.evaluate(STAY)  # as long as no answer comes, the page stays
    place = stranger.get_by_text("Composing your programmes.")

    stranger.get_by_role("button", name="Compose again").click()

    expect(place).to_have_count(0)
    stranger.clock.run_for(1100)
    expect(place).to_be_visible()
