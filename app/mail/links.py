"""The addresses that mails carry, built from BASE_URL alone."""

from dataclasses import dataclass

from visits.language import Language


@dataclass(frozen=True)
class Links:
    """Makes addresses of one installation; a test holds them against the routes."""

    base_url: str

    def start(self, language: Language) -> str:
        """The start page."""
        return f"{self.base_url}/{language}/"

    def status(self, language: Language, token: str) -> str:
        """A delegation's own page."""
        return f"{self.base_url}/{language}/visit/{token}"

    def programme(self, language: Language, token: str) -> str:
        """A delegation's published programme."""
        return f"{self.base_url}/{language}/visit/{token}/programme"

    def ready(self, language: Language, token: str) -> str:
        """Where a delegation gives its hosts what they need."""
        return f"{self.base_url}/{language}/visit/{token}/ready"

    def today(self, language: Language, token: str) -> str:
        """A delegation's page of the day."""
        return f"{self.base_url}/{language}/visit/{token}/today"

    def answer(self, language: Language, token: str) -> str:
        """A host's page for one request."""
        return f"{self.base_url}/{language}/answer/{token}"

    def desk(self, language: Language, token: str) -> str:
        """A host's desk."""
        return f"{self.base_url}/{language}/desk/{token}"

    def desk_ask(self, language: Language) -> str:
        """Where a host asks for the link to its desk."""
        return f"{self.base_url}/{language}/desk"

    def join(self, language: Language, token: str) -> str:
        """Where people join a delegation."""
        return f"{self.base_url}/{language}/join/{token}"

    def join_confirm(self, language: Language, token: str) -> str:
        """Where somebody who wants to join confirms their address."""
        return f"{self.base_url}/{language}/join/confirm/{token}"

    def participant(self, language: Language, token: str) -> str:
        """A participant's own page."""
        return f"{self.base_url}/{language}/participant/{token}"

    def leave(self, language: Language, token: str) -> str:
        """Where a participant leaves."""
        return f"{self.base_url}/{language}/participant/{token}/leave"

    def staff_visit(self, language: Language, reference: str) -> str:
        """A coordinator's page of one visit."""
        return f"{self.base_url}/{language}/staff/visits/{reference}"

    def staff_calendars(self, language: Language) -> str:
        """The coordinators' page about their hosts' own calendars."""
        return f"{self.base_url}/{language}/staff/calendars"

    def feed(self, token: str) -> str:
        """The calendar feed of a delegation's programme."""
        return f"{self.base_url}/feed/{token}.ics"
