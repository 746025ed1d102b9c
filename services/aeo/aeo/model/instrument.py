"""What an instrument is, told from the words of its source."""

import re
from enum import StrEnum

from cabos.refusal import Invalid


class InstrumentKind(StrEnum):
    """The forms in which economies agree on recognition, and the papers on the way there."""

    LETTER_OF_INTENT = "letter_of_intent"
    JOINT_WORK_PLAN = "joint_work_plan"
    ACTION_PLAN = "action_plan"
    ARRANGEMENT = "arrangement"
    AGREEMENT = "agreement"
    JOINT_COMMITTEE_DECISION = "joint_committee_decision"
    ADMINISTRATIVE_DIRECTIVE = "administrative_directive"
    TRADE_AGREEMENT_ANNEX = "trade_agreement_annex"
    BLOC_TO_BLOC = "bloc_to_bloc"
    OTHER = "other"

    @property
    def leads_to_an_agreement(self) -> bool:
        """Whether it is a paper on the way, which recognises nobody and is never counted as an agreement."""
        return self in (InstrumentKind.LETTER_OF_INTENT, InstrumentKind.JOINT_WORK_PLAN, InstrumentKind.ACTION_PLAN)


# From the particular to the general: a decision of a joint committee is also called an agreement. "MRA" may be read
# either way; the SAFE Framework says arrangement first.
_WORDS = [
    (
        InstrumentKind.LETTER_OF_INTENT,
        r"(letters?|statement|declaration|memorandum) of intent|(lettre|d[eé]claration|m[eé]morandum) d.intention"
        r"|(carta|declaraci[oó]n|declara[cç][aã]o|memor[aá]n(dum|do)) de inten",
    ),
    (
        InstrumentKind.ACTION_PLAN,
        r"action[- ]?plan|plan of action|plan( conjoint)? d.action|plano?( conjunto)? de acci[oó]n"
        r"|plano( conjunto)? de a[cç][aã]o|\broad[- ]?map|hoja de ruta|feuille de route|\broteiro",
    ),
    (
        InstrumentKind.JOINT_WORK_PLAN,
        r"\bwork(ing)?[- ]?(plan|program)|(plan|programa)( conjunto)? de trabajo"
        r"|(plano|programa)( conjunto)? de trabalho|(plan|programme)( conjoint)? de travail",
    ),
    (InstrumentKind.BLOC_TO_BLOC, r"bloc[- ]to[- ]bloc"),
    (InstrumentKind.ADMINISTRATIVE_DIRECTIVE, r"directive|directiva"),
    (InstrumentKind.TRADE_AGREEMENT_ANNEX, r"\bannexe?\b|\banexo\b"),
    (InstrumentKind.JOINT_COMMITTEE_DECISION, r"decision|decisi[oó]n|d[eé]cision|decis[aã]o"),
    (InstrumentKind.ARRANGEMENT, r"arrangement|arreglo|arranjo|\bm\.?r\.?a\b|\barm\b"),
    (InstrumentKind.AGREEMENT, r"agreement|acuerdo|acordo|accord|treaty|tratado"),
]


class KindUntold(Invalid):
    """The words of the instrument do not tell what it is, and nobody has said it."""


def kind_of(instrument: str) -> InstrumentKind:
    said = instrument.casefold()
    return next((kind for kind, words in _WORDS if re.search(words, said)), InstrumentKind.OTHER)
