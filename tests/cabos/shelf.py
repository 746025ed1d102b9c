"""A shelf of volumes on the probe: remembered records, contradicted by sources and changed by two officers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx2
from alembic.migration import MigrationContext
from alembic.operations import Operations
from cabos.claimed import create_claims, create_preferences
from cabos.claims import Claims
from cabos.columns import PartialDay
from cabos.history import as_known, remember
from cabos.http import Page, Principal, Session, requires
from cabos.http.answering import Answer, KnownAt, Limit
from cabos.http.app import make_api
from cabos.http.claims import claims
from cabos.http.matching import if_match
from cabos.http.proposals import proposals
from cabos.journal import publish
from cabos.proposals import FourEyes, create_proposals
from cabos.refusal import Refusal
from cabos.settings import ServiceSettings
from cabos.testing.tokens import TestIssuer
from cabos.views import View, listed, show
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlalchemy import Connection
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.cabos.probe import SOURCE, Probe

router = APIRouter(prefix="/v1")
four_eyes = FourEyes()
kept = Claims()


class VolumeTitled(Event, type="probe.volume.titled.v1", subject="volume_id"):
    """A volume has a title."""

    volume_id: UUID
    title: str
    version: int


class OnLoan(Refusal):
    """The volume is on loan."""


class Volume(SQLModel, table=True):
    __tablename__ = "volume"

    id: UUID = Field(primary_key=True)
    title: str
    printed_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    source: str
    version: int = 0

    def name(self, title: str) -> list[Event]:
        if title == "on loan":
            raise OnLoan("Nobody names what is on loan", field="title")
        if self.version and title == self.title:
            return []
        self.title = title
        self.version += 1
        return [VolumeTitled(volume_id=self.id, title=title, version=self.version)]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        setattr(self, field, value)
        self.source = source
        self.version += 1
        return [VolumeTitled(volume_id=self.id, title=self.title, version=self.version)]


kept.about("volume", Volume, title=str, printed_on=PartialDate)


class NameVolume(BaseModel):
    title: str


class VolumeView(View):
    id: UUID
    title: str
    printed_on: PartialDate | None
    source: str
    version: int


@four_eyes.needed
async def name_volume(session: AsyncSession, volume_id: UUID, command: NameVolume) -> None:
    volume = await session.get(Volume, volume_id, with_for_update=True)
    volume = volume or Volume(id=volume_id, title=command.title, source="test")
    publish(session, *volume.name(command.title))
    session.add(volume)


@router.put("/volumes/{volume_id}", status_code=204, dependencies=[if_match(Volume, "volume_id")])
async def put_volume(volume_id: UUID, command: NameVolume, session: Session) -> None:
    await name_volume(session, volume_id, command)


@router.put("/volumes/{volume_id}/title", response_model=None)
async def put_title(
    volume_id: UUID,
    command: NameVolume,
    session: Session,
    answer: Answer,
    officer: Annotated[Principal, Depends(requires("officer"))],
) -> Response:
    proposed = await four_eyes.propose(session, officer.subject, name_volume, volume_id=volume_id, command=command)
    return answer.proposal(proposed)


@router.get("/volumes")
async def get_volumes(
    session: Session,
    answer: Answer,
    known_at: KnownAt = None,
    sort: str = "title",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[VolumeView]:
    return answer.page(await listed(session, as_known(Volume, known_at), VolumeView, (sort,), limit, after))


@router.get("/volumes/{volume_id}")
async def get_volume(volume_id: UUID, session: Session, answer: Answer) -> VolumeView:
    return answer.record(await show(session, Volume, VolumeView, volume_id))


def make_shelf(connection: Connection) -> None:
    op = Operations(MigrationContext.configure(connection))
    Volume.__table__.create(connection)  # type: ignore[attr-defined]
    remember(op, "volume")
    create_proposals(op)
    create_claims(op)
    create_preferences(op)


@asynccontextmanager
async def shelf(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    """The shelf over HTTP, asked by an officer called `first`."""
    async with probe.database.engine.begin() as connection:
        await connection.run_sync(make_shelf)
    url = probe.database.engine.url.render_as_string(hide_password=False)
    settings = ServiceSettings.model_validate(
        {"service": SOURCE, "port": 1, "DATABASE_URL": url, "REDIS_URL": probe.stack.redis_url, "jwks": issuer.jwks}
    )
    routers = [router, proposals(four_eyes, "officer"), claims(kept, "officer")]
    app = make_api(name=SOURCE, title="Shelf", settings=settings, routers=routers, scripts=Path("none"))
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=True)
        async with httpx2.AsyncClient(transport=transport, base_url="http://shelf") as http:
            http.headers.update(issuer.bearer("officer", sub="first"))
            yield http
