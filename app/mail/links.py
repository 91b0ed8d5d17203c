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

    def answer(self, language: Language, token: str) -> str:
        """A host's page for one request."""
        return f"{self.base_url}/{language}/answer/{token}"

    def staff_visit(self, language: Language, reference: str) -> str:
        """A coordinator's page of one visit."""
        return f"{self.base_url}/{language}/staff/visits/{reference}"

    def feed(self, token: str) -> str:
        """The calendar feed of a delegation's programme."""
        return f"{self.base_url}/feed/{token}.ics"
