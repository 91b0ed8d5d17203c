"""A pasted or uploaded list of people, line by line: forgiving in form, exact in what it says.

A line is a name, an address, a group and a language, in any of the forms that mail programs and
spreadsheets write: "Name <mail>; group", "name, mail, group", with tabs. A first line that names
the columns, in one of our languages, says which is which. A line of addresses alone, as from the
head of a mail, is several people.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from unicodedata import category

from app.delegation.who_form import parse_email
from app.forms import LONGEST_LINE, NOT_TEXT, TURNING, clean
from visits.language import Language

MOST_ROWS = 500
LONGEST_ADDRESS = 254
DELIMITERS = ("\t", ";", ",")
LINE_END = re.compile(r"\r\n|\r|\n")
BETWEEN_WORDS = re.compile(r"[\s<>()\[\]\"',;]+")
AROUND_ADDRESS = re.compile(r"[<>()\[\]\"]|mailto:", re.IGNORECASE)

COLUMNS = {
    "name": ("name", "full name", "participant", "namn", "deltagare", "nimi", "osallistuja"),
    "first": ("first name", "given name", "förnamn", "etunimi"),
    "last": ("last name", "surname", "family name", "efternamn", "sukunimi"),
    "email": (
        *("email", "e-mail", "mail", "email address", "e-mail address", "address"),
        *("e-post", "epost", "e-postadress", "epostadress", "mejl", "mejladress", "adress"),
        *("sähköposti", "sähköpostiosoite", "s-posti", "osoite"),
    ),
    "group": ("group", "grupp", "ryhmä"),
    "language": ("language", "språk", "kieli"),
}
LANGUAGES = {
    Language.EN: ("en", "english", "engelska", "englanti"),
    Language.SV: ("sv", "swedish", "svenska", "ruotsi"),
    Language.FI: ("fi", "finnish", "finska", "suomi"),
}
COLUMN_OF = {word: column for column, words in COLUMNS.items() for word in words}
LANGUAGE_OF = {word: language for language, words in LANGUAGES.items() for word in words}


class Problem(StrEnum):
    """Why a line cannot be taken as it is."""

    NO_ADDRESS = "no_address"
    NOT_ONE_ADDRESS = "not_one_address"
    SEVERAL_ADDRESSES = "several_addresses"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    UNKNOWN_LANGUAGE = "unknown_language"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person as a line says it; `number` counts lines from 1, `text` is the line itself."""

    number: int
    text: str
    name: str = ""
    email: str = ""
    group: str = ""
    language: Language | None = None
    problem: Problem | None = None

    @property
    def as_line(self) -> str:
        """The person as a line that reads back as the same."""
        cells = (self.name, self.email, self.group, self.language or "")
        return "\t".join(_quoted(cell) for cell in cells)


@dataclass(frozen=True)
class Read:
    """A list as it was read; `header` is the line that names its columns, if there is one."""

    rows: tuple[Row, ...]
    header: str = ""


class TooManyRows(Exception):
    """There are more than MOST_ROWS people in one list."""


