"""Agreements from the record to the day on which they are in force."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from cabos.database import DATABASE_FAULTS
from cabos.journal import publish
from cabos.logs import first_line
from cabos.refusal import Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from aeo.commands.approval import four_eyes
from aeo.commands.economies import require_economies, require_outsiders
from aeo.commands.recognition import recompute
from aeo.commands.records import example, known, require_conference, take_turns, today, turn
from aeo.commands.sources import sources
from aeo.commands.suspensions import programmes_of, require_operational
from aeo.model import Agreement
from aeo.model.agreement_facts import AgreementFacts
from aeo.model.facts import Confidence, Name
from aeo.model.life import Kinds, Part, Reason, Step, StepFacts, StepKind
from aeo.model.meant import key
from aeo.model.signature import Signature

log = structlog.get_logger()


class PairTaken(Refusal):
    """The two programmes have a live agreement already."""


class OpenAgreement(AgreementFacts):
    """Put an agreement on record, at the stage in which it was found."""

    model_config = example(
        name="Peru - Uruguay",
        parties=["PE", "UY"],
        programmes={"PE": "OEA", "UY": "OEC"},
        stage="signed",
        signed_on="2018-03-14",
        signed_at="Kampala, 4th Global AEO Conference",
        likely_in_force=True,
        source="WCO newsroom, 2018",
        confidence="high",
    )


class SignAgreement(Signature):
    """All parties have signed the agreement."""

    model_config = example(
        signed_on="2021-05-05",
        signed_at="by video conference",
        signatories=[{"party": "MX", "name": None, "office": "Head of the Tax Administration Service"}],
        source="the arrangement, signature page",
        confidence="high",
    )


class BringIntoForce(Part):
    """The agreement is in force from this day on, which may lie ahead; or one party or direction of it."""

    model_config = example(in_force_on="2022-01-01")

    in_force_on: PartialDate
    tiers: Kinds | None = None
    note: Reason | None = None
    source: Name | None = None
    confidence: Confidence | None = None

    def step(self) -> StepFacts:
        said = {field: value for field, value in self if field != "in_force_on"}
        return StepFacts(kind=StepKind.IN_FORCE, on=self.in_force_on, **said)


@four_eyes.needed
async def open_agreement(session: AsyncSession, agreement_id: UUID, command: OpenAgreement) -> None:
    found = await turn(session, Agreement, agreement_id)
    agreement = found or Agreement.opened_with(agreement_id, command, today())
    events = agreement.open(command, today())
    if events:
        await require_operational(session, command.programmes, command.began(today()), today())
        await require_economies(session, "parties", command.parties, command.non_members)
        if (day := _apart_on(agreement)) is not None:
            await require_outsiders(session, "parties", command.parties, day)
        await require_conference(session, command.conference_id, command.signed_on)
    await announce(session, agreement, events)


def _apart_on(agreement: Agreement) -> PartialDate | None:
    """When no party stood for another: as they signed or, where nobody knows when, began; today of what goes on.

    Null of what is over, which may have been while they were apart.
    """
    if agreement.signed_on is None and agreement.in_force_on is None and not agreement.stage.is_over:
        return PartialDate(today())
    return agreement.signed_on or agreement.in_force_on


async def sign_agreement(session: AsyncSession, agreement_id: UUID, command: SignAgreement) -> None:
    agreement = await known(session, Agreement, agreement_id)
    events = agreement.sign(command, today())
    if events:
        with session.no_autoflush:
            await require_conference(session, agreement.conference_id, agreement.signed_on)
            await require_outsiders(session, "signed_on", agreement.parties, command.signed_on)
    await announce(session, agreement, events)


@four_eyes.needed
async def bring_into_force(session: AsyncSession, agreement_id: UUID, command: BringIntoForce) -> None:
    agreement = await known(session, Agreement, agreement_id)
    events = agreement.enter_into_force(command.step(), today())
    if events:
        days = dict.fromkeys(command.of(agreement.parties), command.in_force_on)
        with session.no_autoflush:
            await require_operational(session, agreement.record.programmes, days, today())
    await announce(session, agreement, events)


async def take_due_steps(session: AsyncSession, now: datetime) -> None:
    """Let happen what was to happen by today, however long nobody has looked."""
    day = now.date()
    waiting = select(Agreement).where(col(Agreement.due_on) <= day).order_by(col(Agreement.id)).with_for_update()
    for agreement in (await session.exec(waiting)).all():
        id_ = agreement.id
        try:
            async with session.begin_nested():
                await announce(session, agreement, agreement.take_effect_when_due(day))
        except DATABASE_FAULTS:
            raise
        except Exception as fault:
            # Neither one whose place has been taken nor one with a fault of ours keeps others waiting.
            log.exception("an agreement cannot take its due steps", agreement=str(id_), refused=first_line(fault))


async def announce_due_reviews(session: AsyncSession, now: datetime) -> None:
    """Say, once for each, which reviews were to be made by today."""
    day = now.date()
    said = col(Agreement.review_announced_for)
    due = select(Agreement).where(
        col(Agreement.review_due_on) <= day, said.is_distinct_from(col(Agreement.review_due_on))
    )
    for agreement in (await session.exec(due.order_by(col(Agreement.id)).with_for_update())).all():
        publish(session, *agreement.fall_due(day))


async def announce(session: AsyncSession, agreement: Agreement, events: Sequence[Event]) -> None:
    """Announce what has changed, and what follows for who recognises whom; nothing when nothing has."""
    if not events:
        return
    await _require_own_place(session, agreement)
    publish(session, *events)
    publish(session, *await recompute(session, agreement))


async def _require_own_place(session: AsyncSession, agreement: Agreement) -> None:
    """Raises `PairTaken`; what else might write, the constraint of the database refuses."""
    if agreement.live_pair is None:
        return
    with session.no_autoflush:
        # Of two that are written at the same moment, each would wait for the other at the constraint.
        await take_turns(session, agreement.live_pair)
        called, programmes = agreement.record.programmes, await programmes_of(session, agreement.parties)
        agreement.programme_keys = [key(party, called.get(party), programmes) for party in sorted(agreement.parties)]
        other = (await session.exec(_in_the_place_of(agreement).limit(1))).first()
    if other is not None:
        raise PairTaken(f"{other} is the live agreement between these programmes: its end goes on record first")


def _in_the_place_of(agreement: Agreement) -> SelectOfScalar[str]:
    """By the rule of the constraint `agreement_one_live_for_a_pair`."""
    days = func.daterange(agreement.place_from, agreement.place_until)
    found = select(col(Agreement.name)).where(
        col(Agreement.live_pair) == agreement.live_pair,
        col(Agreement.id) != agreement.id,
        func.daterange(col(Agreement.place_from), col(Agreement.place_until)).op("&&")(days),
    )
    for number, mine in enumerate(agreement.programme_keys, 1):
        if mine is not None:
            theirs = col(Agreement.programme_keys)[number]
            found = found.where(func.coalesce(theirs, mine) == mine)
    return found


async def correct_agreement(
    session: AsyncSession, agreement: Agreement, field: str, value: Any, source: str, reason: str
) -> None:
    """With a day of the agreement also that from which its parties recognise each other."""
    events = agreement.prefer(field, value, source=source, reason=reason, today=today())
    step = agreement.step_of(field)
    if events and step is not None and step.on == value:
        with session.no_autoflush:
            await _require_possible(session, agreement, step, value)
    await announce(session, agreement, events)


async def _require_possible(session: AsyncSession, agreement: Agreement, step: Step, on: PartialDate) -> None:
    """What a step would have been refused for on this day, by what else is on record."""
    if step.kind is StepKind.SIGNED:
        await require_conference(session, agreement.conference_id, on)
        await require_outsiders(session, "value", agreement.parties, on)
    elif step.kind is StepKind.ACCEDED:
        await require_outsiders(session, "value", agreement.everyone, on)
    elif step.kind is StepKind.IN_FORCE:
        days = dict.fromkeys(step.of(agreement.parties), on)
        await require_operational(session, agreement.record.programmes, days, today(), field="value")


DAYS_OF_STEPS = {"steps.*.on": PartialDate, "steps.*.until_on": PartialDate}

sources.about(
    "agreement",
    Agreement,
    correct_agreement,
    Agreement.told,
    name=Name,
    signed_on=PartialDate,
    in_force_on=PartialDate,
    **DAYS_OF_STEPS,
)
