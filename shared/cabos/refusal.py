"""The one way in which a service says no."""

import re
from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """A rule of the domain forbids what was asked.

    Over HTTP it becomes an RFC 9457 problem with `status`; over messaging, a dead letter at once. The first line of
    the class docstring is the problem's title, the class name its type: `EmbargoStands` is
    `urn:cabos:refusal:embargo-stands`.
    """

    status: ClassVar[int] = 409

    def __init__(self, detail: str, *, field: str | None = None, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.members = members

    @property
    def slug(self) -> str:
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", type(self).__name__).lower()

    @property
    def title(self) -> str:
        lines = (type(self).__doc__ or type(self).__name__).strip().splitlines()
        return lines[0].rstrip(".")


class NotFound(Refusal):
    """There is no such thing."""

    status = 404


class Invalid(Refusal):
    """The request does not fit the rules for its fields."""

    status = 422


def rule_of(error: Mapping[str, object]) -> str:
    """The rule that one of Pydantic's errors is about, in the words of whoever raised it."""
    return str(error["msg"]).removeprefix("Value error, ")
