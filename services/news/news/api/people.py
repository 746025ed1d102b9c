"""Who writes, who publishes, and who only reads."""

from typing import Annotated

from cabos.http import Principal, requires, visitor
from fastapi import Depends

from news.model.version import EDITOR, PUBLISHER

Newsroom = Annotated[Principal, Depends(requires(EDITOR, PUBLISHER))]
Publisher = Annotated[Principal, Depends(requires(PUBLISHER))]
Visitor = Annotated[Principal | None, Depends(visitor)]


def of_the_newsroom(principal: Principal | None) -> bool:
    return principal is not None and not principal.roles.isdisjoint({EDITOR, PUBLISHER})
