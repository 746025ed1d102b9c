"""News, put together."""

from pathlib import Path

from cabos.service import Service

from news import api
from news.clock import clock
from news.settings import Settings
from news.subscribers import subscriptions

service = Service(
    name="news",
    title="Cabos news",
    settings=Settings,
    routers=api.routers,
    subscriptions=subscriptions,
    clock=clock,
    migrations=Path(__file__).parent / "migrations",
    larger_bodies=api.pictures.LARGER_BODIES,
)
