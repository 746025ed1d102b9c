"""What the main job says while it works: a line for each step, a bar for the long ones."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

T = TypeVar("T")


class Screen:
    """Plain lines where there is no terminal."""

    def __init__(self) -> None:
        self.out = Console(highlight=False)
        self.err = Console(stderr=True, highlight=False)

    def step(self, text: str) -> None:
        self.out.print(f"[dim]·[/dim] {escape(text)}", soft_wrap=True)

    def line(self, text: str = "") -> None:
        """A line that may carry rich's markup and is never wrapped: addresses and tokens are there to be copied."""
        self.out.print(text, soft_wrap=True)

    def fault(self, text: str) -> None:
        self.err.print(f"[bold red]cabos:[/bold red] {escape(text)}", soft_wrap=True)

    def bar(self, text: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Pass `items` on and show how many of `total` have come."""
        with Progress(console=self.out, transient=True, disable=not self.out.is_terminal) as progress:
            yield from progress.track(items, total=total, description=text)
        self.step(f"{text}: {total}")
