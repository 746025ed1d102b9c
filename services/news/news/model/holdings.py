"""What a newsroom holds: the tables that go out together and come back, each after those that it points at."""

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

HOLDINGS: tuple[type[SQLModel], ...] = (
    StoredPicture, Story, LanguageVersion, Revision, Reference, Relation, Action, Edition, Flag, Undone, Template,
    DraftingRule,
)  # fmt: skip
"""Not those who are told by mail: they have trusted this newsroom with their addresses, and no file."""
