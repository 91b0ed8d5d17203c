"""Looking for the prices that say most: against what the best rows show too often.

Held and Karp (1971), The Traveling-Salesman Problem and Minimum Spanning Trees; steps after
Polyak (1969), Minimization of Unsmooth Functionals.
"""

from visits.planning.days import Days
from visits.planning.prices import Outlook, Prices
from visits.planning.promise import WORTH_STEP
from visits.planning.worth import BITS, RETURNS

ROUNDS = 12
FIRST_RETURN = 2


class Tuning:
    """Prices for the themes, for stops and for marks, that get better round by round.

    `best` are those by which the days promise least, `bound` is how much that is.
    """

    def __init__(self, days: Days, floor: int) -> None:
        self.days = days
        self.worth = days.board.worth
        self.needed = days.board.marks.needed
        self.floor = max(0, floor) // WORTH_STEP
        growths = [days.growth(number) for number in days.numbers]
        self.stops = sum(
            sorted((growth.room.most_stops for growth in growths), reverse=True)[: days.most_days]
        )
        self.counts_stops = all(growth.counts_stops for growth in growths)
        self.themes = [float(points * FIRST_RETURN) for points in self.worth.points]
        self.stop = 0.0
        self.marks = {1 << bit: 0.0 for bit in range(self.needed.bit_length())}
        self.marks = {mark: price for mark, price in self.marks.items() if self.needed & mark}
        self.best: Prices | None = None
        self.bound = 1 << 60
        self._share = 1.0

    def run(self) -> Prices | None:
        """The best prices of some rounds."""
        for _ in range(ROUNDS):
            prices = self._prices()
            looks = self._looks(prices)
            most = sum(look.dawn() for look in looks) + prices.above(0, 0, self.stops)
            if most < self.bound:
                self.bound, self.best = most, prices
            else:
                self._share *= 0.7
            if self.bound <= self.floor or not self._step(looks, most):
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
        for number in self._looked_at():
            growth = self.days.growth(number)
            if id(growth) not in looks:
                looks[id(growth)] = Outlook(growth, prices)
        every = [looks[id(self.days.growth(number))] for number in self._looked_at()]
        return sorted(every, key=lambda look: -look.dawn())[: self.days.most_days]

    def _looked_at(self) -> list[int]:
        return self.days.numbers

    def _step(self, looks: list[Outlook], most: int) -> bool:
        """Move every price against what the best rows do too much; whether anything moved."""
        stops = [look.growth.kinds[kind] for look in looks for kind in look.path()]
        themes = [
            sum(stop.shown >> BITS * place & 1 for stop in stops)
            - sum(points * each > price for each in RETURNS)
            for place, (points, price) in enumerate(
                zip(self.worth.points, self.themes, strict=True)
            )
        ]
        marks = {mark: sum(bool(stop.meets & mark) for stop in stops) - 1 for mark in self.marks}
        spare = self.stops - len(stops) if self.counts_stops else 0
        norm = sum(each * each for each in (*themes, *marks.values(), spare))
        if not norm:
            return False
        step = self._share * max(1, most - self.floor) / norm
        self.themes = [
            max(0.0, price - step * each) for price, each in zip(self.themes, themes, strict=True)
        ]
        self.marks = {mark: self.marks[mark] - step * each for mark, each in marks.items()}
        self.stop = max(0.0, self.stop - step * spare)
        return True
