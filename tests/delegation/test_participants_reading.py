"""A list of people is read in the forms that people write, and says what it cannot read."""

import random
from typing import Any

import pytest

from app.delegation.participants_reading import (
    MOST_ROWS,
    Problem,
    Row,
    TooManyRows,
    decode,
    read_rows,
)
from visits.language import Language

ANNA, BO = "anna.kip@example.org", "bo.kip@example.org"


def plain(name: str = "", email: str = ANNA, group: str = "", language: Any = None) -> Any:
    return (name, email, group, language)


def read(text: str) -> list[Any]:
    """Each row as it was understood, or the problem it has."""
    rows = read_rows(text).rows
    return [one.problem or (one.name, one.email, one.group, one.language) for one in rows]


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        (f"Anna <{ANNA}>; ICT", [plain("Anna", group="ICT")]),
        (f"Anna, {ANNA}, ICT", [plain("Anna", group="ICT")]),
        (f"Anna\t{ANNA}\tICT\tfi", [plain("Anna", group="ICT", language=Language.FI)]),
        (f'"Ek, Anna" <{ANNA}>', [plain("Ek, Anna")]),
        (f"Ek, Anna <{ANNA}>; ICT", [plain("Ek, Anna", group="ICT")]),
        (f"{ANNA}; Anna; ICT", [plain("Anna", group="ICT")]),
        (f"mailto:{ANNA}", [plain()]),
        (f"Anna {ANNA}\r\n\r\n", [plain("Anna")]),
        (f"Anna <{ANNA}>, Bo <{BO}>; {BO}", [Problem.SEVERAL_ADDRESSES]),
        (f"Anna <{ANNA}>; {BO}", [plain("Anna"), plain(email=BO)]),
        (f"=cmd|'x'!A0; {ANNA}", [plain("=cmd|'x'!A0")]),
        (f"Name;Email\nAnna;{ANNA}", [plain("Anna")]),
        (f"Efternamn,Förnamn,E-post\nEk,Anna,{ANNA}", [plain("Anna Ek")]),
        (
            f"Sähköposti\tRyhmä\tKieli\n{ANNA}\tICT\truotsi",
            [plain(group="ICT", language=Language.SV)],
        ),
        ("Anna", [Problem.NO_ADDRESS]),
        ("Anna anna@", [Problem.NOT_ONE_ADDRESS]),
        (f"{ANNA} {BO}", [Problem.NOT_ONE_ADDRESS]),
        ("a@b@c.example.org", [Problem.NOT_ONE_ADDRESS]),
        (f"{'å' * 201}; {ANNA}", [Problem.TOO_LONG]),
        (f"An\0na; {ANNA}", [Problem.NOT_TEXT]),
        (f"\u202eanna; {ANNA}", [Problem.NOT_TEXT]),
        (f"Anna;{ANNA};ICT;klingon", [Problem.UNKNOWN_LANGUAGE]),
        ("", []),
        ("\u200b\n \t \n", []),
    ],
)
def test_line_is_understood_in_the_forms_people_write(text: str, understood: list[Any]) -> None:
    assert read(text) == understood


@pytest.mark.parametrize(
    "content",
    [
        f"Åsa;{ANNA}".encode(),
        f"Åsa;{ANNA}".encode("utf-8-sig"),
        f"Åsa;{ANNA}".encode("utf-16"),
        f"Åsa;{ANNA}".encode("utf-16-le"),
        f"Åsa;{ANNA}".encode("utf-16-be"),
        f"Åsa;{ANNA}".encode("latin-1"),
    ],
)
def test_file_is_read_in_any_of_the_usual_encodings(content: bytes) -> None:
    assert read(decode(content)) == [plain("Åsa")]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([ANNA] * (MOST_ROWS + 1)),
        ",".join([ANNA] * (MOST_ROWS + 1)),
        "\n".join([",".join([ANNA] * 100)] * 6),
    ],
)
def test_more_rows_than_can_be_taken_are_refused(text: str) -> None:
    with pytest.raises(TooManyRows):
        read_rows(text)


def test_kept_line_reads_back_as_the_same() -> None:
    (row,) = read_rows(f'"Anna ""Anki"", Ek"\t{ANNA}\tICT; HR\tfi').rows
    (again,) = read_rows(row.as_line).rows

    assert (again.name, again.email, again.group, again.language) == (
        'Anna "Anki", Ek',
        ANNA,
        "ICT; HR",
        Language.FI,
    )
    assert row.as_line == again.as_line


def test_rows_are_numbered_as_lines_are() -> None:
    rows = read_rows(f"\n{ANNA}\n\nBo\n").rows

    assert [(row.number, row.text) for row in rows] == [(2, ANNA), (4, "Bo")]
    assert rows[1] == Row(number=4, text="Bo", problem=Problem.NO_ADDRESS)


def test_damaged_file_ends_in_rows_or_is_too_long() -> None:
    drawn = random.Random(7)
    whole = f'Name;E-post;Grupp\n"Ek, Anna";{ANNA};ICT\n\tBo <{BO}>,"HR\r\n'.encode() * 3

    for _ in range(300):
        content = bytearray(whole)
        for _ in range(drawn.randint(1, 12)):
            content[drawn.randrange(len(content))] = drawn.randrange(256)

        for row in read_rows(decode(bytes(content))).rows:
            assert (row.problem is None) is bool(row.email)
            assert row.problem or read(row.as_line) == [
                (row.name, row.email, row.group, row.language)
            ]
