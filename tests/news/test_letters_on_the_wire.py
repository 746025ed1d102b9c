"""What a mail server really gets, byte by byte."""

import re
from datetime import timedelta

import pytest

from tests.news.mailing import SITE, Mailing, words_of
from tests.news.newsroom import done

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
