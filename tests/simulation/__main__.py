"""`SEEDS=10000` runs as many worlds, `SEED=42` tells the whole history of one; `WITHOUT=WATCH` takes a part away."""

import sys
import time
from collections.abc import Set

from tests.simulation.parts import ALL, Part
from tests.simulation.seeds import Failure, first_failure, history


def main(arguments: list[str]) -> int:
    asked = dict(argument.split("=", 1) for argument in arguments)
    without = {Part[name] for name in asked.pop("WITHOUT", "").split(",") if name}
    seed, seeds = asked.pop("SEED", ""), asked.pop("SEEDS", "") or "10000"
    if asked:
        sys.stderr.write(f"nobody knows {', '.join(asked)}: {__doc__}\n")
        return 2
    if seed:
        sys.stdout.write(history(int(seed), ALL - without))
        return 0
    return run(int(seeds), ALL - without)


def run(seeds: int, parts: Set[Part]) -> int:
    began = time.monotonic()
    failure: Failure | None = first_failure(range(seeds), parts)
    if failure:
        without = ",".join(part.name for part in Part if part not in parts)
        again = f"SEED={failure.seed}" + (f" WITHOUT={without}" if without else "")
        sys.stdout.write(f"{failure.history}\nThe same again: make simulate {again}\n")
        return 1
    sys.stdout.write(f"{seeds} seeds, every promise kept, in {time.monotonic() - began:.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
