"""What news is told from outside."""

from cabos.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "news"
    port: int = 8003
