"""From the shipped data files to the requests that put them on record, with nothing of a row left out."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cabos.ids import stable_id

Row = dict[str, Any]

DATA = Path(__file__).parents[1] / "data"
PLANS = ("Letter of intent", "Joint Work Plan", "Joint Action Plan", "Action Plan")
MEETINGS = {
    "AMS": "Regional Conference of Customs Directors General",
    "EUR": "Heads of Customs Conference",
    "AP": "Regional Heads of Customs Administrations Conference",
    "MENA": "Regional meeting of Directors General",
    "WCA": "Conference of Directors General",
    "ESA": "Governing Council",
}


@dataclass(frozen=True, slots=True)
class Put:
    """One request: PUT `path` at `service` with `body`; asking twice is harmless."""

    service: str
    path: str
    body: Row


@cache
def _file(name: str) -> str:
    return (DATA / f"{name}.json").read_text(encoding="utf-8")


def rows(name: str) -> list[Row]:
    """The rows of a data file, fresh, so that a mapping may take them apart."""
    found: list[Row] = json.loads(_file(name))
    return found


@cache
def member_names() -> dict[str, str]:
    return {row["iso2"]: row["name"] for row in rows("members")}


def rest(row: Row) -> list[str]:
    """What is left of a row when its known fields are taken out of it, in words; null was never said."""
    return [line for field, value in row.items() for line in _words(field.replace("_", " "), value)]


def _words(field: str, value: Any) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, list):
        yield from (line for item in value for line in _words(field, item))
    elif isinstance(value, str | int):
        yield f"{field}: {value}"
    else:
        yield f"{field}: {json.dumps(value, ensure_ascii=False)}"


def _given(**fields: Any) -> Row:
    """A request's body: what a source does not say is left out."""
    return {field: value for field, value in fields.items() if value is not None}


def regions() -> list[Put]:
    names = {row["region"]: row["region_name"] for row in rows("members")}
    return [
        Put("governance", f"/v1/regions/{code}", {"name": names[code], "meeting_name": meeting})
        for code, meeting in MEETINGS.items()
    ]


def members() -> list[Put]:
    return [_member(row) for row in rows("members")]


def _member(row: Row) -> Put:
    # The region's name is told of the region, and a day's precision by how it is written.
    row.pop("region_name"), row.pop("accession_precision")
    body = _given(
        name=row.pop("name"),
        region=row.pop("region"),
        membership=row.pop("membership"),
        kind=row.pop("party_kind", "state"),
        joined_on=row.pop("accession"),
    )
    economy = row.pop("iso2")
    body["source"] = "; ".join([row.pop("source"), *rest(row)])
    return Put("governance", f"/v1/members/{economy}", body)


def session_id(first_number: int) -> UUID:
    return stable_id("council-session", first_number)


def council_sessions() -> list[Put]:
    """The plan of every session."""
    return [_council_session(row) for row in rows("council_sessions")]


def _council_session(row: Row) -> Put:
    numbers = [int(number) for number in row.pop("sessions").split("/")]
    body = _given(
        numbers=numbers,
        opens_on=row.pop("start"),
        closes_on=row.pop("end"),
        chair=row.pop("chair"),
        members=row.pop("members"),
    )
    body["source"] = "; ".join([row.pop("source"), *rest(row)])
    return Put("governance", f"/v1/council-sessions/{session_id(numbers[0])}", body)


def closing(plan: Put) -> Put:
    """The closing of a session on the last day that its plan names."""
    return Put("governance", f"{plan.path}/closing", {"closed_on": plan.body["closes_on"]})


def term_id(region: str, administration: str, nth: int = 1) -> UUID:
    """The `nth` term of an administration; a first one needs no number."""
    return stable_id("vice-chair-term", region, administration, *([nth] if nth > 1 else []))


def vice_chair_terms() -> list[Put]:
    """Every known term, by region and in the order in which they were held."""
    held: Counter[tuple[str, str]] = Counter()
    terms = []
    for row in rows("vice_chairs"):
        seat = (row["region"], row["administration"])
        held[seat] += 1
        terms.append(_vice_chair_term(row, term_id(*seat, held[seat])))
    return terms


def _vice_chair_term(row: Row, id_: UUID) -> Put:
    body = _given(
        region=row.pop("region"),
        administration=row.pop("administration"),
        selected_on=row.pop("selected_on", None),
        selected_at=row.pop("selected_at", None),
        selection_method=row.pop("selection_method", None),
        started_on=row.pop("effective_from"),
        ended_on=row.pop("effective_to"),
        office_holders=row.pop("holders"),
        confidence=row.pop("confidence"),
        source=row.pop("source"),
    )
    note = [row.pop("note", None), *rest(row)]
    return Put("governance", f"/v1/vice-chair-terms/{id_}", body | _given(note="; ".join(filter(None, note)) or None))


