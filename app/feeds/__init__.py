"""Reading other people's calendars: guarded network access, and no trust in what comes back.

`reading` is the way in. `source` says where a calendar is, `guard` which addresses may be
connected to, `fetching` gets bytes within limits, `caldav` asks calendar servers, and `readers`
let processes of their own make sense of the answers.
"""
