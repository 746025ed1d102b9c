"""The terms of an agreement on record, and the decision on them."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from cabos.columns import Document
from cabos.refusal import Invalid
from cabos_contracts.aeo import AgreementBenefitsDescribed
from cabos_contracts.envelope import Event
from sqlmodel import Field, SQLModel

from aeo.model.benefits import Terms
from aeo.model.record import Record
from aeo.model.signature import refuse_future


class AgreementTerms(Record, table=True):
    """The terms of one agreement; `version` counts how often they were described."""

    __tablename__ = "agreement_terms"
    kind_of_record = "benefit"

    agreement_id: UUID = Field(primary_key=True, foreign_key="agreement.id")
    terms: Terms = Field(sa_type=Document(Terms))

    def describe(self, terms: Terms, name: str, parties: Collection[str], moved: bool, today: date) -> list[Event]:
        """Say what the terms are, all of them; the same again is harmless unless an address has `moved`."""
        for field, economy in terms.named():
            if economy not in parties:
                raise Invalid(f"{economy} is no party of {name}", field=field)
        for number, each in enumerate(terms.impact):
            refuse_future(
                f"impact.{number}.{'period_until' if each.period_until else 'period_from'}", each.ended_on, today
            )
        if self.version and terms == self.terms and not moved:
            return []
        self.terms, self.source = terms, terms.source
        self.version += 1
        return [
            AgreementBenefitsDescribed(
                agreement_id=self.agreement_id,
                name=name,
                parties=tuple(sorted(parties)),
                **terms.counted(),
                according_to=terms.source,
                version=self.version,
            )
        ]


class TermsAddress(SQLModel, table=True):
    """Where an office is to be written to, now: what it was before is not remembered."""

    __tablename__ = "terms_address"

    agreement_id: UUID = Field(primary_key=True, foreign_key="agreement.id")
    party: str = Field(primary_key=True)
    office: str = Field(primary_key=True)
    email: str


Addresses = Mapping[tuple[str, str], str]
"""By party and office."""
