"""One visit from the first wish to the calendar, as the people in it live it.

The steps are the same whatever hands do them; each test puts them together and looks.
"""

from datetime import date, timedelta

from app.formatting import format_length
from app.i18n import use_language
from app.labels import country_name, language_name
from tests.browser.house import House, Mail
from tests.browser.person import Person
from visits.language import Language

KIP = "KIP"
KIP_EMAIL = "visits@kip.example.org"
KIP_GROUPS = ("ICT", "Environment and energy", "HR", "Marketing", "Safety")
THEMES = {
    "Energy": "Most of all",
    "Industry and large investments": "Much",
    "Attracting talent": "Some",
}
REASON = "Our hall is being rebuilt in those weeks."
TONGUES = ("Language you prefer", "Second language", "Third language")
ANSWER, VISIT, PROGRAMME = "/answer/", "/visit/", "/programme"
FIRST_DAY_AHEAD, LAST_DAY_AHEAD = timedelta(days=21), timedelta(days=112)


def plan_one_offer(person: Person) -> str:
    """Finds an offer and puts it into the visit plan; its title."""
    person.go("/")
    person.follow("Find visits")
    person.pick("Theme", person.say("Energy"))
    person.press("Search")
    card = person.main.get_by_role("article").first
    title = card.get_by_role("heading").inner_text()
    person.hands.press(card.get_by_role("link"))
    person.press("Add to your visit plan")
    person.follow("See your visit plan")
    person.follow("Ask for a visit")
    return title


def say_who(person: Person) -> None:
    """Step 1: who asks, and that Finnish is read best."""
    with use_language(person.language):
        country, tongues = country_name("FI"), [language_name(tag) for tag in ("fi", "en", "sv")]
    person.write("Organisation", KIP)
    person.pick("Country", country)
    person.write("Your name", "Visit team")
    person.write("Your email address", KIP_EMAIL)
    for label, tongue in zip(TONGUES, tongues, strict=True):
        person.pick(label, tongue)
    person.press("Continue")


def say_party(person: Person) -> None:
    """Step 2: fifty people in five groups."""
    person.write("How many people take part in all?", "50")
    for number, name in enumerate(KIP_GROUPS, start=1):
        if number > 1:
            person.press("Add a group")
        group = person.group("Group %(number)s", number=number)
        person.write("What the group is called", name, group)
        person.write("How many people", "10", group)
    person.press("Continue")


def say_wishes(person: Person) -> None:
    """Step 3: online, three themes, and what the visit plan holds."""
    person.tick("Online")
    for theme, weight in THEMES.items():
        person.pick(theme, person.say(weight))
    person.tick("Captions")
    person.press("Continue")


def say_when(person: Person, today: date) -> None:
    """Step 4: a morning within some weeks."""
    person.write("Earliest date", f"{today + FIRST_DAY_AHEAD}")
    person.write("Latest date", f"{today + LAST_DAY_AHEAD}")
    person.write("From", "09:00")
    person.write("Until", "13:00")
    person.pick("How long may the visit be on one day, pauses included?", four_hours(person))
    person.press("Continue")


def four_hours(person: Person) -> str:
    with use_language(person.language):
        return format_length(240)


def ask_for_visit(person: Person, house: House) -> None:
    """From the start page to the request that has arrived."""
    plan_one_offer(person)
    say_who(person)
    say_party(person)
    say_wishes(person)
    say_when(person, house.world.clock().date())
    person.press("Send the request")


def choose(person: Person) -> None:
    """Takes the first programme."""
    person.follow("Choose a programme")
    number = person.say("Programme %(number)s", number=1)
    person.press("Choose this programme", about=number)


def read_mail(person: Person, mail: Mail, *, link: str) -> None:
    """Opens a letter in the mailbox and follows the link in it that leads so."""
    person.go("/demo/mailbox")
    person.hands.press(person.main.locator(f'a[href$="/demo/mailbox/{mail.id}"]'))
    person.hands.press(person.main.locator(f'.letter-text a[href*="{link}"]').first)


def open_change(person: Person, house: House) -> None:
    """Reads of the change in the newest mail and opens it."""
    proposed = [mail for mail in house.deliver() if mail.recipient == KIP_EMAIL][-1]
    read_mail(person, proposed, link=VISIT)
    person.follow("Look at the change")


def accept_change(person: Person) -> None:
    person.press("Accept the change")


def all_confirm(person: Person, house: House, *, done: set[int]) -> None:
    """Every host that is still asked says yes, each by the link in its own mail."""
    for mail in asked_mails(house):
        if mail.id not in done:
            host = host_of(person, mail)
            read_mail(host, mail, link=ANSWER)
            confirm(host)


def see_programme(person: Person, house: House) -> None:
    """Follows the last mail to the programme."""
    mails = [mail for mail in house.deliver() if mail.recipient == KIP_EMAIL]
    published = [mail for mail in mails if PROGRAMME in mail.text]
    read_mail(person, published[-1], link=PROGRAMME)


def live_through(person: Person, house: House) -> None:
    """From the request that has arrived to the programme: one host declines, all others agree."""
    choose(person)
    mail = asked_mails(house)[1]
    host = host_of(person, mail)
    read_mail(host, mail, link=ANSWER)
    decline(host)
    open_change(person, house)
    accept_change(person)
    all_confirm(person, house, done={mail.id})
    see_programme(person, house)


def host_of(person: Person, mail: Mail) -> Person:
    """The host a letter is for: the same browser, but a reader of the letter's language."""
    return person.reading(Language(str(mail.message["Content-Language"])))


def asked_mails(house: House) -> list[Mail]:
    """The letters that ask a host, oldest first."""
    return [mail for mail in house.deliver() if ANSWER in mail.text]


def decline(host: Person) -> None:
    host.tick("No, we cannot receive this visit")
    host.write("If no: in your own words", REASON)
    host.press("Send the answer")


def confirm(host: Person) -> None:
    host.tick("Yes, this time suits us")
    host.press("Send the answer")
