"""The same visit by somebody who has nothing but a keyboard, and always sees where they are."""

from collections.abc import Callable

from tests.browser.hands import Keyboard
from tests.browser.house import House
from tests.browser.journey import ask_for_visit, live_through
from tests.browser.person import Person
from visits.language import Language


def test_visit_can_be_made_by_keyboard_alone(newcomer: Callable[..., Person], house: House) -> None:
    person = newcomer(Language.SV, hands=Keyboard)

    ask_for_visit(person, house)
    live_through(person, house)

    assert person.heading == person.say("Your programme")


def test_first_tab_skips_to_the_content(newcomer: Callable[..., Person]) -> None:
    person = newcomer(Language.EN, hands=Keyboard)
    person.go("/visits")

    person.hands.press(person.page.get_by_role("link", name="Skip to the content"))
    person.page.keyboard.press("Tab")

    assert person.control("Words").evaluate("element => element === document.activeElement")