def programmes() -> list[Put]:
    return [_programme(row) for row in rows("aeo_programmes")]


def _programme(row: Row) -> Put:
    economy = row.pop("iso2")
    member = row.pop("wco_member", True)
    if member_names().get(economy) == row["economy"]:
        del row["economy"]
    body = _given(
        economy=economy,
        non_member=not member,
        name=row.pop("programme"),
        state=row.pop("status"),
        launch_year=row.pop("launch_year"),
        former_names=row.pop("former_names", None),
        renamed_on=row.pop("renamed_on", None),
        operator_types=row.pop("operator_types"),
        tiers=row.pop("tiers", None),
        operators=row.pop("operators", None),
        operators_as_of=row.pop("operators_as_of", None),
        scope=row.pop("scope_note", None),
        code_format=row.pop("aeo_code_format", None),
        history=row.pop("history", None),
        conflicts=row.pop("conflicts", None),
        confidence=row.pop("confidence"),
        source=row.pop("source"),
    )
    return Put("aeo", f"/v1/programmes/{stable_id('programme', economy)}", body | {"particulars": row})


def agreement_id(row_id: str) -> UUID:
    return stable_id("agreement", row_id)


def agreements() -> list[Put]:
    """Every row of mras.json but the plans: a plan is no agreement."""
    return [_agreement(row) for row in rows("mras") if row["instrument"] not in PLANS]


def _agreement(row: Row) -> Put:
    path = f"/v1/agreements/{agreement_id(row['id'])}"
    body = _given(
        stage=row.pop("status"),
        stage_basis=row.pop("status_basis"),
        signed_on=row.pop("signed"),
        signed_at=row.pop("signed_at", None),
        in_force_on=row.pop("in_force"),
        party_in_force=row.pop("party_in_force", None),
        likely_in_force=row.pop("likely_in_force", None),
    )
    return Put("aeo", path, body | _between(row))


def work_plans() -> list[Put]:
    """The rows of mras.json that are plans."""
    return [_work_plan(row) for row in rows("mras") if row["instrument"] in PLANS]


def work_plan_signatures() -> list[Put]:
    """The signatures of those plans of which a source gives the day."""
    signed = [row for row in rows("mras") if row["instrument"] in PLANS and row["signed"]]
    return [
        Put("aeo", f"{_plan_path(row)}/signature", _given(signed_on=row["signed"], signed_at=row.get("signed_at")))
        for row in signed
    ]


def _plan_path(row: Row) -> str:
    return f"/v1/work-plans/{stable_id('work-plan', row['id'])}"


def _work_plan(row: Row) -> Put:
    path = _plan_path(row)
    row.pop("signed"), row.pop("signed_at", None)
    body = {"outcome": row.pop("status"), "outcome_basis": row.pop("status_basis")}
    return Put("aeo", path, body | _between(row))


def _between(row: Row) -> Row:
    """What agreements and plans have in common, and whatever else the row says."""
    # Bilateral and plurilateral follow from the parties, and a day's precision from how it is written.
    row.pop("type"), row.pop("signed_precision"), row.pop("in_force_precision")
    parties, instrument, notes = row.pop("parties"), row.pop("instrument"), row.pop("notes", None)
    body = _given(
        name=row.pop("name", None) or name_of(parties, instrument),
        parties=parties,
        non_members=[party for party in parties if party not in member_names()],
        programmes=dict(zip(parties, row.pop("programmes"), strict=True)),
        instrument=instrument,
        milestones=row.pop("milestones", None),
        conflicts=row.pop("conflicts", None),
        notes=[notes] if notes else None,
        confidence=row.pop("confidence"),
        source=row.pop("source"),
    )
    return body | {"particulars": {field: value for field, value in row.items() if value is not None}}


def name_of(parties: list[str], instrument: str) -> str:
    """What an instrument is called that its source gives no name."""
    names = [member_names().get(party) or _other_names()[party] for party in parties]
    return f"{' - '.join(names)} {instrument}"


@cache
def _other_names() -> dict[str, str]:
    """Economies that are no Members and run a programme nevertheless."""
    return {row["iso2"]: row["economy"] for row in rows("aeo_programmes")}
