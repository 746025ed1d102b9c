"""The edge over HTTP: transactions, problems, tokens and pages."""

from collections.abc import AsyncIterator
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import Database
from cabos.http.auth import Principal, requires, visitor

__all__ = ["Page", "Principal", "Session", "requires", "transaction", "visitor"]

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following one, null on the last."""

    items: list[T]
    next: str | None = None


async def transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's transaction: committed when the route ends well, before the response is sent."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        yield session


# Without the function scope FastAPI commits after the response has gone: a client could hold a 204 for nothing.
Session = Annotated[AsyncSession, Depends(transaction, scope="function")]