def decode(content: bytes) -> str:
    """A file's text: UTF-8 or UTF-16 where it says or fits so, else the old western letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:2]:
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_rows(text: str) -> Read:
    """Everybody in a list; lines with nothing in them are passed over. Raises TooManyRows."""
    lines = [
        (number, line.strip())
        for number, line in enumerate(LINE_END.split(text), start=1)
        if clean(line)
    ]
    if len(lines) > MOST_ROWS + 1:
        raise TooManyRows
    columns, delimiter = _header(lines[0][1]) if lines else (None, "")
    header = "" if columns is None else lines[0][1]
    if columns is None:
        people = (row for number, line in lines for row in _people(number, line))
    else:
        people = (_in_columns(*one, columns=columns, delimiter=delimiter) for one in lines[1:])
    rows = tuple(islice(people, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    return Read(rows, header)


def _header(line: str) -> tuple[list[str] | None, str]:
    """What the columns are and what stands between them, where a line names them."""
    if "@" in line:
        return None, ""
    for delimiter in DELIMITERS:
        cells = [cell.casefold() for cell in _cells(line, delimiter)]
        columns = [COLUMN_OF.get(cell, "") for cell in cells]
        if "email" in columns:
            return columns, delimiter
    return None, ""


def _in_columns(number: int, line: str, *, columns: Sequence[str], delimiter: str) -> Row:
    found: dict[str, str] = {}
    for column, cell in zip(columns, _cells(line, delimiter), strict=False):
        found.setdefault(column, cell)
    parts = (found.get("first", ""), found.get("last", ""))
    name = found.get("name") or " ".join(part for part in parts if part)
    mailbox = found.get("email", "")
    rest = (found.get("group", ""), found.get("language", ""))
    return _row(number, line, name=name or _beside(mailbox), mailbox=mailbox, rest=rest)


def _people(number: int, line: str) -> Iterator[Row]:
    """The people of a line without columns: mostly one."""
    delimiter = next((one for one in DELIMITERS if one in line), ",")
    cells = _cells(line, delimiter)
    places = [place for place, cell in enumerate(cells) if _addresses(cell)]
    if len(places) > 1:
        yield from _listed(number, line, cells)
    elif not places:
        yield _bad(number, line, Problem.NOT_ONE_ADDRESS if "@" in line else Problem.NO_ADDRESS)
    else:
        before, mailbox, after = cells[: places[0]], cells[places[0]], cells[places[0] + 1 :]
        name = ", ".join(part for part in (*before, _beside(mailbox)) if part)
        if not name and len(after) > 1:
            name, *after = after
        yield _row(number, line, name=name, mailbox=mailbox, rest=after)


def _listed(number: int, line: str, cells: Sequence[str]) -> Iterator[Row]:
    """Addresses beside each other, each with or without its name, and nothing else."""
    people = [cell for cell in cells if cell]
    if len(people) > MOST_ROWS:
        raise TooManyRows
    if not all(len(_addresses(cell)) == 1 for cell in people):
        yield _bad(number, line, Problem.SEVERAL_ADDRESSES)
        return
    for cell in people:
        yield _row(number, cell, name=_beside(cell), mailbox=cell, rest=())


def _row(number: int, line: str, *, name: str, mailbox: str, rest: Sequence[str]) -> Row:
    """A person of what was found; `rest` is the group and the language, where they are given."""
    group, spoken = (*rest, "", "")[:2]
    addresses = _addresses(mailbox)
    email = parse_email(addresses[0]) if len(addresses) == 1 else None
    language = LANGUAGE_OF.get(spoken.casefold())
    if email is None:
        return _bad(number, line, Problem.NOT_ONE_ADDRESS)
    if _addresses(name) or _addresses(group):
        return _bad(number, line, Problem.SEVERAL_ADDRESSES)
    if max(len(name), len(group)) > LONGEST_LINE:
        return _bad(number, line, Problem.TOO_LONG)
    if not _is_text(name + group):
        return _bad(number, line, Problem.NOT_TEXT)
    if spoken and language is None:
        return _bad(number, line, Problem.UNKNOWN_LANGUAGE)
    return Row(
        number=number,
        text=line,
        name=str(clean(name)),
        email=email,
        group=str(clean(group)),
        language=language,
    )


def _bad(number: int, line: str, problem: Problem) -> Row:
    return Row(number=number, text=line, problem=problem)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line, trimmed; a cell in quotes may have the delimiter in it."""
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, skipinitialspace=True)
    except (csv.Error, ValueError):
        cells = line.split(delimiter)
    return [" ".join(cell.split()) for cell in cells]


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in '"\t'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _addresses(cell: str) -> list[str]:
    """What in a cell may be an address."""
    words = (_bare(word) for word in BETWEEN_WORDS.split(cell))
    return [word for word in words if "@" in word[1:-1] and len(word) <= LONGEST_ADDRESS]


def _beside(cell: str) -> str:
    """What else stands in the cell of an address: a name."""
    words = AROUND_ADDRESS.sub(" ", cell).split()
    return " ".join(word for word in words if "@" not in word)


def _bare(word: str) -> str:
    return word.removeprefix("mailto:").removeprefix("MAILTO:").rstrip(".:")


def _is_text(text: str) -> bool:
    return not any(c in TURNING or category(c) in NOT_TEXT for c in text)
