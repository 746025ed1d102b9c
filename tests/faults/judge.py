"""The verdict: what the databases say against what was promised."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.faults.facts import SPOILT


@dataclass(frozen=True, slots=True)
class Fact:
    """A committed fact; `number` is its place among those of its subject, `at` is in seconds."""

    id: int
    subject: str
    number: int
    kind: str
    at: float


@dataclass(frozen=True, slots=True)
class Effect:
    fact: int
    at: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What one service has in its database: effects in the order in which they were written, and dead letters."""

    effects: Sequence[Effect]
    dead: Sequence[int]


@dataclass(frozen=True, slots=True)
class Outage:
    """A fault as it was injected: from `began` to `back`, when the server answers or the process runs again."""

    kind: str
    began: float
    back: float


@dataclass(slots=True)
class Verdict:
    """Counts over all services; each of them has to have every plain fact's effect once and in order."""

    facts: int = 0
    injected: int = 0
    lost: int = 0
    duplicates: int = 0
    unfounded: int = 0
    misordered: int = 0
    dead_as_injected: int = 0
    dead_missing: int = 0
    dead_beyond: int = 0
    recovery: dict[str, float] = field(default_factory=dict)

    @property
    def flawless(self) -> bool:
        return not (
            self.lost or self.duplicates or self.unfounded or self.misordered or self.dead_missing or self.dead_beyond
        )


def judge(facts: Collection[Fact], learned: Iterable[Learned], outages: Sequence[Outage] = ()) -> Verdict:
    verdict = Verdict(facts=len(facts), injected=sum(fact.kind != "plain" for fact in facts))
    by_id = {fact.id: fact for fact in facts}
    for service in learned:
        _count(verdict, by_id, service)
        _measure(verdict.recovery, by_id, service, outages)
    return verdict


def _count(verdict: Verdict, facts: Mapping[int, Fact], service: Learned) -> None:
    seen = Counter(effect.fact for effect in service.effects)
    plain = {fact.id for fact in facts.values() if fact.kind == "plain"}
    verdict.lost += len(plain - seen.keys())
    verdict.duplicates += sum(times - 1 for times in seen.values())
    verdict.unfounded += len(seen.keys() - plain)
    verdict.misordered += _misordered(facts, service.effects)
    dead, injected = Counter(service.dead), facts.keys() - plain
    verdict.dead_as_injected += len(dead.keys() & injected)
    verdict.dead_missing += len(injected - dead.keys())
    verdict.dead_beyond += dead.total() - len(dead.keys() & injected)


def _misordered(facts: Mapping[int, Fact], effects: Sequence[Effect]) -> int:
    """First effects that came after one of a later fact of their subject."""
    newest: dict[str, int] = {}
    wrong = 0
    for id_ in dict.fromkeys(effect.fact for effect in effects):
        if fact := facts.get(id_):
            wrong += fact.number < newest.get(fact.subject, 0)
            newest[fact.subject] = max(fact.number, newest.get(fact.subject, 0))
    return wrong


def _measure(
    recovery: dict[str, float], facts: Mapping[int, Fact], service: Learned, outages: Sequence[Outage]
) -> None:
    """Keep the longest wait for each kind of fault; a wait is counted only while nothing is broken.

    It belongs to the first fault that was on, or began, while the event waited; if there was none, to the last before.
    """
    # One fault is over before the next begins.
    backs = [outage.back for outage in outages]
    for effect in service.effects:
        fact = facts.get(effect.fact)
        if fact is None or fact.subject in SPOILT:
            continue
        first = bisect_left(backs, fact.at)
        met = [outage for outage in outages[first:] if outage.began <= effect.at]
        if not met and first == 0:
            continue
        broken = sum(min(outage.back, effect.at) - max(outage.began, fact.at) for outage in met)
        to_blame = met[0] if met else outages[first - 1]
        recovery[to_blame.kind] = max(effect.at - fact.at - broken, recovery.get(to_blame.kind, 0.0))
