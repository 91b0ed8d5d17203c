"""Somebody who uses Kvarken, and finds everything by the words they read."""

import re
from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import Locator, Page

from app.i18n import gettext, ngettext, use_language
from tests.browser.hands import Hands
from visits.language import Language


@dataclass(frozen=True)
class Person:
    """A reader of one language at one page, with hands of some kind."""

    page: Page
    hands: Hands
    language: Language

    def reading(self, language: Language) -> "Person":
        """The same person, now in another language."""
        return replace(self, language=language)

    def say(self, text: str, **values: Any) -> str:
        """A text as this person reads it."""
        with use_language(self.language):
            return gettext(text) % values if values else gettext(text)

    def say_many(self, one: str, many: str, number: int) -> str:
        with use_language(self.language):
            return ngettext(one, many, number) % {"num": number}

    def go(self, address: str) -> None:
        """Types an address of our own into the address bar."""
        self.page.goto(f"/{self.language}{address}")

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def text(self) -> str:
        """What the page says, blanks folded."""
        return " ".join(self.main.inner_text().split())

    def follow(self, text: str, within: Locator | None = None) -> None:
        """A link, by its whole text."""
        link = (within or self.main).get_by_role("link", name=self.say(text), exact=True)
        self.hands.press(link)

    def press(self, text: str, about: str = "") -> None:
        """A button, by its text and what it is about."""
        name = f"{self.say(text)} {about}".strip()
        self.hands.press(self.main.get_by_role("button", name=name, exact=True))

    def write(self, label: str, text: str, within: Locator | None = None) -> None:
        self.hands.write(self.control(label, within), text)

    def pick(self, label: str, option: str) -> None:
        self.hands.pick(self.control(label), option)

    def tick(self, label: str, within: Locator | None = None) -> None:
        self.hands.tick(self.control(label, within))

    def control(self, label: str, within: Locator | None = None) -> Locator:
        """A control by its label, which may say that it need not be filled in."""
        optional = re.escape(self.say("(optional)"))
        pattern = re.compile(rf"^\s*{re.escape(self.say(label))}(\s+{optional})?\s*$")
        return (within or self.main).get_by_label(pattern)

    def group(self, legend: str, **values: Any) -> Locator:
        """A part of a form, by its legend."""
        return self.main.get_by_role("group", name=self.say(legend, **values), exact=True)
