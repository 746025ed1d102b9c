"""Whether anything that the public reads has changed."""

from cabos.database import Database
from sqlalchemy import text

_STAMP = text("SELECT number FROM newsroom_stamp")


async def read_stamp(database: Database) -> int:
    """Another number after every transaction that touched an edition or a relation between stories."""
    # One statement is a transaction by itself: to begin and end one would be most of the work of a page that is kept.
    async with database.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        return int((await alone.execute(_STAMP)).scalar_one())
