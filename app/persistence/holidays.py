"""Public holidays of a country, as closures."""

from collections.abc import Iterable

from holidays import country_holidays
from holidays.constants import DE_FACTO, PUBLIC

from visits.availability import Closure, ClosureKind
from visits.errors import InvalidValue


def public_holidays(
    country: str, years: Iterable[int], subdivision: str | None = None
) -> tuple[Closure, ...]:
    """The days on which a country (ISO 3166-1 alpha-2) does not work, in order.

    Eves that are free by law or custom count where the calendar knows them (Midsummer's Eve in
    Sweden). A country without a known calendar has no holidays. Raises InvalidValue for a
    subdivision (ISO 3166-2, the part after the hyphen) that the country does not have.
    """
    try:
        known = country_holidays(country)
    except NotImplementedError:
        return ()
    free = {PUBLIC, DE_FACTO} & set(known.supported_categories)
    try:
        calendar = country_holidays(country, subdivision, years, categories=free)
    except NotImplementedError:
        raise InvalidValue("subdivision", f"{country} has no {subdivision}") from None
    return tuple(Closure(on, on, ClosureKind.HOLIDAY) for on in sorted(calendar))
