"""What a party asks for, apart from what there is: the part of a problem that it could change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from visits.catalogue import Theme
from visits.planning.choice import Choice
from visits.planning.party import Party
from visits.planning.problem import Problem
from visits.planning.wishes import Wishes


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A party and its wishes; equal terms on one problem have the same answer.

    The calendars of `trusted` choices could not be read: they count as free whenever open.
    """

    party: Party
    wishes: Wishes
    trusted: frozenset[str] = frozenset()

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """What a problem asks for now."""
        return cls(party=problem.party, wishes=problem.wishes)

    def wishing(self, wishes: Wishes) -> "Terms":
        """The same with other wishes."""
        return replace(self, wishes=wishes)

    def without_must(self, key: str) -> "Terms":
        """The same where a choice is no longer a must, but still wished for.

        A must that is let go of still counts for something; so what was possible with it stays
        possible without it.
        """
        musts = tuple(must for must in self.wishes.musts if must != key)
        return self.wishing(replace(self.wishes, musts=musts)).wanting((key,))

    def without_must_host(self, host: str, choices: Iterable[Choice]) -> "Terms":
        """The same where no stop of a host is needed; its choices are wished for still."""
        left = tuple(must for must in self.wishes.must_hosts if must != host)
        theirs = tuple(choice.key for choice in choices if choice.host == host)
        return self.wishing(replace(self.wishes, must_hosts=left)).wanting(theirs)

    def without_must_theme(self, theme: str) -> "Terms":
        """The same where no stop on a theme is needed, but one still counts for something."""
        wishes = self.wishes
        left = tuple(must for must in wishes.must_themes if must != theme)
        weights = dict(wishes.themes)
        if weights:
            weights[Theme(theme)] = weights.get(Theme(theme)) or 1.0
        return self.wishing(replace(wishes, must_themes=left, themes=tuple(weights.items())))

    def without_track_must(self, key: str, track: str) -> "Terms":
        """The same where one group no longer must see a choice."""
        tracks = tuple(
            replace(each, musts=tuple(must for must in each.musts if must != key))
            if each.key == track
            else each
            for each in self.party.tracks
        )
        return replace(self, party=replace(self.party, tracks=tracks)).wanting((key,))

    def wanting(self, keys: tuple[str, ...]) -> "Terms":
        """The same where these choices are wished for, be it ever so little."""
        known = {key for key, weight in self.wishes.wished if weight}
        kept = tuple(pair for pair in self.wishes.wished if pair[1])
        added = tuple((key, 1.0) for key in keys if key not in known)
        return self.wishing(replace(self.wishes, wished=(*kept, *added)))

    def with_size(self, size: int) -> "Terms":
        """The same with at most so many people, each group smaller by its share."""
        party = self.party
        size = max(size, len(party.tracks), 1)
        tracks = tuple(
            replace(track, size=max(1, min(track.size, track.size * size // party.size)))
            for track in party.tracks
        )
        size = max(size, sum(track.size for track in tracks))
        return replace(self, party=replace(party, size=min(size, party.size), tracks=tracks))

    def seen(self, choice: Choice) -> Choice:
        """The choice as these terms take it: a trusted one is free whenever it is open."""
        if choice.key in self.trusted:
            return replace(choice, free=choice.opened, is_known=True)
        return choice

    def applied_to(self, problem: Problem) -> Problem:
        """The problem that asks for this instead."""
        choices = problem.choices
        if self.trusted:
            choices = tuple(self.seen(choice) for choice in choices)
        return replace(problem, party=self.party, wishes=self.wishes, choices=choices)
