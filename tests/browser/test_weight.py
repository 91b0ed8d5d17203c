"""How much a page weighs in all for somebody who opens it first."""

from playwright.sync_api import Page

from tests.browser.pages import HAVE_MAP, NAMES, Furnished

MOST_BYTES = 150_000
# Bodies as they are unpacked, those the browser had already included.
WEIGH = """
() => ["navigation", "resource"]
  .flatMap(kind => performance.getEntriesByType(kind))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)
"""


def test_pages_without_map_are_light(regular: Page, furnished: Furnished) -> None:
    weights = {}

    for name in (name for name in NAMES if name not in HAVE_MAP):
        regular.goto(f"/en{furnished.addresses[name]}", wait_until="load")
        weights[name] = regular.evaluate(WEIGH)

    assert {name: weight for name, weight in weights.items() if weight >= MOST_BYTES} == {}
    assert min(weights.values()) > 10_000  # styles and scripts were counted
