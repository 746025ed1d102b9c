"""What a reader sees in the end: what is on record, what was new, where everything is, and what must be true."""

from collections.abc import Iterable

from rich.markup import escape

from main_job.checks import Check
from main_job.job import Report
from main_job.screen import Screen
from main_job.stack import LocalStack


def show_records(screen: Screen, report: Report, newsroom: str) -> None:
    screen.line("\n[bold]On record[/bold]")
    for kind, number in report.after.items():
        screen.line(f"  {number:5}  {kind:18} {_new(number - report.before[kind])}")
    screen.line("\n[bold]Pages[/bold]")
    for page in report.pages:
        shown = f"served in {page.served}" if page.requested != page.served else "in its own language"
        new = "[green]new[/green]" if page.created else "[dim]known already[/dim]"
        screen.line(f"  {escape(page.headline)} ({shown}, {new})")
        screen.line(f"         {newsroom}{page.path}")


def _new(number: int) -> str:
    return f"[green]{number} new[/green]" if number else "[dim]nothing new[/dim]"


def show_addresses(screen: Screen, stack: LocalStack) -> None:
    screen.line("\n[bold]Addresses[/bold]")
    for address in stack.addresses.values():
        screen.line(f"  {address.name:11} {address.url}")
        screen.line(f"  {'':11} {address.url}/docs  {address.url}/v1/events  {address.url}/readyz")
        screen.line(f"  {'':11} {escape(address.database_url)}")
    screen.line(f"  {'PostgreSQL':11} {escape(stack.servers.database_url)}")
    screen.line(f"  {'Redis':11} {escape(stack.servers.redis_url)}")
    screen.line(f"  {'Data':11} {escape(str(stack.folder))}")


def show_tokens(screen: Screen, stack: LocalStack) -> None:
    screen.line("\n[bold]Bearer tokens[/bold], shown this once and good until the next start (seven days at most)")
    for holder, token in stack.issuer.tokens():
        screen.line(f"  {holder}\n{token}")


def show_checks(screen: Screen, checks: Iterable[Check]) -> list[Check]:
    """Show each and return those that do not hold."""
    screen.line("\n[bold]Checked[/bold]")
    broken = []
    for check in checks:
        screen.line(f"  {'[green]✓[/green]' if check.holds else '[bold red]✗[/bold red]'} {escape(check.sentence)}")
        for fault in check.faults:
            screen.line(f"      [red]missing:[/red] {escape(fault)}")
        if not check.holds:
            broken.append(check)
    return broken
