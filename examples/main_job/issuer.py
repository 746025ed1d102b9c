"""A development issuer: a fresh key, its public half in a file, and tokens for each role."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

ISSUER = "cabos-development"
AUDIENCE = "cabos"
ROLES = ("governance-officer", "aeo-officer", "editor", "publisher")
SECOND = ("governance-officer", "aeo-officer")
"""Roles of which there are two, because what takes effect needs both."""

LIFETIME_S = 7 * 24 * 3600


class DevelopmentIssuer:
    """Signs with a key that exists only in this process; `jwks` is what the services are configured with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.key = OKPKey.generate_key("Ed25519", {"kid": "development"})
        self.jwks = folder / "jwks.json"
        self.jwks.write_text(json.dumps(KeySet([self.key]).as_dict(private=False)))

    def token(self, *roles: str, officer: str = "development") -> str:
        """A bearer token of somebody who has `roles`, good for seven days or until the next start at the most."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": f"{officer}:{'+'.join(roles)}",
            "iat": now,
            "exp": now + LIFETIME_S,
            "roles": list(roles),
        }
        return jwt.encode({"alg": "Ed25519", "kid": "development"}, claims, self.key, algorithms=["Ed25519"])

    def tokens(self) -> Iterator[tuple[str, str]]:
        """Whom each is for, and a token: one for each role, and another where two have to agree."""
        for role in ROLES:
            yield role, self.token(role)
        for role in SECOND:
            yield f"{role}, a second one, who confirms", self.token(role, officer="second")


def main(folder: Path) -> None:
    """Make an issuer whose public keys are `folder/jwks.json`, and print its tokens, this once."""
    for holder, token in DevelopmentIssuer(folder).tokens():
        print(f"{holder}:\n  {token}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m main_job.issuer FOLDER")
    main(Path(sys.argv[1]))
