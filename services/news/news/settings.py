"""What news is told from outside."""

from cabos.settings import ServiceSettings
from cabos_contracts.types import LanguageTag
from pydantic import Field, HttpUrl


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
