"""What a record said at an earlier moment, and writes that count for one version only."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx2
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from cabos.history import add_columns, forget
from cabos.testing.tokens import TestIssuer
from sqlalchemy import Column, Connection, Text, text

from tests.cabos.probe import Probe
from tests.cabos.shelf import shelf

ATLAS, BOOK = UUID(int=1), UUID(int=2)


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with shelf(probe, issuer) as client:
        yield client


async def put(http: httpx2.AsyncClient, volume: UUID, title: str, **headers: str) -> httpx2.Response:
    return await http.put(f"/v1/volumes/{volume}", json={"title": title}, headers=headers)


async def titles(http: httpx2.AsyncClient, **query: str) -> list[str]:
    response = await http.get("/v1/volumes", params=query)
    assert response.status_code == 200, response.text
    return [item["title"] for item in response.json()["items"]]


async def now(probe: Probe) -> str:
    async with probe.database.engine.connect() as connection:
        moment: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return moment.astimezone(UTC).isoformat()


async def test_a_list_is_answered_as_it_was_known_at_an_instant(http: httpx2.AsyncClient, probe: Probe) -> None:
    before = await now(probe)
    await put(http, ATLAS, "Atlas")
    first = await now(probe)
    await put(http, ATLAS, "Great Atlas")
    await put(http, BOOK, "Book")
    second = await now(probe)
    async with probe.database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM volume WHERE title = 'Book'"))

    assert await titles(http, known_at=before) == []
    assert await titles(http, known_at=first) == ["Atlas"]
    assert await titles(http, known_at=second) == ["Book", "Great Atlas"]
    assert await titles(http) == ["Great Atlas"]


async def test_all_that_one_transaction_changes_is_known_from_one_moment(
    http: httpx2.AsyncClient, probe: Probe
) -> None:
    await put(http, ATLAS, "Atlas")
    async with probe.database.engine.begin() as connection:
        for title in ("Draft", "Atlas of the World"):
            await connection.execute(text("UPDATE volume SET title = :title"), {"title": title})

    async with probe.database.engine.connect() as connection:
        past = (await connection.execute(text("SELECT title, known_until FROM volume_past"))).all()
        known_from = (await connection.execute(text("SELECT known_from FROM volume"))).scalar_one()
    assert [row.title for row in past] == ["Atlas"]
    assert past[0].known_until == known_from


async def test_a_write_that_changes_nothing_is_not_remembered(http: httpx2.AsyncClient, probe: Probe) -> None:
    await put(http, ATLAS, "Atlas")
    async with probe.database.engine.begin() as connection:
        await connection.execute(text("UPDATE volume SET title = title"))

    async with probe.database.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM volume_past"))).scalar_one() == 0


async def test_a_column_that_comes_later_does_not_break_the_past(http: httpx2.AsyncClient, probe: Probe) -> None:
    await put(http, ATLAS, "Atlas")

    def widen(connection: Connection) -> None:
        op = Operations(MigrationContext.configure(connection))
        add_columns(op, "volume", Column("shelf", Text, nullable=False, server_default="A"))

    async with probe.database.engine.begin() as connection:
        await connection.run_sync(widen)
    await put(http, ATLAS, "Great Atlas")

    async with probe.database.engine.connect() as connection:
        past = (await connection.execute(text("SELECT title, shelf FROM volume_past"))).one()
        assert tuple(past) == ("Atlas", "A")
        await connection.run_sync(lambda c: forget(Operations(MigrationContext.configure(c)), "volume"))


async def test_a_write_for_an_outdated_version_is_refused(http: httpx2.AsyncClient) -> None:
    await put(http, ATLAS, "Atlas")
    tag = (await http.get(f"/v1/volumes/{ATLAS}")).headers["etag"]

    taken = await put(http, ATLAS, "Great Atlas", **{"If-Match": tag})
    outdated = await put(http, ATLAS, "Small Atlas", **{"If-Match": tag})
    missing = await put(http, BOOK, "Book", **{"If-Match": "*"})

    assert (tag.split("-")[0], taken.status_code) == ('"1', 204)
    assert outdated.status_code == 412
    assert outdated.json()["type"] == "urn:cabos:refusal:outdated"
    assert 'at version "2"' in outdated.json()["detail"]
    assert missing.status_code == 412
    assert await titles(http) == ["Great Atlas"]


async def test_who_has_a_record_already_is_not_sent_it_again(http: httpx2.AsyncClient) -> None:
    await put(http, ATLAS, "Atlas")
    path = f"/v1/volumes/{ATLAS}"
    tag = (await http.get(path)).headers["etag"]

    again, weak, any_, other = [
        await http.get(path, headers={"If-None-Match": known})
        for known in (tag, f'"7-0", W/{tag}', "*", '"1-0000000000000000"')
    ]
    await put(http, ATLAS, "Great Atlas")
    changed = await http.get(path, headers={"If-None-Match": tag})

    for answer in (again, weak, any_):
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert (other.status_code, other.json()["title"]) == (200, "Atlas")
    assert (changed.status_code, changed.json()["title"]) == (200, "Great Atlas")
    assert (await http.get(f"/v1/volumes/{BOOK}", headers={"If-None-Match": "*"})).status_code == 404


async def test_a_record_that_shows_more_at_the_same_version_is_sent_again(
    http: httpx2.AsyncClient, probe: Probe
) -> None:
    await put(http, ATLAS, "Atlas")
    path = f"/v1/volumes/{ATLAS}"
    tag = (await http.get(path)).headers["etag"]
    async with probe.database.engine.begin() as connection:
        await connection.execute(text("UPDATE volume SET source = 'a flag, or a claim'"))

    shown = await http.get(path, headers={"If-None-Match": tag})
    taken = await put(http, ATLAS, "Great Atlas", **{"If-Match": tag})

    assert (shown.status_code, shown.json()["version"]) == (200, 1)
    assert taken.status_code == 204


@pytest.mark.parametrize("tag", ['"1"', '"1-0f"', '"7", "1"', "*"])
async def test_a_write_asks_for_the_version_alone(http: httpx2.AsyncClient, tag: str) -> None:
    await put(http, ATLAS, "Atlas")

    assert (await put(http, ATLAS, "Great Atlas", **{"If-Match": tag})).status_code == 204


@pytest.mark.parametrize("tag", ['W/"1"', "1", '"11"', '"1-"', '"-1"', ""])
async def test_what_names_no_version_is_no_match(http: httpx2.AsyncClient, tag: str) -> None:
    await put(http, ATLAS, "Atlas")

    assert (await put(http, ATLAS, "Great Atlas", **{"If-Match": tag})).status_code == 412


async def test_pages_follow_each_other_by_links_in_both_orders(http: httpx2.AsyncClient) -> None:
    for number in range(5):
        await put(http, UUID(int=number + 1), f"Volume {number}")

    for sort in ("title", "-title"):
        found, url = [], f"/v1/volumes?limit=2&sort={sort}"
        while url:
            response = await http.get(url)
            found += [item["title"] for item in response.json()["items"]]
            url = str(response.links["next"]["url"]) if "next" in response.links else ""
        assert found == sorted(found, reverse=sort[0] == "-")
        assert len(found) == 5
