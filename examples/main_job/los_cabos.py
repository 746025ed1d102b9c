"""The XXI Regional Conference, fact by fact, and what Brazil and Mexico signed there."""

import json
from typing import Any

from cabos.ids import stable_id

from main_job import facts
from main_job.facts import DATA, Put, agreement_id, name_of, rest, rows, session_id, term_id

NUMBER, REGION = 21, "AMS"
CONFERENCE = stable_id("conference", REGION, NUMBER)
DECISION = stable_id("decision", REGION, NUMBER, 1)
SESSION = session_id(132)
HOLDER, SUCCESSOR = "CL", "DO"
TERM = term_id(REGION, SUCCESSOR)
PLAN_PARTIES = ["BR", "MX"]
WORK_PLAN = stable_id("work-plan", *PLAN_PARTIES, 2018)

RECORD = (
    "people",
    "organizations",
    "priorities",
    "presented_by",
    "strategic_plan",
    "presentations",
    "acknowledgements",
    "instruments_mentioned",
)


def page() -> dict[str, Any]:
    """The newsroom's page, taken apart."""
    found: dict[str, Any] = json.loads((DATA / "los_cabos_2018.json").read_text(encoding="utf-8"))
    return found


def _path(*parts: str) -> str:
    return "/".join(["/v1/conferences", str(CONFERENCE), *parts])


def convening() -> Put:
    said = page()
    frame = said["conference"]
    # That they were signed at this conference is said by where they are recorded.
    signings = [{k: v for k, v in noted.items() if k != "signed_at_conference"} for noted in said["agreements"]]
    capacity, administration = frame["chair_in_capacity_of"].rsplit(" ", 1)
    body = {
        "region": frame["region"],
        "number": frame["number"],
        "name": frame["name"],
        "place": {"city": frame["place"]["city"], "economy": frame["place"]["country"]},
        "starts_on": frame["start"],
        "ends_on": frame["end"],
        "host": frame["host_administration"],
        "chair": {"name": frame["chair"], "administration": administration, "capacity": capacity},
        "record": {field: said[field] for field in RECORD} | {"inviter": frame["inviter"], "agreements": signings},
        "source": said["page"]["source"],
    }
    return Put("governance", _path(), body)


def opening() -> Put:
    return Put("governance", _path("opening"), {"opened_on": page()["conference"]["start"]})


def holding() -> Put:
    return Put("governance", _path("holding"), {"held_on": page()["conference"]["end"]})


def decision() -> Put:
    """The choice of the next Vice-Chair; its day is not printed, so none is stated."""
    said = page()
    decided = said["vice_chair"]["decision"]
    text, effective = decided.pop("what"), decided.pop("effective")
    selects = {"term_id": str(TERM), "administration": SUCCESSOR, "after_session_id": str(SESSION)}
    source = "; ".join([said["page"]["source"], *rest(decided)])
    body = {"kind": "vice_chair_selection", "text": text, "effective": effective, "selects": selects, "source": source}
    return Put("governance", _path("decisions", str(DECISION)), body)


def work_plan() -> tuple[Put, Put]:
    """The joint work plan of Brazil and Mexico and its signature, as the agreement that came of it tells them."""
    outcome = next(row for row in rows("mras") if row["id"] == "mra-030-br-mx-2021")
    step = outcome["milestones"][0]
    path = f"/v1/work-plans/{WORK_PLAN}"
    plan = {
        "name": name_of(PLAN_PARTIES, "Joint Work Plan"),
        "parties": PLAN_PARTIES,
        "instrument": "Joint Work Plan",
        "leads_to": str(agreement_id(outcome["id"])),
        "notes": [step["what"]],
        "source": step["source"],
    }
    signature = {"signed_on": step["date"], "signed_at": "Los Cabos", "conference_id": str(CONFERENCE)}
    return Put("aeo", path, plan), Put("aeo", f"{path}/signature", signature)


def closing() -> Put:
    """The closing of the session after which the choice takes effect."""
    return facts.closing(next(plan for plan in facts.council_sessions() if plan.path.endswith(str(SESSION))))


def terms_before_the_choice() -> list[Put]:
    """The terms of the other regions, and of this one up to the holder's: the closing of the session will end it."""
    before = [term for term in facts.vice_chair_terms() if term not in terms_from_the_choice_on()]
    holder = next(term for term in before if term.path.endswith(str(term_id(REGION, HOLDER))))
    last_day = holder.body.pop("ended_on")
    holder.body["note"] = f"{holder.body['note']}; last day: {last_day}"
    return before


def terms_from_the_choice_on() -> list[Put]:
    """The term that the conference's choice makes, and those that followed it in the region."""
    terms = [term for term in facts.vice_chair_terms() if term.body["region"] == REGION]
    chosen = next(n for n, term in enumerate(terms) if term.path.endswith(str(TERM)))
    return terms[chosen:]
