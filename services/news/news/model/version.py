"""One language of a story on its way to the public: written, reviewed, approved, published, corrected, withdrawn."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cabos.columns import words
from cabos.refusal import Refusal
from sqlmodel import Field, SQLModel

from news.model.words import VersionState

EDITOR, PUBLISHER = "editor", "publisher"

_DRAFT, _REVIEW, _APPROVED, _SCHEDULED = (
    VersionState.DRAFT,
    VersionState.IN_REVIEW,
    VersionState.APPROVED,
    VersionState.SCHEDULED,
)


class StepRefused(Refusal):
    """The version is not where this step begins."""


class OwnWork(Refusal):
    """Nobody approves their own text."""

    status = 403


class EmbargoStands(Refusal):
    """The story is under embargo."""


class CorrectionWaits(Refusal):
    """A text in the place of one that is read goes out as a correction."""


class LanguageVersion(SQLModel, table=True):
    """`state` is what it has come to; for one that is public, `pending` is where its next text stands.

    `revision` is the newest text, `public_revision` the one that is read.
    """

    __tablename__ = "language_version"

    story_id: UUID = Field(primary_key=True, foreign_key="story.id")
    language: str = Field(primary_key=True)
    state: VersionState = Field(default=_DRAFT, sa_type=words(VersionState))
    pending: VersionState | None = Field(default=None, sa_type=words(VersionState))
    revision: int
    public_revision: int | None = None
    written_by: str
    submitted_by: str | None = None
    approved_by: str | None = None
    # When its newest text is to go out by itself.
    publish_at: datetime | None = None

    @property
    def work(self) -> VersionState:
        """Where the newest text stands."""
        return self.pending or self.state

    def write(self, revision: int, by: str) -> None:
        """It has a newer text, which has to be reviewed anew; one that was withdrawn begins again as a draft."""
        begins = set(VersionState) - {_SCHEDULED}
        self._step("written anew", "that is not scheduled", begins, EDITOR)
        if self.state is VersionState.WITHDRAWN:
            self.public_revision = None
        self.revision, self.written_by = revision, by
        self.submitted_by = self.approved_by = None
        self._move(_DRAFT)

    def discard(self, written_by: str) -> bool:
        """Whether a next text was dropped: the newest one is that which is read again, and `written_by` wrote it."""
        if not self.state.is_public or self.public_revision is None:
            raise self._refused("freed of its next text", "that is public", EDITOR)
        if self.pending is None:
            return False
        self.pending, self.revision, self.written_by = None, self.public_revision, written_by
        self.submitted_by = self.approved_by = None
        return True

    def submit(self, by: str) -> None:
        self._step("sent to review", "that is a draft", (_DRAFT,), EDITOR)
        self.submitted_by = by
        self._move(_REVIEW)

    def approve(self, by: str) -> None:
        """Raises `OwnWork` for whoever has written the text or sent it to review."""
        self._step("approved", "in review", (_REVIEW,), PUBLISHER)
        if by in (self.written_by, self.submitted_by):
            raise OwnWork(
                f"{by} wrote this text or sent it to review: a publisher who did neither has to approve it",
                rule="four eyes",
                may=[PUBLISHER],
            )
        self.approved_by = by
        self._move(_APPROVED)

    def accept(self, by: str) -> None:
        """Take a text that the public has read elsewhere already: its review is past."""
        self.submitted_by = self.approved_by = by
        self._move(_APPROVED)

    def send_back(self) -> None:
        self._step("sent back", "in review or approved", (_REVIEW, _APPROVED), PUBLISHER)
        self.submitted_by = self.approved_by = None
        self._move(_DRAFT)

    def schedule(self, at: datetime) -> None:
        """For its first text: a correction goes out at once, with its note."""
        if self.state.is_public:
            raise self._refused("scheduled", "that is approved and was never public", PUBLISHER)
        self._step("scheduled", "that is approved", (_APPROVED, _SCHEDULED), PUBLISHER)
        self.publish_at = at
        self._move(_SCHEDULED)

    def unschedule(self) -> None:
        self._step("taken off the schedule", "that is scheduled", (_SCHEDULED,), PUBLISHER)
        self.publish_at = None
        self._move(_APPROVED)

    def publish(self) -> bool:
        """Whether its first text goes out now; false when it is public already. Raises `CorrectionWaits`."""
        if self.pending is _APPROVED:
            raise CorrectionWaits(
                f"{self.language} is public, and its newest text is a correction of it: PUT …/versions/{self.language}"
                "/correction puts it out, with a public note",
                rule="a text in the place of one that is read goes out as a correction",
                may=[PUBLISHER],
            )
        if self.state.is_public:
            return False
        self._step("published", "that is approved", (_APPROVED, _SCHEDULED), PUBLISHER)
        self.state, self.public_revision, self.publish_at = VersionState.PUBLISHED, self.revision, None
        return True

    def correct(self) -> None:
        """Its newest text replaces the one that is read."""
        public = "that is public and has a newer text that is approved"
        if not self.state.is_public or self.pending is None:
            raise self._refused("corrected", public, PUBLISHER)
        self._step("corrected", public, (_APPROVED,), PUBLISHER)
        self.state, self.pending, self.public_revision = VersionState.CORRECTED, None, self.revision

    def withdraw(self) -> bool:
        """Whether it was public until now."""
        if self.state is VersionState.WITHDRAWN:
            return False
        if not self.state.is_public:
            raise self._refused("withdrawn", "that is public", PUBLISHER)
        self.state, self.pending, self.publish_at = VersionState.WITHDRAWN, None, None
        return True

    def _move(self, to: VersionState) -> None:
        if self.state.is_public:
            self.pending = to
        else:
            self.state = to

    def _step(self, done: str, which: str, begins: Collection[VersionState], may: str) -> None:
        if self.work not in begins:
            raise self._refused(done, which, may)

    def _refused(self, done: str, which: str, may: str) -> StepRefused:
        stands = self.work.value.replace("_", " ")
        rule = f"only a version {which} can be {done}"
        said = f"{rule}, by a person with the role {may}; {self.language} is {stands}"
        return StepRefused(said, rule=rule, may=[may])
