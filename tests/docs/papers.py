"""The papers around the code, read as a machine reads them: blocks, links, and names in code font."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
FOLDERS = ("*.md", "contracts/*.md", "docs/**/*.md", "examples/**/*.md")

RUN = re.compile(r"<!--\s*run:\s*expects\s+\"(?P<expected>.*)\"\s*-->")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `expects` is what its output must contain, from `<!-- run: expects "…" -->` right above it."""

    where: str
    language: str
    text: str
    expects: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `name` is its text where that is set in code font."""

    where: str
    folder: Path
    target: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    path: Path
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    """What stands in code font inside of a sentence, each with where it stands."""

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))


def read(path: Path) -> Paper:
    paper = Paper(path)
    expects = None
    for token in MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8")):
        where = f"{paper}:{token.map[0] + 1}" if token.map else str(paper)
        if token.type == "fence":
            language = (token.info.split() or [""])[0]
            paper.blocks.append(Block(where, language, token.content, expects))
        elif token.type == "inline":
            _read_sentence(paper, where, token.children or [])
        announced = RUN.search(token.content) if token.type == "html_block" else None
        expects = announced["expected"] if announced else None
    return paper


def _read_sentence(paper: Paper, where: str, parts: list[Token]) -> None:
    for number, part in enumerate(parts):
        if part.type == "code_inline":
            paper.names.append((where, part.content))
        elif part.type == "link_open":
            text = parts[number + 1]
            name = text.content if text.type == "code_inline" else None
            paper.links.append(Link(where, paper.path.parent, str(part.attrs["href"]), name))


def anchors(path: Path) -> set[str]:
    """The fragments that headings of a paper can be linked by, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


PAPERS = [read(path) for path in sorted({path for pattern in FOLDERS for path in ROOT.glob(pattern)})]
BLOCKS = [block for paper in PAPERS for block in paper.blocks]
LINKS = [link for paper in PAPERS for link in paper.links]


def blocks(*languages: str) -> list[Block]:
    return [block for block in BLOCKS if block.language in languages]
