"""What is measured, beside its targets."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from cabos.local import LocalServers

from benchmarks import (
    contest,
    coverage,
    effects,
    latency,
    newsroom,
    processes,
    reading,
    rebuilding,
    register,
    relaying,
    retaining,
)
from benchmarks.report import Figure, at_least, at_most
from benchmarks.scale import Scale

Rounds = Sequence[tuple[float, float]]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def ratio(what: str, rounds: Rounds, target: float | None, ours: str, bare: str, unit: str = "events/s") -> Figure:
    """The median of the rounds' ratios."""
    ratios = [mine / theirs for mine, theirs in rounds]
    detail = (
        f"{median(r[0] for r in rounds):,.0f} {unit} {ours}, {median(r[1] for r in rounds):,.0f} {bare}; "
        f"rounds {min(ratios):.2f} to {max(ratios):.2f}"
    )
    if target is None:
        return Figure(what, f"{median(ratios):.2f}", detail=detail)
    return at_least(what, median(ratios), target, detail)


async def of_delivery(servers: LocalServers, folder: Path, scale: Scale) -> list[Figure]:
    say("The relay against a bare XADD")
    relayed = [await relaying.measure(servers, scale) for _ in range(scale.rounds)]
    say("The reader against a bare XREAD")
    read = [each async for each in reading.measure(servers, scale)]
    say("Effects against bare upserts")
    upserts = [each async for each in effects.measure(servers, scale)]
    say("From commit to effect")
    rest = await latency.measure(servers, scale, folder, latency.AT_REST_S)
    busy = await latency.measure(servers, scale, folder, latency.BUSY_S)
    say("Redis forgets everything")
    rebuilt = await rebuilding.measure(servers, scale)
    say(f"Behind {scale.many:,} events")
    kept = await retaining.measure(servers, scale, folder)
    return [
        ratio("relay / bare XADD", relayed, 0.8, "from the journal to the stream", "by redis-py's pipeline"),
        ratio("reader / bare XREAD", read, 0.6, "typed, cursor committed", "by XREAD and model_validate_json"),
        ratio("effects in batches / bare upserts", [(e.batched, e.bare) for e in upserts], 0.6, "batched", "bare"),
        ratio("effects one by one / bare upserts", [(e.one_by_one, e.bare) for e in upserts], None, "singly", "bare"),
        at_most("commit → effect at rest, median", rest.median, 10, "ms"),
        at_most("commit → effect at rest, p99", rest.p99, 50, "ms"),
        at_most("commit → effect at 200 events/s, median", busy.median, 10, "ms"),
        at_most("commit → effect at 200 events/s, p99", busy.p99, 50, "ms"),
        Figure(
            f"rebuild of {scale.rebuilt:,} events",
            f"{rebuilt:.1f} s",
            detail=f"{scale.rebuilt / rebuilt:,.0f} events/s from FLUSHALL on, the relay's look once a second included",
        ),
        _flat("relay", kept.relay_us, scale),
        _flat("reader", kept.reader_us, scale),
        *(
            at_most(
                f"memory of a {part}, at the end / at a tenth",
                end / tenth,
                1.1,
                detail=f"{tenth:.0f} and {end:.0f} MiB on the way to {scale.many:,} events",
            )
            for part, (tenth, end) in kept.resident.items()
        ),
    ]


def _flat(part: str, us: tuple[float, float], scale: Scale) -> Figure:
    few, many = us
    detail = f"{few:.1f} µs an event behind {scale.few:,} events, {many:.1f} µs behind {scale.many:,}"
    return at_most(f"cost of the {part}, at many / at few", many / few, 1.25, detail=detail)


async def of_coverage(servers: LocalServers, scale: Scale) -> list[Figure]:
    say(f"Who recognises whom, among {scale.many_agreements:,} agreements")
    asked = await coverage.measure(servers, scale)
    among = f"among {scale.many_agreements:,} agreements"
    behind = f"{asked.few_ms:.2f} ms among {scale.few_agreements:,}, {asked.many_ms:.2f} ms {among}"
    loop = f"{asked.loop_ms:,.0f} ms when all agreements are read as SQLModel rows, {asked.many_ms:.2f} ms by the table"
    return [
        at_most("coverage of a pair on a day, median", asked.many_ms, 5, "ms", among),
        at_most("coverage of a pair, among many / among few", asked.many_ms / asked.few_ms, 2, detail=behind),
        at_least("a loop over rows / coverage of a pair", asked.loop_ms / asked.many_ms, 20, loop),
        at_most(
            "coverage of all pairs", asked.matrix_ms, 300, "ms", f"{asked.pairs:,} pairs of 190 economies, as JSON"
        ),
        Figure("coverage of a pair is found", asked.found_by, coverage.INDEX, asked.found_by == coverage.INDEX),
    ]


