"""`python -m main_job run | demo [PAGES]`."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer
from cabos.local import NoServer

from main_job.checks import Check, Checks
from main_job.client import Refused, Service, Unreachable
from main_job.ending import end_when_told
from main_job.facts import DATA
from main_job.job import BadPage, MainJob, Missing
from main_job.screen import Screen
from main_job.stack import LocalStack
from main_job.summary import show_addresses, show_checks, show_records, show_tokens

LOOK_EVERY_S = 0.5
WRITERS = {"governance": "governance-officer", "aeo": "aeo-officer", "news": "publisher"}

cli = typer.Typer(add_completion=False, help="The main job of Cabos on this machine.")
screen = Screen()

Pages = Annotated[list[Path] | None, typer.Argument(help="page files; those shipped in examples/pages when none")]


@cli.command()
def run(pages: Pages = None) -> None:
    """Start everything, do the main job, and serve until Ctrl-C."""
    raise typer.Exit(_carefully(pages, serve=True))


@cli.command()
def demo(pages: Pages = None) -> None:
    """The same, ending by itself: 0 when everything is there, 1 when something is missing."""
    raise typer.Exit(_carefully(pages, serve=False))


def _carefully(pages: list[Path] | None, *, serve: bool) -> int:
    end_when_told()
    try:
        return _perform(_readable(pages or sorted((DATA.parent / "pages").glob("*.txt"))), serve=serve)
    except KeyboardInterrupt:
        screen.fault("stopped before the main job was done; the next start goes on from here")
        return 130
    except (NoServer, BadPage, Missing, Refused, Unreachable) as fault:
        screen.fault(str(fault))
        return 1


def _readable(pages: list[Path]) -> list[Path]:
    for page in pages:
        try:
            page.read_bytes()
        except OSError as fault:
            raise BadPage(f"{page} cannot be read: {fault.strerror}") from None
    return pages


def _perform(pages: list[Path], *, serve: bool) -> int:
    folder = Path(os.environ.get("CABOS_HOME", ".cabos")).resolve()
    with LocalStack(folder, screen.step) as stack:
        services = {
            name: Service(
                address.url,
                token=stack.issuer.token(WRITERS[name]),
                second=stack.issuer.token(WRITERS[name], officer="second"),
            )
            for name, address in stack.addresses.items()
        }
        # What is lost in the middle is our own: a Redis that was given may hold what others need.
        job = MainJob(services, screen, None if serve else stack.lose_redis)
        try:
            report = job.do(pages)
        except (Missing, Refused, Unreachable):
            _mourn(stack)
            raise
        broken = show_checks(screen, Checks(services, report))
        show_records(screen, report, stack.addresses["news"].url)
        show_addresses(screen, stack)
        if not serve:
            return _verdict(broken)
        show_tokens(screen, stack)
        return _serve(stack)


def _verdict(broken: list[Check]) -> int:
    if broken:
        screen.fault(f"missing: {'; '.join(check.sentence for check in broken)}")
        return 1
    screen.line("\nEverything is there.")
    return 0


def _serve(stack: LocalStack) -> int:
    """Wait until told to end (0) or until a process that should run does not (1)."""
    screen.line("\nServing until Ctrl-C.")
    try:
        while not stack.failed():
            time.sleep(LOOK_EVERY_S)
    except KeyboardInterrupt:
        screen.line("\nStopping.")
        return 0
    _mourn(stack)
    return 1


def _mourn(stack: LocalStack) -> None:
    for process in stack.failed():
        screen.fault(f"{process.name} has ended. Its last words ({process.log}):\n{process.last_words()}")


if __name__ == "__main__":
    cli(prog_name="python -m main_job")
