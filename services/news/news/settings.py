"""What news is told from outside."""

from typing import Self
from urllib.parse import urlsplit

from cabos.settings import ServiceSettings
from cabos_contracts.types import LanguageTag
from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator

from news.pages.languages import NoSuchLanguage, canonical


class Settings(ServiceSettings):
    service: str = "news"
    port: int = 8003
    public_url: HttpUrl | None = Field(
        default=None, description="where readers find the newsroom; the address of each request when it is not said"
    )
    fallbacks: dict[LanguageTag, tuple[LanguageTag, ...]] = Field(
        default={"pt": ("es",)},
        description='what readers of a language get before English where a story lacks theirs, as {"pt": ["es"]}',
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="`smtp://user:password@host:port` or `smtps://…`; nothing is mailed without it"
    )
    mail_from: str = Field(default="newsroom@localhost", pattern=r"^[^\s@<>]+@[^\s@<>]+$")
    mail_secret: SecretStr | None = Field(default=None, description="seals the links of mails; at least 32 characters")

    @field_validator("fallbacks")
    @classmethod
    def names_languages(cls, fallbacks: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for tag in dict.fromkeys([*fallbacks, *(each for order in fallbacks.values() for each in order)]):
            try:
                canonical(tag)
            except NoSuchLanguage as unknown:
                raise ValueError(f"CABOS_FALLBACKS: {unknown}") from None
        return fallbacks

    @property
    def mails(self) -> bool:
        return self.smtp_url is not None

    @model_validator(mode="after")
    def mail_needs_all(self) -> Self:
        if self.smtp_url is None:
            return self
        if urlsplit(self.smtp_url.get_secret_value()).scheme not in ("smtp", "smtps"):
            raise ValueError("CABOS_SMTP_URL must be an smtp:// or smtps:// address")
        if self.public_url is None:
            raise ValueError("CABOS_SMTP_URL needs CABOS_PUBLIC_URL: mails have links")
        if self.mail_secret is None or len(self.mail_secret.get_secret_value()) < 32:
            raise ValueError(
                "CABOS_SMTP_URL needs CABOS_MAIL_SECRET of at least 32 characters: mails have sealed links"
            )
        return self
