"""What news knows, and the decisions on it."""

from news.model.edition import Edition
from news.model.flag import Flag
from news.model.revision import Action, Reference, Relation, Revision
from news.model.story import Story
from news.model.template import DraftingRule, Template
from news.model.text import Picture, Text
from news.model.version import LanguageVersion
from news.model.words import Deed, StoryState, VersionState

__all__ = [
    "Action",
    "Deed",
    "DraftingRule",
    "Edition",
    "Flag",
    "LanguageVersion",
    "Picture",
    "Reference",
    "Relation",
    "Revision",
    "Story",
    "StoryState",
    "Template",
    "Text",
    "VersionState",
]
