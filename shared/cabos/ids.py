"""Ids: new ones that sort by time, and stable ones made from natural keys."""

from uuid import UUID, uuid5

from uuid_utils.compat import uuid7 as _uuid7

NAMESPACE = UUID("5f0c1c1e-8d5b-5c53-9f0e-6a2f5d2a7c11")


def uuid7() -> UUID:
    """A new id that sorts by the moment of its making (RFC 9562, version 7)."""
    return _uuid7()


def stable_id(kind: str, *key: object) -> UUID:
    """The same id for the same natural key, everywhere: `stable_id("conference", "AMS", 21)` (RFC 9562, version 5)."""
    return uuid5(NAMESPACE, "/".join([kind, *(str(part) for part in key)]))
