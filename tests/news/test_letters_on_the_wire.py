"""What a mail server really gets, byte by byte."""

import re
from datetime import timedelta

import pytest

from tests.news.mailing import SITE, Mailing, words_of
from tests.news.newsroom import done, refused

ONE_CLICK = (
    rf"\r\nList-Unsubscribe: <{re.escape(SITE)}/[a-z]{{2}}/newsroom/subscription/[0-9a-f-]{{36}}/leave\?mark=\S+>\r\n"
)
WORDS = {
    "en": ("Customs meets in Los Cabos", "They met for the fourth time."),
    "ru": ("Таможенные службы встретились", "Они встретились в четвёртый раз."),
    "ar": ("اجتمعت الجمارك في لوس كابوس", "اجتمعوا للمرة الرابعة."),
    "zh": ("海关会议在洛斯卡沃斯举行", "他们第四次会面。"),
}


@pytest.mark.parametrize("language", WORDS)
async def test_a_digest_is_left_by_an_address_that_any_mail_program_reads(mailing: Mailing, language: str) -> None:
    headline, body = WORDS[language]
    await mailing.subscribe(language)
    done(await mailing.draft(language=language, headline=" ".join([headline] * 9), summary=" ".join([body] * 20)))
    done(await mailing.publish(None))

    [letter] = await mailing.deliver(timedelta(minutes=2))

    raw = mailing.mailbox.raw[-1]
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii") + "\r\n"
    assert len(re.findall(ONE_CLICK, head)) == 1
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    # Encoded words have an end of their own (RFC 2047).
    assert all(len(line) <= 78 for line in head.split("\r\n") if not line.startswith("List-Unsubscribe:"))
    assert letter["Subject"] == " ".join([headline] * 9)[:200]
    assert " ".join([body] * 20) in words_of(letter)
    assert " ".join([body] * 20) in words_of(letter, "html")


@pytest.mark.parametrize(
    "headline",
    [
        "=?utf-8?q?Hello=0D=0ABcc=3A_evil@example.org?=",
        "=?utf-8?q?Hello=0ABcc=3A_evil@example.org?=",
        "=?utf-8?q?Hi=0D=0AContent-Type=3A_text/html=0D=0A=0D=0A<h1>Fake</h1>?=",
        "=\x01?utf-8?q?Hello=0ABcc=3A_evil@example.org?=",
        "Aduana =?utf-8?q?=ED=A0=80?= año\x0bBcc: evil@example.org",
        "==?iso-2022-jp?b?GyRC?=?=",
    ],
)
async def test_a_headline_is_no_header_whatever_is_in_it(mailing: Mailing, headline: str) -> None:
    await mailing.subscribe()
    done(await mailing.draft(headline=headline))
    done(await mailing.publish(None))

    [letter] = await mailing.deliver(timedelta(minutes=2))

    head, _, _ = mailing.mailbox.raw[-1].partition(b"\r\n\r\n")
    assert {line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")} == {
        b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted", b"List-Unsubscribe",
        b"List-Unsubscribe-Post", b"MIME-Version", b"Content-Type", b"Content-Language",
    }  # fmt: skip
    assert letter.get_content_type() == "multipart/alternative"
    assert re.sub(r"\s", "", letter["Subject"]) == re.sub(r"[\s\x01]", "", headline)


async def test_an_address_that_a_header_would_open_is_none(mailing: Mailing) -> None:
    for address in ("=?utf-8?q?a=0d=0abcc=3a_evil=40x.org?=@example.org", "a.=?utf-8?q?evil=40x.org?=@example.org"):
        wish = {"email": address, "language": "en"}
        refused(await mailing.http.post("/v1/subscriptions", json=wish), 422, "email")