async def of_the_register(servers: LocalServers, scale: Scale) -> list[Figure]:
    say(f"What held on a day, behind {scale.many_records:,} terms and decisions")
    asked = await register.measure(servers, scale)
    found = ", ".join(asked.found_by)
    return [
        *(
            at_most(
                f"{what} as of a day, behind many / behind few",
                many / few,
                2,
                detail=f"{few:.2f} ms behind {scale.few_records:,}, {many:.2f} ms behind {scale.many_records:,}",
            )
            for what, (few, many) in (("terms", asked.terms_ms), ("decisions", asked.decisions_ms))
        ),
        Figure("what held on a day is found", found, ", ".join(register.PLANS), asked.found_by == list(register.PLANS)),
    ]


async def of_the_newsroom(servers: LocalServers, scale: Scale, folder: Path) -> list[Figure]:
    say(f"Finding and reading among {scale.stories:,} stories")
    seen = await newsroom.measure(servers, scale, folder)
    kinds = "; ".join(f"{kind} {took:.0f}" for kind, took in seen.search_ms.items())
    late = "; ".join(f"{output} {seconds:.2f}" for output, seconds in seen.late_s.items())
    page = ratio("a story page / a bare page", seen.pages, 0.7, "of Cabos", "bare", "pages/s")
    return [
        at_most(
            "search, median of all questions", median(seen.search_ms.values()), 20, "ms", f"medians in ms: {kinds}"
        ),
        page,
        Figure("pages that are made anew", f"{seen.anew:,.0f} pages/s", detail="each at an address of its own"),
        at_most("from an embargo's instant to the last output", max(seen.late_s.values()), 1, "s", f"seconds: {late}"),
    ]


async def of_the_stack(servers: LocalServers, folder: Path) -> list[Figure]:
    say("The memory of each process")
    resident = await asyncio.to_thread(processes.memory, servers, folder)
    say("The demo")
    seconds, reason = await asyncio.to_thread(processes.demo_seconds, folder / "demo")
    return [
        *(at_most(f"memory of {name}", mib, 150, "MiB") for name, mib in resident.items()),
        Figure("make demo", "not measured", "≤ 60 s", None, reason)
        if seconds is None
        else at_most("make demo", seconds, 60, "s", "durable servers, from an empty folder"),
    ]


KINDS = {"count": "counting, events/s", "upsert": "an upsert each, events/s", "backlog": "a backlog, events/s"}
FASTER_THAN_DEFAULTS = 10
"""How many times FastStream's stream group defaults, in working off what has been published."""


def of_the_contest(servers: LocalServers, folder: Path, scale: Scale) -> tuple[list[tuple[str, ...]], list[Figure]]:
    """Rows of a table, and how Cabos compares with each peer."""
    competitors = (contest.OURS, *contest.PEERS)
    rates: dict[tuple[str, str], list[float]] = {}
    absent: dict[str, str] = {}
    for number in range(scale.peer_rounds):
        for peer in competitors:
            if peer.name in absent:
                continue
            say(f"The job by {peer.name}, round {number + 1}")
            try:
                for kind in KINDS:
                    rate = contest.measure(servers, scale, folder, peer, kind)
                    rates.setdefault((peer.name, kind), []).append(rate)
            except contest.Absent as why:
                absent[peer.name] = str(why)
    rows: list[tuple[str, ...]] = [("who", "versions", *KINDS.values())]
    figures = []
    for peer in competitors:
        if peer.name in absent:
            rows.append((peer.name, f"not here: {absent[peer.name]}", *("" for _ in KINDS)))
            continue
        made_of = contest.versions(peer) if peer.packages else "this checkout"
        rows.append((peer.name, made_of, *(f"{median(rates[peer.name, kind]):,.0f}" for kind in KINDS)))
        if peer is not contest.OURS and contest.OURS.name not in absent:
            figures += [
                at_least(
                    f"Cabos / {peer.name}, {kind}",
                    median(o / t for o, t in zip(rates["Cabos", kind], rates[peer.name, kind], strict=True)),
                    FASTER_THAN_DEFAULTS if peer is contest.PEERS[0] and kind == "backlog" else 1,
                    "",
                )
                for kind in KINDS
            ]
    return rows, figures
