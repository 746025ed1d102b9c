"""Who held the seat of a region, as sources tell it: known terms, their end, and who exercised them."""

from typing import Annotated, Any
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Invalid
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from pydantic import Field, model_validator
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Confidence, PastDay, Text, example, require_member, require_region
from governance.commands.seat import hand_over, hold_still, require_room, settle, term_for_update
from governance.model.office import OfficeHolder
from governance.model.term_stage import TermStage
from governance.model.vice_chair_term import ViceChairTerm as Term

_PRINTED = r"^[^\x00-\x1f\x7f]*$"
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=_PRINTED)]
FewWords = Annotated[str, Field(min_length=1, max_length=150, pattern=_PRINTED)]


class KnownHolder(Command):
    """Who exercised the seat; without a name nobody did, from a day on."""

    name: FewWords | None = None
    role: Words | None = None
    acting: bool = False
    from_on: PartialDate | None = None
    until_on: PartialDate | None = None
    seen: FewWords | None = None
    source: FewWords | None = None
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> "KnownHolder":
        if self.name is None and self.from_on is None:
            raise ValueError("name: is needed, unless the office was vacant from a day on")
        return self


# An event that tells of all of them has to stay under 64 KiB.
KnownHolders = Annotated[list[KnownHolder], Field(max_length=20)]


class RecordTerm(Command):
    """`office_holders` stay as they are when they are left out."""

    model_config = example(
        region="AMS",
        administration="CL",
        selected_on="2016-04-19",
        selected_at="Santa Cruz 18-19 Apr 2016",
        started_on="2016-07-14",
        office_holders=[{"name": "Pablo Ibáñez", "acting": True, "seen": "2017-08"}],
        confidence="high",
        source="WCO newsroom, 21 Apr 2016",
    )

    region: RegionCode
    administration: EconomyCode
    selected_on: PartialDate | None = None
    selected_at: Text | None = None
    selection_method: Text | None = None
    started_on: PastDay | None = None
    ended_on: PartialDate | None = None
    office_holders: KnownHolders | None = None
    confidence: Confidence | None = None
    note: Text | None = None
    source: Text


class EndTerm(Command):
    """With a reason the seat is vacant until the next term starts; without one nobody has said who followed."""

    model_config = example(ended_on="2019-03-01", reason="The administration gives up the seat.")

    ended_on: PartialDate
    reason: Text | None = None


class ChangeOffice(Command):
    """Everybody who is known to have exercised the seat in the term, in any order."""

    model_config = example(
        office_holders=[
            {"name": "Juan Araya", "from_on": "2016-07-14", "until_on": "2017", "source": "aduana.cl, 14 Jul 2016"},
            {"name": "Pablo Ibáñez", "acting": True, "seen": "2017-08"},
        ]
    )

    office_holders: KnownHolders


async def record_term(session: AsyncSession, term_id: UUID, command: RecordTerm) -> None:
    """Record a term known from sources, or what more is learned of one: days on record stand, left out or repeated."""
    await require_region(session, command.region)
    await hold_still(session, command.region)
    facts = dict(command)
    if command.office_holders is not None:
        facts["office_holders"] = [_stored(holder) for holder in command.office_holders]
    days = {field: facts.pop(field) for field in ("started_on", "ended_on")}
    if days["started_on"] and days["ended_on"] and days["ended_on"].latest < days["started_on"].earliest:
        raise Invalid(f"{days['ended_on']} is before started_on {days['started_on']}", field="ended_on")
    term = await session.get(Term, term_id, with_for_update=True)
    if term is not None:
        await require_member(session, command.administration, "administration")
        await _learn(session, term, facts, **days)
        return
    await require_member(session, command.administration, "administration", command.region)
    term, events = Term.record(term_id, **facts, **days)
    await require_room(session, term, "started_on")
    session.add(term)
    publish(session, *events)
    await settle(session, term)


async def _learn(
    session: AsyncSession,
    term: Term,
    facts: dict[str, Any],
    started_on: PartialDate | None,
    ended_on: PartialDate | None,
) -> None:
    place = term.in_line_on
    named = {field: facts.pop(field) for field in ("region", "administration")}
    selected_on = facts.pop("selected_on")
    known = {"selected_on": selected_on, "started_on": started_on, "ended_on": ended_on}
    term.require_stated(**named, **{field: value for field, value in known.items() if getattr(term, field) is not None})
    if term.stage is TermStage.DESIGNATE and term.after_session_id is None and started_on:
        await hand_over(session, term, started_on)
    if not term.is_held:
        term.require_stated(started_on=started_on, ended_on=ended_on)
    if selected_on is not None:
        facts["selected_on"] = selected_on
    events = term.learn(started_on=started_on, ended_on=ended_on) + term.describe(**facts)
    publish(session, *events)
    if events:
        await require_room(session, term, "started_on")
        await settle(session, term, place)


async def end_term(session: AsyncSession, term_id: UUID, command: EndTerm) -> None:
    """The administration gives the seat up, or is known to have done so."""
    term = await term_for_update(session, term_id)
    events = term.end(on=command.ended_on, reason=command.reason)
    publish(session, *events)
    if events:
        await require_room(session, term, "ended_on")
        await settle(session, term)


async def change_office(session: AsyncSession, term_id: UUID, command: ChangeOffice) -> None:
    """Say who exercised the seat, from when until when; the whole list each time."""
    term = await term_for_update(session, term_id)
    place = term.in_line_on
    events = term.hold_office([_stored(holder) for holder in command.office_holders])
    publish(session, *events)
    if events:
        await settle(session, term, place)


def _stored(holder: KnownHolder) -> OfficeHolder:
    return OfficeHolder(**holder.model_dump())
