"""Who writes into the register of agreements, and where a list goes on."""

from typing import Annotated
from uuid import UUID

from cabos.http import Principal, requires
from fastapi import Depends, Query

ROLE = "aeo-officer"

officer = [Depends(requires(ROLE))]
"""For a route that needs the role and does not ask who has it."""

Officer = Annotated[Principal, Depends(requires(ROLE))]
"""For a route that notes who has asked."""

After = Annotated[UUID | None, Query(description="`next` of the page before")]
