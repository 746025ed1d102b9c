"""Whoever leaves is told nothing more, and no older link brings them back."""

from datetime import timedelta

from cabos.database import execute
from news.model.seal import LINK_HOLDS
from sqlalchemy import text

from tests.news.mailing import READER, Mailing, leave_of, link_in
from tests.news.newsroom import done, refused


async def test_one_click_ends_it_and_deletes_the_address(mailing: Mailing) -> None:
    await mailing.subscribe()
    done(await mailing.draft())
    done(await mailing.publish(None))
    [letter] = await mailing.deliver(timedelta(minutes=2))
    leave = leave_of(letter)

    assert "Unsubscribe" in (await mailing.http.get(leave)).text
    assert await mailing.count("subscriber") == 1
    refused(await mailing.http.post(leave[:-2] + "xx"), 403)
    for _ in range(2):
        answer = await mailing.http.post(leave, content="List-Unsubscribe=One-Click")
        assert answer.status_code == 200, answer.text
    assert await mailing.count("subscriber") == 0


async def test_a_link_from_before_somebody_left_brings_nobody_back(mailing: Mailing) -> None:
    wish = {"email": READER, "language": "en", "frequency": "at_once"}

    async def link() -> str:
        done(await mailing.http.post("/v1/subscriptions", json=wish), 202)
        [letter] = await mailing.deliver(timedelta(0))
        return link_in(letter)

    before = await link()
    done(await mailing.http.post(before), 200)
    await mailing.return_to_now()
    done(await mailing.draft())
    done(await mailing.publish(None))
    [digest] = await mailing.deliver(timedelta(minutes=2))
    done(await mailing.http.post(leave_of(digest)), 200)

    assert "ask for another" in refused(await mailing.http.post(before), 403)
    assert await mailing.count("subscriber") == 0
    async with mailing.news.database.transaction() as session:
        [mark] = (await execute(session, text("SELECT address FROM mail_left"))).scalars()
    assert len(mark) == 32
    done(await mailing.http.post(await link()), 200)
    refused(await mailing.http.post(before), 403)
    assert await mailing.count("subscriber") == 1


async def test_the_mark_of_who_left_is_kept_no_longer_than_links_hold(mailing: Mailing) -> None:
    marks = "INSERT INTO mail_left VALUES ('old', now() - :holds - interval '1 minute'), ('new', now())"
    async with mailing.news.database.transaction() as session:
        await execute(session, text(marks), {"holds": LINK_HOLDS})

    done(await mailing.http.post("/v1/subscriptions", json={"email": READER, "language": "en"}), 202)

    async with mailing.news.database.transaction() as session:
        assert list((await execute(session, text("SELECT address FROM mail_left"))).scalars()) == [b"new"]
