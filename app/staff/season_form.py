"""What is typed before a season is planned: whose visits, how long, and what hosts can bear."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import ValidationError

from app.actions.season import SeasonAsk
from app.fields import Choice, Number, Radios, parse_number
from app.formatting import format_number
from app.forms import Form
from app.i18n import gettext, lazy_gettext
from visits.catalogue import Host
from visits.planning.season import LONGEST_REST

MINE, ALL = "mine", "all"
LENGTHS = (300, 1000, 5000)
LARGEST_SEED = 999_999
LARGEST_LIMIT = 100
DIGITS = {"inputmode": "numeric"}


class SeasonForm(Form):
    """Whose visits are planned together, with how much rest, and for how long."""

    office = Radios(lazy_gettext("Whose visits"))
    rest = Number(
        lazy_gettext("Minutes of rest between two visits"),
        description=lazy_gettext("For each contact, from one delegation to the next."),
        render_kw=DIGITS,
    )
    length = Choice(lazy_gettext("How long to search"))
    seed = Number(
        lazy_gettext("Number to begin with"),
        description=lazy_gettext("The same number gives the same result. Another one may differ."),
        render_kw=DIGITS,
    )

    def validate_rest(self, field: Any) -> None:
        """At most a day."""
        _demand_number(field, LONGEST_REST)

    def validate_seed(self, field: Any) -> None:
        """Any number that can be read."""
        _demand_number(field, LARGEST_SEED)

    def ask(self, node_id: int | None) -> SeasonAsk:
        """What was typed, as the action takes it."""
        return SeasonAsk(
            node_id=node_id if self.office.data == MINE else None,
            rest=self.rest.data or 0,
            seed=self.seed.data or 0,
            most=int(self.length.data),
        )


def season_form(*, mine: int, everybodys: int, is_new: bool = False) -> SeasonForm:
    """The form, with how many delegations wait at the own office and at all of them."""
    usual = {"office": MINE, "rest": 30, "length": str(LENGTHS[1]), "seed": 0}
    form = SeasonForm(formdata=None, data=usual) if is_new else SeasonForm(data=usual)
    own = gettext("Those of our office (%(n)s waiting)") % {"n": mine}
    every = gettext("Those of all offices (%(n)s waiting)") % {"n": everybodys}
    form.office.choices = [(MINE, own), (ALL, every)]
    words = (
        gettext("Short: up to %(n)s programmes composed"),
        gettext("Usual: up to %(n)s programmes composed"),
        gettext("Long: up to %(n)s programmes composed"),
    )
    form.length.choices = [
        (str(length), word % {"n": format_number(length)})
        for length, word in zip(LENGTHS, words, strict=True)
    ]
    return form


def _demand_number(field: Any, most: int) -> None:
    if field.data is None or field.data > most:
        text = gettext("Write a number from 0 to %(most)s.")
        raise ValidationError(text % {"most": format_number(most)})


@dataclass(frozen=True)
class HostLimit:
    """A host with what stands in its field, and what is wrong with that."""

    host: Host
    typed: str
    error: str = ""

    @property
    def field(self) -> str:
        """The field's name and id."""
        return f"most-{self.host.slug}"


def limits_of(hosts: Iterable[Host]) -> list[HostLimit]:
    """The hosts with the limits that are kept."""
    return [HostLimit(host, str(host.most_visits_week or "")) for host in hosts]


def typed_limits(hosts: Iterable[Host], sent: Mapping[str, str]) -> Iterator[HostLimit]:
    """The hosts with what was typed; an empty field means any number."""
    for host in hosts:
        typed = sent.get(f"most-{host.slug}", "").strip()[:20]
        number = parse_number(typed)
        is_right = not typed or (number is not None and 1 <= number <= LARGEST_LIMIT)
        text = gettext("%(host)s: write a number from 1 to %(most)s, or nothing.")
        yield HostLimit(
            host, typed, "" if is_right else text % {"host": host.name, "most": LARGEST_LIMIT}
        )
