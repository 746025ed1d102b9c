"""The words that the events of aeo share."""

from typing import Annotated

from pydantic import Field

from cabos_contracts.types import EconomyCode, KnownValues, Word

Stage = Annotated[
    str,
    KnownValues(
        "contact",
        "planned",
        "under_negotiation",
        "signed",
        "pilot",
        "partially_in_force",
        "in_force",
        "suspended",
        "superseded",
        "terminated",
    ),
]
ProgrammeState = Annotated[
    str, KnownValues("planned", "under_development", "pilot", "operational", "suspended", "closed", "unknown")
]
OperatorType = Annotated[
    str,
    KnownValues(
        "manufacturer",
        "importer",
        "exporter",
        "broker",
        "carrier",
        "consolidator",
        "intermediary",
        "port",
        "airport",
        "terminal",
        "integrated_operator",
        "warehouse",
        "distributor",
    ),
]
PlanOutcome = Annotated[str, KnownValues("under_negotiation", "superseded")]
Parties = Annotated[tuple[EconomyCode, ...], Field(min_length=2, description="economies, sorted, each once")]
Instrument = Annotated[str, Field(description="the legal form, in the words of the source: MRA, Joint Work Plan")]
Source = Annotated[str, Field(description="where the facts come from, in words that a reader can follow")]
InstrumentKind = Annotated[
    str,
    KnownValues(
        "letter_of_intent",
        "joint_work_plan",
        "action_plan",
        "arrangement",
        "agreement",
        "joint_committee_decision",
        "administrative_directive",
        "trade_agreement_annex",
        "bloc_to_bloc",
        "other",
    ),
    Field(description="what the words of the source amount to"),
]


class Signatory(Word):
    """Who signed for a party; the name of a person only where the signed text makes it public."""

    party: EconomyCode
    name: str | None = None
    office: str


Signatories = Annotated[
    tuple[Signatory, ...] | None, Field(description="who signed, by party; null where nobody has told")
]
