"""Why offers were left out of a plan, in sentences."""

from dataclasses import replace

import pytest

from app.i18n import use_language
from app.why_texts import LeftOutText, bar_text, left_out_text, left_out_texts
from app.wish_texts import Names
from tests.builders import an_offer
from tests.planning.cases import a_choice, a_problem, span
from visits.catalogue import Theme
from visits.language import Language
from visits.planning.explaining.bars import Bar, WhyKind
from visits.planning.plan import LeftOutKind
from visits.planning.solve import solve

NAMES = Names({"smelter": "Inside the smelter"})
MORNING, NOON = (span("09:00-10:00"),), (span("12:00-13:00"),)
TOLD = {
    Bar(WhyKind.SIZE, 1): "One person too many comes.",
    Bar(WhyKind.SIZE, 1200): "1,200 people too many come.",
    Bar(WhyKind.FORMAT): "It cannot be had this way: Online.",
    Bar(WhyKind.LANGUAGE): "It is only held in Swedish and English.",
    Bar(WhyKind.LANGUAGE_BUSY, about="fi"): "Whoever speaks Finnish there is busy.",
    Bar(WhyKind.TOO_LONG, 15): "It is 15 minutes longer than a day may be.",
    Bar(WhyKind.NEEDS_MINUTES, 20): "It would need 20 minutes more.",
    Bar(WhyKind.MOST_SCREEN, 30): "It would take 30 minutes more online.",
    Bar(WhyKind.SAME_HOST, about="smelter"): "The same host shows “Inside the smelter” already.",
    Bar(WhyKind.CLOSED): "It is closed on the wished days and hours.",
}


@pytest.mark.parametrize("bar", TOLD, ids=lambda bar: f"{bar.kind}-{bar.amount}")
def test_bar_is_told_in_one_sentence(bar: Bar) -> None:
    offer = replace(an_offer(), languages=("sv", "en"))

    text = bar_text(bar, problem=a_problem(a_choice("a")), offer=offer, names=NAMES)

    assert text == TOLD[bar]


def test_left_out_texts_explain_what_is_wished_most_and_how_to_have_it() -> None:
    problem = a_problem(
        a_choice("a", free=MORNING),
        a_choice("b", Theme.SAFETY, free=NOON),
        a_choice("c", Theme.TALENT, free=NOON),
        longest_day=195,
    )
    offers = [an_offer(slug=key) for key in "abc"]

    texts = left_out_texts(problem, solve(problem), offers=offers)

    a, b, c = offers
    title = a.title.en
    assert texts == (
        LeftOutText(
            c,
            "It would need 15 minutes more.",
            ("Let one day take 3 hours 30 minutes.", f"Make it a must, in place of “{title}”."),
        ),
        LeftOutText(b, "It shows none of the wished themes."),
    )


def test_left_out_texts_give_the_others_a_word_where_there_are_many() -> None:
    left = [a_choice(f"x{number}", free=MORNING) for number in range(3)]
    problem = a_problem(a_choice("a", free=MORNING), *left)
    offers = [an_offer(slug=choice.key) for choice in problem.choices]

    texts = left_out_texts(problem, solve(problem), offers=offers, most=1)

    assert [len(text.helps) for text in texts] == [1, 0, 0]
    assert [text.why for text in texts[1:]] == [
        "There is no room for it beside the other stops."
    ] * 2


def test_left_out_texts_speak_the_readers_language() -> None:
    problem = a_problem(a_choice("a"), a_choice("b", Theme.SAFETY))

    with use_language(Language.SV):
        texts = left_out_texts(problem, solve(problem), offers=[an_offer(slug="b")])

    assert [text.why for text in texts] == ["Det visar inget av de önskade temana."]


@pytest.mark.parametrize("kind", LeftOutKind)
def test_quick_reason_of_a_plan_has_its_sentence(kind: LeftOutKind) -> None:
    assert left_out_text(kind).endswith(".")
