"""Aeo, put together."""

from pathlib import Path

from cabos.service import Service

from aeo import api
from aeo.clock import clock
from aeo.loading import load_register
from aeo.settings import Settings
from aeo.subscribers import subscriptions

service = Service(
    name="aeo",
    title="Cabos aeo",
    settings=Settings,
    routers=api.routers,
    subscriptions=subscriptions,
    clock=clock,
    load=load_register,
    migrations=Path(__file__).parent / "migrations",
)
