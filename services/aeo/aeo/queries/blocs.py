"""What is shown of blocs, and who belongs to them on any day."""

from datetime import date, datetime

from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Bloc
from aeo.model.bloc import Belonging


class BlocOnDay(BaseModel):
    """Who surely belongs on a day; `uncertain` are those whose days on record leave it open."""

    as_of: date
    members: list[str]
    uncertain: list[str]


class BlocView(View):
    """A bloc with all that ever belonged to it; `on_day` is there when a day was asked for."""

    code: str
    name: str
    members: tuple[Belonging, ...]
    source: str
    version: int
    on_day: BlocOnDay | None = None

    def seen_on(self, day: date | None) -> "BlocView":
        if day is not None:
            bloc = Bloc(code=self.code, name=self.name, members=self.members, source=self.source)
            self.on_day = BlocOnDay(as_of=day, members=bloc.members_on(day), uncertain=bloc.uncertain_on(day))
        return self


async def list_blocs(
    session: AsyncSession, as_of: date | None, known_at: datetime | None, limit: int, after: str
) -> Page[BlocView]:
    found = await listed(session, as_known(Bloc, known_at), BlocView, (), limit, after or None, key="code")
    return Page(items=[each.seen_on(as_of) for each in found.items], next=found.next)


async def show_bloc(session: AsyncSession, code: str, as_of: date | None, known_at: datetime | None) -> BlocView:
    table = as_known(Bloc, known_at)
    row = (await session.exec(select(table).where(col(table.code) == code))).one_or_none()
    if row is None:
        raise NotFound(f"No bloc {code}")
    return BlocView.model_validate(row).seen_on(as_of)
