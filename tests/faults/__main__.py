"""Break everything there is, again and again, and count what was lost, doubled or reordered.

`python -m tests.faults SEED=7 MINUTES=14 SERVER=valkey|redis DESIGNS=cabos,textbook,defaults INTO=FOLDER`
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from cabos.local import NoServer

from tests.faults.plan import make_plan
from tests.faults.report import PAGES, table, write_pages
from tests.faults.run import Outcome, run
from tests.faults.servers import server_binary

DEFAULTS = {
    "SEED": "2018",
    "MINUTES": "14",
    "SERVER": "valkey",
    "DESIGNS": "cabos,textbook,defaults",
    "INTO": str(PAGES),
}
DESIGNS = ("cabos", "textbook", "defaults")
PRIVATE = "CABOS_FAULTS_PRIVATE"


class Unclear(ValueError):
    """What was asked for cannot be done; the message says why."""


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def understood(arguments: list[str]) -> dict[str, str]:
    given = dict(argument.partition("=")[::2] for argument in arguments)
    asked = DEFAULTS | {name: value for name, value in given.items() if value}
    if strange := asked.keys() - DEFAULTS.keys():
        raise Unclear(f"nobody knows {', '.join(sorted(strange))}: {__doc__}")
    if asked["SERVER"] not in ("valkey", "redis"):
        raise Unclear(f"SERVER is valkey or redis, not {asked['SERVER']}")
    if strange := set(asked["DESIGNS"].split(",")) - set(DESIGNS):
        raise Unclear(f"DESIGNS are {', '.join(DESIGNS)}, not {', '.join(sorted(strange))}")
    if not asked["SEED"].isdigit() or not asked["MINUTES"].replace(".", "", 1).isdigit():
        raise Unclear("SEED is a whole number, MINUTES is a number")
    return asked


def hide_mounts(arguments: list[str]) -> None:
    """Go on where what we mount ends with us, however that happens; only root can mount at all."""
    unshare = shutil.which("unshare")
    if PRIVATE in os.environ or os.geteuid() != 0 or unshare is None:
        return
    apart = [unshare, "--mount", "--propagation", "private"]
    # Root in a container may lack the right; then it cannot mount either.
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode == 0:
        command = [*apart, sys.executable, "-m", "tests.faults", *arguments]
        os.execve(unshare, command, os.environ | {PRIVATE: "yes"})


async def outcomes(seed: int, minutes: float, server: str, designs: list[str], folder: Path) -> list[Outcome]:
    plan = make_plan(seed, minutes)
    return [await run(design, server, seed, plan, minutes, folder / design, say) for design in designs]


def interrupted(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    try:
        asked = understood(arguments)
        server_binary(asked["SERVER"])
    except (Unclear, NoServer) as reason:
        say(str(reason))
        return 2
    hide_mounts(arguments)
    signal.signal(signal.SIGTERM, interrupted)
    seed, minutes, server = int(asked["SEED"]), float(asked["MINUTES"]), asked["SERVER"]
    try:
        with tempfile.TemporaryDirectory() as name:
            # PostgreSQL does not run as root and must find its way to its folder.
            Path(name).chmod(0o755)
            found = asyncio.run(outcomes(seed, minutes, server, asked["DESIGNS"].split(","), Path(name)))
    except KeyboardInterrupt:
        return 130
    write_pages(server, seed, minutes, found, Path(asked["INTO"]))
    sys.stdout.write(f"{table(found)}\n")
    return int(any(outcome.design == "cabos" and not outcome.verdict.flawless for outcome in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
