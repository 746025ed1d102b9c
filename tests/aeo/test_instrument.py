"""What an instrument is, told from the words of its source."""

import pytest
from aeo.model.instrument import kind_of
from main_job import facts

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
        ("Carta de intención", "letter_of_intent"),
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
