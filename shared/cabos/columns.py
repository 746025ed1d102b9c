"""Column types for the words of the published language."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos_contracts.types import PartialDate
from pydantic import TypeAdapter
from sqlalchemy import Column, Dialect, Enum, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class PartialDay(TypeDecorator[PartialDate]):
    """A `PartialDate` as text; text sorts as days do."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> PartialDate | None:
        return None if value is None else PartialDate(value)


class Document(TypeDecorator[Any]):
    """A Pydantic type as `jsonb`: `Document(tuple[Person, ...])` reads back what was written, validated."""

    impl = JSONB
    cache_ok = True

    def __init__(self, type_: Any) -> None:
        super().__init__()
        self.type_ = type_
        self._adapter: TypeAdapter[Any] = TypeAdapter(type_)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.dump_python(value, mode="json", by_alias=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_python(value)


def words(enum: type[StrEnum]) -> Enum:
    """An enum as text with a CHECK: native PostgreSQL enums cannot lose or rename a word in a migration."""
    return Enum(enum, native_enum=False, create_constraint=True, values_callable=lambda e: [word.value for word in e])


def key_of(table: Any, written: str) -> tuple[Column[Any], Any]:
    """The only key column of a table, and its value as it is written in an address; raises `ValueError`."""
    [key] = table.primary_key.columns
    return key, UUID(written) if isinstance(key.type, Uuid) else written
