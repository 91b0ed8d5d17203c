"""Whether changed terms can be met: each question asked once, and about as little as decides it."""

from dataclasses import replace

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.explaining.sift import Sieve, Sifted, musts_of, narrowed_to
from visits.planning.explaining.terms import Terms
from visits.planning.problem import Problem
from visits.planning.solve import can_be_met

# So many choices for each need are tried before all of them are.
FIRST_TRIED = 4
MOST_ASKED = 400


class AskedEnough(Exception):
    """As many questions were asked as were allowed; raised inside explaining only."""


class Oracle:
    """Answers questions about one problem; `asked` counts those that took composing."""

    def __init__(self, problem: Problem, *, limit: int = MOST_ASKED) -> None:
        self.problem = problem
        self.limit = limit
        self.asked = 0
        self._sieve = Sieve(problem)
        self._answers: dict[Terms, bool] = {}

    @property
    def may_shut(self) -> bool:
        """Whether less to be met could ever be harder to meet, where roads or hosts come in."""
        wishes = self.problem.wishes
        asked = musts_of(Terms.of(self.problem))
        hosts = [choice.host for choice in self.problem.choices if choice.key in asked]
        is_plain = len(set(hosts)) == len(hosts) and not (wishes.must_hosts or wishes.must_themes)
        return not is_plain or wishes.format is not Format.ONLINE or bool(wishes.also)

    def meets(self, terms: Terms) -> bool:
        """Whether a programme exists on these terms."""
        if terms not in self._answers:
            self._answers[terms] = self._is_met(terms)
        return self._answers[terms]

    def _is_met(self, terms: Terms) -> bool:
        for most in (FIRST_TRIED, None):
            sifted = self._sieve.sift(terms, most=most)
            if sifted is None or not self._is_first_half_met(terms, sifted):
                return False
            if self._composes(terms, sifted.choices):
                return True
            if not sifted.is_cut:
                return False
        return False

    def _is_first_half_met(self, terms: Terms, sifted: Sifted) -> bool:
        """Whether what is asked can be had without what must serve besides: a quick no."""
        if not sifted.asked or not sifted.serving:
            return True
        wishes = replace(terms.wishes, must_hosts=(), must_themes=())
        return self._composes(terms.wishing(wishes), sifted.asked)

    def _composes(self, terms: Terms, choices: tuple[Choice, ...]) -> bool:
        if self.asked >= self.limit:
            raise AskedEnough
        self.asked += 1
        return can_be_met(narrowed_to(self.problem, terms, choices))
