"""Vice-Chair terms told again from events alone: what a listener knows that has read the whole journal."""

from collections.abc import Iterable
from typing import Any

State = dict[str, dict[str, Any]]

FACTS = (
    "region", "administration", "stage", "selected_on", "selected_at", "selection_method", "conference_id",
    "after_session_id", "expected_on", "started_on", "start_reason", "ended_on", "end_reason", "withdrawn_on",
    "withdrawal_reason", "office_holders", "confidence", "note", "source", "version",
)  # fmt: skip


def rebuild(events: Iterable[tuple[str, dict[str, Any]]]) -> State:
    """By term, what the events of governance say of it after the last one."""
    terms: State = {}
    for type_, data in events:
        noun_and_participle = type_.removeprefix("governance.").removesuffix(".v1")
        if noun_and_participle == "record.corrected" and data["kind"] == "vice_chair_term":
            term = terms[data["record"]]
            term |= {data["field"]: data["after"], "source": data["stated_by"], "version": data["version"]}
        elif noun_and_participle in APPLY:
            term = terms.setdefault(data["term_id"], dict.fromkeys(FACTS) | {"stage": "undated", "office_holders": []})
            term |= {field: data[field] for field in ("region", "administration", "version")}
            term |= APPLY[noun_and_participle](term, data)
    return terms


def _selected(_: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    told = {field: data[field] for field in ("conference_id", "selected_on", "after_session_id", "expected_on")}
    return told | {"stage": "designate", "source": data["stated_by"]}


def _described(_: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    fields = ("selected_on", "selected_at", "selection_method", "conference_id", "note", "confidence")
    return {field: data[field] for field in fields} | {"source": data["stated_by"]}


def _moved(_: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return {field: data[field] for field in ("after_session_id", "expected_on")}


def _withdrawn(_: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    told = {"withdrawn_on": data["withdrawn_on"], "withdrawal_reason": data["reason"]}
    return told | {"stage": "withdrawn", "expected_on": None}


def _started(term: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    told = {"started_on": data["started_on"], "start_reason": data["reason"], "expected_on": None}
    return told | {"stage": "ended" if term["ended_on"] else "in_office"}


def _ended(_: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return {"ended_on": data["ended_on"], "end_reason": data["reason"], "stage": "ended"}


def _office(_: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    holders = [dict(holder) for holder in data["office_holders"]]
    return {"office_holders": [holder | {"source": holder.pop("stated_by")} for holder in holders]}


APPLY = {
    "vice-chair.selected": _selected,
    "vice-chair.withdrawn": _withdrawn,
    "vice-chair-term.described": _described,
    "vice-chair-term.moved": _moved,
    "vice-chair-term.started": _started,
    "vice-chair-term.ended": _ended,
    "vice-chair-office.changed": _office,
}
