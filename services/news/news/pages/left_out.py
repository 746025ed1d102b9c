"""What stands on a page that is read and is not taken: nothing is lost without a word."""

from collections.abc import Iterator
from dataclasses import dataclass

from news.pages.markup import CHROME, EMBEDDED, NO_TEXT, Node

MOST_WORDS = 120
"""Characters by which it is known again."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An element, the line where it begins, and how it reads."""

    line: int
    element: str
    words: str


def left_out(text: Node) -> Iterator[LeftOut]:
    """Page chrome that has words, and whatever would have to be fetched from elsewhere."""
    for child in text.children:
        if not isinstance(child, Node) or child.tag in NO_TEXT:
            continue
        if child.tag in ("img", "embed") or child.tag in EMBEDDED:
            said = " ".join(filter(None, (child.attributes.get("alt"), child.attributes.get("src"), _all(child))))
            yield LeftOut(child.line, child.tag, said[:MOST_WORDS])
        elif child.tag in CHROME:
            if words := _all(child):
                yield LeftOut(child.line, child.tag, words[:MOST_WORDS])
        else:
            yield from left_out(child)


def others(page: Node, text: Node) -> Iterator[LeftOut]:
    """Articles beside the one that is read."""
    inside = list(text.all())
    for node in page.all():
        if node.tag == "article" and node not in inside and (words := node.text):
            yield LeftOut(node.line, node.tag, words[:MOST_WORDS])


def _all(node: Node) -> str:
    """Its words on one line, also those that are left out of others."""
    return " ".join(" ".join(_words(node)).split())


def _words(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in NO_TEXT:
            yield from _words(child)
