"""HTML from anywhere as a tree, however badly it is written, and what in it is no text."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 60
"""What lies deeper than this in a page is taken as if it lay here."""

NO_TEXT = {"head", "script", "style", "template"}
CHROME = {"nav", "header", "footer", "aside", "form", "select", "textarea", "button", "dialog", "noscript"}
EMBEDDED = {"svg", "math", "iframe", "object", "video", "audio", "canvas"}
LEFT_OUT = NO_TEXT | CHROME | EMBEDDED
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "hr",
          "article", "main", "body", "html", "dl", "dt", "dd", "address", "center", "section", "figure", "figcaption",
          "details", "summary", "fieldset", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
          *LEFT_OUT}  # fmt: skip
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# An element that needs not say where it ends: which ones end where it begins, unless one of the others is between them.
_CELLS, _PARTS = {"td", "th"}, {"thead", "tbody", "tfoot"}
_ENDS: dict[str, tuple[set[str], set[str]]] = {
    "li": ({"li"}, {"ul", "ol"}),
    **dict.fromkeys(("dt", "dd"), ({"dt", "dd"}, {"dl"})),
    **dict.fromkeys(_CELLS, (_CELLS, {"tr", "table"})),
    "tr": ({"tr"}, {"table"}),
    **dict.fromkeys(_PARTS, ({"tr", *_PARTS}, {"table"})),
}


@dataclass(slots=True, eq=False)
class Node:
    """An element; `line` is where it begins in the source."""

    tag: str
    line: int = 1
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    def all(self) -> "Iterator[Node]":
        """Itself and everything below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.all()

    def first(self, wanted: "Callable[[Node], bool]") -> "Node | None":
        return next((node for node in self.all() if wanted(node)), None)

    def named(self, tag: str) -> "Node | None":
        """The first element of this kind in it."""
        return self.first(lambda node: node.tag == tag)

    def holds(self, tags: "Collection[str]", closed: "Collection[str]" = LEFT_OUT) -> bool:
        """Whether one of these is below it; into closed ones it does not look."""
        return any(
            child.tag in tags or (child.tag not in closed and child.holds(tags, closed))
            for child in self.children
            if isinstance(child, Node)
        )

    def has(self, name: str) -> bool:
        """Whether it is of this class."""
        return name in self.attributes.get("class", "").split()

    def drop(self, taken: "Collection[Node]") -> None:
        """Leave these out, wherever they are below it."""
        self.children = [child for child in self.children if not (isinstance(child, Node) and child in taken)]
        for child in self.children:
            if isinstance(child, Node):
                child.drop(taken)

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(self.verbatim.split())

    @property
    def verbatim(self) -> str:
        """Its words with all the space between them."""
        return "".join(self._words())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in LEFT_OUT:
                apart = " " if child.tag in BLOCKS else ""
                yield "\n" if child.tag == "br" else apart
                yield from child._words()
                yield apart


def read_markup(text: str) -> Node:
    """The tree of a page, however badly it is written."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_what_ends(tag)
        node = Node(tag, self.getpos()[0], {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID and len(self._open) < DEEPEST:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _end_what_ends(self, tag: str) -> None:
        """Paragraphs, items and the parts of a table need not say where they end."""
        if tag in BLOCKS and self._open[-1].tag == "p":
            self._open.pop()
        ends, between = _ENDS.get(tag, (set(), set()))
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag in ends:
                del self._open[place:]
                return
            if self._open[place].tag in between:
                return
