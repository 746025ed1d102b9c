"""What recognition brings: benefits, codes, data and conditions of an agreement, and what came of it as measured."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, ValidationInfo, field_validator, model_validator

from aeo.model.facts import Confidence, Facts, Name, Text
from aeo.model.life import Direction, Kinds, Types
from aeo.model.operators import among, operator_type
from aeo.model.programme_facts import Url

Figure = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
MOST = 100


class BenefitKind(StrEnum):
    """What customs do for an operator that they recognise; what is none of these is `other` and tells its text."""

    LOWER_RISK_SCORE = "lower_risk_score"
    FEWER_CHECKS = "fewer_checks"
    FEWER_DOCUMENTS = "fewer_documents"
    PRIORITY_INSPECTION = "priority_inspection"
    PRIORITY_AFTER_DISRUPTION = "priority_after_disruption"
    FASTER_RELEASE = "faster_release"
    CONTACT_POINT = "contact_point"
    VALIDATION_ACCEPTED = "validation_accepted"
    OTHER = "other"


class PassedBy(StrEnum):
    """How the code of an operator comes into the declaration of its partner."""

    EXPORTER_TELLS_IMPORTER = "exporter_tells_importer"
    IMPORTER_DECLARES = "importer_declares"
    EXPORTER_DECLARES = "exporter_declares"
    ADMINISTRATION_MATCHES = "administration_matches"
    OTHER = "other"


class Consent(StrEnum):
    """Whether an operator has to agree that its data go to the partner."""

    WRITTEN = "written"
    OPT_IN_FOR_EACH_PARTNER = "opt_in_for_each_partner"
    NONE = "none"


class Means(StrEnum):
    SYSTEM_LINK = "system_link"
    FILE = "file"
    EMAIL = "email"
    PORTAL = "portal"
    DISTRIBUTED_LEDGER = "distributed_ledger"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Holder:
    """An operator certified in one economy before the customs of another, on a day; null is any type and tier.

    The economies are given with the blocs through which they are meant.
    """

    certified_in: frozenset[str]
    recognised_by: frozenset[str]
    on: date
    operator: str | None = None
    tier: str | None = None


class Lasting(Facts):
    """What holds from a day on, and no longer on the day `until_on`; always where nothing is said."""

    from_on: PartialDate | None = None
    until_on: PartialDate | None = Field(default=None, description="the first day on which it no longer holds")

    @field_validator("until_on")
    @classmethod
    def _in_order(cls, until_on: PartialDate | None, said: ValidationInfo) -> PartialDate | None:
        from_on: PartialDate | None = said.data.get("from_on")
        if until_on is not None and from_on is not None and until_on.latest < from_on.earliest:
            raise ValueError(f"{until_on} is before {from_on}")
        return until_on

    def may_hold_on(self, day: date) -> bool:
        """Whether the record leaves room for it on that day: of an imprecise day, the one that gives it most."""
        begun = self.from_on is None or self.from_on.earliest <= day
        return begun and (self.until_on is None or day < self.until_on.latest)


class Covered(Lasting):
    """The part of an agreement that something is said of: of all directions, types and tiers where nothing is."""

    direction: Direction | None = None
    operator_types: Types | None = None
    tiers: Kinds | None = None

    def holds_for(self, holder: Holder) -> bool:
        """Whether it is for such an operator, and may be so on the day."""
        way = self.direction
        if way is not None and not (
            way.certified_in in holder.certified_in and way.recognised_by in holder.recognised_by
        ):
            return False
        right_type = holder.operator is None or among(operator_type(holder.operator), self.operator_types)
        return right_type and (holder.tier is None or among(holder.tier, self.tiers)) and self.may_hold_on(holder.on)


class Benefit(Covered):
    kind: BenefitKind
    text: Text | None = Field(default=None, description="in the words of the source")

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.kind is BenefitKind.OTHER and self.text is None:
            raise ValueError("text: a benefit of no known kind says what it is")
        return self


class Identification(Covered):
    """How an operator is known in a declaration: whose code, of which form, in which field, told by whom.

    `certified_in` is the party whose operators have the code; the direction narrows to one partner.
    """

    certified_in: EconomyCode
    code_format: Name | None = None
    written_as: Name | None = Field(default=None, description="what changes in a declaration: hyphens are dropped")
    declaration_field: Name | None = Field(default=None, description="where the declaration has it")
    passed_by: PassedBy | None = None
    consent: Consent | None = None
    rule: Text | None = Field(default=None, description="in the words of the source")
    source: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.direction is not None and self.direction.certified_in != self.certified_in:
            raise ValueError("direction: it begins where the operators are certified")
        return self

    def holds_for(self, holder: Holder) -> bool:
        return super().holds_for(holder) and self.certified_in in holder.certified_in


class DataExchange(Facts):
    """What the administrations tell each other of their operators."""

    means: Means | None = None
    system: Name | None = Field(default=None, description="what the link is called")
    fields: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    cadence: Name | None = Field(default=None, description="in the words of the source")
    every_hours: int | None = Field(default=None, ge=1, le=8784)
    source: Text | None = None


class ContactPoint(Facts):
    """Whom to ask at a party: an office, never a person."""

    party: EconomyCode
    office: Name
    url: Url | None = None


class Condition(Lasting):
    """What has to be so that the benefits are given."""

    text: Text
    party: EconomyCode | None = Field(default=None, description="whose operators or customs are meant; null is all")
    source: Text | None = None


class Impact(Facts):
    """What was measured. A figure without its method and period tells nothing (DOMAIN 5, agreements 8)."""

    measure: Name
    figure: Figure
    unit: Name
    method: Text
    period_from: PartialDate
    period_until: PartialDate | None = Field(default=None, description="the last day; null where it is one moment")
    party: EconomyCode | None = None
    source: Text

    @property
    def ended_on(self) -> PartialDate:
        return self.period_until or self.period_from

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_until is not None and self.period_until.latest < self.period_from.earliest:
            raise ValueError(f"period_until: {self.period_until} is before {self.period_from}")
        return self


class SuspensionRule(Lasting):
    """On which grounds recognition may stop, after how many days of notice."""

    grounds: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]
    of_one_operator: bool = Field(default=False, description="the benefits of one operator, not the agreement")
    notice_days: int | None = Field(default=None, ge=0, le=3660)
    consultation: Text | None = None
    source: Text | None = None


class Terms(Facts):
    """All that an agreement means for those who use it; what is not said is unknown."""

    benefits: Annotated[tuple[Benefit, ...], Field(max_length=MOST)] = ()
    identification: Annotated[tuple[Identification, ...], Field(max_length=MOST)] = ()
    data_exchange: Annotated[tuple[DataExchange, ...], Field(max_length=20)] = ()
    contact_points: Annotated[tuple[ContactPoint, ...], Field(max_length=MOST)] = ()
    conditions: Annotated[tuple[Condition, ...], Field(max_length=MOST)] = ()
    impact: Annotated[tuple[Impact, ...], Field(max_length=MOST)] = ()
    suspension_rules: Annotated[tuple[SuspensionRule, ...], Field(max_length=20)] = ()
    source: Text
    confidence: Confidence | None = None

    def named(self) -> list[tuple[str, str]]:
        """Every economy that is spoken of, with the field in which it is."""
        found = [(name, each) for name in ("benefits", "identification") for each in getattr(self, name)]
        ways = [(name, each.direction) for name, each in found if each.direction is not None]
        codes = [(name, code) for name, way in ways for code in (way.certified_in, way.recognised_by)]
        codes += [("identification", each.certified_in) for each in self.identification]
        for name in ("contact_points", "conditions", "impact"):
            codes += [(name, each.party) for each in getattr(self, name) if each.party is not None]
        return codes

    def counted(self) -> dict[str, Any]:
        """What an event tells of them."""
        kinds = Counter(each.kind.value for each in self.benefits)
        told = {name: len(getattr(self, name)) for name in _COUNTED}
        return {"kinds": tuple(sorted(kinds)), "exchanges_data": bool(self.data_exchange), **told}

    def for_holder(self, holder: Holder) -> "PairTerms":
        """What may hold for an operator on its day: an imprecise day that leaves room counts as holding."""
        return PairTerms(
            benefits=tuple(each for each in self.benefits if each.holds_for(holder)),
            identification=tuple(each for each in self.identification if each.holds_for(holder)),
        )


_COUNTED = ("benefits", "identification", "conditions", "impact", "suspension_rules", "contact_points")


class PairTerms(Facts):
    """What one agreement gives to operators of one economy before the customs of another."""

    benefits: tuple[Benefit, ...] = ()
    identification: tuple[Identification, ...] = ()
