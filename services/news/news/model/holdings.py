"""What a newsroom holds: the tables that go out together and come back, each after those that it points at."""

from cabos.schema import cursor, parked
from sqlalchemy import Table
from sqlmodel import SQLModel

from news.model.edition import Edition
from news.model.flag import Flag
from news.model.picture import StoredPicture
from news.model.revision import Action, Reference, Relation, Revision
from news.model.story import Story
from news.model.template import DraftingRule, Template
from news.model.undone import Undone
from news.model.version import LanguageVersion

FORMAT = "cabos-newsroom"
FORMAT_VERSION = 1

_MODELS: tuple[type[SQLModel], ...] = (
    StoredPicture, Story, LanguageVersion, Revision, Reference, Relation, Action, Edition, Flag, Undone,
    Template, DraftingRule,
)  # fmt: skip

# With how far others' events have been heard, and those that wait: what was ignored once is not told as news again.
HOLDINGS: tuple[Table, ...] = (*(model.__table__ for model in _MODELS), cursor, parked)  # type: ignore[attr-defined]
"""Not those who are told by mail: they have trusted this newsroom with their addresses, and no file."""


def columns(table: Table) -> str:
    """Those that hold something; a number that the database counts by itself does not."""
    return ", ".join(column.name for column in table.columns if column.identity is None)
