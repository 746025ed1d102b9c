"""`python -m benchmarks`: measure everything in one run and say it beside the targets."""

import asyncio
import gc
import sys
import tempfile
from pathlib import Path
from statistics import median

from cabos.local import LocalServers

from benchmarks import latency, processes, reading, relaying
from benchmarks.report import Figure, at_least, table, under, write_page

ROUNDS = 7
Round = tuple[float, float]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def ratio(what: str, rounds: list[Round], target: float, ours: str, bare: str) -> Figure:
    """The median of the rounds' ratios."""
    detail = (
        f"{median(r[0] for r in rounds):,.0f} events/s {ours}, {median(r[1] for r in rounds):,.0f} {bare}; "
        f"rounds {min(r[0] / r[1] for r in rounds):.2f} to {max(r[0] / r[1] for r in rounds):.2f}"
    )
    return at_least(what, median(r[0] / r[1] for r in rounds), target, detail)


async def measure(servers: LocalServers, folder: Path) -> list[Figure]:
    say("The relay against a bare XADD")
    relayed = [await relaying.measure(servers) for _ in range(ROUNDS)]
    say("The reader against a bare XREAD")
    read = [each async for each in reading.measure(servers, ROUNDS)]
    say("From commit to effect")
    waits = await latency.measure(servers)
    say("The memory of each process")
    resident = await asyncio.to_thread(processes.memory, servers, folder)
    say("The demo")
    seconds, reason = await asyncio.to_thread(processes.demo_seconds, folder / "demo")
    return [
        ratio("relay / bare XADD", relayed, 0.7, "from the journal to the stream", "by redis-py's pipeline"),
        ratio("reader / bare XREAD", read, 0.5, "typed, cursor committed", "by XREAD and model_validate_json"),
        under("commit → effect, median", waits.median, 20, "ms", f"at rest, {latency.EVENTS} events"),
        Figure("commit → effect, p99", f"{waits.p99:.1f} ms"),
        *(under(f"memory of {name}", mib, 150, "MiB") for name, mib in resident.items()),
        Figure("make demo", "not measured", "< 60 s", None, reason)
        if seconds is None
        else under("make demo", seconds, 60, "s", "durable servers, from an empty folder"),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as name, LocalServers(Path(name), durable=False) as servers:
        # As a worker does when it starts, here for both sides alike.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        figures = asyncio.run(measure(servers, Path(name)))
        write_page(servers, figures, ROUNDS)
    print(table(figures))
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
