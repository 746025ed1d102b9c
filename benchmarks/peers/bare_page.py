"""The bare page: FastAPI, one select of one row, and a Jinja2 template around it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment
from news.model import Edition
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

PAGE = """<!doctype html>
<html lang="{{ story.language }}">
<head><meta charset="utf-8"><title>{{ story.headline }}</title></head>
<body>
<main>
<article>
<h1>{{ story.headline }}</h1>
<p><time datetime="{{ story.published_on.isoformat() }}">{{ story.published_on }}</time></p>
{{ story.html | safe }}
</article>
</main>
</body>
</html>
"""

templates = Environment(loader=DictLoader({"page.html": PAGE}), autoescape=True)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.engine = create_async_engine(os.environ["DATABASE_URL"])
    yield
    await app.state.engine.dispose()


app = FastAPI(lifespan=lifespan)


async def session(request: Request) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(request.app.state.engine) as opened:
        yield opened


@app.get("/{language}/newsroom/{year}/{month}/{slug}", response_class=HTMLResponse)
async def get_page(
    language: str, year: int, month: str, slug: str, opened: Annotated[AsyncSession, Depends(session)]
) -> HTMLResponse:
    found = await opened.exec(select(Edition).where(Edition.slug == slug, Edition.language == language))
    story = found.first()
    if story is None:
        raise HTTPException(404)
    return HTMLResponse(templates.get_template("page.html").render(story=story))
