"""The composer: a frozen Problem goes in, a Plan comes out.

What is asked: ``party`` (who comes), ``wishes`` (what they want), ``choice`` (what can be had),
put together in ``problem``. ``plan`` is the answer. ``solve`` gives one plan, ``alternatives``
several that a person sees as different, ``replan`` the one after hosts have answered, ``explain``
why nothing fits and the least that would help (``relax`` holds the changes). ``check`` is an
independent look at a plan. ``document`` reads the JSON form, with ``reading``; ``writing`` writes.

Below them: ``usable`` (which offers can be used at all), ``worth`` (what a set is worth),
``frame``, ``pauses``, ``packing``, ``shapes`` and ``timetable`` (which sets fit, and when),
``search`` and ``polish`` (the best set), ``placing`` (its stops).
"""
