"""The register as a compendium that can be printed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pycountry
from jinja2 import Environment, PackageLoader
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, AgreementTerms, Bloc, MemberProjection, Programme, WorkPlan
from aeo.queries.compendium_rows import AgreementThen, PlanThen, ProgrammeThen
from aeo.queries.totals import totals

_pages = Environment(loader=PackageLoader("aeo"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
_pages.filters["words"] = lambda words: ", ".join(words).replace("_", " ")


async def compendium(session: AsyncSession, on: date) -> str:
    """One page of HTML: totals, programmes by region, agreements and plans as they stood on the day."""
    members = {row.economy: row for row in (await session.exec(select(MemberProjection))).all()}
    blocs = {row.code: row.name for row in (await session.exec(select(Bloc))).all()}
    terms = {row.agreement_id: row.terms for row in (await session.exec(select(AgreementTerms))).all()}
    name_of = _name_of({code: member.name for code, member in members.items()} | blocs)
    programmes = (await session.exec(select(Programme))).all()
    agreements = (await session.exec(select(Agreement).order_by(col(Agreement.name)))).all()
    plans = (await session.exec(select(WorkPlan).order_by(col(WorkPlan.name)))).all()
    regions: dict[str, list[ProgrammeThen]] = {}
    for programme in sorted(programmes, key=lambda row: (name_of(row.economy), row.name)):
        if (entry := ProgrammeThen.seen(programme, on)) is not None:
            member = members.get(programme.economy)
            regions.setdefault(member.region if member else "", []).append(entry)
    seen = [(row, AgreementThen.seen(row, terms.get(row.id), on)) for row in agreements]
    told: dict[str, Any] = {
        "on": on,
        "made_at": datetime.now(UTC),
        "totals": await totals(session, on, None),
        "regions": sorted(regions.items(), key=lambda each: (not each[0], each[0])),
        "bilateral": [then for row, then in seen if then and not row.plurilateral],
        "plurilateral": [then for row, then in seen if then and row.plurilateral],
        "plans": [plan for row in plans if (plan := PlanThen.seen(row, on))],
        "name_of": name_of,
    }
    return _pages.get_template("compendium.html").render(told)


def _name_of(known: dict[str, str]) -> Callable[[str], str]:
    return lambda economy: known.get(economy) or _called(economy)


def _called(economy: str) -> str:
    """What ISO 3166-1 calls an economy of which governance has not told yet."""
    found = pycountry.countries.get(alpha_2=economy)
    return getattr(found, "common_name", found.name) if found else economy
