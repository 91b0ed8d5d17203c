"""The composer: a frozen Problem goes in, a Plan comes out.

What is asked: ``party`` (who comes), ``wishes`` (what they want), ``choice`` (what can be had),
put together in ``problem``. ``plan`` is the answer. ``solve`` gives one plan, ``alternatives``
several that a person sees as different, ``replan`` the one after hosts have answered, ``explain``
why nothing fits and the least that would help. ``check`` is an independent look at a plan.
``document`` reads the JSON form, with ``reading``; ``writing`` writes.

Behind the doors are the rooms: ``one_row`` (behind ``row``), ``groups`` (``tracks``), ``routing``
(``routes``), ``explaining`` (``explain``; ``why`` says why one offer is not in a plan, ``relax``
lets go of wishes, ``changes`` changes them), ``checking`` (``check``), ``seasons`` (``season``),
``by_hand`` (``desk``) and ``second_engine`` (``cpsat``).

By hand: ``sketch`` is a programme as a coordinator would have it, ``desk`` says what it clashes
with and costs, ``mend`` finds the nearest one that is sound, ``weigh`` counts what it is worth.

One row: ``row`` asks ``search``, and ``placing`` makes stops of what it finds. ``usable``, ``ways``
and ``windows`` say which offers can be had, from whom and when; ``worth`` what they are worth;
``marks`` what is needed or had only once; ``passage`` how one stop follows another; ``kinds`` what
is alike. All of it stands on a ``board``. ``labels`` are days as far as they have come,
``expansion`` grows them on a day (``growth``, ``room``), ``course`` from day to day (``days``).
``promise``, ``prices`` and ``tuning`` bound what can become of them (``timetable`` says what can
follow what by the clock), ``matching`` gives every stop a host of its own. ``left_out`` says why
the rest is not there.
"""
