"""How much is measured: the whole, or in a minute or two to see that the measurements themselves work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of events, and of the rounds whose median is told."""

    rounds: int = 7
    relayed: int = 20_000
    read: int = 50_000
    effects: int = 20_000
    paced: int = 1_000
    rebuilt: int = 100_000
    few: int = 10_000
    many: int = 1_000_000
    burst: int = 20_000
    peer_rounds: int = 3
    peer_events: int = 10_000
    profiled: int = 100_000
    few_agreements: int = 1_000
    a_matrix: int = 17_955
    many_agreements: int = 100_000
    few_records: int = 1_000
    many_records: int = 100_000
    stories: int = 100_000
    page_requests: int = 2_000


FULL = Scale()
QUICK = Scale(
    rounds=2,
    relayed=5_000,
    read=10_000,
    effects=3_000,
    paced=100,
    rebuilt=10_000,
    few=2_000,
    many=30_000,
    burst=3_000,
    peer_rounds=1,
    peer_events=1_000,
    profiled=10_000,
    few_agreements=500,
    a_matrix=2_000,
    many_agreements=10_000,
    many_records=10_000,
    stories=5_000,
    page_requests=300,
)
