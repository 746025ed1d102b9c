"""The journal: what a service announces, written in the transaction that makes it true."""

from typing import Any

from cabos_contracts.envelope import Event
from sqlalchemy import event as listen
from sqlalchemy import insert
from sqlalchemy.orm import Session, SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.context import origin
from cabos.hints import after_commit
from cabos.ids import uuid7
from cabos.refusal import Refusal
from cabos.schema import journal

MAX_EVENT_BYTES = 64 * 1024
"""The largest `data` that is announced; what is larger belongs behind a link (DESIGN of the contracts)."""

_PENDING = "cabos.pending"
_MARKS = "cabos.marks"


class EventTooLarge(Refusal):
    """What would be announced is too large."""

    status = 422


def publish(session: AsyncSession, *events: Event) -> None:
    """Announce `events` when, and only when, the session's transaction commits; in this order.

    The rows are written in one statement just before the commit, stamped with the request or event that the work comes
    from. Raises `EventTooLarge` over 64 KiB.
    """
    if not session.in_transaction():
        # A rollback is only told to a transaction that has begun, and it must reach what is announced here.
        session.sync_session.begin()
    pending: list[dict[str, Any]] = session.info.setdefault(_PENDING, [])
    from_ = origin()
    for event in events:
        data = event.model_dump_json()
        if len(data.encode()) > MAX_EVENT_BYTES:
            raise EventTooLarge(f"{event.type} of {event.subject} has over {MAX_EVENT_BYTES} bytes")
        event_id = uuid7()
        pending.append(
            {
                "event_id": event_id,
                "type": event.type,
                "subject": event.subject,
                "dataschema": event.dataschema,
                "correlation_id": from_.correlation_id or event_id,
                "causation_id": from_.causation_id,
                "traceparent": from_.traceparent,
                "data": data,
            }
        )


def announced(session: AsyncSession) -> int:
    """How many events the session's transaction announces so far: none, when nothing has changed."""
    return len(session.info.get(_PENDING, ()))


@listen.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    pending = session.info.get(_PENDING)
    # A savepoint's end is no commit: what was announced before it began must not go with one around it.
    if pending and not session.in_nested_transaction():
        session.flush()
        session.connection().execute(insert(journal), pending)
        pending.clear()
        session.info["cabos.announced"] = True


@listen.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_MARKS, {})[transaction] = len(session.info.get(_PENDING, ()))


@listen.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    # What was decided inside a savepoint that is rolled back was never decided; what came before it stands.
    kept = session.info.get(_MARKS, {}).get(transaction, 0)
    del session.info.get(_PENDING, [])[kept:]


@listen.listens_for(Session, "after_transaction_end")
def _unmark(session: Session, transaction: SessionTransaction) -> None:
    # A savepoint ends before its rollback is told, so the marks last as long as the whole transaction.
    if not transaction.nested:
        session.info.pop(_MARKS, None)


@listen.listens_for(Session, "after_commit")
def _hint(session: Session) -> None:
    if session.info.pop("cabos.announced", False):
        after_commit()
