"""Markdown as clean HTML and as plain text, and plain text as the Markdown that gives it back to the letter."""

import re
from collections.abc import Sequence
from functools import cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_LEAD = 300
"""How much of a body's beginning stands for a summary that nobody has written, in characters."""

DEEPEST = 100
"""Levels of lists and quotes; what lies deeper is not shown."""

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "code", "pre", "hr",
        "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}

BULLETS = {"-": "  • ", "+": "• ", "*": "- "}
"""What stands before an item in a page's plain text, by the marker of the list in Markdown."""


@cache
def _parser() -> MarkdownIt:
    # No raw HTML; pictures come from the library, with a credit and a text for those who cannot see them.
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": DEEPEST}).enable("table")
    parser.disable(["image", "html_block", "html_inline"])
    return parser


def html(body: str) -> str:
    """The body as HTML that holds nothing but the tags of a text; headings begin below the page's own."""
    tokens = _parser().parse(body)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    rendered = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )


def plain(body: str) -> str:
    """The words alone, paragraphs and lists apart by an empty line."""
    return "\n\n".join(_plain_blocks(_parser().parse(body)))


def words_of(clean: str) -> str:
    """The words of HTML that `html` has made, also of a beginning of it."""
    return unescape(_TAG.sub(" ", _WITHIN_WORDS.sub("", clean)))


def lead(clean: str) -> str:
    """How a body begins, of HTML that `html` has made: its first words on one line, cut at a word."""
    words = " ".join(words_of(_END_OF_A_BLOCK.split(clean, maxsplit=1)[0]).split())
    if len(words) <= MAX_LEAD:
        return words
    return words[:MAX_LEAD].rpartition(" ")[0].rstrip(" ,;:–-") + " …"


def beginning(clean: str) -> str:
    """What is told of a body elsewhere: how it begins, and never more than half of it."""
    begins, half = lead(clean), len(" ".join(words_of(clean).split())) // 2
    if len(begins) <= half:
        return begins
    return (begins[:half].rpartition(" ")[0] or begins[:half]).rstrip(" ,;:–-") + " …"


def from_plain(runs: Sequence[str]) -> str:
    """The Markdown of runs of lines; `plain` gives them back to the letter."""
    written: list[str] = []
    before = ""
    for run in runs:
        marker = _marker(run)
        # Two lists in a row would be one in Markdown: the second is kept as lines.
        if marker and marker != before:
            items = (line.removeprefix(BULLETS[marker]) for line in run.split("\n"))
            written.append("\n".join(f"{marker} {escaped(item)}" for item in items))
        else:
            marker = ""
            written.append("\n".join(map(escaped, run.split("\n"))))
        before = marker
    return "\n\n".join(written)


_WITHIN_WORDS = re.compile(r"</?(em|strong|a|code)\b[^>]*(>|$)")
_END_OF_A_BLOCK = re.compile(r"</(?:p|li|h[2-4]|pre|td|th)>")
_TAG = re.compile(r"<[^>]*(>|$)")


def _marker(run: str) -> str:
    """The marker of the list that a run of lines is, or nothing."""
    for marker, bullet in BULLETS.items():
        items = [line.removeprefix(bullet) for line in run.split("\n") if line.startswith(bullet)]
        if len(items) == run.count("\n") + 1 and all(item and not item[0].isspace() for item in items):
            return marker
    return ""


MARKUP = re.compile(r"[\\`*_\[\]<>&|~]")
_AT_THE_START = re.compile(r"^(?:[#+=:-]|[0-9]{1,9}(?=[.)]))")


def escaped(line: str) -> str:
    """One line of text, in which nothing means anything to Markdown."""
    inner = line.strip()
    before = line[: len(line) - len(line.lstrip())]
    after = line[len(before) + len(inner) :]
    inner = MARKUP.sub(r"\\\g<0>", inner)
    return _entities(before) + (inner if before else at_the_start(inner)) + _entities(after)


def at_the_start(line: str) -> str:
    """A line at whose beginning nothing is taken for a heading or an item of a list."""
    return _AT_THE_START.sub(lambda found: found[0] + "\\" if found[0].isdigit() else "\\" + found[0], line)


def _entities(spaces: str) -> str:
    # Markdown drops the spaces around a line; as entities they are text.
    return "".join(f"&#{ord(space)};" for space in spaces)


def _plain_blocks(tokens: Sequence[Token]) -> list[str]:
    found: list[str] = []
    lists: list[_List] = []
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(_List(token, len(lists)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                lists[-1].begin()
            case "paragraph_open" if lists:
                lists[-1].tight = token.hidden
            case "inline":
                text = _inline(token)
                glued = bool(lists) and lists[-1].tight and (lists[-1].number > 1 or len(lists) > 1)
                text = lists[-1].bullet() + text if lists else text
                if glued:
                    found[-1] += "\n" + text
                else:
                    found.append(text)
            case "fence" | "code_block":
                found.append(token.content.rstrip("\n"))
    return found


class _List:
    """A list as it is read: what stands before its next line."""

    def __init__(self, token: Token, depth: int) -> None:
        self.marker, self.indent = token.markup, "    " * depth
        self.ordered = token.type == "ordered_list_open"
        self.first = int(token.attrGet("start") or 1)
        self.number, self.begun, self.tight = 0, False, False

    def begin(self) -> None:
        self.number += 1
        self.begun = True

    def bullet(self) -> str:
        bullet = f"{self.first + self.number - 1}. " if self.ordered else BULLETS[self.marker]
        if not self.begun:
            bullet = " " * len(bullet)
        self.begun = False
        return self.indent + bullet


def _inline(token: Token) -> str:
    return "".join("\n" if part.type in ("softbreak", "hardbreak") else part.content for part in token.children or ())
