"""The newsroom in a real browser: nothing is in the way of anybody, and nothing needs a script."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from cabos.testing import eventually
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.app import service
from news.pages.languages import SITE_LANGUAGES
from playwright.async_api import Browser, Page, async_playwright

from tests.news.newsroom import Newsroom, done
from tests.news.test_pictures import SHOWN, picture, send

ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
BODY = """They met, and [the plan](https://example.org/plan) was adopted.

# What was decided

- first
- second

> It is decided.

| Region | Members |
|---|---|
| Americas | 33 |

`code` and

    more of it
"""
MAIL = {
    "smtp_url": "smtp://127.0.0.1:9",
    "public_url": "http://127.0.0.1:9",
    "mail_secret": "a secret that is long enough for this",
}


def executable() -> str | None:
    """The machine's own Chromium; None is Playwright's."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def site(stack: Stack, issuer: TestIssuer) -> AsyncIterator[str]:
    """The address of a newsroom that has something of everything that a page can show."""
    async with running(service, stack, issuer, worker=False, **MAIL) as news:
        newsroom = Newsroom(news)
        await furnish(newsroom)
        server = uvicorn.Server(uvicorn.Config(service.api(news.settings), port=0, log_config=None))
        serving = asyncio.create_task(server.serve())
        await eventually(lambda: server.started)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        await serving


async def furnish(newsroom: Newsroom) -> None:
    id_ = (await send(newsroom, picture(size=(640, 360)))).json()["id"]
    gone = "5d0d6b5e-6d61-4a0e-8d9b-0d1d1f0a1c01"
    done(await newsroom.draft(story=gone, headline="Gone"))  # type: ignore[arg-type]
    done(await newsroom.publish(story=gone))  # type: ignore[arg-type]
    done(await newsroom.http.put(f"/v1/stories/{gone}/withdrawal", json={"reason": "It was wrong."}))
    other = "5d0d6b5e-6d61-4a0e-8d9b-0d1d1f0a1c02"
    done(await newsroom.draft(story=other, headline="Another story", region="AMS"))  # type: ignore[arg-type]
    done(await newsroom.publish(story=other))  # type: ignore[arg-type]
    text = {
        "headline": "Customs meets", "summary": "In short.", "byline": "Eva", "dateline": "Los Cabos",
        "pictures": [{"picture_id": id_, **SHOWN}],
    }  # fmt: skip
    done(await newsroom.draft(body=BODY, region="AMS", tags=["aeo"], related=[other], **text))
    done(await newsroom.publish())
    await newsroom.add("es", headline="Las aduanas se reúnen", body="Se reunieron.")
    await newsroom.add("ar", headline="الجمارك تجتمع", body="اجتمعوا في لوس كابوس.")
    await newsroom.correct(body=f"{BODY}\n\nMended.", note="The day was wrong.", **text)


PLACE = "newsroom/2018/april/customs-meets"
PAGES = [
    *(f"/{language}/{PLACE}" for language in SITE_LANGUAGES),
    *(f"/{language}/newsroom" for language in SITE_LANGUAGES),
    "/en/newsroom/2018",
    "/ar/newsroom/2018/april",
    "/en/newsroom/1999",
    "/fr/newsroom/search?q=customs",
    "/zh/newsroom/search?q=nothing",
    "/ru/newsroom/subscription",
    "/en/newsroom/2018/april/gone",
    "/es/newsroom/2018/april/nowhere",
    "/fr/newsroom/subscription/confirm?token=bad",
    "/en/newsroom/search?q=",
    "/2018/foo",
    "/xx/newsroom",
    "/ar",
]


async def test_no_page_is_in_the_way_of_anybody(browser: Browser, site: str) -> None:
    faults: dict[str, Any] = {}
    for scheme in ("light", "dark"):
        context = await browser.new_context(color_scheme=scheme, viewport={"width": 380, "height": 800})  # type: ignore[arg-type]
        page = await context.new_page()
        for path in PAGES:
            await page.goto(site + path)
            await keep_picture(page, f"{scheme}{path}")
            found = (await Axe().run(page)).response["violations"]
            if found:
                faults[f"{path} ({scheme})"] = [(each["id"], each["nodes"][0]["html"]) for each in found]
            # Nothing is cut off on a small screen.
            assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        await context.close()

    assert faults == {}


async def test_nothing_needs_a_script_and_nothing_comes_from_elsewhere(browser: Browser, site: str) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))

    await page.goto(f"{site}/en/newsroom")
    await page.get_by_role("link", name="Customs meets").click()
    assert await page.get_by_role("heading", level=1).inner_text() == "Customs meets"
    assert await page.locator("img").evaluate("one => one.naturalWidth") == 640
    await page.get_by_role("link", name="العربية").click()
    assert await page.locator("article").evaluate("one => getComputedStyle(one).direction") == "rtl"
    await page.get_by_role("link", name="English").click()
    await page.get_by_role("searchbox").fill("another")
    await page.get_by_role("searchbox").press("Enter")
    assert await page.locator("mark").all_inner_texts() == ["Another"]
    await page.goto(f"{site}/en/newsroom/subscription")
    await page.get_by_label("Mail address").fill("reader@example.org")
    await page.get_by_role("button", name="Subscribe").click()
    assert "Look into your mail" in await page.get_by_role("status").inner_text()

    assert all(url.startswith(site) for url in asked)
    assert trouble == []
    await context.close()


async def keep_picture(page: Page, name: str) -> None:
    """For whoever wants to look: CABOS_PICTURES names a folder."""
    if folder := os.environ.get("CABOS_PICTURES"):
        await page.screenshot(path=f"{folder}/{name.replace('/', '_').replace('?', '_')}.png", full_page=True)
