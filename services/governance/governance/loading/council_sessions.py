"""council_sessions.json: when the Council met."""

from typing import Annotated, Any

from cabos.claims import settled
from cabos.ids import stable_id
from cabos_contracts.types import PartialDate
from pydantic import StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.council_session import (
    CloseCouncilSession,
    PlanCouncilSession,
    close_council_session,
    plan_council_session,
)
from governance.loading.row import Confidence, FileRow
from governance.model import CouncilSession


class SessionRow(FileRow):
    """`sessions` are one or two numbers, `143/144`."""

    sessions: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}(/[0-9]{1,6})?$")]
    start: PartialDate
    end: PartialDate | None = None
    chair: str | None = None
    members: int | None = None
    source: str
    confidence: Confidence | None = None


async def load_council_session(session: AsyncSession, row: dict[str, Any]) -> None:
    """The session, closed where its last day is known."""
    found = SessionRow.model_validate(row)
    numbers = [int(number) for number in found.sessions.split("/")]
    session_id = stable_id("council-session", numbers[0])
    if await settled(session, CouncilSession.kind_of_record, session_id):
        return
    given = found.model_dump(include={"chair", "members", "source", "confidence"}, exclude_none=True)
    facts = given | {"numbers": numbers, "opens_on": found.start, "closes_on": found.end}
    await plan_council_session(session, session_id, PlanCouncilSession.model_validate(facts))
    if found.end is not None and found.end.precision == "day":
        await close_council_session(session, session_id, CloseCouncilSession(closed_on=found.end.earliest))
