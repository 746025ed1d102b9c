"""regions.json: what the six regions are called in three languages."""

from typing import Any

from cabos_contracts.types import RegionCode
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import RegisterRegion, register_region
from governance.loading.row import Confidence, FileRow


class RegionRow(FileRow):
    code: RegionCode
    name_en: str
    name_es: str
    name_fr: str
    meeting_name: str
    source: str
    confidence: Confidence | None = None


async def load_region(session: AsyncSession, row: dict[str, Any]) -> None:
    found = RegionRow.model_validate(row)
    facts = {
        "name": found.name_en,
        "names": {"en": found.name_en, "es": found.name_es, "fr": found.name_fr},
        "meeting_name": found.meeting_name,
        "source": found.source,
        "confidence": found.confidence,
    }
    await register_region(session, found.code, RegisterRegion.model_validate(facts))
