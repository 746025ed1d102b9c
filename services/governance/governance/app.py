"""Governance, put together."""

from pathlib import Path

from cabos.service import Service

from governance import api
from governance.clock import clock
from governance.loading import load_register
from governance.settings import Settings
from governance.subscribers import subscriptions

service = Service(
    name="governance",
    title="Cabos governance",
    settings=Settings,
    routers=api.routers,
    subscriptions=subscriptions,
    clock=clock,
    load=load_register,
    migrations=Path(__file__).parent / "migrations",
)
