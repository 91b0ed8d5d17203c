"""The inner loop of the search over routes: ruin a little, fill up again, keep it or go back.

Plain Python that a C compiler can take too: `routes_engine.pxd` beside it names the types, and
`python -m app.jobs.compiled` does it. Both give the same answers. It knows rows of numbers only;
`visits.planning.routes` is the way in.

The method is ruin and recreate (Christiaens and Vanden Berghe 2020, Slack induction by string
removals for vehicle routing problems) with annealing (Kirkpatrick, Gelatt and Vecchi 1983,
Optimization by simulated annealing).
"""

from visits.planning.routing.routes_ground import Ground, Manner
from visits.planning.routing.routes_schedule import NEVER, Rows, Schedule


class Engine(Schedule):
    """The routes as they stand, as they were kept last, and the best ones so far."""

    def __init__(self, ground: Ground, manner: Manner, seed: int) -> None:
        super().__init__(ground, seed)
        self.musts = ground.musts
        self.must_count = len(ground.musts)
        self.near = ground.near
        self.order = ground.order
        self.heat = ground.heat
        self.logs = ground.logs
        self.unit = ground.unit
        self.way_cost = ground.way_cost
        self._settle(manner)
        self.kept = Rows(ground)
        self.best = Rows(ground)
        self.keep(self.kept)
        self.is_wide = 1
        self.fill()
        self.keep(self.kept)
        self.keep(self.best)

    def _settle(self, manner: Manner) -> None:
        self.cooling = manner.cooling
        self.skip = manner.skip
        self.ban = manner.ban
        self.look_wide = manner.look_wide
        self.blink = manner.blink
        self.longest_string = manner.longest_string
        self.most_strays = manner.most_strays
        self.strings = manner.strings
        self.strays = self.strings + manner.strays
        self.forced = self.strays + manner.forced
        self.around = self.forced + manner.around

    def run(self, steps: int) -> None:
        """Takes so many steps more."""
        for _ in range(steps):
            self.tick += 1
            self.step()

    def step(self) -> None:
        """One ruin and what comes of it."""
        self.is_broken = 0
        self.ruin()
        if not self.is_broken:
            self.is_wide = self.chance(self.look_wide)
            self.is_hasty = self.chance(500)
            self.fill()
        for k in range(self.removed):
            self.fresh[self.bag[k]] = 0
        if self.is_broken:
            self.go_back(self.kept)
        else:
            if self.is_better_than(self.best):
                self.keep(self.best)
            if self.is_accepted():
                self.keep(self.kept)
            else:
                self.go_back(self.kept)
        if self.tick % self.cooling == 0:
            self.go_back(self.best)
            self.keep(self.kept)

    def is_accepted(self) -> int:
        """Whether the change may stand: always when it is better, by the heat when it is worse."""
        if self.is_better_than(self.kept):
            return 1
        phase = (self.tick % self.cooling) * 1024 // self.cooling
        loss = (self.kept.worth - self.worth) * self.unit
        loss += (self.way - self.kept.way) * self.way_cost
        return loss <= self.heat[phase] * self.logs[self.draw(1024)] // 256

    def fill(self) -> None:
        """Puts in what fits, one candidate after the other, musts first."""
        for k in range(self.must_count):
            self.offer(self.musts[k])
        way = self.draw(4)
        turn = 0 if way < 2 else self.draw(self.n)
        row = min(way, 2) * self.n
        for k in range(self.n):
            j = k + turn
            u = self.order[row + (j if j < self.n else j - self.n)]
            if self.routes[u] < 0 and not self.chance(self.ban if self.fresh[u] else self.skip):
                self.offer(u)

    def offer(self, u: int) -> None:
        """Puts a candidate where it costs least, if it fits anywhere and adds anything."""
        if self.routes[u] >= 0 or self.gain(u) <= 0:
            return
        host = self.hosts[u]
        is_fresh = self.fresh[u] or self.is_wide
        if host >= 0:
            if self.taken[host] >= 0:
                return
            is_fresh = is_fresh or self.freed[host] == self.tick
        r = self.find_place(u, is_fresh)
        if r >= 0:
            self.insert(r, self.spot, u)
            self.refresh(r, 0)

    def ruin(self) -> None:
        """Takes some stops out, in one of four ways."""
        self.removed = 0
        count = 0
        for r in range(self.m):
            self.low[r] = self.room
            self.high[r] = -1
            count += self.length[r]
        way = self.draw(self.around)
        if count == 0 or self.strays <= way < self.forced:
            self.ruin_for_one()
        elif way < self.strings:
            r = self.pick(count)
            self.take_string(r, self.spot)
        elif way < self.strays:
            for k in range(1 + self.draw(min(self.most_strays, count))):
                r = self.pick(count - k)
                self.remove(r, self.spot)
        else:
            self.ruin_around(count)
        for r in range(self.m):
            if self.high[r] >= 0:
                self.refresh(r, 1)

    def pick(self, count: int) -> int:
        """The route of one of so many stops, at random; `spot` is its number there."""
        k = self.draw(count)
        r = 0
        while k >= self.length[r]:
            k -= self.length[r]
            r += 1
        self.spot = k + 1
        return r

    def take_string(self, r: int, p: int) -> None:
        """Takes out some stops in a row, p among them; now and then one of them stays."""
        count = 1 + self.draw(min(self.longest_string, self.length[r]))
        first = max(1, p - self.draw(count))
        first = min(first, self.length[r] - count + 1)
        stays = self.draw(count) if count > 2 and self.chance(500) else -1
        for k in range(count):
            if k == stays:
                first += 1
            else:
                self.remove(r, first)

    def ruin_around(self, count: int) -> None:
        """Takes strings out of some routes that pass near one of the stops."""
        r = self.pick(count)
        row = self.stops[r * self.room + self.spot] * self.n
        strings = 1 + self.draw(self.m + 1)
        for k in range(self.n):
            u = self.near[row + k]
            r = self.routes[u]
            if r >= 0 and self.high[r] < 0:
                p = 1
                while self.stops[r * self.room + p] != u:
                    p += 1
                self.take_string(r, p)
                strings -= 1
                if strings == 0:
                    return

    def ruin_for_one(self) -> None:
        """Puts in an absent candidate and takes out whatever is in its way."""
        u = self.draw(self.n)
        r = self.draw(self.m)
        at = r * self.width + u
        host = self.hosts[u]
        if (
            self.routes[u] >= 0
            or self.window_at[at] == self.window_at[at + 1]
            or (host >= 0 and self.taken[host] >= 0)
            or self.most[r] == 0
        ):
            return
        p = self.pick_gap(r, at)
        for _ in range(self.draw(3)):
            if p > 0:
                self.remove(r, p)
                p -= 1
        while p > 0 and self.start_after(r, p, u) == NEVER:
            self.remove(r, p)
            p -= 1
        more = self.draw(2)
        while p < self.length[r] and (more > 0 or not self.has_room(r, p, u)):
            more -= self.has_room(r, p, u)
            self.remove(r, p + 1)
        if self.has_room(r, p, u):
            self.low[r] = min(self.low[r], p)
            self.high[r] = max(self.high[r], p)
            self.insert(r, p, u)

    def pick_gap(self, r: int, at: int) -> int:
        """One of the gaps of a route in whose time u could be, at random."""
        first = r * self.room
        low = 0
        while low < self.length[r] and self.opens[at] > self.late[first + low + 1]:
            low += 1
        high = low
        while high < self.length[r] and self.early[first + high + 1] <= self.closes[at]:
            high += 1
        return low + self.draw(high - low + 1)
