"""What somebody else kept meanwhile beside what was typed, so that nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.host.desk_texts import ORDER
from app.labels import label
from visits.wording import Wording


@dataclass(frozen=True)
class Differing:
    """One field with two contents, both as plain text."""

    name: str
    kept: str
    typed: str


def differing(kept: Mapping[str, str], typed: Mapping[str, str]) -> list[Differing]:
    """The fields in which what is kept is not what was typed; both have the same names."""
    return [
        Differing(name, text, typed[name]) for name, text in kept.items() if text != typed[name]
    ]


def of_wording(name: str, wording: Wording) -> dict[str, str]:
    """A text of each language under a name of its own."""
    return {f"{name} ({label(one)})": getattr(wording, one) for one in ORDER}
