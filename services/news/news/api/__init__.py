"""The routes of news: the records come first, for the newsroom's addresses begin with a language and match anything."""

from news.api import (
    doors,
    feeds,
    flags,
    imports,
    pages,
    pictures,
    publishing,
    search,
    stories,
    subscriptions,
    templates,
    versions,
)

routers = [
    imports.router,
    stories.router,
    versions.router,
    publishing.router,
    flags.router,
    templates.router,
    search.router,
    pictures.router,
    feeds.records,
    subscriptions.records,
    subscriptions.router,
    feeds.router,
    doors.router,
    pages.router,
]
