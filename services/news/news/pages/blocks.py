"""What a text is made of: paragraphs and lists, kept to the letter."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_BULLET = re.compile(r"(?P<bullet>[ \t]*[•·–*-][ \t]+)(?P<item>\S.*)")


class Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Paragraph(Block):
    """A paragraph; it may have several lines."""

    kind: Literal["paragraph"] = "paragraph"
    text: Annotated[str, Field(min_length=1, max_length=20_000)]

    def plain(self) -> str:
        return self.text


class BulletList(Block):
    """A list; `bullet` is what stands before each item in the text, its indent included."""

    kind: Literal["list"] = "list"
    items: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=20_000)], ...], Field(min_length=1)]
    bullet: Annotated[str, Field(max_length=20)] = "  • "

    def plain(self) -> str:
        return "\n".join(self.bullet + item for item in self.items)


Blocks = tuple[Annotated[Paragraph | BulletList, Field(discriminator="kind")], ...]


def block(text: str) -> Paragraph | BulletList:
    """The block that a run of lines is: a list when every line has the same bullet, a paragraph otherwise."""
    found = [_BULLET.fullmatch(line) for line in text.split("\n")]
    items = [match for match in found if match is not None]
    bullets = {match["bullet"] for match in items}
    if len(items) == len(found) and len(bullets) == 1:
        return BulletList(items=tuple(match["item"] for match in items), bullet=bullets.pop())
    return Paragraph(text=text)
