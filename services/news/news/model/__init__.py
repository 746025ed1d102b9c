"""What news knows, and the decisions on it."""

from news.model.draft import Draft
from news.model.revision import Reference, Revision
from news.model.story import Story, StoryState

__all__ = ["Draft", "Reference", "Revision", "Story", "StoryState"]
