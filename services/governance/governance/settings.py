"""What governance is told from outside."""

from cabos.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "governance"
    port: int = 8001
