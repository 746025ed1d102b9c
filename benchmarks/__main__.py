"""`python -m benchmarks [quick]`: measure everything in one run, say it beside the targets, and write the page."""

import asyncio
import gc
import sys
import tempfile
from pathlib import Path

from cabos.local import LocalServers

from benchmarks import figures, shares
from benchmarks.report import circumstances, grid, shares_of, table, write_page
from benchmarks.scale import FULL, QUICK


def main(how: str = "") -> int:
    scale = QUICK if how == "quick" else FULL
    with tempfile.TemporaryDirectory() as name, LocalServers(Path(name), durable=False) as servers:
        folder = Path(name)
        # As a worker does when it starts, here for both sides alike.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        measured = asyncio.run(figures.of_delivery(servers, folder, scale))
        contest, compared = figures.of_the_contest(servers, folder, scale)
        figures.say("Where the time goes")
        seen = asyncio.run(shares.measure(servers, scale))
        measured += compared + asyncio.run(figures.of_coverage(servers, scale))
        measured += asyncio.run(figures.of_the_register(servers, scale))
        measured += asyncio.run(figures.of_the_newsroom(servers, scale, folder))
        measured += asyncio.run(figures.of_the_stack(servers, folder))
        parts = {
            "machine": "\n".join(circumstances(servers)),
            "figures": table(measured),
            "contest": grid(contest),
            "shares": shares_of(seen),
        }
    if scale is FULL:
        write_page(parts)
    print("\n\n".join(parts.values()))
    return int(any(figure.met is False for figure in measured))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
