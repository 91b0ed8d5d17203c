"""What becomes of each line of a list before anybody is added: taken, known, or to be mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.actions.participants import Person
from app.delegation.participants_reading import Problem, Row
from app.i18n import gettext
from app.labels import N_, group_name
from visits.conversation import address_of
from visits.delegation import OTHERS, Delegation
from visits.language import Language

LONGEST_QUOTE = 80
WHOLE = ("", N_("No group: only what everybody does"))
NOT_CHOSEN = "?"

SENTENCES = {
    Problem.NO_ADDRESS: N_("there is no email address."),
    Problem.NOT_ONE_ADDRESS: N_("this is not one email address."),
    Problem.SEVERAL_ADDRESSES: N_(
        "there are several addresses. Write each person on a line of their own."
    ),
    Problem.TOO_LONG: N_("the name or the group is longer than 200 characters."),
    Problem.NOT_TEXT: N_("there are characters that are not text. Type it again."),
    Problem.UNKNOWN_LANGUAGE: N_("we do not write in this language. Use en, sv or fi."),
}


class Fate(StrEnum):
    """What becomes of a line."""

    TAKEN = "taken"
    KNOWN = "known"
    TWICE = "twice"
    GROUP = "group"
    BAD = "bad"


@dataclass(frozen=True)
class Checked:
    """One line and what becomes of it; `group` is the part of the delegation it was found to be."""

    row: Row
    fate: Fate
    group: str = ""

    @property
    def problem(self) -> str:
        """What is wrong with the line, in words, with its number and its text."""
        if self.row.problem is None:
            return ""
        text = self.row.text
        quote = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
        line = gettext("Line %(number)s, “%(text)s”:") % {"number": self.row.number, "text": quote}
        return f"{line} {gettext(SENTENCES[self.row.problem])}"


@dataclass(frozen=True)
class Check:
    """A whole list as it would be taken."""

    lines: tuple[Checked, ...]
    header: str = ""

    def of(self, *fates: Fate) -> tuple[Checked, ...]:
        """The lines of which this becomes."""
        return tuple(one for one in self.lines if one.fate in fates)

    @property
    def taken(self) -> tuple[Checked, ...]:
        """Those who would be added."""
        return self.of(Fate.TAKEN)

    @property
    def bad(self) -> tuple[Checked, ...]:
        """Those that must be mended first."""
        return self.of(Fate.BAD)

    @property
    def unknown_groups(self) -> tuple[str, ...]:
        """The groups that are no groups of this delegation, as they were written."""
        return tuple(dict.fromkeys(one.row.group for one in self.of(Fate.GROUP)))

    @property
    def kept(self) -> str:
        """The lines that need no mending, as a list that reads back as the same."""
        return "\n".join(one.row.as_line for one in self.of(Fate.TAKEN, Fate.GROUP))

    @property
    def unsaved(self) -> str:
        """The kept lines that still need a group."""
        return "\n".join(one.row.as_line for one in self.of(Fate.GROUP))

    @property
    def to_mend(self) -> str:
        """The lines that must be mended, below the names of their columns."""
        lines = [one.row.text for one in self.bad]
        return "\n".join((self.header, *lines) if self.header and lines else lines)

    def people(self, *, language: Language, zone: str) -> list[Person]:
        """Those who would be added, with what is said of everybody where a line does not say."""
        return [
            Person(
                name=one.row.name,
                email=one.row.email,
                group=one.group,
                language=one.row.language or language,
                zone=zone,
            )
            for one in self.taken
        ]


def check_rows(
    rows: Iterable[Row],
    *,
    delegation: Delegation,
    known: Iterable[str],
    chosen: Mapping[str, str],
    header: str = "",
) -> Check:
    """What becomes of the rows; `known` are addresses on the list, `chosen` groups for others."""
    listed = {address_of(email) for email in known}
    parts = _parts_by_text(delegation) | _chosen_parts(delegation, chosen)
    seen: set[str] = set()
    lines = []
    for row in rows:
        if not delegation.parts and not row.name:
            row = replace(row, name=row.group, group="")
        address = address_of(row.email)
        fate, group = _fate(row, parts, is_apart=bool(delegation.parts))
        if fate is not Fate.BAD and address in listed:
            fate = Fate.KNOWN
        elif fate is not Fate.BAD and address in seen:
            fate = Fate.TWICE
        seen.add(address)
        lines.append(Checked(row, fate, group))
    return Check(tuple(lines), header)


def _fate(row: Row, parts: Mapping[str, str], *, is_apart: bool) -> tuple[Fate, str]:
    if row.problem is not None:
        return Fate.BAD, ""
    if not is_apart:
        return Fate.TAKEN, ""
    group = parts.get(_folded(row.group))
    return (Fate.TAKEN, group) if group is not None else (Fate.GROUP, "")


def group_choices(delegation: Delegation) -> list[tuple[str, str]]:
    """The parts somebody can be in; without a part for everyone else, also none at all."""
    parts = [(part.name, group_name(part.name)) for part in delegation.parts]
    has_others = OTHERS in {name for name, _ in parts}
    return parts if has_others or not parts else [*parts, (WHOLE[0], gettext(WHOLE[1]))]


def _parts_by_text(delegation: Delegation) -> dict[str, str]:
    """What people write for a part; whoever writes nothing is with everyone else."""
    names = [part.name for part in delegation.parts]
    found = {_folded(text): name for name in names for text in (name, group_name(name))}
    return {"": OTHERS if OTHERS in names else "", **found}


def _chosen_parts(delegation: Delegation, chosen: Mapping[str, str]) -> dict[str, str]:
    allowed = {name for name, _ in group_choices(delegation)}
    return {_folded(text): name for text, name in chosen.items() if name in allowed}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
