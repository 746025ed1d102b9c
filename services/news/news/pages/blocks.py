"""The blocks of a page as Markdown, whatever stands around, between and within them: no word of them is lost."""

import re
from collections.abc import Collection, Iterator

from news.pages.marks import Marks, longest, marked, paragraph
from news.pages.markup import BLOCKS, LEFT_OUT, Node

_TEXT = BLOCKS - LEFT_OUT
_LISTS, _TABLE, _CELLS = {"ul", "ol"}, {"table"}, {"td", "th"}
# What may follow the words of an item without an empty line: a list that begins with another number would not be one.
_LIST = re.compile(r"- |1\. ")
_STROKE = re.compile(r"(?<!\\)\|")
_SIGNS_AT_THE_END = re.compile(r"(?<!\S)#+$")
_ESCAPED = r"\\\g<0>"
# The number of an item has at most nine digits in Markdown.
_NUMBER = re.compile(r"\s*[0-9]{1,8}\s*")


def blocks(node: Node, marks: Marks = ()) -> list[str]:
    """The Markdown of what is in an element, block by block; all its words have these marks."""
    found: list[str] = []
    run: list[tuple[Node | str, Marks]] = []
    for child, its in _flow(node, marks):
        if isinstance(child, Node) and child.tag in BLOCKS:
            found += [*paragraph(run), *_block(child, its)]
            run = []
        else:
            run.append((child, its))
    return [*found, *paragraph(run)]


def _flow(node: Node, marks: Marks) -> "Iterator[tuple[Node | str, Marks]]":
    """What is in an element, with its marks; of what has blocks in it and is none, what is in that."""
    for child in node.children:
        if isinstance(child, Node) and child.tag not in BLOCKS and child.holds(_TEXT):
            yield from _flow(child, marked(child, marks))
        else:
            yield child, marks


def _block(node: Node, marks: Marks) -> list[str]:
    match node.tag:
        case tag if tag in LEFT_OUT:
            return []
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            # A page has one heading of its own, and those of its text begin below it.
            sign = "#" * max(1, min(int(node.tag[1]) - 1, 3))
            lines = paragraph([(node, marks)], " ")
            return [f"{sign} {_SIGNS_AT_THE_END.sub(_ESCAPED, line)}" for line in lines]
        case "ul" | "ol":
            return _list(node, marks)
        case "blockquote":
            inner = "\n\n".join(blocks(node, marks))
            return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
        case "pre":
            words = node.verbatim.strip("\n")
            fence = "`" * max(3, longest("`", words) + 1)
            return [f"{fence}\n{words}\n{fence}"] if words.strip() else []
        case "hr":
            return ["---"]
        case "table":
            return _table(node, marks)
        case _:
            return blocks(node, marks)


def _list(node: Node, marks: Marks) -> list[str]:
    before, *items = _parts(node, {"li"}, _LISTS)
    start = node.attributes.get("start", "")
    first = int(start) if _NUMBER.fullmatch(start) else 1
    written = [
        _item("- " if node.tag == "ul" else f"{number}. ", blocks(item, marks))
        for number, item in enumerate(items, first)
    ]
    return [*blocks(before, marks), *filter(None, ["\n".join(filter(None, written))])]


def _item(mark: str, inner: list[str]) -> str:
    # Paragraphs within an item stand apart, a list within it does not.
    text = ("\n" if all(map(_LIST.match, inner[1:])) else "\n\n").join(inner)
    indent = " " * len(mark)
    return text and mark + "\n".join(line and indent + line for line in text.split("\n")).removeprefix(indent)


def _table(node: Node, marks: Marks) -> list[str]:
    before, *parts = _parts(node, {"tr"}, _TABLE)
    rows = [row for part in parts if (row := _row(part, marks))]
    if not rows:
        return blocks(before, marks)
    width = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return [*blocks(before, marks), "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])]


def _row(node: Node, marks: Marks) -> list[str]:
    before, *cells = (" ".join(paragraph([(cell, marks)], " ")) for cell in _parts(node, _CELLS, _TABLE))
    # In code a stroke is as it stands, and would end the cell.
    return [_STROKE.sub(_ESCAPED, cell) for cell in ([before] if before else []) + cells]


def _parts(node: Node, wanted: Collection[str], own: Collection[str]) -> list[Node]:
    """What stands before the first of these in it; then each of them, with what follows it up to the next."""
    after = Node("div")
    parts = [after]
    for child in _opened(node, wanted, {*own, *LEFT_OUT}):
        if isinstance(child, Node) and child.tag in wanted:
            after = Node("div")
            parts.append(Node("div", children=[Node("div", children=child.children), after]))
        else:
            after.children.append(child)
    return parts


def _opened(node: Node, wanted: Collection[str], closed: Collection[str]) -> "Iterator[Node | str]":
    """What is in an element, and instead of that which merely stands around wanted ones, what is in it."""
    for child in node.children:
        if isinstance(child, Node) and child.tag not in {*wanted, *closed} and child.holds(wanted, closed):
            apart = [Node("div")] if child.tag in BLOCKS else []
            yield from (*apart, *_opened(child, wanted, closed), *apart)
        else:
            yield child
