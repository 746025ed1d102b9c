"""Pictures: those of the library for the newsroom, those that a public text shows for everybody."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sql
from cabos.database import execute
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View
from sqlalchemy import exists, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition
from news.model.picture import StoredPicture
from news.pages.writing import Shown
from news.queries.public import is_public


class PictureSummary(View):
    id: UUID
    media_type: str
    width: int
    height: int
    bytes: int
    uploaded_by: str
    uploaded_at: datetime


def summary_of(picture: StoredPicture) -> PictureSummary:
    return PictureSummary.model_validate(picture.model_dump() | {"bytes": len(picture.data)})


async def show_picture(session: AsyncSession, picture_id: UUID, *, newsroom: bool) -> StoredPicture:
    """Raises `NotFound`, also for one that no public text shows and that the asker may not see."""
    found = select(StoredPicture).where(StoredPicture.id == picture_id)
    if not newsroom:
        shown = type_coerce(col(Edition.pictures), JSONB).contains([{"picture_id": str(picture_id)}])
        found = found.where(exists().where(shown, is_public()))
    picture = (await session.exec(found)).first()
    if picture is None:
        raise NotFound(f"No picture {picture_id}")
    return picture


async def list_pictures(session: AsyncSession, limit: int, after: UUID | None) -> Page[PictureSummary]:
    """By id, without their bytes."""
    names = [name for name in PictureSummary.model_fields if name != "bytes"]
    found = (
        sql.select(
            *(getattr(StoredPicture, name) for name in names), sql.func.length(StoredPicture.data).label("bytes")
        )
        .order_by(col(StoredPicture.id))
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(col(StoredPicture.id) > after)
    rows = [PictureSummary.model_validate(row) for row in await execute(session, found)]
    return Page(items=rows[:limit], next=str(rows[limit - 1].id) if len(rows) > limit else None)


async def shown_pictures(session: AsyncSession, edition: Edition) -> tuple[Shown, ...]:
    """Those of a text, in their order."""
    if not edition.pictures:
        return ()
    found = select(StoredPicture.id, StoredPicture.width, StoredPicture.height)
    named = [each.picture_id for each in edition.pictures]
    rows = await session.exec(found.where(col(StoredPicture.id).in_(named)))
    sizes = {id_: (width, height) for id_, width, height in rows}
    return tuple(
        Shown(f"/pictures/{each.picture_id}", each.alt, each.credit, each.caption, *sizes[each.picture_id])
        for each in edition.pictures
    )
