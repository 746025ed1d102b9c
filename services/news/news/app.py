"""News, put together."""

from pathlib import Path

from cabos.service import Service

from news import api, post
from news.api.problems import as_page
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
    also={"the post": post.carry},
    larger_bodies=api.pictures.LARGER_BODIES,
    show_problem=as_page,
)
