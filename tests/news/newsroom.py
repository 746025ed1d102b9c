"""What an editor and a publisher ask for again and again in the tests."""

from typing import Any
from uuid import UUID

import httpx2
from cabos.database import execute
from cabos.ids import stable_id
from cabos.schema import journal
from cabos.testing import eventually
from cabos.testing.services import Running
from sqlalchemy import func, select

STORY = stable_id("story", "test")
TEXT = "The text."

PAGE = """Customs meets in Los Cabos

19 April 2018

They met.

  • first
  • second
"""


class Newsroom:
    """Eva writes and Paul publishes; whoever asks without a name is Paul."""

    def __init__(self, news: Running) -> None:
        self.news = news
        self.http = news.http
        self.eva = news.bearer("editor", sub="eva")
        self.paul = news.bearer("publisher", sub="paul")
        self.http.headers.update(self.paul)

    async def post(self, page: str | bytes, **headers: str) -> httpx2.Response:
        return await self.http.post("/v1/pages", content=page, headers={"Content-Type": "text/plain"} | headers)

    async def draft(self, story: UUID = STORY, **changed: Any) -> httpx2.Response:
        text = {"language": "en", "headline": "Customs meets", "body": TEXT}
        return await self.http.put(f"/v1/stories/{story}", json=text | changed, headers=self.eva)

    async def write(self, language: str = "es", story: UUID = STORY, **changed: Any) -> httpx2.Response:
        text = {"headline": f"In {language}", "body": TEXT}
        return await self.http.put(f"/v1/stories/{story}/versions/{language}", json=text | changed, headers=self.eva)

    async def step(self, name: str, language: str = "en", story: UUID = STORY, *, who: dict[str, str] | None = None,
                   **body: Any) -> httpx2.Response:  # fmt: skip
        """One step of a version: review, approval, return, schedule, publication, correction, withdrawal."""
        path = f"/v1/stories/{story}/versions/{language}/{name}"
        return await self.http.put(path, json=body or None, headers=who or {})

    async def approve(self, *languages: str, story: UUID = STORY) -> None:
        """Eva sends the newest texts to review, Paul approves them."""
        for language in languages or ("en",):
            done(await self.step("review", language, story, who=self.eva))
            done(await self.step("approval", language, story))

    async def publish(self, day: str | None = "2018-04-19", story: UUID = STORY) -> httpx2.Response:
        """All languages, whatever was still to be done with them."""
        known = await self.http.get(f"/v1/stories/{story}")
        for version in known.json().get("versions", ()):
            if "draft" in (version["state"], version["pending"]):
                await self.approve(version["language"], story=story)
        return await self.http.put(f"/v1/stories/{story}/publication", json={"published_on": day})

    async def add(self, language: str, story: UUID = STORY, **text: Any) -> None:
        """Publish a translation of a story that is public."""
        done(await self.write(language, story, **text))
        await self.approve(language, story=story)
        done(await self.step("publication", language, story))

    async def correct(self, language: str = "en", story: UUID = STORY, note: str = "Mended.", **text: Any) -> None:
        """Write, review, approve and put out another text of a version that is public."""
        done(await self.write(language, story, **text))
        await self.approve(language, story=story)
        done(await self.step("correction", language, story, note=note))

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def story(self, story: UUID = STORY) -> Any:
        return await self.get(f"/v1/stories/{story}")

    async def listed(self, count: int, state: str = "draft") -> list[dict[str, Any]]:
        """The stories of a state, once there are as many."""

        async def look() -> list[dict[str, Any]]:
            items: list[dict[str, Any]] = (await self.get("/v1/stories", state=state))["items"]
            assert len(items) == count, items
            return items

        return await eventually(look)

    async def read(self, path: str, accept: str = "text/plain") -> httpx2.Response:
        return await self.http.get(path, headers={"Accept": accept})

    async def told(self, count: int) -> list[tuple[str, int]]:
        """All that news tells: the ends of its types' names and the versions of the stories."""
        return [(event["type"].split(".")[2], event["data"]["version"]) for event in await self.announced(count)]

    async def announced(self, count: int) -> list[dict[str, Any]]:
        """All events of news, once the feed has every row of the journal."""

        async def look() -> list[dict[str, Any]]:
            async with self.news.database.transaction() as session:
                written = (await execute(session, select(func.count()).select_from(journal))).scalar_one()
            events = await self.news.announced()
            assert len(events) == written >= count, events
            return events

        return await eventually(look) if count else await self.news.announced()


def done(response: httpx2.Response, status: int = 204) -> httpx2.Response:
    """The answer, which says that the request was carried out."""
    assert response.status_code == status, response.text
    return response


def refused(response: httpx2.Response, status: int, field: str | None = None) -> str:
    """The reason of a refusal, which names the field that it is about."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    if field is not None:
        assert {error["field"].split(".")[0] for error in problem["errors"]} == {field}
        assert all(error["rule"] for error in problem["errors"])
    return str(problem["detail"])
