"""A development issuer: a fresh key, its public half in a file, and one token for each role."""

import json
import sys
import time
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

ISSUER = "cabos-development"
AUDIENCE = "cabos"
ROLES = ("governance-officer", "aeo-officer", "editor", "publisher")
LIFETIME_S = 7 * 24 * 3600


class DevelopmentIssuer:
    """Signs with a key that exists only in this process; `jwks` is what the services are configured with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.key = OKPKey.generate_key("Ed25519", {"kid": "development"})
        self.jwks = folder / "jwks.json"
        self.jwks.write_text(json.dumps(KeySet([self.key]).as_dict(private=False)))

    def token(self, *roles: str) -> str:
        """A bearer token for `roles`, good for seven days or until the next start, whichever comes first."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": f"development:{'+'.join(roles)}",
            "iat": now,
            "exp": now + LIFETIME_S,
            "roles": list(roles),
        }
        return jwt.encode({"alg": "Ed25519", "kid": "development"}, claims, self.key, algorithms=["Ed25519"])


def main(folder: Path) -> None:
    """Make an issuer whose public keys are `folder/jwks.json`, and print one token for each role, this once."""
    issuer = DevelopmentIssuer(folder)
    for role in ROLES:
        print(f"{role}:\n  {issuer.token(role)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m main_job.issuer FOLDER")
    main(Path(sys.argv[1]))
