"""The life of an agreement, step by step."""

from typing import Literal
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Invalid
from cabos_contracts.types import PartialDate
from pydantic import Field
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.agreement import announce
from aeo.commands.approval import four_eyes
from aeo.commands.economies import require_economies, require_outsiders
from aeo.commands.records import example, known, require_conference, today
from aeo.model import Agreement
from aeo.model.facts import Confidence, Facts, Name, Text
from aeo.model.life import EndsBehind, Kinds, NoticeFirst, Part, Reason, StepFacts, StepKind

NotedKind = Literal[
    StepKind.CONTACT,
    StepKind.PLANNED,
    StepKind.COMPARED,
    StepKind.VALIDATED,
    StepKind.NEGOTIATED,
    StepKind.PROCEDURES_SETTLED,
    StepKind.PILOTED,
    StepKind.REVIEWED,
    StepKind.AMENDED,
]


class UnknownSuccessor(Invalid):
    """The agreement that is to take the place of another one is not on record, or cannot."""


class RecordStep(Part):
    """Something has happened on the way, or is to happen."""

    model_config = example(kind="validated", on="2019-11", party="ID", note="visits in Jakarta", source="test")

    kind: NotedKind
    tiers: Kinds | None = None
    on: PartialDate | None = Field(default=None, description="null when no source gives a day")
    until_on: EndsBehind = Field(default=None, description="the end of a pilot or of visits")
    place: Text | None = None
    conference_id: UUID | None = None
    note: Reason | None = None
    source: Name | None = None
    confidence: Confidence | None = None


class Noticed(Facts):
    """Something that stops on a day of which the other parties have notice."""

    on: PartialDate
    notice_on: NoticeFirst = Field(default=None, description="when the other parties were told")
    reason: Reason | None = None
    source: Name | None = None


class SuspendAgreement(Noticed, Part):
    """Recognition stops, of all or of a party, a direction or some types of operators, until it is reinstated."""

    model_config = example(
        on="2022-03-01", notice_on="2021-12-31", direction={"certified_in": "MX", "recognised_by": "BR"}, reason="test"
    )

    until_on: EndsBehind = Field(default=None, description="the day on which it ends by itself")


class ReinstateAgreement(Part):
    """What was suspended counts again."""

    model_config = example(on="2022-09-01")

    on: PartialDate
    reason: Reason | None = None
    source: Name | None = None


class TerminateAgreement(Noticed):
    """The agreement ends for good."""

    model_config = example(on="2025-01-01", notice_on="2024-07-01")


class ReplaceAgreement(Facts):
    """Another agreement takes the place of this one, which ends for good."""

    model_config = example(replaced_by="4c1c1b2e-9b7b-5e0c-9a53-7a0c4b9b6c1f", on="2025-06")

    replaced_by: UUID
    on: PartialDate | None = Field(default=None, description="null when no source gives a day: it has happened")
    reason: Reason | None = None
    source: Name | None = None


class AccedeToAgreement(Facts):
    """An economy becomes a party."""

    model_config = example(on="2024-02-01")

    on: PartialDate
    non_member: bool = Field(
        default=False, description="the economy is no Member of the WCO and governance will never register it"
    )
    reason: Reason | None = None
    source: Name | None = None


class WithdrawFromAgreement(Noticed):
    """A party leaves."""

    model_config = example(on="2024-12-31", notice_on="2024-06")


class PlanReviews(Facts):
    """The parties review the agreement every so many months; null: no longer."""

    model_config = example(every_months=12)

    every_months: int | None = Field(ge=1, le=600)


async def record_step(session: AsyncSession, agreement_id: UUID, step_id: str, command: RecordStep) -> None:
    agreement = await known(session, Agreement, agreement_id)
    events = agreement.note(step_id, StepFacts(**dict(command)), today())
    if events:
        await require_conference(session, command.conference_id, command.on)
    await announce(session, agreement, events)


@four_eyes.needed
async def suspend_agreement(session: AsyncSession, agreement_id: UUID, command: SuspendAgreement) -> None:
    agreement = await known(session, Agreement, agreement_id)
    await announce(session, agreement, agreement.suspend(_said(StepKind.SUSPENDED, command), today()))


async def reinstate_agreement(session: AsyncSession, agreement_id: UUID, command: ReinstateAgreement) -> None:
    agreement = await known(session, Agreement, agreement_id)
    await announce(session, agreement, agreement.reinstate(_said(StepKind.REINSTATED, command), today()))


@four_eyes.needed
async def terminate_agreement(session: AsyncSession, agreement_id: UUID, command: TerminateAgreement) -> None:
    agreement = await known(session, Agreement, agreement_id)
    await announce(session, agreement, agreement.terminate(_said(StepKind.TERMINATED, command), today()))


@four_eyes.needed
async def replace_agreement(session: AsyncSession, agreement_id: UUID, command: ReplaceAgreement) -> None:
    agreement = await known(session, Agreement, agreement_id)
    events = agreement.replace(_said(StepKind.REPLACED, command), today())
    if events:
        await _require_successor(session, agreement, command.replaced_by)
    await announce(session, agreement, events)


async def accede_to_agreement(
    session: AsyncSession, agreement_id: UUID, economy: str, command: AccedeToAgreement
) -> None:
    agreement = await known(session, Agreement, agreement_id)
    events = agreement.accede(_said(StepKind.ACCEDED, command, party=economy), today())
    if events:
        await require_economies(session, "economy", [economy], [economy] * command.non_member)
        await require_outsiders(session, "economy", {*agreement.parties, economy}, command.on)
    await announce(session, agreement, events)


@four_eyes.needed
async def withdraw_from_agreement(
    session: AsyncSession, agreement_id: UUID, economy: str, command: WithdrawFromAgreement
) -> None:
    agreement = await known(session, Agreement, agreement_id)
    await announce(session, agreement, agreement.withdraw(_said(StepKind.WITHDRAWN, command, party=economy), today()))


async def plan_reviews(session: AsyncSession, agreement_id: UUID, command: PlanReviews) -> None:
    agreement = await known(session, Agreement, agreement_id)
    publish(session, *agreement.plan_reviews(command.every_months))


def _said(kind: StepKind, command: Facts, party: str | None = None) -> StepFacts:
    """What a command says, as a step; why it is so is the note of the step."""
    said = {field: value for field, value in command if field in StepFacts.model_fields and value is not None}
    note = getattr(command, "reason", None)
    return StepFacts(**said, **({"party": party} if party else {}), kind=kind, note=note)


async def _require_successor(session: AsyncSession, agreement: Agreement, successor_id: UUID) -> None:
    """Raises `UnknownSuccessor`: it has to be on record, to have a party in common, and not to come before."""
    with session.no_autoflush:
        successor = await session.get(Agreement, successor_id)
        if successor is None:
            raise UnknownSuccessor(f"No agreement {successor_id}", field="replaced_by")
        if not set(successor.everyone) & set(agreement.everyone):
            raise UnknownSuccessor(f"{successor.name} has no party of {agreement.name}", field="replaced_by")
        seen = {agreement.id}
        later: Agreement | None = successor
        while later is not None:
            if later.id in seen:
                raise UnknownSuccessor(
                    f"{agreement.name} has taken the place of {successor.name} before", field="replaced_by"
                )
            seen.add(later.id)
            end = later.end
            follows = end.replaced_by if end is not None else None
            found = select(Agreement).where(Agreement.id == follows)
            later = (await session.exec(found)).one_or_none()
