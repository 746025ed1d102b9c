"""Sealed links: what a mail hands out is believed when it comes back, and nothing else is."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any
from uuid import UUID

from cabos.refusal import Refusal


class BrokenSeal(Refusal):
    """The link is not one that was handed out, or is too old."""

    status = 403


class Seal:
    """Of one newsroom, by its secret: what is sealed for one purpose opens nothing else."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def token(self, purpose: str, said: dict[str, Any], until: datetime) -> str:
        """What is said, to be opened until an instant; it can be read by whoever holds it."""
        body = json.dumps(said | {"until": until.timestamp()}, separators=(",", ":"), sort_keys=True).encode()
        return f"{_written(body)}.{_written(self._mark(purpose, body))}"

    def open(self, purpose: str, token: str, now: datetime) -> tuple[dict[str, Any], datetime]:
        """What was said, and until when it may be opened. Raises `BrokenSeal`."""
        try:
            body, mark = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
            whole = compare_digest(mark, self._mark(purpose, body))
        except ValueError:
            whole = False
        if not whole:
            raise BrokenSeal("The link is not whole: copy all of it, or ask for another")
        said: dict[str, Any] = json.loads(body)
        until = datetime.fromtimestamp(said.pop("until"), UTC)
        if until < now:
            raise BrokenSeal("The link is too old: ask for another")
        return said, until

    def mark_of(self, purpose: str, id_: UUID) -> str:
        """A mark that always opens one thing, as the link by which somebody leaves."""
        return _written(self._mark(purpose, id_.bytes))

    def check(self, purpose: str, id_: UUID, mark: str) -> None:
        """Raises `BrokenSeal`."""
        if not compare_digest(self.mark_of(purpose, id_).encode(), mark.encode()):
            raise BrokenSeal("The link is not whole: copy all of it from the mail")

    def disguise(self, address: str) -> bytes:
        """An address so that it is known again, and not told."""
        return self._mark("address", address.encode())

    def _mark(self, purpose: str, body: bytes) -> bytes:
        return digest(self._secret, purpose.encode() + b"\0" + body, sha256)


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


LINK_HOLDS = timedelta(days=7)
"""For how long somebody may confirm."""
