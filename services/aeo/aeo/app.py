"""Aeo, put together."""

from pathlib import Path

from cabos.service import Service

from aeo import api
from aeo.clock import clock
from aeo.settings import Settings
from aeo.subscribers import subscriptions

service = Service(
    name="aeo",
    title="Cabos aeo",
    settings=Settings,
    routers=api.routers,
    subscriptions=subscriptions,
    clock=clock,
    migrations=Path(__file__).parent / "migrations",
)
