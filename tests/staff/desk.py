"""A coordinator at the desk: signs in, opens pages, presses buttons."""

import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.persistence.outbox import list_mails
from app.persistence.records import Entry, OutboxMail
from app.persistence.timeline import list_entries
from tests.conftest import PASSWORD
from tests.delegation.followed import Followed
from tests.tokens import token_of

NORTH = "coordinator.north@example.org"
FORM = re.compile(r'<form[^>]*action="([^"]+)"')


@dataclass
class Desk:
    """A browser of a coordinator, beside the visit it is about."""

    client: FlaskClient
    visit: Followed

    @property
    def page(self) -> str:
        return f"/en/staff/visits/{self.visit.reference}"

    def sign_in(self, email: str = NORTH, password: str = PASSWORD) -> TestResponse:
        return self.press(
            "/en/staff/sign-in", opened="/en/staff/sign-in", email=email, password=password
        )

    def get(self, address: str | None = None) -> TestResponse:
        return self.client.get(address or self.page)

    def press(self, address: str, *, opened: str | None = None, **typed: str) -> TestResponse:
        """Sends a form to an address, with the token of the page it was on."""
        token = token_of(self.get(opened).text)
        return self.client.post(address, data={"csrf_token": token, **typed})

    def buttons(self) -> list[str]:
        """Where the buttons of the visit's page lead."""
        return [one for one in FORM.findall(self.get().text) if "sign-out" not in one]

    def entries(self) -> list[Entry]:
        with self.visit.world.database.reading() as session:
            return list_entries(session, self.visit.delegation_id)

    def mails(self) -> list[OutboxMail]:
        with self.visit.world.database.reading() as session:
            return list_mails(session, self.visit.delegation_id)
