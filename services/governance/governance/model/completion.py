"""What may be added to a record that stands: everything it does not say yet, and nothing against what it says."""

from collections.abc import Sequence
from typing import Any

from cabos_contracts.types import PartialDate
from pydantic import BaseModel


def contradiction(said: Any, now: Any, place: str) -> str | None:
    """Where `now` takes away or changes what was `said`, as in `record.agenda.3.title`; None when it only adds.

    A day may become more precise. Items of a list may be added, and each of the former ones completed.
    """
    if said in (None, "", ()) or said == now:
        return None
    if isinstance(said, PartialDate) and isinstance(now, PartialDate):
        return None if now.startswith(said) else place
    if isinstance(said, BaseModel) and type(said) is type(now):
        fields = type(said).model_fields
        each = (contradiction(getattr(said, name), getattr(now, name), f"{place}.{name}") for name in fields)
        return next(filter(None, each), None)
    if isinstance(said, tuple) and isinstance(now, tuple):
        return _missing(said, list(now), place)
    return place


def _missing(said: Sequence[Any], left: list[Any], place: str) -> str | None:
    """Each item that was said needs one of its own that says it still."""
    for number, item in enumerate(said):
        same = item if item in left else next((new for new in left if not contradiction(item, new, place)), None)
        if same is None:
            return f"{place}.{number}"
        left.remove(same)
    return None
