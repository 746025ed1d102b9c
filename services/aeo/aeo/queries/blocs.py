"""What is shown of blocs, and who belongs to them on any day."""

from collections.abc import Sequence
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
from aeo.queries.pending import unknown_among


class BlocOnDay(BaseModel):
    """Who surely belongs on a day; `uncertain` are those whose days on record leave it open."""

    as_of: date
    members: list[str]
    uncertain: list[str]


class BlocView(View):
    """A bloc with all that ever belonged to it; `on_day` is there when a day was asked for.

    `pending_economies` are those of them that governance has not announced yet.
    """

    code: str
    name: str
    members: tuple[Belonging, ...]
    pending_economies: list[str] = []
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
    await _flag(session, found.items, known_at)
    return Page(items=[each.seen_on(as_of) for each in found.items], next=found.next)


async def show_bloc(session: AsyncSession, code: str, as_of: date | None, known_at: datetime | None) -> BlocView:
    table = as_known(Bloc, known_at)
    row = (await session.exec(select(table).where(col(table.code) == code))).one_or_none()
    if row is None:
        raise NotFound(f"No bloc {code}")
    shown = BlocView.model_validate(row)
    await _flag(session, [shown], known_at)
    return shown.seen_on(as_of)


async def _flag(session: AsyncSession, shown: Sequence[BlocView], known_at: datetime | None) -> None:
    named = [{each.economy for each in bloc.members if not each.non_member} for bloc in shown]
    unknown = await unknown_among(session, set().union(*named), known_at)
    for bloc, economies in zip(shown, named, strict=True):
        bloc.pending_economies = sorted(unknown & economies)
