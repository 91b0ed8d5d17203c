"""How somebody works a page: with a mouse, or with nothing but a keyboard."""

from datetime import date, time
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 150

# The outline or shadow that tells where one is, and whether anything lies on top of it.
SEEN = """
element => {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const points = [0.5, 0.1, 0.9].map(
    part => document.elementFromPoint(box.left + box.width * part, box.top + box.height / 2));
  return {
    isMarked: style.outlineStyle !== "none" || style.boxShadow !== "none",
    isInView: box.width > 0 && box.top >= -1 && box.bottom <= innerHeight + 1,
    isUncovered: points.some(one => one && (element.contains(one) || one.contains(element))),
  };
}
"""
FULLY_SEEN = {"isMarked": True, "isInView": True, "isUncovered": True}
FOCUSED = "element => element === document.activeElement"
# Whether the element comes before the one that has the focus.
LIES_BEHIND = """
element => {
  const here = document.activeElement;
  return here !== document.body && Boolean(
    here.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING);
}
"""


class Hands(Protocol):
    """What hands can do with one control of a page."""

    def __init__(self, page: Page) -> None: ...

    def press(self, control: Locator) -> None:
        """A link or a button that leads to another place."""

    def write(self, control: Locator, text: str) -> None:
        """A field of text, a date as 2027-01-31 or a time as 09:00."""

    def pick(self, control: Locator, option: str) -> None:
        """An option of a list, by its words."""

    def tick(self, control: Locator) -> None:
        """A box or a radio button."""


class Mouse:
    """Hands that point."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def pick(self, control: Locator, option: str) -> None:
        control.select_option(label=option)

    def tick(self, control: Locator) -> None:
        control.check()


class Keyboard:
    """Hands that only press keys, and eyes that must always see where they are.

    Dates and times are typed the American way, which is how the tests' browser shows them.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard

    def press(self, control: Locator) -> None:
        self.reach(control)
        with self.page.expect_navigation():
            self.keys.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self.reach(control)
        kind = control.get_attribute("type")
        if kind == "date":
            self.keys.type(f"{date.fromisoformat(text):%m%d%Y}")
        elif kind == "time":
            self.keys.type(f"{time.fromisoformat(text):%I%M%p}")
        else:
            self.keys.press("Control+a")
            self.keys.type(text)
        assert control.input_value() == text

    def pick(self, control: Locator, option: str) -> None:
        self.reach(control)
        self.keys.type(option)
        assert control.locator("option:checked").inner_text() == option

    def tick(self, control: Locator) -> None:
        if control.get_attribute("type") == "radio":
            self._reach_radio(control)
        else:
            self.reach(control)
            self.keys.press("Space")
        assert control.is_checked()

    def reach(self, control: Locator) -> None:
        """Tabs to a control, forwards or back, whichever leads there."""
        key = "Shift+Tab" if control.evaluate(LIES_BEHIND) else "Tab"
        for _ in range(MOST_TABS):
            if control.evaluate(FOCUSED):
                seen = control.evaluate(SEEN)
                assert seen == FULLY_SEEN, f"{control}: {seen}"
                return
            self.keys.press(key)
        raise AssertionError(f"{key} does not lead to {control}")

    def _reach_radio(self, control: Locator) -> None:
        """A group of radio buttons is one stop; the arrows move inside it."""
        name = control.get_attribute("name")
        group = self.page.locator(f'input[type="radio"][name="{name}"]')
        checked = group.locator("xpath=self::*[@checked]")
        self.reach(checked.first if checked.count() else group.first)
        self.keys.press("Space")
        for _ in range(group.count()):
            if control.is_checked():
                return
            self.keys.press("ArrowDown")
