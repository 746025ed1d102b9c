"""What a page of Cabos has beside its headline, day and text, read back from its HTML."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

from news.pages.markup import Node
from news.pages.reading import ShownPicture

_PICTURE = re.compile(r".*/pictures/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
# What stands between the parts of a line.
_BETWEEN = " \t\r\n\u00a0·|,;:–—-"


def described(page: Node, name: str) -> Iterator[str]:
    """What the head of the page says of its story: `region`, and each `tag`."""
    for node in page.all():
        if node.tag == "meta" and node.attributes.get("name") == f"cabos:{name}" and node.attributes.get("content"):
            yield node.attributes["content"]


def beside_the_day(block: Node, shown: Node) -> tuple[dict[str, str], list[Node]]:
    """Dateline and byline, and what is done with the block once they and the day are read: all of it, or these."""
    found = [(name, node) for node in block.all() for name in ("dateline", "byline") if node.has(name)]
    read = {name: node.text for name, node in found if node.text}
    taken = [shown, *(node for _, node in found)]
    rest = "".join(_words(block, taken)).strip(_BETWEEN)
    return read, taken if rest else [block]


def pictures(text: Node) -> Iterator[tuple[Node, ShownPicture]]:
    """Figures that show a picture of a library of Cabos, with all that belongs to one."""
    for figure in text.all():
        if figure.tag != "figure":
            continue
        image, caption = figure.named("img"), figure.named("figcaption")
        credit = caption.named("small") if caption else None
        if image is None or caption is None or credit is None:
            continue
        address = _PICTURE.fullmatch(urlsplit(image.attributes.get("src", "")).path)
        alt, by = image.attributes.get("alt", "").strip(), credit.text
        if address and alt and by:
            caption.drop([credit])
            yield figure, ShownPicture(UUID(address[1]), alt, by, caption.text or None, figure.line)


def _words(node: Node, taken: list[Node]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child not in taken:
            yield from _words(child, taken)
