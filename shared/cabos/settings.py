"""What a service is told from outside."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS = Path("/run/secrets")
"""Where containers find what is not for the environment: `database_url`, `redis_url`."""


class ServiceSettings(BaseSettings):
    """Environment of one service process; a service subclasses it with its name and port.

    `DATABASE_URL` and `REDIS_URL` carry no prefix, as operators know them; everything else is `CABOS_…`.
    What the environment does not say may stand in a file of its name, in lower case, under `/run/secrets`.
    """

    model_config = SettingsConfigDict(
        env_prefix="CABOS_",
        extra="ignore",
        populate_by_name=True,
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
    )

    service: str
    host: str = "127.0.0.1"
    port: int
    worker_port: int | None = Field(default=None, description="where a worker shows /livez, /readyz and /metrics")
    database_url: SecretStr = Field(validation_alias="DATABASE_URL")
    redis_url: SecretStr = Field(validation_alias="REDIS_URL")
    issuer: str = Field(default="cabos-development", description="`iss` of the tokens that are accepted")
    audience: str = Field(default="cabos", description="`aud` of the tokens that are accepted")
    jwks: Path | None = Field(default=None, description="file with the issuer's public keys (RFC 7517)")
    replay_reserve: int = Field(default=10_000, ge=0, description="entries kept in the stream behind every reader")
    feeds: dict[str, HttpUrl] = Field(
        default_factory=dict,
        description='addresses of other services\' APIs, as {"aeo": "http://…"}: for events that left their streams',
    )
    log_level: str = "INFO"

    @property
    def feed_urls(self) -> dict[str, str]:
        return {source: str(url) for source, url in self.feeds.items()}

    @field_validator("redis_url")
    @classmethod
    def bytes_only(cls, url: SecretStr) -> SecretStr:
        # FastStream delivers nothing, silently, from a client that decodes responses.
        if "decode_responses" in parse_qs(urlsplit(url.get_secret_value()).query):
            raise ValueError("REDIS_URL must not set decode_responses: entries are read as bytes")
        return url

    @field_validator("database_url")
    @classmethod
    def one_driver(cls, url: SecretStr) -> SecretStr:
        scheme, sep, rest = url.get_secret_value().partition("://")
        if not sep or scheme.split("+")[0] not in ("postgresql", "postgres"):
            raise ValueError("DATABASE_URL must be a postgresql:// address")
        return SecretStr(f"postgresql+psycopg://{rest}")
