"""Who signed, for each party."""

from collections import Counter
from typing import Annotated

from cabos_contracts.types import EconomyCode
from pydantic import AfterValidator, Field

from aeo.model.facts import Facts

Short = Annotated[str, Field(min_length=1, max_length=150)]
FOR_EACH_PARTY = 3
MOST = 60
"""All of them are told in one event, beside names and sources that have their room there."""


class Signatory(Facts):
    """Who signed for a party. Of a person only the name is kept, and only where the signed text makes it public."""

    party: EconomyCode
    name: Short | None = Field(default=None, description="of the person, as the signed text has it")
    office: Short = Field(description="in which it was signed: Director General of Customs")


def _few(signatories: tuple[Signatory, ...]) -> tuple[Signatory, ...]:
    crowded = sorted(p for p, count in Counter(each.party for each in signatories).items() if count > FOR_EACH_PARTY)
    if crowded:
        raise ValueError(f"at most {FOR_EACH_PARTY} sign for a party, here more for {', '.join(crowded)}")
    if len(set(signatories)) < len(signatories):
        raise ValueError("each signs once, and one is here twice")
    # Parties have no order; among those of one party the order of the text stays.
    return tuple(sorted(signatories, key=lambda each: each.party))


Signatories = Annotated[tuple[Signatory, ...], Field(min_length=1, max_length=MOST), AfterValidator(_few)]
