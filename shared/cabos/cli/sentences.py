"""What went wrong, in one sentence and an exit code instead of a traceback."""

from typing import Any

import typer
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisClusterException, RedisError
from redis.exceptions import TimeoutError as RedisSilent
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from typer.core import TyperGroup

from cabos.cli.screen import printable
from cabos.logs import first_line

WRONG = 1
WRONG_USE = 2
AWAY = 3


class Trouble(Exception):
    """Something is wrong, and this sentence says what; `code` is the exit code."""

    def __init__(self, sentence: str, code: int = WRONG) -> None:
        super().__init__(sentence)
        self.code = code


class Sentences(TyperGroup):
    """The root of the commands: whatever fails in one of them is told here."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (Trouble, DBAPIError, PoolTimeout, RedisError, RedisClusterException) as fault:
            sentence, code = _told(fault)
            typer.echo(f"cabos: {printable(sentence)}", err=True)
            raise typer.Exit(code) from fault


def _told(fault: Exception) -> tuple[str, int]:
    cause = getattr(fault, "orig", None) or fault
    match fault:
        case Trouble():
            return str(fault), fault.code
        case RedisAway() | RedisSilent() | RedisClusterException():
            return f"Redis does not answer: {first_line(cause)}", AWAY
        case RedisError():
            return f"Redis refuses: {first_line(cause)}", WRONG
        case OperationalError() | InterfaceError() | PoolTimeout():
            return f"PostgreSQL does not answer: {first_line(cause)}", AWAY
        case DBAPIError() if getattr(cause, "sqlstate", None) is None:
            # No server has said this: the driver does not understand the address.
            return f"DATABASE_URL: {first_line(cause)}", WRONG_USE
        case _:
            # A table that is missing, or one that this role may not see.
            return f"This is no database of a service: {first_line(cause)}", WRONG
