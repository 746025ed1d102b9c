"""Who writes into the register."""

from typing import Annotated

from cabos.http import requires
from cabos.http.proposals import Propose, proposing
from fastapi import Depends

from governance.commands.approval import four_eyes

ROLE = "governance-officer"

officer = [Depends(requires(ROLE))]
"""For a route that needs the role and does not ask who has it."""

Proposing = Annotated[Propose, proposing(four_eyes, ROLE)]
"""For a route of something that needs two officers."""
