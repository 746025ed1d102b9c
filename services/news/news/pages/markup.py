"""HTML from anywhere as a tree, and what is text in it as Markdown; whatever is no text is left out."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

from news.pages.markdown import MARKUP, SCHEMES, at_the_start

DEEPEST = 60
"""What lies deeper than this in a page is taken as if it lay here."""

NO_TEXT = {"head", "script", "style", "template"}
CHROME = {"nav", "header", "footer", "aside", "form", "select", "textarea", "button", "dialog", "noscript"}
EMBEDDED = {"svg", "math", "iframe", "object", "video", "audio", "canvas"}
LEFT_OUT = NO_TEXT | CHROME | EMBEDDED
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "hr",
          "article", "main", "body", "html", "dl", "dt", "dd", "address", "center", "section", "figure", "figcaption",
          "details", "summary", "fieldset", *LEFT_OUT}  # fmt: skip
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What HTML takes for one space, however much of it there is; other spaces are characters like any other.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}


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
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in LEFT_OUT:
                yield " " if child.tag == "br" or child.tag in BLOCKS else ""
                yield from child._words()


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
        """Paragraphs and items need not say where they end."""
        if tag in BLOCKS and self._open[-1].tag == "p":
            self._open.pop()
        names = [node.tag for node in self._open]
        if tag == "li" and "li" in names and not {"ul", "ol"} & set(names[_last(names, "li") :]):
            del self._open[_last(names, "li") :]


def _last(names: list[str], name: str) -> int:
    return len(names) - 1 - names[::-1].index(name)


def blocks(node: Node) -> list[str]:
    """The Markdown of what is in an element, block by block."""
    found: list[str] = []
    run: list[Node | str] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag in BLOCKS:
            found += [*_paragraph(run), *_block(child)]
            run = []
        else:
            run.append(child)
    return [*found, *_paragraph(run)]


def _block(node: Node) -> list[str]:
    match node.tag:
        case tag if tag in LEFT_OUT:
            return []
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            # A page has one heading of its own, and those of its text begin below it.
            return [f"{'#' * max(1, min(int(node.tag[1]) - 1, 3))} {each}" for each in _paragraph(node.children, " ")]
        case "ul" | "ol":
            items = [_item(child, node.tag, number) for number, child in enumerate(_items(node), 1)]
            return ["\n".join(item for item in items if item)] if any(items) else []
        case "blockquote":
            inner = "\n\n".join(blocks(node))
            return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
        case "pre":
            words = "".join(node._words()).strip("\n")
            fence = "`" * max(3, _longest("`", words) + 1)
            return [f"{fence}\n{words}\n{fence}"] if words.strip() else []
        case "hr":
            return ["---"]
        case "table":
            return _table(node)
        case _:
            return blocks(node)


def _items(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Node) and child.tag == "li"]


def _item(node: Node, tag: str, number: int) -> str:
    mark = "- " if tag == "ul" else f"{number}. "
    inner = blocks(node)
    lists = [child for child in node.children if isinstance(child, Node) and child.tag in ("ul", "ol")]
    # Paragraphs within an item stand apart, a list within it does not.
    text = ("\n" if len(inner) - len(lists) <= 1 else "\n\n").join(inner)
    lines = text.split("\n")
    return "\n".join(
        (mark if n == 0 else " " * len(mark) if line else "") + line for n, line in enumerate(lines) if text
    )


def _table(node: Node) -> list[str]:
    rows = [
        [
            " ".join(_paragraph(cell.children, " "))
            for cell in row.children
            if isinstance(cell, Node) and cell.tag in ("td", "th")
        ]
        for row in node.all()
        if row.tag == "tr"
    ]
    rows = [row for row in rows if row]
    if not rows:
        return []
    width = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return ["\n".join([lines[0], "|" + "---|" * width, *lines[1:]])]


def _paragraph(children: "list[Node | str]", between: str = "\n") -> list[str]:
    """One paragraph, or none where there are no words; its lines are those that `br` makes."""
    lines = (_SPACES.sub(" ", line).strip(" ") for line in _inline(children).split("\n"))
    text = between.join(at_the_start(line) for line in lines if line)
    return [text] if text else []


def _inline(children: "list[Node | str]") -> str:
    return "".join(_words(child) for child in children)


def _words(child: "Node | str") -> str:
    if isinstance(child, str):
        return MARKUP.sub(r"\\\g<0>", _SPACES.sub(" ", child))
    match child.tag:
        case "br":
            return "\n"
        case "img":
            return ""
        case tag if tag in LEFT_OUT:
            return ""
        case "code":
            words = child.text
            fence = "`" * (_longest("`", words) + 1)
            space = " " if "`" in words else ""
            return f"{fence}{space}{words}{space}{fence}" if words else ""
        case "a":
            return _around(_inline(child.children), *_link(child.attributes.get("href", "")))
        case tag if tag in _MARKS:
            return _around(_inline(child.children), _MARKS[tag], _MARKS[tag])
        case _:
            return _inline(child.children)


def _link(address: str) -> tuple[str, str]:
    """What stands before and after the words of a link; nothing for an address that none may lead to."""
    whole = "".join(character for character in address.strip() if character >= " ")
    if urlsplit(whole).scheme.lower() not in SCHEMES:
        return "", ""
    return "[", f"](<{quote(whole, safe='/:?#@!$&()*+,;=%[]~')}>)"


def _around(text: str, before: str, after: str) -> str:
    """A mark around words, and the spaces at their ends outside of it."""
    words = text.strip(" ")
    if not words:
        return text
    begins = text.index(words)
    return f"{text[:begins]}{before}{words}{after}{text[begins + len(words) :]}"


def _longest(character: str, text: str) -> int:
    return max((len(run) for run in re.findall(f"{re.escape(character)}+", text)), default=0)
