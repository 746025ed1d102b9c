"""Who writes into the register."""

from typing import Annotated

from cabos.http import Principal, requires
from fastapi import Depends

ROLE = "governance-officer"

officer = [Depends(requires(ROLE))]
"""For a route that needs the role and does not ask who has it."""

Officer = Annotated[Principal, Depends(requires(ROLE))]
"""For a route that notes who has asked."""
