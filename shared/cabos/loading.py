"""Loading files of rows, each row in a transaction of its own: a bad one is named, and the rest goes in."""

import asyncio
import copy
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import DATABASE_FAULTS, Database
from cabos.journal import announced
from cabos.loaded import said_before
from cabos.logs import first_line
from cabos.refusal import Refusal, rule_of

Row = dict[str, Any]
Load = Callable[[AsyncSession, Row], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: where it stands (0: the file itself), and the rule that it breaks."""

    file: str
    row: int
    field: str
    rule: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        return f"{self.file}{row}, {self.field}: {self.rule}"


@dataclass(slots=True)
class Report:
    """What became of the rows of each file.

    A row is unchanged when it says what it said when it was last loaded, or nothing had to be announced of it.
    """

    taken: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "files": [{"file": name, **counts} for name, counts in self.counts()],
            "refused": [asdict(refused) for refused in self.refused],
        }

    def counts(self) -> list[tuple[str, dict[str, int]]]:
        """By file, in the order in which they were loaded."""
        lost = Counter(refused.file for refused in {(r.file, r.row): r for r in self.refused}.values())
        names = dict.fromkeys([*self.taken, *self.unchanged, *lost])
        return [
            (name, {"taken": self.taken[name], "unchanged": self.unchanged[name], "refused": lost[name]})
            for name in names
        ]

    def table(self) -> Table:
        table = Table("file", "taken", "unchanged", "refused", box=None, header_style="bold")
        for name, counts in self.counts():
            table.add_row(name, *map(str, counts.values()))
        return table


def load_folder(
    database_url: str, folder: Path, load: "Callable[[Loading], Awaitable[None]] | None", as_json: bool
) -> int:
    """Load a folder and show the report; the exit code: 0 all is in, 1 rows were refused, 2 the database is away."""
    # What is done meanwhile goes to stderr where the report itself is to be read by a program.
    console = Console(stderr=as_json)
    loading = Loading(Database(database_url), folder, console)
    try:
        asyncio.run(_through(loading, load))
    except DATABASE_FAULTS as fault:
        Console(stderr=True).print(f"The database is away: {first_line(fault)}", markup=False)
        return 2
    if as_json:
        print(json.dumps(loading.report.to_json(), ensure_ascii=False, indent=2))
    else:
        console.print(loading.report.table())
        for refused in loading.report.refused:
            console.print(str(refused), style="red", markup=False, highlight=False, soft_wrap=True)
    return 1 if loading.report.refused else 0


async def _through(loading: "Loading", load: "Callable[[Loading], Awaitable[None]] | None") -> None:
    try:
        if load is not None:
            await load(loading)
    finally:
        await loading.database.close()


class Loading:
    """Loads file after file of a folder into one database, with a bar for each and one report of all."""

    def __init__(self, database: Database, folder: Path, console: Console) -> None:
        self.database = database
        self.folder = folder
        self.console = console
        self.report = Report()

    async def file(
        self,
        name: str,
        load: Load,
        rows_of: Callable[[Any], Iterable[Row]] = list,
        *,
        known_by: Sequence[str] = (),
    ) -> None:
        """Load a JSON file, each of the rows that `rows_of` finds in it; a file that is not there is left out.

        `known_by` are the fields that tell its rows apart: one that says what it said when it was last loaded leaves
        its record as it has become since. Without them each is loaded every time, which is for rows that depend on
        what else is on record. `load` raises `Refusal` or `ValidationError`, or `KeyError` for a field that is missing.
        """
        path = self.folder / name
        if not path.exists():
            self.console.print(f"{name}: not in {self.folder}, left out")
            return
        try:
            rows = list(rows_of(json.loads(path.read_bytes())))
        except json.JSONDecodeError as fault:
            self._refuse(name, 0, f"line {fault.lineno}", fault.msg)
        except (OSError, UnicodeDecodeError) as fault:
            self._refuse(name, 0, "file", str(fault))
        except (TypeError, KeyError, AttributeError):
            self._refuse(name, 0, "file", "does not have the form of this file")
        else:
            await self.rows(name, rows, load, known_by)

    async def rows(self, name: str, rows: Sequence[Row], load: Load, known_by: Sequence[str] = ()) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console) as progress:
            for number, row in enumerate(progress.track(rows, description=name), start=1):
                await self._one(name, number, row, load, known_by)

    async def _one(self, name: str, number: int, row: Row, load: Load, known_by: Sequence[str]) -> None:
        try:
            if not isinstance(row, dict):
                raise TypeError("must be an object")
            async with self.database.transaction() as session:
                # Noted with the row itself: one that is refused is tried again.
                if not (known_by and await said_before(session, name, row, known_by)):
                    await load(session, copy.deepcopy(row))
                    await session.flush()
                changed = announced(session) > 0
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False):
                self._refuse(name, number, ".".join(map(str, error["loc"])) or "row", rule_of(error))
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
