"""The templates that news comes with, used where a newsroom has written none of its own."""

from functools import cache
from importlib.resources import files

from news.pages.drafting import Source


@cache
def shipped(type_: str) -> dict[str, Source]:
    """By language; in a file the first line is the headline, and what follows is the body."""
    folder = files("news.pages").joinpath("drafts", type_)
    if not folder.is_dir():
        return {}
    found = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        headline, _, body = file.read_text(encoding="utf-8").partition("\n")
        found[file.name.removesuffix(".md")] = Source(headline=headline, body=body.strip("\n"))
    return found
