"""Who may be a party: two economies at least, each once."""

from collections.abc import Sequence

from cabos.refusal import Invalid


class OneParty(Invalid):
    """An agreement needs two parties at least."""


class SameParty(Invalid):
    """An economy cannot recognise itself."""


class UnknownParty(Invalid):
    """A party is neither a registered member nor named as a non-member."""


def in_order(parties: Sequence[str]) -> list[str]:
    """The parties, sorted; raises `OneParty` or `SameParty`."""
    twice = sorted({economy for economy in parties if parties.count(economy) > 1})
    if twice:
        raise SameParty(f"{', '.join(twice)} is named twice", field="parties")
    if len(parties) < 2:
        raise OneParty("One party cannot agree with itself: name two or more", field="parties")
    return sorted(parties)
