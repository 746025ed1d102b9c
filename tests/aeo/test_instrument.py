"""What an instrument is, told from the words of its source."""

from typing import Any

import pytest
from aeo.model.instrument import kind_of
from cabos.database import execute
from main_job import facts
from sqlalchemy import text

from tests.aeo.desk import AGREEMENT, PLAN, Desk, done, refused

KNOWN = {
    "MRA": "arrangement",
    "Mutual Recognition Decision (Joint Customs Cooperation Committee)": "joint_committee_decision",
    "Decision of the Joint Customs Cooperation Committee": "joint_committee_decision",
    "Letter of intent": "letter_of_intent",
    "Joint Action Plan": "action_plan",
    "Action Plan": "action_plan",
    "Joint Work Plan": "joint_work_plan",
    "Arreglo de Reconocimiento Mutuo": "arrangement",
    "bloc-to-bloc MRA": "bloc_to_bloc",
    "Administrative Directive": "administrative_directive",
    "annex to a trade agreement": "trade_agreement_annex",
}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *KNOWN.items(),
        ("Plan de trabajo conjunto", "joint_work_plan"),
        ("Joint work-plan", "joint_work_plan"),
        ("Programa de trabajo conjunto", "joint_work_plan"),
        ("Plano conjunto de trabalho", "joint_work_plan"),
        ("Programme de travail", "joint_work_plan"),
        ("Work programme towards mutual recognition", "joint_work_plan"),
        ("Plan of Action", "action_plan"),
        ("Plan d'action conjoint", "action_plan"),
        ("Plano de ação conjunto", "action_plan"),
        ("Roadmap", "action_plan"),
        ("Hoja de ruta", "action_plan"),
        ("Feuille de route", "action_plan"),
        ("Carta de intención", "letter_of_intent"),
        ("Declaración de intenciones", "letter_of_intent"),
        ("Declaração de intenções", "letter_of_intent"),
        ("Déclaration d'intention", "letter_of_intent"),
        ("Memorandum of Intent", "letter_of_intent"),
        ("Framework programme and agreement", "agreement"),
        ("Acuerdo de Reconocimiento Mutuo", "agreement"),
        ("M.R.A.", "arrangement"),
        ("Memorandum of Understanding", "other"),
        ("Alarm plan for the farm", "other"),
    ],
)
def test_words_tell_the_kind(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_all_instruments_of_the_known_data_have_a_kind() -> None:
    assert {row["instrument"] for row in facts.rows("mras")} == set(KNOWN)


@pytest.mark.parametrize(
    "words",
    ["Joint work-plan", "Plan of Action", "Declaración de intenciones", "Memorandum of Intent", "Roadmap",
     "Hoja de ruta", "Programa de trabajo conjunto", "Work programme towards mutual recognition"],
)  # fmt: skip
async def test_a_signed_plan_is_not_counted_as_an_agreement(desk: Desk, words: str) -> None:
    opened = await desk.open(stage="signed", signed_on="2018-04-17", instrument=words)
    drafted = await desk.draft(instrument=words)

    assert "it is put on record as a work plan" in refused(opened, 422, "instrument")
    assert drafted.status_code == 204
    totals = await desk.get("/v1/totals", on="2026-01-01")
    assert (totals["bilateral"]["at_most"], totals["plans"]["at_most"]) == (0, 1)


async def test_what_words_do_not_tell_has_to_be_said(desk: Desk) -> None:
    unheard = {"instrument": "Memorandum of Understanding"}

    untold = [await desk.open(**unheard), await desk.draft(**unheard)]
    for _ in range(2):
        await done(desk.open(**unheard, instrument_kind="arrangement"))
        await done(desk.draft(**unheard, instrument_kind="other"))

    for response in untold:
        assert "do not tell what it is: it has to be said" in refused(response, 422, "instrument_kind")
    assert await desk.told(2) == [("agreement.opened", 1), ("work-plan.drafted", 1)]
    kinds = {
        each: (await desk.get(f"/v1/{each}"))["items"][0]["instrument_kind"] for each in ("agreements", "work-plans")
    }
    assert kinds == {"agreements": "arrangement", "work-plans": "other"}


async def test_what_is_said_wins_over_the_words(desk: Desk) -> None:
    plan = await desk.open(instrument="Acuerdo", instrument_kind="letter_of_intent")
    agreement = await desk.draft(instrument="Joint Work Plan", instrument_kind="agreement")
    await done(desk.open(instrument="Action plan and agreement", instrument_kind="agreement"))
    await done(desk.draft(instrument="Acuerdo", instrument_kind="letter_of_intent"))

    assert "it is put on record as a work plan" in refused(plan, 422, "instrument_kind")
    assert "it is put on record as an agreement" in refused(agreement, 422, "instrument_kind")
    assert "Input should be" in refused(await desk.open(instrument_kind="treaty"), 422, "instrument_kind")
    await done(desk.sign())
    assert (await desk.agreement())["instrument_kind"] == "agreement"
    assert (await desk.plan())["instrument_kind"] == "letter_of_intent"


async def test_a_kind_is_said_of_a_signed_plan_whose_words_did_not_tell(desk: Desk) -> None:
    untold = {"name": "Plan", "parties": ["BR", "MX"], "instrument": "Understanding", "source": "test"}
    await on_record_without_a_kind(desk, untold)
    await done(desk.ask(f"/v1/work-plans/{PLAN}", **untold))
    await done(desk.sign_plan())

    await done(desk.ask(f"/v1/work-plans/{PLAN}", **untold, instrument_kind="action_plan"))

    assert (await desk.plan())["instrument_kind"] == "action_plan"


async def test_an_agreement_from_before_kinds_were_said_stays_as_it_is(desk: Desk) -> None:
    untold = {"name": "Agreement", "parties": ["BR", "MX"], "instrument": "Understanding", "source": "test"}
    await on_record_without_a_kind(desk, untold)

    await done(desk.ask(f"/v1/agreements/{AGREEMENT}", **untold))
    await done(desk.sign())

    shown = await desk.agreement()
    assert (shown["instrument_kind"], shown["stage"], shown["record"]["instrument_kind"]) == ("other", "signed", None)


async def on_record_without_a_kind(desk: Desk, facts: dict[str, Any]) -> None:
    """The rows that an earlier version wrote: their records have no such field."""
    said = {"instrument_kind": "other"}
    await done(desk.ask(f"/v1/agreements/{AGREEMENT}", **facts, **said))
    await done(desk.ask(f"/v1/work-plans/{PLAN}", **facts, **said))
    async with desk.aeo.database.transaction() as session:
        for table in ("agreement", "work_plan"):
            await execute(session, text(f"UPDATE {table} SET record = record - 'instrument_kind'"))
