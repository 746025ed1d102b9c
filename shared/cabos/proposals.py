"""Four eyes: what one officer proposes takes effect when another one confirms it."""

import hashlib
import inspect
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, Uuid, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import execute
from cabos.ids import uuid7
from cabos.journal import announced
from cabos.refusal import NotFound, Refusal
from cabos.views import View

Command = Callable[..., Awaitable[None]]

metadata = MetaData()

proposal = Table(
    "proposal",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("command", Text, nullable=False),
    Column("arguments", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("settled", Text),
    Column("settled_by", Text),
    Column("settled_at", DateTime(timezone=True)),
    Index("proposal_open_once", "digest", unique=True, postgresql_where=text("settled IS NULL")),
    Index("proposal_by_time", "proposed_at", "id"),
)


class SecondOfficerNeeded(Refusal):
    """Nobody confirms their own proposal."""

    status = 403


class AlreadySettled(Refusal):
    """The proposal was confirmed or withdrawn."""


class NoLongerOffered(Refusal):
    """What was proposed is no longer offered."""


class Proposal(View):
    """What waits for a second officer, or how it was settled and by whom."""

    id: UUID
    command: str
    arguments: dict[str, JsonValue]
    proposed_by: str
    proposed_at: datetime
    settled: Literal["confirmed", "withdrawn"] | None
    settled_by: str | None
    settled_at: datetime | None


def create_proposals(op: Any) -> None:
    """For a service's migrations."""
    metadata.create_all(op.get_bind())


class FourEyes:
    """The commands of one service that need two officers: `async def command(session, **arguments)`."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}

    def needed(self, command: Command) -> Command:
        """Registers a command; as a function it still acts at once, for whoever holds the transaction."""
        self._commands[command.__name__] = command
        return command

    async def propose(self, session: AsyncSession, by: str, act: Command, **arguments: Any) -> Proposal | None:
        """Note what is asked for; None when it has taken effect already. Asking twice makes one proposal.

        Raises whatever the command refuses: it is tried, and undone again.
        """
        trial = await session.begin_nested()
        before = announced(session)
        await act(session, **arguments)
        await session.flush()
        changes = announced(session) > before
        await trial.rollback()
        if not changes:
            return None
        given = {name: TypeAdapter(type(value)).dump_python(value, mode="json") for name, value in arguments.items()}
        digest = hashlib.sha256(json.dumps([act.__name__, given], sort_keys=True).encode()).hexdigest()
        await execute(session, text("SELECT pg_advisory_xact_lock(hashtextextended(:digest, 0))"), {"digest": digest})
        waiting = select(proposal).where(proposal.c.digest == digest, proposal.c.settled.is_(None))
        row = (await execute(session, waiting)).one_or_none()
        if row is None:
            values = {"command": act.__name__, "arguments": given, "digest": digest, "proposed_by": by}
            made = insert(proposal).values(id=uuid7(), **values).returning(proposal)
            row = (await execute(session, made)).one()
        return Proposal.model_validate(row)

    async def confirm(self, session: AsyncSession, by: str, proposal_id: UUID) -> None:
        """Carry out what another officer has proposed; confirming twice is harmless."""
        row = await self._open(session, proposal_id, by, "confirmed")
        if row is None:
            return
        if row.proposed_by == by:
            raise SecondOfficerNeeded(f"{by} has proposed this: another officer confirms it")
        command = self._commands.get(row.command)
        if command is None:
            raise NoLongerOffered(f"{row.command} is nothing that this service still does: withdraw the proposal")
        await command(session, **_arguments(command, row.arguments))
        await _settle(session, proposal_id, by, "confirmed")

    async def withdraw(self, session: AsyncSession, by: str, proposal_id: UUID) -> None:
        """Drop a proposal, one's own or another's; withdrawing twice is harmless."""
        if await self._open(session, proposal_id, by, "withdrawn") is not None:
            await _settle(session, proposal_id, by, "withdrawn")

    async def _open(self, session: AsyncSession, proposal_id: UUID, by: str, wanted: str) -> Any:
        """The row, locked; None when it was settled in the wanted way already."""
        found = select(proposal).where(proposal.c.id == proposal_id).with_for_update()
        row = (await execute(session, found)).one_or_none()
        if row is None:
            raise NotFound(f"No proposal {proposal_id}")
        if row.settled == wanted:
            return None
        if row.settled is not None:
            raise AlreadySettled(f"{row.settled_by} has {row.settled} this on {row.settled_at:%Y-%m-%d}")
        return row


async def _settle(session: AsyncSession, proposal_id: UUID, by: str, how: str) -> None:
    settled = {"settled": how, "settled_by": by, "settled_at": func.now()}
    await execute(session, update(proposal).where(proposal.c.id == proposal_id).values(**settled))


def _arguments(command: Command, stored: dict[str, Any]) -> dict[str, Any]:
    types = inspect.get_annotations(command, eval_str=True)
    return {name: TypeAdapter(types[name]).validate_python(value) for name, value in stored.items()}
