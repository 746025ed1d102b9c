"""What news knows, and the decisions on it."""

from news.model.draft import Draft
from news.model.edition import Edition
from news.model.flag import Flag
from news.model.revision import Action, Reference, Relation, Revision
from news.model.story import Story
from news.model.text import Picture, Text
from news.model.version import LanguageVersion
from news.model.words import Deed, StoryState, VersionState

__all__ = [
    "Action",
    "Deed",
    "Draft",
    "Edition",
    "Flag",
    "LanguageVersion",
    "Picture",
    "Reference",
    "Relation",
    "Revision",
    "Story",
    "StoryState",
    "Text",
    "VersionState",
]
