"""What an operator decides about a source's order: going on after its database was set back, and on more streams."""

from typing import Annotated, Any

import typer

from cabos import partitions, reseeding
from cabos.cli.screen import Deed, plural
from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.cli.servers import DatabaseUrl, Execute, Json, RedisUrl, checked, database_at, run, source_of


def reseed(database_url: DatabaseUrl, redis_url: RedisUrl, for_good: Execute = False, as_json: Json = False) -> None:
    """Go on after the service's database was set back to an earlier moment than the stream has seen.

    The journal takes over what the stream still has, and goes on behind it in a new epoch: no position is given twice.
    """
    run(_reseed(database_url, redis_url, for_good=for_good)).tell(as_json=as_json)


async def _reseed(database_url: str | None, redis_url: str | None, *, for_good: bool) -> Deed:
    redis_address = checked("redis_url", redis_url, "REDIS_URL")
    async with database_at(database_url) as database, database.transaction() as session:
        source = await source_of(session)
        found = await reseeding.reseed(session, redis_address, source)
        if not for_good:
            await session.rollback()
        sentences = [_told(loss, for_good=for_good) for loss in found]
        facts = {"source": source, "streams": [_facts(loss) for loss in found]}
        if not found:
            well = f"The journal of {source} knows all that its stream has"
            return Deed("stream reseed", well, for_good, facts, idle=True)
        return Deed("stream reseed", "; ".join(sentences), for_good, facts)


def _told(loss: reseeding.Loss, *, for_good: bool) -> str:
    verb = "were" if for_good else "would be"
    return (
        f"{plural(len(loss.entries), 'event')} of {loss.stream}, after position {loss.common}, {verb} taken over from "
        f"the stream, and a new epoch {'begins' if for_good else 'would begin'} at {loss.lost_to + 1}"
    )


def _facts(loss: reseeding.Loss) -> dict[str, Any]:
    return {
        "stream": loss.stream,
        "lost_from": loss.common + 1,
        "lost_to": loss.lost_to,
        "taken_over": len(loss.entries),
        "goes_on_at": loss.lost_to + 1,
    }


def partitions_(
    number: Annotated[int, typer.Argument(help=f"more than there are, at most {partitions.MOST}")],
    database_url: DatabaseUrl,
    for_good: Execute = False,
    as_json: Json = False,
) -> None:
    """Spread the source over more streams, by subject, from the next event on; it cannot be taken back."""
    run(_split(database_url, number, for_good=for_good)).tell(as_json=as_json)


async def _split(database_url: str | None, number: int, *, for_good: bool) -> Deed:
    async with database_at(database_url) as database, database.transaction() as session:
        source = await source_of(session)
        try:
            before = await partitions.grow(session, source, number)
        except ValueError as refused:
            raise Trouble(f"{refused}.", WRONG_USE) from None
        if not for_good:
            await session.rollback()
        sentence = f"{source} {'has' if for_good else 'would have'} {number} partitions instead of {before}"
        return Deed("stream partitions", sentence, for_good, {"source": source, "partitions": number, "before": before})
