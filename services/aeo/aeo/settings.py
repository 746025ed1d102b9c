"""What aeo is told from outside."""

from cabos.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "aeo"
    port: int = 8002
