"""Which records name economies that governance has not announced yet."""

from datetime import datetime
from typing import Any

from cabos.history import as_known
from sqlalchemy import Select, Subquery, func, literal, not_, select, union_all
from sqlmodel import col

from aeo.model.agreement import Agreement
from aeo.model.programme import Programme
from aeo.model.projections import MemberProjection
from aeo.model.work_plan import WorkPlan


def waiting(known_at: datetime | None = None, economy: str | None = None) -> Subquery:
    """Rows of `economy`, `kind` and `id`: economies, or one, that are no known member nor declared to be none."""
    programme, agreement, plan = (
        as_known(Programme, known_at),
        as_known(Agreement, known_at),
        as_known(WorkPlan, known_at),
    )
    run: Any = select(
        col(programme.economy).label("economy"), literal("programme").label("kind"), col(programme.id)
    ).where(func.jsonb_extract_path_text(programme.record, "non_member").is_distinct_from("true"))
    between = (_parties(agreement, "agreement", economy), _parties(plan, "work_plan", economy))
    named = union_all(run, *between).subquery("named")
    members = as_known(MemberProjection, known_at)
    unknown = not_(select(literal(1)).where(col(members.economy) == named.c.economy).exists())
    found = select(named.c.economy, named.c.kind, named.c.id).where(unknown)
    return (found if economy is None else found.where(named.c.economy == economy)).subquery("waiting")


def _parties(table: Any, kind: str, economy: str | None) -> Select[Any]:
    party = func.unnest(table.parties).column_valued("party", joins_implicitly=True)
    declared = func.jsonb_exists(func.jsonb_extract_path(table.record, "non_members"), party)
    found = select(party.label("economy"), literal(kind).label("kind"), col(table.id))
    found = found.where(not_(func.coalesce(declared, literal(False))))
    # The index over the parties spares reading all of them for one.
    return found if economy is None else found.where(col(table.parties).contains([economy]))
