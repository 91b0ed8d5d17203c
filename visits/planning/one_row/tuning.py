"""Looking for the prices that say most: against what the best rows show too often.

Held and Karp (1971), The Traveling-Salesman Problem and Minimum Spanning Trees; steps after
Polyak (1969), Minimization of Unsmooth Functionals.
"""

from typing import NamedTuple

from visits.planning.one_row.days import Days
from visits.planning.one_row.kinds import Kind
from visits.planning.one_row.prices import Outlook, Prices
from visits.planning.worth import BITS, RETURNS

# By how much the steps become shorter after some rounds without a better bound.
SHORTER = 0.6
# What the steps aim at, as a share of the bound.
AIM = 0.96
FIRST_RETURN = 2


class Care(NamedTuple):
    """How long to look: rounds in all, rounds without a better bound, and the shortest step."""

    rounds: int
    patience: int
    shortest: float


QUICK = Care(rounds=60, patience=3, shortest=0.01)
CLOSE = Care(rounds=200, patience=8, shortest=0.003)


class Tuning:
    """Prices for the themes, for stops and for marks, that get better round by round.

    `best` are those by which the days promise least, `bound` is how much that is, in points.
    With prices `before`, it goes on from those.
    """

    def __init__(self, days: Days, before: Prices | None = None) -> None:
        self.days = days
        self.worth = days.board.worth
        growths = [days.growth(number) for number in days.numbers]
        self.stops = sum(
            sorted((growth.room.most_stops for growth in growths), reverse=True)[: days.most_days]
        )
        self.counts_stops = all(growth.counts_stops for growth in growths)
        self.themes = [float(points * FIRST_RETURN) for points in self.worth.points]
        self.stop = 0.0
        self.covers = days.board.marks.covers
        self.needed = days.board.marks.needed
        marks = self.needed | days.board.once()
        self.marks = {1 << bit: 0.0 for bit in range(marks.bit_length()) if marks >> bit & 1}
        self.best: Prices | None = None
        self.bound = 1 << 60
        self._share = 1.0
        if before is not None:
            self._share = 0.5
            self.themes, self.stop = [float(price) for price in before.themes], float(before.stop)
            self.marks |= {mark: float(price) for mark, price in before.marks.items()}

    def run(self, floor: int, *, care: Care = QUICK) -> Prices | None:
        """The best prices of some rounds; good enough are those that promise no more than that."""
        waited = 0
        for _ in range(care.rounds):
            prices = self._prices()
            looks = self._looks(prices)
            most = sum(look.dawn() for look in looks) + prices.above(0, 0, self.stops)
            waited += 1
            if most < self.bound:
                self.bound, self.best, waited = most, prices, 0
            elif waited == care.patience:
                self._share, waited = self._share * SHORTER, 0
            if self.bound <= floor or self._share < care.shortest:
                break
            if not self._step(looks, most - max(floor, int(self.bound * AIM))):
                break
        return self.best

    def _prices(self) -> Prices:
        return Prices(
            self.worth,
            [round(price) for price in self.themes],
            stop=round(self.stop),
            marks={mark: round(price) for mark, price in self.marks.items()},
        )

    def _looks(self, prices: Prices) -> list[Outlook]:
        """The days that promise most by the prices, as many as there may be."""
        looks: dict[int, Outlook] = {}
        for number in self.days.numbers:
            growth = self.days.growth(number)
            if id(growth) not in looks:
                looks[id(growth)] = self.days.look(number, prices)
        every = [looks[id(self.days.growth(number))] for number in self.days.numbers]
        return sorted(every, key=lambda look: -look.dawn())[: self.days.most_days]

    def _step(self, looks: list[Outlook], gap: int) -> bool:
        """Move every price against what the best rows do too much; whether anything moved."""
        stops = [look.growth.kinds[kind] for look in looks for kind in look.path()]
        themes = [
            sum(stop.shown >> BITS * place & 1 for stop in stops)
            - sum(points * each > price for each in RETURNS)
            for place, (points, price) in enumerate(
                zip(self.worth.points, self.themes, strict=True)
            )
        ]
        marks = {mark: self._too_often(mark, stops) for mark in self.marks}
        spare = self.stops - len(stops) if self.counts_stops else 0
        if self.stop <= 0:
            spare = min(0, spare)
        norm = sum(each * each for each in (*themes, *marks.values(), spare))
        if not norm:
            return False
        step = self._share * max(1, gap) / norm
        self.themes = [
            max(0.0, price - step * each) for price, each in zip(self.themes, themes, strict=True)
        ]
        self.marks = {mark: self._moved(mark, step * each) for mark, each in marks.items()}
        self.stop = max(0.0, self.stop - step * spare)
        return True

    def _too_often(self, mark: int, stops: list[Kind]) -> int:
        """How many more stops set a mark than one, as far as its price can move for that."""
        times = sum(bool(stop.meets & mark) for stop in stops) - 1
        if self.marks[mark]:
            return times
        if self.covers & mark:
            return min(0, times)
        return times if self.needed & mark else max(0, times)

    def _moved(self, mark: int, by: float) -> float:
        """The price of a mark, with the sign that keeps the bound true (see Prices)."""
        price = self.marks[mark] - by
        if self.covers & mark:
            return max(0.0, price)
        return price if self.needed & mark else min(0.0, price)
