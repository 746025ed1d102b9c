"""An issuer for tests: makes its own key, signs any claims."""

import json
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey


class TestIssuer:
    """Signs tokens like the development issuer; `jwks` is the file that a service is configured with."""

    __test__ = False

    def __init__(self, folder: Path, issuer: str = "cabos-development", audience: str = "cabos") -> None:
        self.key = OKPKey.generate_key("Ed25519", {"kid": "test"})
        self.issuer = issuer
        self.audience = audience
        self.jwks = folder / "jwks.json"
        self.jwks.write_text(json.dumps(KeySet([self.key]).as_dict(private=False)))

    def token(self, *roles: str, **claims: Any) -> str:
        """A token for `roles`, valid for ten minutes unless `claims` says otherwise."""
        body = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": "tester",
            "exp": int(time.time()) + 600,
            "roles": list(roles),
        }
        return jwt.encode({"alg": "Ed25519", "kid": "test"}, body | claims, self.key, algorithms=["Ed25519"])

    def bearer(self, *roles: str, **claims: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(*roles, **claims)}"}
