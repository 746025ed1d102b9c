"""Whether anything that the public reads has changed, and when."""

from datetime import datetime
from typing import NamedTuple

from cabos.database import Database
from sqlalchemy import text


class Stamp(NamedTuple):
    """Another one after every transaction that touched an edition or a relation between stories.

    `changed_at` is in whole seconds, and never the same twice.
    """

    number: int
    changed_at: datetime


_STAMP = text("SELECT number, changed_at FROM newsroom_stamp")


async def read_stamp(database: Database) -> Stamp:
    # One statement is a transaction by itself: to begin and end one would be most of the work of a page that is kept.
    async with database.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        return Stamp(*(await alone.execute(_STAMP)).one())
