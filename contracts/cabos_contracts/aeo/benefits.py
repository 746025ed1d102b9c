"""What aeo announces of the terms of agreements."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.aeo.words import Parties, Source
from cabos_contracts.envelope import Event
from cabos_contracts.types import KnownValues, Version

BenefitKind = Annotated[
    str,
    KnownValues(
        "lower_risk_score",
        "fewer_checks",
        "fewer_documents",
        "priority_inspection",
        "priority_after_disruption",
        "faster_release",
        "contact_point",
        "validation_accepted",
        "other",
    ),
]
Number = Annotated[int, Field(ge=0)]


class AgreementBenefitsDescribed(Event, type="aeo.agreement.benefits-described.v1", subject="agreement_id"):
    """What an agreement means for those who use it is on record, or is on record otherwise than before.

    The numbers say how much is known; the terms themselves are at `/v1/agreements/{agreement_id}/benefits`. `version`
    counts these events of the agreement, apart from the events of its life.
    """

    agreement_id: UUID
    name: str
    parties: Parties
    kinds: tuple[BenefitKind, ...]
    benefits: Number
    identification: Annotated[Number, Field(description="rules on how operators are known in a declaration")]
    exchanges_data: bool
    conditions: Number
    impact: Annotated[Number, Field(description="figures that were measured")]
    suspension_rules: Number
    contact_points: Number
    according_to: Source
    version: Version
