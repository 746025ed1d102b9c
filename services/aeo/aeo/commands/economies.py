"""Who may be named in a record: whoever has a code, known already or not."""

from collections.abc import Collection, Sequence

from cabos.database import execute
from cabos.journal import publish
from cabos_contracts.aeo import EconomyResolved
from cabos_contracts.types import EconomyCode, PartialDate, RecordReference
from pycountry import countries
from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Bloc, MemberProjection
from aeo.model.bloc import OwnMember
from aeo.model.projections import AlreadyMember, UnknownEconomy
from aeo.model.waiting import waiting

BEYOND_ISO_3166 = {"EU": "the European Union, exceptionally reserved", "XK": "Kosovo, user-assigned"}
MOST_TOLD = 500
"""Records that one event names; it stays within its 64 KiB."""
WAITING = func.hashtextextended("economies that are waited for", 0)


def is_country(code: str) -> bool:
    """Whether ISO 3166-1 gives the code to somebody; Kosovo has one that it leaves to users."""
    return code == "XK" or countries.get(alpha_2=code) is not None


def require_codes(field: str, economies: Collection[EconomyCode]) -> None:
    """Raises `UnknownEconomy` for codes that no economy has."""
    if strangers := sorted(code for code in economies if code not in BEYOND_ISO_3166 and not is_country(code)):
        raise UnknownEconomy(
            f"{', '.join(strangers)}: no code of ISO 3166-1, not one of {', '.join(sorted(BEYOND_ISO_3166))} "
            "and no bloc on record",
            field=field,
        )


async def require_economies(
    session: AsyncSession, field: str, economies: Collection[EconomyCode], non_members: Collection[EconomyCode]
) -> None:
    """Raises `UnknownEconomy` or `AlreadyMember`.

    Who has a code and is not known yet is taken: governance will announce it, and is waited for. A bloc on record is
    known by that.
    """
    blocs = {bloc.code for bloc in await _blocs(session, economies)}
    require_codes(field, set(economies) - blocs)
    registered = await _registered(session, economies)
    if set(economies).difference(registered, non_members, blocs):
        # Whoever is announced meanwhile finds the record that waits, or is found here.
        await execute(session, select(func.pg_advisory_xact_lock_shared(WAITING)))
        registered = await _registered(session, economies)
    members = {economy for economy, membership in registered.items() if membership != "non_member"}
    if wrong := members.intersection(non_members):
        raise AlreadyMember(f"{', '.join(sorted(wrong))}: a registered member is said to be none", field=field)
    if undeclared := registered.keys() - members - set(non_members):
        raise UnknownEconomy(
            f"{', '.join(sorted(undeclared))}: no member; an economy that is none has to be declared a non-member",
            field=field,
        )


async def require_outsiders(
    session: AsyncSession, field: str, parties: Collection[EconomyCode], on: PartialDate
) -> None:
    """Raises `OwnMember` when a bloc would agree with somebody who surely belonged to it on the day, all of it."""
    for bloc in await _blocs(session, parties):
        if own := {*parties}.intersection(bloc.members_on(on.earliest), bloc.members_on(on.latest)):
            raise OwnMember(
                f"{', '.join(sorted(own))} belonged to {bloc.code} ({bloc.name}) on {on}, which stands for its members",
                field=field,
            )


async def _blocs(session: AsyncSession, codes: Collection[str]) -> Sequence[Bloc]:
    with session.no_autoflush:
        found = select_rows(Bloc).where(col(Bloc.code).in_(codes))
        return (await session.exec(found.order_by(col(Bloc.code)))).all()


async def _registered(session: AsyncSession, economies: Collection[EconomyCode]) -> dict[str, str]:
    economy, membership = col(MemberProjection.economy), col(MemberProjection.membership)
    rows = await execute(session, select(economy, membership).where(economy.in_(economies)))
    return {row.economy: row.membership for row in rows}


async def resolve_economy(session: AsyncSession, economy: EconomyCode, name: str, membership: str) -> None:
    """Governance has announced an economy: tell which records have waited for it, if any did."""
    await execute(session, select(func.pg_advisory_xact_lock(WAITING)))
    named = waiting(economy=economy)
    found = (await execute(session, select(named.c.kind, named.c.id).order_by(named.c.kind, named.c.id))).all()
    if found:
        told = found[:MOST_TOLD]
        publish(
            session,
            EconomyResolved(
                economy=economy,
                name=name,
                membership=membership,
                waiting=len(found),
                records=tuple(RecordReference(kind=row.kind, id=row.id) for row in told if row.kind != "bloc"),
                blocs=tuple(row.id for row in told if row.kind == "bloc"),
                version=1,
            ),
        )
