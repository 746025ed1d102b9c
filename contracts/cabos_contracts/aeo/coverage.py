"""What aeo announces of coverage: who is recognised by whom."""

from datetime import date
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, Version, Word


class CoveredPeriod(Word):
    """A stretch of days in which operators of one economy are recognised by another.

    One that is not `sure` is one that imprecise days leave room for; sure ones lie within them. `operator_types` null
    are all but those in `except_types`, `tiers` null are all.
    """

    since: date | None = Field(default=None, description="null when the day is unknown")
    until: date | None = Field(
        default=None, description="the first day on which it no longer counts, null when there is none"
    )
    sure: bool
    via_from: EconomyCode | None = Field(default=None, description="the bloc that is the party instead")
    via_to: EconomyCode | None = Field(default=None, description="the bloc that is the party instead")
    operator_types: tuple[str, ...] | None = None
    except_types: tuple[str, ...] = ()
    tiers: tuple[str, ...] | None = None


class PairCoverage(Word):
    """All that the agreement gives to operators certified in one economy before the customs of another."""

    certified_in: EconomyCode
    recognised_by: EconomyCode
    periods: tuple[CoveredPeriod, ...] | None = Field(
        default=None, description="empty is none; null is more than an event holds"
    )


class CoverageChanged(Event, type="aeo.coverage.changed.v1", subject="agreement_id"):
    """An agreement covers these pairs otherwise than before; other pairs are as they were.

    A change of many pairs comes in several events, `part` 1 to `parts`. `version` counts these events of the
    agreement, apart from the events of its life.
    """

    agreement_id: UUID
    name: str
    pairs: tuple[PairCoverage, ...] = Field(min_length=1)
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    version: Version
