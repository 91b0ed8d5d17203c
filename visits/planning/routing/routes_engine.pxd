cimport cython

from visits.planning.routing.routes_schedule cimport Rows, Schedule

@cython.final
cdef class Engine(Schedule):
    cdef int must_count
    cdef int skip, ban, look_wide, longest_string, most_strays, strings, strays, forced, around
    cdef long long unit, way_cost
    cdef public long long cooling
    cdef public Rows kept, best
    cdef int[::1] musts, near, order, logs
    cdef long long[::1] heat

    cpdef void run(self, long long steps)
    @cython.locals(k=int)
    cdef void step(self) noexcept
    @cython.locals(phase=int, loss=cython.longlong)
    cdef int is_accepted(self) noexcept
    @cython.locals(k=int, way=int, turn=int, row=int, j=int, u=int)
    cdef void fill(self) noexcept
    @cython.locals(host=int, is_fresh=int, r=int)
    cdef void offer(self, int u) noexcept
    @cython.locals(count=int, r=int, way=int, k=int)
    cdef void ruin(self) noexcept
    @cython.locals(k=int, r=int)
    cdef int pick(self, int count) noexcept
    @cython.locals(count=int, first=int, stays=int, k=int)
    cdef void take_string(self, int r, int p) noexcept
    @cython.locals(r=int, row=int, strings=int, k=int, u=int, p=int)
    cdef void ruin_around(self, int count) noexcept
    @cython.locals(u=int, r=int, at=int, host=int, p=int, more=int)
    cdef void ruin_for_one(self) noexcept
    @cython.locals(first=int, low=int, high=int)
    cdef int pick_gap(self, int r, int at) noexcept
