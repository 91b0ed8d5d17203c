"""Who comes: the Party, and the Tracks its groups take."""

from dataclasses import dataclass
from math import isfinite

from visits.catalogue import Theme
from visits.planning.demands import demand, demand_distinct, demand_zone

LARGEST_PARTY = 5000
MOST_TRACKS = 12
MOST_MUSTS = 12
HEAVIEST_WEIGHT = 100


def demand_weights(field: str, themes: tuple[tuple[Theme, float], ...]) -> None:
    """Each theme once, with a weight that can be counted with."""
    demand_distinct(field, [theme for theme, _ in themes])
    for theme, weight in themes:
        demand(
            f"{field}.{theme}",
            f"a weight of 0 to {HEAVIEST_WEIGHT}",
            holds=isfinite(weight) and 0 <= weight <= HEAVIEST_WEIGHT,
        )


@dataclass(frozen=True, kw_only=True)
class Track:
    """A group that has a programme of its own, beside what everyone sees together.

    `themes` and `languages` stand in place of the wishes' and the party's where there are any;
    `musts` are keys of choices that this group must see.
    """

    key: str
    size: int
    themes: tuple[tuple[Theme, float], ...] = ()
    musts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        demand("track.key", "a key is needed", holds=bool(self.key))
        demand("track.size", f"1 to {LARGEST_PARTY} people", holds=1 <= self.size <= LARGEST_PARTY)
        demand_weights("track.themes", self.themes)
        demand_distinct("track.musts", self.musts)
        demand("track.musts", f"at most {MOST_MUSTS}", holds=len(self.musts) <= MOST_MUSTS)
        demand_distinct("track.languages", self.languages)


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who comes; `languages` in order of preference.

    With `interpretation` any language will do: interpreters are arranged. Without `tracks` the
    whole party goes together.
    """

    zone: str
    languages: tuple[str, ...]
    size: int
    interpretation: bool = False
    tracks: tuple[Track, ...] = ()

    def __post_init__(self) -> None:
        demand("party.size", f"1 to {LARGEST_PARTY} people", holds=1 <= self.size <= LARGEST_PARTY)
        demand("party.languages", "at least one language", holds=bool(self.languages))
        demand_distinct("party.languages", self.languages)
        demand_zone("party.zone", self.zone)
        demand_distinct("party.tracks", [track.key for track in self.tracks])
        demand(
            "party.tracks",
            f"none, or 2 to {MOST_TRACKS} groups",
            holds=not self.tracks or 2 <= len(self.tracks) <= MOST_TRACKS,
        )
        demand(
            "party.tracks",
            "more people in the groups than in the party",
            holds=sum(track.size for track in self.tracks) <= self.size,
        )
