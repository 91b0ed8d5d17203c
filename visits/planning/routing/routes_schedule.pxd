cimport cython

@cython.final
cdef class Rows:
    cdef public int[::1] stops, early, late, length
    cdef public long long worth, way

cdef class Schedule:
    cdef public int n, m, width, room
    cdef public long long state, worth, way, tick
    cdef int returns, removed, spot, is_broken, is_wide, is_hasty, blink
    cdef int[::1] go, before, after, window_at, window_opens, window_closes, opens, closes, most, hosts
    cdef int[::1] theme_at, themes
    cdef long long[::1] worths, theme_gains, freed
    cdef int[::1] stops, early, late, length, low, high
    cdef int[::1] routes, fresh, bag, taken, shown

    @cython.final
    cdef int draw(self, int count) noexcept
    @cython.final
    cdef int chance(self, int per_mille) noexcept
    @cython.final
    @cython.locals(at=int, k=int)
    cdef int first_start(self, int r, int v, int t) noexcept
    @cython.final
    @cython.locals(at=int, k=int)
    cdef int last_start(self, int r, int v, int t) noexcept
    @cython.final
    @cython.locals(first=int, last=int, i=int, v=int, w=int, t=int)
    cdef void refresh(self, int r, int widens) noexcept
    @cython.final
    @cython.locals(row=int)
    cdef int detour(self, int a, int u, int b) noexcept
    @cython.final
    @cython.locals(added=cython.longlong, k=int, theme=int)
    cdef long long gain(self, int u) noexcept
    @cython.final
    @cython.locals(at=int, i=int)
    cdef void insert(self, int r, int p, int u) noexcept
    @cython.final
    @cython.locals(at=int, i=int, u=int)
    cdef void remove(self, int r, int p) noexcept
    @cython.final
    @cython.locals(k=int)
    cdef void register(self, int u, int r, int one) noexcept
    @cython.final
    @cython.locals(least=int, best=int, r=int, at=int, first=int, opens=int, closes=int, i=int, last=int, a=int, b=int, t=int, cost=int, before=int, after=int, count=int, late=int)
    cdef int find_place(self, int u, int is_fresh) noexcept
    @cython.final
    @cython.locals(i=int)
    cdef int start_after(self, int r, int p, int u) noexcept
    @cython.final
    @cython.locals(i=int, t=int)
    cdef int has_room(self, int r, int p, int u) noexcept
    @cython.final
    cdef int is_better_than(self, Rows rows) noexcept
    @cython.final
    @cython.locals(r=int, i=int)
    cdef void keep(self, Rows rows) noexcept
    @cython.final
    @cython.locals(r=int, i=int)
    cdef void go_back(self, Rows rows) noexcept
