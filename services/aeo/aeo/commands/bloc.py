"""Blocs, and who joins and leaves them."""

from collections.abc import Sequence
from datetime import datetime

from cabos.journal import publish
from cabos.refusal import Invalid, NotFound
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, model_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.economies import is_country, require_codes, require_economies
from aeo.commands.recognition import recompute_of
from aeo.commands.records import example, today, turn
from aeo.model.bloc import Belonging, Bloc, Members
from aeo.model.facts import Confidence, Facts, Text


class DescribeBloc(Facts):
    """Say who belongs to a bloc, and ever has."""

    model_config = example(
        name="European Union",
        members=[
            {"economy": "FR", "from_on": "1958-01-01"},
            {"economy": "GB", "from_on": "1973-01-01", "until_on": "2020-12-31"},
        ],
        source="general knowledge",
    )

    name: Text
    members: Members
    source: Text


class ChangeMember(Facts):
    """An economy belongs to the bloc from a day on, or until a day, the last that counts."""

    model_config = example(until_on="2020-12-31", source="general knowledge")

    from_on: PartialDate | None = Field(default=None, description="where only the end is said, it stays as it is")
    until_on: PartialDate | None = None
    non_member: bool = Field(
        default=False, description="the economy is no Member of the WCO and governance will never register it"
    )
    source: Text
    confidence: Confidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _says_a_day(self) -> "ChangeMember":
        if self.from_on is None and self.until_on is None:
            raise ValueError("from_on: a membership begins or ends on a day")
        return self


async def describe_bloc(session: AsyncSession, code: str, command: DescribeBloc) -> None:
    if is_country(code):
        raise Invalid(f"{code} is the code of an economy, and no bloc", field="code")
    require_codes("members", {each.economy for each in command.members})
    bloc = await turn(session, Bloc, code) or Bloc(code=code, name=command.name, source=command.source)
    events = bloc.describe(command.name, command.members, command.source, today())
    await _announce(session, bloc, events, "members", command.members)


async def change_member(session: AsyncSession, code: str, economy: EconomyCode, command: ChangeMember) -> None:
    require_codes("economy", {economy})
    bloc = await turn(session, Bloc, code)
    if bloc is None:
        raise NotFound(f"No bloc {code}")
    try:
        said = Belonging(economy=economy, **dict(command))
    except ValueError:
        raise Invalid(f"{command.until_on} is before {command.from_on}", field="until_on") from None
    events = bloc.describe(bloc.name, bloc.with_member(said), bloc.source, today())
    await _announce(session, bloc, events, "economy", [said])


async def _announce(
    session: AsyncSession, bloc: Bloc, events: Sequence[Event], field: str, named: Sequence[Belonging]
) -> None:
    """Announce what has changed, and what follows for who recognises whom; nothing when nothing has."""
    if not events:
        return
    strangers = {each.economy for each in named if each.non_member}
    await require_economies(session, field, {each.economy for each in named}, strangers)
    publish(session, *events)
    session.add(bloc)
    await session.flush()
    await recompute_of(session, [bloc.code])


async def tell_changes_of_blocs(session: AsyncSession, now: datetime) -> None:
    """Announce who joins or leaves by today; coverage has known the day from the start."""
    day = now.date()
    due = select(Bloc).where(col(Bloc.due_on) <= day).order_by(col(Bloc.code)).with_for_update()
    for bloc in (await session.exec(due)).all():
        publish(session, *bloc.tell_what_is_due(day))
