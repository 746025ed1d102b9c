"""News by mail: asked for, confirmed, told once in the reader's language, never too early, and left with one click."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from cabos.database import execute
from cabos.testing import eventually
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.commands.letters import GIVEN_UP_AFTER
from news.commands.publishing import publish_due
from news.post import write_due
from news.settings import Settings
from sqlalchemy import text

from tests.news.mailing import DAY, READER, SITE, Mailbox, Mailing, link_in, mailing_at_work, words_of
from tests.news.newsroom import Newsroom, done, refused


async def test_whoever_confirms_is_told_of_a_story_once(mailing: Mailing) -> None:
    await mailing.subscribe()
    done(await mailing.draft(headline="Customs meets", body="They met in Los Cabos."))
    assert await mailing.deliver(timedelta(0)) == []
    done(await mailing.publish(None))

    [letter] = await mailing.deliver(timedelta(minutes=2))

    path = (await mailing.story())["path"]
    assert (letter["To"], letter["From"], letter["Subject"]) == (READER, "newsroom@news.example", "Customs meets")
    assert f"Customs meets\nThey met in Los Cabos.\n{SITE}{path}" in words_of(letter)
    assert f'<a href="{SITE}{path}">Customs meets</a>' in words_of(letter, "html")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert await mailing.deliver(DAY) == []
    assert await mailing.count("letter") == 0


async def test_nothing_is_kept_and_nobody_is_told_before_the_link_is_followed(mailing: Mailing) -> None:
    body = {"email": READER, "language": "es"}
    first = await mailing.http.post("/v1/subscriptions", json=body)
    [letter] = await mailing.deliver(timedelta(0))
    again = await mailing.http.post("/v1/subscriptions", json=body)

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert await mailing.deliver() == []
    assert letter["Subject"] == "Confirme que desea recibir noticias por correo"
    assert await mailing.count("subscriber") == await mailing.count("letter") == 0
    shown = await mailing.http.get(link_in(letter))
    assert "Sí, envíenme noticias" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    # Programs that look through mail follow links: that confirms nothing.
    assert await mailing.count("subscriber") == 0
    for _ in range(2):
        done(await mailing.http.post(link_in(letter)), 200)
    assert await mailing.get("/v1/subscriptions") == [{"language": "es", "frequency": "daily", "subscribers": 1}]


async def test_nothing_is_told_before_the_embargo_lifts(mailing: Mailing) -> None:
    await mailing.subscribe()
    until = datetime.now(UTC) + timedelta(hours=1)
    done(await mailing.draft(embargo_until=until.isoformat()))
    await mailing.approve()
    done(await mailing.step("schedule", publish_at=until.isoformat()))

    assert await mailing.deliver(timedelta(minutes=50)) == []
    mailing.now = until
    async with mailing.news.database.transaction() as session:
        await publish_due(session, until)
    [letter] = await mailing.deliver(timedelta(minutes=2))
    assert letter["Subject"] == "Customs meets"


async def test_readers_are_told_in_their_language_of_their_topics(mailing: Mailing) -> None:
    await mailing.subscribe("es", topics=[{"region": "AMS", "tag": "aeo"}, {"tag": "training"}])
    done(await mailing.draft(headline="About AEO", region="AMS", tags=["aeo"]))
    done(await mailing.publish(None))
    other = "5d0d6b5e-6d61-4a0e-8d9b-0d1d1f0a1c01"
    done(await mailing.draft(story=other, headline="Elsewhere", region="EUR", tags=["aeo"]))  # type: ignore[arg-type]
    done(await mailing.publish(None, other))  # type: ignore[arg-type]
    third = "5d0d6b5e-6d61-4a0e-8d9b-0d1d1f0a1c02"
    done(await mailing.draft(story=third, headline="Training", tags=["training"]))  # type: ignore[arg-type]
    done(await mailing.publish(None, third))  # type: ignore[arg-type]
    await mailing.add("es", third, headline="Formación")  # type: ignore[arg-type]

    [letter] = await mailing.deliver(timedelta(minutes=2))

    told = words_of(letter)
    assert letter["Subject"].startswith("Noticias (2)")
    assert "About AEO [en inglés (English)]" in told
    assert "Formación\n" in told
    assert "Elsewhere" not in told
    assert "Darse de baja" in told
    assert letter["Content-Language"] == "es"


async def test_a_letter_in_arabic_runs_from_right_to_left(mailing: Mailing) -> None:
    await mailing.subscribe("ar")
    done(await mailing.draft())
    done(await mailing.publish(None))

    [letter] = await mailing.deliver(timedelta(minutes=2))

    assert '<html lang="ar" dir="rtl">' in words_of(letter, "html")
    assert '<h2 lang="en" dir="ltr"' in words_of(letter, "html")


async def test_a_letter_leads_to_pages_in_whatever_language_was_asked_for(mailing: Mailing) -> None:
    await mailing.subscribe("de")
    done(await mailing.draft())
    done(await mailing.publish(None))

    [letter] = await mailing.deliver(timedelta(minutes=2))

    found = re.search(re.escape(SITE) + r"(/de/newsroom/\S+)", words_of(letter))
    assert found is not None
    done(await mailing.read(found[1], "text/html"), 200)


async def test_a_correction_is_told_as_one_and_what_was_withdrawn_is_not_told(mailing: Mailing) -> None:
    await mailing.subscribe("en", "daily")
    done(await mailing.draft())
    done(await mailing.publish(None))
    [_] = await mailing.deliver(DAY)
    await mailing.return_to_now()
    await mailing.correct(headline="Customs met", note="They had met.")

    [letter] = await mailing.deliver(timedelta(minutes=2))

    assert "Customs met [Corrected]" in words_of(letter)
    await mailing.return_to_now()
    await mailing.correct(headline="Customs met again", note="Again.")
    await write_due(mailing.news.database, mailing.settings, mailing.now + 2 * DAY)
    assert await mailing.count("letter") == 1
    done(await mailing.http.put(f"/v1/stories/{(await mailing.story())['id']}/withdrawal", json={"reason": "Wrong."}))
    assert await mailing.deliver(3 * DAY) == []
    assert await mailing.count("letter") == 0


async def test_a_mail_server_that_is_away_gets_the_letter_when_it_is_back(mailing: Mailing) -> None:
    await mailing.subscribe()
    done(await mailing.draft())
    done(await mailing.publish(None))
    mailing.mailbox.close()
    assert await mailing.deliver(timedelta(minutes=2)) == []
    mailing.mailbox.open()
    mailing.mailbox.answer = "450 Not now"
    assert await mailing.deliver(timedelta(minutes=2)) == []
    mailing.mailbox.answer = "250 OK"

    [letter] = await mailing.deliver(timedelta(hours=1))

    assert letter["Subject"] == "Customs meets"
    assert await mailing.deliver(DAY) == []


async def test_a_letter_that_is_sent_again_after_a_crash_has_the_same_id(mailing: Mailing) -> None:
    await mailing.subscribe()
    done(await mailing.draft())
    done(await mailing.publish(None))
    mailing.now += timedelta(minutes=2)
    await write_due(mailing.news.database, mailing.settings, mailing.now)
    async with mailing.news.database.transaction() as session:
        [kept] = (await execute(session, text("SELECT to_jsonb(letter) FROM letter"))).scalars()
    [first] = await mailing.deliver(timedelta(0))
    async with mailing.news.database.transaction() as session:
        # It was sent, and its sender died before it could say so.
        again = text("INSERT INTO letter SELECT * FROM jsonb_populate_record(NULL::letter, CAST(:kept AS jsonb))")
        await execute(session, again, {"kept": json.dumps(kept)})

    [second] = await mailing.deliver(timedelta(0))

    assert first["Message-ID"] == second["Message-ID"]


async def test_an_address_that_takes_no_mail_is_forgotten(mailing: Mailing) -> None:
    await mailing.subscribe()
    done(await mailing.draft())
    done(await mailing.publish(None))
    mailing.mailbox.answer = "550 No such user"
    for number in range(3):
        assert await mailing.count("subscriber") == 1
        async with mailing.news.database.transaction() as session:
            await execute(
                session, text("UPDATE subscriber SET told_until = now() - interval '1 hour', next_at = now()")
            )
        mailing.now = datetime.now(UTC)
        await mailing.deliver(timedelta(minutes=2))
        assert number < 3
    assert await mailing.count("subscriber") == await mailing.count("letter") == 0


async def test_a_letter_that_nobody_takes_is_given_up_after_some_days(mailing: Mailing) -> None:
    await mailing.http.post("/v1/subscriptions", json={"email": READER, "language": "en"})
    mailing.mailbox.close()
    await mailing.deliver(timedelta(0))
    assert await mailing.count("letter") == 1

    await mailing.deliver(GIVEN_UP_AFTER + DAY)

    assert await mailing.count("letter") == 0


async def test_a_wish_that_cannot_be_is_refused(mailing: Mailing) -> None:
    async def ask(**wish: Any) -> Any:
        return await mailing.http.post("/v1/subscriptions", json={"email": READER, "language": "en"} | wish)

    for address in (
        "",
        "nobody",
        "a@b",
        "a b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@" + "x" * 300 + ".org",
    ):
        refused(await ask(email=address), 422, "email")
    refused(await ask(language="xx"), 422, "language")
    refused(await ask(frequency="hourly"), 422, "frequency")
    refused(await ask(topics=[{"tag": "Not a tag"}]), 422, "topics")
    form = await mailing.http.post("/es/newsroom/subscription", content="email=nobody")
    assert (form.status_code, "Esto no es una dirección de correo." in form.text) == (422, True)
    assert '<input id="email"' in form.text
    for token in ("", "x", "a.b", "é.ü", "eyJ9.x" * 10):
        refused(await mailing.http.post("/en/newsroom/subscription/confirm", params={"token": token}), 403)
    assert await mailing.deliver() == []


async def test_the_form_needs_no_script(mailing: Mailing) -> None:
    form = await mailing.http.get("/fr/newsroom/subscription")
    sent = await mailing.http.post("/fr/newsroom/subscription", content=f"email={READER}&frequency=weekly")

    assert '<form method="post" action="/fr/newsroom/subscription"' in form.text
    assert "Consultez votre courrier" in sent.text
    [letter] = await mailing.deliver(timedelta(0))
    done(await mailing.http.post(link_in(letter)), 200)
    assert await mailing.get("/v1/subscriptions") == [{"language": "fr", "frequency": "weekly", "subscribers": 1}]


async def test_a_worker_carries_the_post_by_itself(
    stack: Stack, issuer: TestIssuer, wiped_redis: Any, mailbox: Mailbox
) -> None:
    async with mailing_at_work(stack, issuer, mailbox, worker=True) as mailing:
        done(await mailing.http.post("/v1/subscriptions", json={"email": READER, "language": "ru"}), 202)

        async def arrived() -> EmailMessage:
            assert len(mailbox.letters) == 1
            return mailbox.letters[0]

        letter = await eventually(arrived)

    assert letter["Subject"] == "Подтвердите подписку на новости"


async def test_a_newsroom_without_a_mail_server_says_so(newsroom: Newsroom) -> None:
    wish = {"email": READER, "language": "en"}
    assert "CABOS_SMTP_URL" in refused(await newsroom.http.post("/v1/subscriptions", json=wish), 404)
    assert (await newsroom.http.get("/en/newsroom/subscription")).status_code == 404


@pytest.mark.parametrize(
    ("left_out", "said"), [("public_url", "CABOS_PUBLIC_URL"), ("mail_secret", "CABOS_MAIL_SECRET")]
)
def test_mail_needs_an_address_and_a_secret(mailbox: Mailbox, left_out: str, said: str) -> None:
    told = {"DATABASE_URL": "postgresql://nobody/none", "REDIS_URL": "redis://"} | mailbox.settings
    del told[left_out]

    with pytest.raises(ValueError, match=said):
        Settings.model_validate(told)
