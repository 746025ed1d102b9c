"""The states of a language version, and who may move it from one to the next."""

from enum import StrEnum


class VersionState(StrEnum):
    """Where one language of a story stands; the last three are what the public sees of it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"

    @property
    def is_public(self) -> bool:
        """Whether its text can be read by everybody."""
        return self in (VersionState.PUBLISHED, VersionState.CORRECTED)


class StoryState(StrEnum):
    """The story as a whole: public as soon as its own language is, withdrawn with it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """What people, or the clock, did with a story."""

    DRAFTED = "drafted"
    DESCRIBED = "described"
    EMBARGOED = "embargoed"
    WROTE = "wrote"
    DISCARDED = "discarded"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDREW = "withdrew"
    IMPORTED = "imported"
    FLAGGED = "flagged"
    SETTLED = "settled"


class Drafting(StrEnum):
    """What news does by itself with an event: `publish` brings the story out at once, with nobody to approve it."""

    DRAFT = "draft"
    PUBLISH = "publish"
    IGNORE = "ignore"
