"""Words with their emphasis, links and code as Markdown, in which no mark is left to be read as one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from news.pages.markdown import MARKUP, SCHEMES, at_the_start, plain
from news.pages.markup import BLOCKS, LEFT_OUT, Node

Mark = tuple[str, str]
"""What stands before words and after them."""

Marks = tuple[Mark, ...]
"""The outermost one first, none twice."""

_EMPHASIS, _STRENGTH, _CODE = ("*", "*"), ("**", "**"), ("`", "`")
_MARKS = {"em": _EMPHASIS, "i": _EMPHASIS, "strong": _STRENGTH, "b": _STRENGTH}
# What HTML takes for one space, however much of it there is; other spaces are characters like any other.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_APART = re.compile(r"(\s+)")


def marked(node: Node, marks: Marks) -> Marks:
    """The marks of what is in an element that stands among these."""
    if node.tag == "a":
        return marks if any(map(_is_link, marks)) else (*marks, *_link(node.attributes.get("href", "")))
    mark = _MARKS.get(node.tag)
    return (*marks, mark) if mark and mark not in marks else marks


def paragraph(run: "list[tuple[Node | str, Marks]]", between: str = "\n") -> list[str]:
    """One paragraph, or none where there are no words; its lines are those that `br` makes."""
    pieces = [piece for child, marks in run for piece in _pieces(child, marks)]
    text = _lines(pieces, between)
    if {mark for each in pieces for mark in each.marks} >= {_EMPHASIS, _STRENGTH}:
        # Where both meet within a word, Markdown may count the asterisks in another way.
        strong = _lines([each.without(_EMPHASIS) for each in pieces], between)
        text = text if plain(text) == plain(strong) else strong
    return [text] if text else []


def longest(character: str, text: str) -> int:
    """How many of it stand in a row, at most."""
    return max((len(run) for run in re.findall(f"{re.escape(character)}+", text)), default=0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words or the space between them, written for Markdown, and their marks."""

    text: str
    marks: Marks

    def without(self, mark: Mark) -> "_Piece":
        return _Piece(self.text, tuple(each for each in self.marks if each != mark))

    def end(self, which: int) -> str:
        """Its first or last character, where asterisks may come to stand beside it."""
        return "`" if {*self.marks} - {_EMPHASIS, _STRENGTH} else self.text[which]


def _pieces(child: "Node | str", marks: Marks) -> Iterator[_Piece]:
    if isinstance(child, str):
        words = _APART.split(_SPACES.sub(" ", child))
        yield from (_Piece(MARKUP.sub(r"\\\g<0>", each), marks) for each in words if each)
    elif child.tag == "br":
        yield _Piece("\n", marks)
    elif child.tag == "code":
        yield from _code(_SPACES.sub(" ", child.verbatim), marks)
    elif child.tag not in LEFT_OUT:
        apart = [_Piece(" ", marks)] if child.tag in BLOCKS else []
        yield from apart
        for each in child.children:
            yield from _pieces(each, marked(child, marks))
        yield from apart


def _code(text: str, marks: Marks) -> Iterator[_Piece]:
    before, words, after = text.partition(text.strip()) if text.strip() else (text, "", "")
    found = (_Piece(before, marks), _Piece(words, (*marks, _CODE)), _Piece(after, marks))
    yield from (each for each in found if each.text)


def _lines(pieces: list[_Piece], between: str) -> str:
    lines = (_SPACES.sub(" ", line).strip(" ") for line in _written(pieces).split("\n"))
    return between.join(at_the_start(line) for line in lines if line)


def _written(pieces: list[_Piece], before: str = " ", after: str = " ") -> str:
    """Pieces that stand between these characters; what follows each other with the same mark shares it."""
    found, begin = "", 0
    while begin < len(pieces):
        if pieces[begin].text.isspace() or not pieces[begin].marks:
            found += pieces[begin].text
            begin += 1
            continue
        mark, end = _longest_mark(pieces, begin)
        inner = [each.without(mark) for each in pieces[begin:end]]
        left = pieces[begin - 1].end(-1) if begin else before
        right = pieces[end].end(0) if end < len(pieces) else after
        if mark == _CODE:
            found += _fenced("".join(each.text for each in inner))
        elif _is_link(mark):
            found += mark[0] + _written(inner, "[", "]") + mark[1]
        elif _may_stand(left, inner[0].end(0)) and _may_stand(right, inner[-1].end(-1)):
            found += mark[0] + _written(inner, left, right) + mark[1]
        else:
            found += _written(inner, left, right)
        begin = end
    return found


def _longest_mark(pieces: list[_Piece], begin: int) -> tuple[Mark, int]:
    """The outermost mark of a piece, and where it ends; code is always innermost, and no mark ends with a space."""

    def end_of(mark: Mark) -> int:
        end = next((n for n in range(begin, len(pieces)) if mark not in pieces[n].marks), len(pieces))
        while pieces[end - 1].text.isspace():
            end -= 1
        return end

    marks = pieces[begin].marks
    if marks == (_CODE,):
        return _CODE, next((n for n in range(begin, len(pieces)) if pieces[n].marks != marks), len(pieces))
    return max(((mark, end_of(mark)) for mark in marks if mark != _CODE), key=lambda found: found[1])


def _may_stand(outside: str, inside: str) -> bool:
    """Whether asterisks between these two are read as a mark: a sign within it must not follow a letter outside."""
    return not _is_sign(inside) or isWhiteSpace(ord(outside)) or _is_sign(outside)


def _is_sign(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_link(mark: Mark) -> bool:
    return mark[0] == "["


def _link(address: str) -> Marks:
    """The mark of a link; none for an address to which none may lead."""
    whole = "".join(character for character in address.strip() if character >= " ")
    try:
        allowed = urlsplit(whole).scheme.lower() in SCHEMES
    except ValueError:
        allowed = False
    return (("[", f"](<{quote(whole, safe='/:?#@!$&()*+,;=%[]~')}>)"),) if allowed else ()


def _fenced(words: str) -> str:
    fence = "`" * (longest("`", words) + 1)
    space = " " if "`" in words else ""
    return f"{fence}{space}{words}{space}{fence}"
