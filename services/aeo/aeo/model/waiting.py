"""Which records name economies that governance has not announced yet."""

from datetime import datetime
from typing import Any

from cabos.history import as_known
from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    cast,
    func,
    literal,
    literal_column,
    not_,
    select,
    union_all,
)
from sqlmodel import col

from aeo.model.agreement import Agreement
from aeo.model.bloc import Bloc
from aeo.model.other_instrument import OtherInstrument
from aeo.model.programme import Programme
from aeo.model.projections import MemberProjection
from aeo.model.work_plan import WorkPlan

BETWEEN = {"agreement": Agreement, "work_plan": WorkPlan, "other_instrument": OtherInstrument}
_ACCEDED: ColumnElement[Any] = literal_column("'$[*] ? (@.non_member == true).party'::jsonpath")
_NONE: ColumnElement[Any] = literal_column("'[]'::jsonb")


def waiting(known_at: datetime | None = None, economy: str | None = None) -> Subquery:
    """Rows of `economy`, `kind` and `id` (of a bloc its code): economies, or one, that nobody has announced.

    A known member is none of them, nor is a bloc or who is declared to be no member.
    """
    programme, bloc = as_known(Programme, known_at), as_known(Bloc, known_at)
    run: Any = select(
        col(programme.economy).label("economy"),
        literal("programme").label("kind"),
        cast(programme.id, Text).label("id"),
    ).where(func.jsonb_extract_path_text(programme.record, "non_member").is_distinct_from("true"))
    between = (_parties(as_known(table, known_at), kind, economy) for kind, table in BETWEEN.items())
    named = union_all(run, *between, _members(bloc)).subquery("named")
    members = as_known(MemberProjection, known_at)
    unknown = not_(select(literal(1)).where(col(members.economy) == named.c.economy).exists())
    single = not_(select(literal(1)).where(col(bloc.code) == named.c.economy).exists())
    found = select(named.c.economy, named.c.kind, named.c.id).where(unknown, single)
    return (found if economy is None else found.where(named.c.economy == economy)).subquery("waiting")


def declared(table: Any) -> ColumnElement[Any]:
    """The parties of a record of which it says that they are no members, as a JSON list."""
    from_the_start = func.coalesce(func.jsonb_extract_path(table.record, "non_members"), _NONE)
    if not hasattr(table, "steps"):
        return from_the_start
    return from_the_start.op("||")(func.jsonb_path_query_array(table.steps, _ACCEDED))


def _parties(table: Any, kind: str, economy: str | None) -> Select[Any]:
    party = func.unnest(table.parties).column_valued("party", joins_implicitly=True)
    found = select(party.label("economy"), literal(kind).label("kind"), cast(table.id, Text).label("id"))
    found = found.where(not_(func.jsonb_exists(declared(table), party)))
    # The index over the parties spares reading all of them for one.
    return found if economy is None else found.where(col(table.parties).contains([economy]))


def _members(bloc: Any) -> Select[Any]:
    """Everybody who ever belonged to a bloc, each once."""
    member = func.jsonb_array_elements(bloc.members).column_valued("member", joins_implicitly=True)
    economy, stranger = (func.jsonb_extract_path_text(member, name) for name in ("economy", "non_member"))
    found = select(economy.label("economy"), literal("bloc").label("kind"), col(bloc.code).label("id"))
    return found.where(stranger.is_distinct_from("true")).distinct()
