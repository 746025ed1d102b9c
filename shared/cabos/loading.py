"""Loading files of rows, each row in a transaction of its own: a bad one is named, and the rest goes in."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import Database
from cabos.journal import announced
from cabos.refusal import Refusal

Row = dict[str, Any]
Load = Callable[[AsyncSession, Row], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: where it stands, and the rule that it breaks."""

    file: str
    row: int
    field: str
    rule: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, {self.field}: {self.rule}"


@dataclass(slots=True)
class Report:
    """What became of the rows of each file; a row is unchanged when nothing had to be announced of it."""

    taken: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)


class BadFile(Exception):
    """A file that is no list of rows; the message names it and the place."""


def rows_of(file: Path) -> list[Row]:
    """The rows of a JSON file; raises `BadFile`."""
    try:
        rows = json.loads(file.read_bytes())
    except OSError as fault:
        raise BadFile(f"{file.name}: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise BadFile(f"{file.name}: not UTF-8") from None
    except json.JSONDecodeError as fault:
        raise BadFile(f"{file.name}, line {fault.lineno}: {fault.msg}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile(f"{file.name}: must be a list of objects")
    return rows


class Loading:
    """Loads file after file into one database, with a bar for each and one report of all."""

    def __init__(self, database: Database, console: Console) -> None:
        self.database = database
        self.console = console
        self.report = Report()

    async def load(self, name: str, rows: Iterable[Row], load: Load) -> None:
        """Load rows in their order; `load` raises `Refusal`, `ValidationError`, or `KeyError` for a missing field."""
        rows = list(rows)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console, transient=False) as progress:
            for number, row in enumerate(progress.track(rows, description=name), start=1):
                await self._one(name, number, row, load)

    async def _one(self, name: str, number: int, row: Row, load: Load) -> None:
        try:
            async with self.database.transaction() as session:
                await load(session, row)
                await session.flush()
                changed = announced(session) > 0
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False):
                self._refuse(name, number, ".".join(map(str, error["loc"])) or "row", error["msg"])
        except Refusal as refusal:
            self._refuse(name, number, refusal.field or "row", refusal.detail)
        except KeyError as missing:
            self._refuse(name, number, str(missing.args[0]), "is missing")
        except (TypeError, ValueError, AttributeError) as wrong:
            self._refuse(name, number, "row", str(wrong))
        except (IntegrityError, DataError) as wrong:
            self._refuse(name, number, "row", str(wrong.orig).splitlines()[0])
        else:
            (self.report.taken if changed else self.report.unchanged)[name] += 1

    def _refuse(self, name: str, number: int, where: str, rule: str) -> None:
        self.report.refused.append(Refused(name, number, where, rule))
