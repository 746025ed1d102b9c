"""Who asks: bearer tokens of the configured issuer, and the roles they carry."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cabos.refusal import Refusal

ALGORITHMS = ["Ed25519", "ES256", "RS256"]
"""Signatures only: a shared secret or `none` is never accepted."""

LEEWAY_S = 60

_bearer = HTTPBearer(auto_error=False, description="JWT of the configured issuer, with `roles`")


class RoleMissing(Refusal):
    """The token's roles do not allow this."""

    status = 403

    def __init__(self, *roles: str) -> None:
        needed = " or ".join(roles)
        super().__init__(
            f"This needs the role {needed}", rule=f"only a person with the role {needed} does this", may=list(roles)
        )


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom the token names, and what they may do."""

    subject: str
    roles: frozenset[str]


class Verifier:
    """Checks tokens against the issuer's public keys (RFC 7519: signature, `iss`, `aud`, `exp` ± 60 s)."""

    def __init__(self, keys: KeySet, issuer: str, audience: str) -> None:
        self.keys = keys
        self.registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )

    @classmethod
    def from_file(cls, path: Path, issuer: str, audience: str) -> "Verifier":
        return cls(KeySet.import_key_set(json.loads(path.read_text())), issuer, audience)

    def principal(self, token: str) -> Principal:
        """Raises `ValueError` with the reason when the token is not to be trusted."""
        try:
            claims: dict[str, Any] = jwt.decode(token, self.keys, algorithms=ALGORITHMS).claims
            self.registry.validate(claims)
        except JoseError as wrong:
            raise ValueError(str(wrong)) from wrong
        roles = claims.get("roles", [])
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise ValueError("roles must be a list of texts")
        return Principal(str(claims["sub"]), frozenset(roles))


# All of these are async although they wait for nothing: others are taken to a thread, which costs more than they do.


async def authenticated(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    challenge = {"WWW-Authenticate": "Bearer"}
    if credentials is None:
        raise HTTPException(401, "Send Authorization: Bearer <token>", challenge)
    verifier: Verifier | None = request.app.state.verifier
    if verifier is None:
        raise HTTPException(401, "This service was started without an issuer and takes no writes", challenge)
    try:
        return verifier.principal(credentials.credentials)
    except ValueError as wrong:
        raise HTTPException(
            401, f"The token is not accepted: {wrong}", {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        ) from wrong


async def visitor(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal | None:
    """Whom the token names, None without one: for what everybody may read and some may read more of."""
    return None if credentials is None else await authenticated(request, credentials)


class Allowed:
    """A dependency that lets pass whoever has one of `roles`: 401 without a good token, 403 without the role."""

    def __init__(self, roles: tuple[str, ...]) -> None:
        self.roles = roles

    async def __call__(self, principal: Annotated[Principal, Depends(authenticated)]) -> Principal:
        if principal.roles.isdisjoint(self.roles):
            raise RoleMissing(*self.roles)
        return principal


def requires(*roles: str) -> Allowed:
    return Allowed(roles)
