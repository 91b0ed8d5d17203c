"""The routes of a search as they stand: what fits where, what goes in and what comes out.

Each stop has its earliest start, and the latest one that the stops after it allow (Savelsbergh
1992, The vehicle routing problem with time windows: minimizing route duration). So whether a
candidate fits between two stops is told at once.

Plain Python that a C compiler can take too: `routes_schedule.pxd` beside it names the types.
"""

from array import array

from visits.planning.routing.routes_ground import Ground

# Later than any time; together with a way it stays within 32 bits.
NEVER = 1 << 30


class Rows:
    """The stops of all routes, kept aside: in order, with their earliest and latest starts."""

    def __init__(self, ground: Ground) -> None:
        nothing = bytes(4 * ground.m * ground.room)
        self.stops = array("i", nothing)
        self.early = array("i", nothing)
        self.late = array("i", nothing)
        self.length = array("i", bytes(4 * ground.m))
        self.worth = -1
        self.way = 0


class Schedule:
    """The routes as they stand.

    A route's row begins and ends with its anchors, and its stops are numbered from 1; gap p is
    the one after stop p. `routes` has each candidate's route, -1 for none. A candidate that found
    no place before a ruin can only find one where a route has changed since: in its gaps from
    `low` to `high`. One that is `fresh`, for it was just taken out, can find one anywhere.
    """

    def __init__(self, ground: Ground, seed: int) -> None:
        # Seeds that lie close together begin far apart.
        self.state = 1 + (seed + 1) * 1103515245 % 2147483646
        self.n, self.m = ground.n, ground.m
        self.width, self.room = ground.width, ground.room
        self._take(ground)
        self._begin(ground)
        self.worth = self.way = self.tick = 0
        self.blink = self.spot = self.removed = self.is_broken = self.is_hasty = 0
        for r in range(self.m):
            self.stops[r * self.room] = self.n + 2 * r
            self.stops[r * self.room + 1] = self.n + 2 * r + 1
            self.refresh(r, 0)

    def _take(self, ground: Ground) -> None:
        """Takes what never changes."""
        self.go = ground.go
        self.before = ground.before
        self.after = ground.after
        self.window_at = ground.window_at
        self.window_opens = ground.window_opens
        self.window_closes = ground.window_closes
        self.opens = ground.opens
        self.closes = ground.closes
        self.most = ground.most
        self.worths = ground.worths
        self.hosts = ground.hosts
        self.theme_at = ground.theme_at
        self.themes = ground.themes
        self.theme_gains = ground.theme_gains
        self.returns = ground.returns

    def _begin(self, ground: Ground) -> None:
        """Lays out the rows that change, with nothing in them yet."""
        stops, routes, candidates = (
            bytes(4 * count) for count in (ground.m * ground.room, ground.m, ground.n)
        )
        self.stops = array("i", stops)
        self.early = array("i", stops)
        self.late = array("i", stops)
        self.length = array("i", routes)
        self.low = array("i", routes)
        self.high = array("i", routes)
        self.routes = array("i", [-1] * ground.n)
        self.fresh = array("i", candidates)
        self.bag = array("i", candidates)
        self.taken = array("i", [-1] * ground.n)
        self.freed = array("q", 2 * candidates)
        self.shown = array("i", bytes(4 * ground.theme_count))

    def draw(self, count: int) -> int:
        """A number below count, or 0 (Park and Miller 1988, Random number generators)."""
        self.state = self.state * 48271 % 2147483647
        return self.state % count if count > 0 else 0

    def chance(self, per_mille: int) -> int:
        """Whether what happens so often in a thousand happens now."""
        self.state = self.state * 48271 % 2147483647
        return self.state < per_mille * 2147483

    def first_start(self, r: int, v: int, t: int) -> int:
        """The first start of v on route r at t or later, or NEVER."""
        at = r * self.width + v
        for k in range(self.window_at[at], self.window_at[at + 1]):
            if t <= self.window_closes[k]:
                return max(t, self.window_opens[k])
        return NEVER

    def last_start(self, r: int, v: int, t: int) -> int:
        """The last start of v on route r at t or earlier; there is one."""
        at = r * self.width + v
        k = self.window_at[at + 1] - 1
        while self.window_opens[k] > t and k > self.window_at[at]:
            k -= 1
        return min(t, self.window_closes[k])

    def refresh(self, r: int, widens: int) -> None:
        """Works out a route's starts anew; if it widens, notes the gaps with more room."""
        first = r * self.room
        last = first + self.length[r] + 1
        v = self.stops[first]
        self.early[first] = self.opens[r * self.width + v]
        for i in range(first + 1, last + 1):
            w = self.stops[i]
            t = self.first_start(r, w, self.early[i - 1] + self.go[v * self.width + w])
            if t == NEVER:
                self.is_broken = 1
                return
            if widens and t < self.early[i]:
                self.high[r] = max(self.high[r], i - first)
            self.early[i] = t
            v = w
        self.late[last] = self.closes[r * self.width + v]
        for i in range(last - 1, first - 1, -1):
            w = self.stops[i]
            t = self.last_start(r, w, self.late[i + 1] - self.go[w * self.width + v])
            if widens and t > self.late[i]:
                self.low[r] = min(self.low[r], max(0, i - first - 1))
            self.late[i] = t
            v = w

    def detour(self, a: int, u: int, b: int) -> int:
        """How much longer the way from a to b is by way of u, the stay at u included."""
        row = a * self.width
        return self.go[row + u] + self.go[u * self.width + b] - self.go[row + b]

    def gain(self, u: int) -> int:
        """What candidate u would add to the worth."""
        added = self.worths[u]
        for k in range(self.theme_at[u], self.theme_at[u + 1]):
            theme = self.themes[k]
            if self.shown[theme] < self.returns:
                added += self.theme_gains[theme * self.returns + self.shown[theme]]
        return added

    def insert(self, r: int, p: int, u: int) -> None:
        """Puts u into the gap after stop p of a route."""
        at = r * self.room + p
        self.way += self.detour(self.stops[at], u, self.stops[at + 1])
        self.worth += self.gain(u)
        for i in range(r * self.room + self.length[r] + 2, at + 1, -1):
            self.stops[i] = self.stops[i - 1]
            self.early[i] = self.early[i - 1]
            self.late[i] = self.late[i - 1]
        self.stops[at + 1] = u
        self.length[r] += 1
        if p <= self.high[r]:
            self.high[r] += 1
        self.register(u, r, 1)

    def remove(self, r: int, p: int) -> None:
        """Takes stop p out of a route; how early and late the others are is not worked out yet."""
        at = r * self.room + p
        u = self.stops[at]
        self.way -= self.detour(self.stops[at - 1], u, self.stops[at + 1])
        for i in range(at, r * self.room + self.length[r] + 1):
            self.stops[i] = self.stops[i + 1]
            self.early[i] = self.early[i + 1]
            self.late[i] = self.late[i + 1]
        if self.length[r] == self.most[r]:
            self.low[r] = 0
            self.high[r] = self.room
        self.low[r] = min(self.low[r], p - 1)
        self.high[r] = max(self.high[r], p - 1)
        self.length[r] -= 1
        self.register(u, -1, -1)
        self.worth -= self.gain(u)
        if not self.fresh[u]:
            self.fresh[u] = 1
            self.bag[self.removed] = u
            self.removed += 1

    def register(self, u: int, r: int, one: int) -> None:
        """Notes where u is now, what it shows, and that its host is taken or free."""
        self.routes[u] = r
        for k in range(self.theme_at[u], self.theme_at[u + 1]):
            self.shown[self.themes[k]] += one
        if self.hosts[u] >= 0:
            self.taken[self.hosts[u]] = u if one > 0 else -1
            self.freed[self.hosts[u]] = self.tick

    def find_place(self, u: int, is_fresh: int) -> int:
        """The route where u costs least, -1 where it fits nowhere; `spot` is the stop before it.

        The least times before and after u, whatever the stops there, rule out most gaps unseen.
        """
        least = NEVER
        best = -1
        before = self.before[u]
        after = self.after[u]
        for r in range(self.m):
            at = r * self.width + u
            count = self.window_at[at + 1] - self.window_at[at]
            if count == 0 or self.length[r] >= self.most[r]:
                continue
            first = r * self.room
            opens = self.opens[at]
            closes = self.closes[at]
            i = first if is_fresh else first + self.low[r]
            last = first + (self.length[r] if is_fresh else min(self.length[r], self.high[r]))
            while i <= last and self.early[i] + before <= closes:
                late = self.late[i + 1]
                if opens + after <= late and self.early[i] + before + after <= late:
                    a = self.stops[i]
                    b = self.stops[i + 1]
                    t = self.early[i] + self.go[a * self.width + u]
                    if count > 1:
                        t = self.first_start(r, u, t)
                    elif t < opens:
                        t = opens
                    elif t > closes:
                        t = NEVER
                    t += self.go[u * self.width + b]
                    if t <= late:
                        cost = self.detour(a, u, b)
                        if self.is_hasty:
                            cost = max(0, t - self.early[i + 1])
                        if cost < least and not self.chance(self.blink):
                            least = cost
                            best = r
                            self.spot = i - first
                i += 1
        return best

    def start_after(self, r: int, p: int, u: int) -> int:
        """When u could start after stop p of a route, or NEVER."""
        i = r * self.room + p
        return self.first_start(r, u, self.early[i] + self.go[self.stops[i] * self.width + u])

    def has_room(self, r: int, p: int, u: int) -> int:
        """Whether u fits into the gap after stop p of a route."""
        i = r * self.room + p + 1
        t = self.start_after(r, p, u) + self.go[u * self.width + self.stops[i]]
        return t <= self.late[i] and self.length[r] < self.most[r]

    def is_better_than(self, rows: Rows) -> int:
        """Whether the routes are worth more than these, or as much with less time on the way."""
        return self.worth > rows.worth or (self.worth == rows.worth and self.way < rows.way)

    def keep(self, rows: Rows) -> None:
        """Copies the routes as they stand."""
        rows.worth = self.worth
        rows.way = self.way
        for r in range(self.m):
            rows.length[r] = self.length[r]
            for i in range(r * self.room, r * self.room + self.length[r] + 2):
                rows.stops[i] = self.stops[i]
                rows.early[i] = self.early[i]
                rows.late[i] = self.late[i]

    def go_back(self, rows: Rows) -> None:
        """Makes the routes what they were when these rows were kept."""
        for r in range(self.m):
            for i in range(r * self.room + 1, r * self.room + self.length[r] + 1):
                self.register(self.stops[i], -1, -1)
        self.worth = rows.worth
        self.way = rows.way
        for r in range(self.m):
            self.length[r] = rows.length[r]
            for i in range(r * self.room, r * self.room + self.length[r] + 2):
                self.stops[i] = rows.stops[i]
                self.early[i] = rows.early[i]
                self.late[i] = rows.late[i]
                if self.stops[i] < self.n:
                    self.register(self.stops[i], r, 1)
