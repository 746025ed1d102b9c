"""Who writes into the register of agreements, and where a list goes on."""

from typing import Annotated
from uuid import UUID

from cabos.http import requires
from cabos.http.proposals import Propose, proposing
from fastapi import Depends, Query

from aeo.commands.approval import four_eyes

ROLE = "aeo-officer"

officer = [Depends(requires(ROLE))]
"""For a route that needs the role and does not ask who has it."""

Proposing = Annotated[Propose, proposing(four_eyes, ROLE)]
"""For a route of something that needs two officers."""

After = Annotated[UUID | None, Query(description="`next` of the page before")]
