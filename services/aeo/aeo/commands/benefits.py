"""Describing what an agreement means for those who use it."""

from typing import Annotated
from uuid import UUID

from cabos.journal import publish
from pydantic import Field, model_validator
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.records import example, known, today, turn
from aeo.model import Agreement, AgreementTerms
from aeo.model.agreement_terms import TermsAddress
from aeo.model.benefits import MOST, ContactPoint, Terms

Email = Annotated[
    str, Field(max_length=254, pattern=r"^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}$")
]


class NamedContact(ContactPoint):
    """`email` is that of the office; officers see it, readers without a token do not."""

    email: Email | None = None


class DescribeBenefits(Terms):
    """Say all that is known of the terms of an agreement; what was said before and is not said now is gone."""

    model_config = example(
        benefits=[
            {
                "kind": "fewer_checks",
                "direction": {"certified_in": "UY", "recognised_by": "PE"},
                "operator_types": ["exporter"],
                "text": "lower risk score in selectivity",
            },
            {"kind": "priority_after_disruption"},
        ],
        identification=[
            {
                "certified_in": "UY",
                "code_format": "UY + 12 digits",
                "declaration_field": "box 44",
                "passed_by": "exporter_tells_importer",
            }
        ],
        data_exchange=[{"means": "email", "fields": ["name", "status"], "cadence": "monthly list"}],
        contact_points=[{"party": "PE", "office": "Gerencia OEA", "email": "oea@customs.example"}],
        conditions=[{"text": "written consent of the operator"}],
        impact=[
            {
                "measure": "time of release",
                "figure": -12.5,
                "unit": "%",
                "method": "medians of declarations of recognised operators, before and after",
                "period_from": "2019-01",
                "period_until": "2019-12",
                "source": "joint study, 2020",
            }
        ],
        suspension_rules=[{"grounds": ["change of a programme"], "notice_days": 60}],
        source="the arrangement, articles 4 to 9",
    )

    contact_points: Annotated[tuple[NamedContact, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _each_office_once(self) -> "DescribeBenefits":
        offices = [(each.party, each.office) for each in self.contact_points]
        if twice := {each for each in offices if offices.count(each) > 1}:
            raise ValueError(f"contact_points: here twice: {', '.join(sorted(office for _, office in twice))}")
        return self

    def terms(self) -> Terms:
        """What everybody may read."""
        offices = tuple(ContactPoint(**each.model_dump(exclude={"email"})) for each in self.contact_points)
        return Terms(**dict(self) | {"contact_points": offices})


async def describe_benefits(session: AsyncSession, agreement_id: UUID, command: DescribeBenefits) -> None:
    agreement = await known(session, Agreement, agreement_id)
    terms = command.terms()
    found = await turn(session, AgreementTerms, agreement_id)
    row = found or AgreementTerms(agreement_id=agreement_id, source=terms.source, terms=terms)
    wanted = {(each.party, each.office): each.email for each in command.contact_points if each.email}
    kept = (await session.exec(select(TermsAddress).where(TermsAddress.agreement_id == agreement_id))).all()
    moved = {(each.party, each.office): each.email for each in kept} != wanted
    events = row.describe(terms, agreement.name, agreement.everyone, moved, today())
    publish(session, *events)
    session.add(row)
    if moved:
        await session.exec(delete(TermsAddress).where(col(TermsAddress.agreement_id) == agreement_id))
        session.add_all(
            TermsAddress(agreement_id=agreement_id, party=party, office=office, email=email)
            for (party, office), email in wanted.items()
        )
