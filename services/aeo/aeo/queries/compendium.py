"""The register as a compendium that can be printed."""

from datetime import UTC, date, datetime
from typing import Any

import pycountry
from jinja2 import Environment, PackageLoader
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, MemberProjection, Programme, WorkPlan
from aeo.queries.totals import totals

_pages = Environment(loader=PackageLoader("aeo"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


async def compendium(session: AsyncSession, on: date) -> str:
    """One page of HTML: totals, programmes by region, agreements and plans as they stood on the day."""
    names = {row.economy: row for row in (await session.exec(select(MemberProjection))).all()}
    programmes = (await session.exec(select(Programme).order_by(col(Programme.economy), col(Programme.name)))).all()
    agreements = (await session.exec(select(Agreement).order_by(col(Agreement.name)))).all()
    plans = (await session.exec(select(WorkPlan).order_by(col(WorkPlan.name)))).all()
    regions: dict[str, list[Programme]] = {}
    for programme in programmes:
        member = names.get(programme.economy)
        regions.setdefault(member.region if member else "", []).append(programme)
    staged = [(row, row.stage_on(on)) for row in agreements]
    told: dict[str, Any] = {
        "on": on,
        "made_at": datetime.now(UTC),
        "totals": await totals(session, on, None),
        "regions": sorted(regions.items(), key=lambda each: (not each[0], each[0])),
        "bilateral": [each for each in staged if not each[0].plurilateral],
        "plurilateral": [each for each in staged if each[0].plurilateral],
        "plans": plans,
        "name_of": lambda economy: names[economy].name if economy in names else _called(economy),
    }
    return _pages.get_template("compendium.html").render(told)


def _called(economy: str) -> str:
    """What ISO 3166-1 calls an economy of which governance has not told yet."""
    found = pycountry.countries.get(alpha_2=economy)
    return getattr(found, "common_name", found.name) if found else economy
