"""Seats as the tests set them up and look at them."""

from typing import Any

from cabos.ids import stable_id

from tests.governance.office import CHILE, Office

GUATEMALA = stable_id("term", "GT")
LATER = stable_id("council-session", 133)
PATH = "/v1/vice-chair-terms"
TERM_TYPES = ("vice-chair.selected", "vice-chair.withdrawn", "vice-chair-term.moved", "vice-chair-term.started",
              "vice-chair-term.ended", "record.corrected")  # fmt: skip


async def chile_in_office(office: Office) -> None:
    await office.put(f"{PATH}/{CHILE}", region="AMS", administration="CL", started_on="2016-07-14", source="test")


async def chosen(office: Office) -> None:
    """Chile holds the seat, and the Dominican Republic is designate after the sessions of June 2018."""
    await chile_in_office(office)
    await office.plan_session()
    await office.open()
    assert (await office.select()).status_code == 204


async def seat(office: Office, day: str, **more: str) -> tuple[str, str | None, str | None]:
    """How the seat of the Americas stands on a day, who holds it and who is designate."""
    found: dict[str, Any] = await office.get("/v1/regions/AMS/vice-chair", as_of=day, **more)
    return found["state"], found["administration"], found["designate"] and found["designate"]["administration"]


async def told(office: Office, count: int) -> list[tuple[str, dict[str, Any]]]:
    events = await office.announced(count, *(f"governance.{name}.v1" for name in TERM_TYPES))
    return [(type_.split(".", 1)[1].removesuffix(".v1"), data) for type_, data in events]
