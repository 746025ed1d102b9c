"""A row of a data file, as it is printed there, and the names that its codes stand for."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict


class FileRow(BaseModel):
    """A field that no file of its kind has is a mistake and is named, never dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names:
    """What economies are called in the files of a folder, and which of them are Members."""

    def __init__(self, folder: Path) -> None:
        self.members = {row["iso2"]: row["name"] for row in _rows(folder / "members.json")}
        self.others = {row["iso2"]: row["economy"] for row in _rows(folder / "aeo_programmes.json")}

    def of(self, economy: str) -> str:
        found: str = self.members.get(economy) or self.others.get(economy, economy)
        return found

    def strangers(self, economies: list[str]) -> list[str]:
        """Those that are no Members; none, where the folder does not say who is."""
        return [economy for economy in economies if self.members and economy not in self.members]


def _rows(file: Path) -> list[dict[str, Any]]:
    # Whatever is wrong with the file itself is told when that file is loaded.
    try:
        rows = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return []
    wanted = {"iso2", "name", "economy"}
    return [row for row in rows if isinstance(row, dict) and len(wanted & row.keys()) == 2] if rows else []
