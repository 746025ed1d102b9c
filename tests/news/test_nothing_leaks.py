"""However a story is written, held back, published, corrected and withdrawn, nothing is seen that is not public."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from cabos.database import execute
from cabos.refusal import Refusal
from cabos.schema import journal
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from news.app import service
from news.commands import publishing, story, version
from news.model.subscriber import Subscriber, Wish
from news.model.text import Text
from news.pages.languages import Reader
from news.pages.letters import Envelope, digest
from news.queries.digests import news_for
from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.news.mailing import words_of

OWN = "en"
LANGUAGES = st.sampled_from([OWN, OWN, "es", "ar"])
HOURS = st.integers(min_value=1, max_value=4)
STEPS = st.sampled_from(["write", "review", "publish", "schedule", "unschedule", "correct", "withdraw"])
# Longer than most lives, so that a story is more often under its embargo than past it.
EMBARGO = st.sampled_from([None, 2, 40, 40])
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_NUMBER = count(1)


class Stories(RuleBasedStateMachine):
    """One story in three languages; what should be public is kept beside it, by the rules alone.

    A text has two marks: one in its headline, whose words stay in the address, and one in everything else.
    """

    news: ClassVar[Running]
    runner: ClassVar[asyncio.Runner]

    @initialize(embargo=EMBARGO)
    def draft(self, embargo: int | None) -> None:
        self.id: UUID = uuid4()
        self.now = datetime.now(UTC)
        self.until = None if embargo is None else self.now + timedelta(hours=embargo)
        self.work: dict[str, str] = {OWN: "draft"}
        self.due: dict[str, datetime] = {}
        self.newest: dict[str, int] = {}
        self.public: dict[str, int] = {}
        self.ever: set[int] = set()
        self.withdrawn: set[str] = set()
        self.all: set[int] = set()
        self.changed = True
        text = self._text(OWN)
        command = story.DraftStory(language=OWN, embargo_until=self.until, **dict(text))
        assert self._do(story.draft_story, command, "eva")

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """A step that the rules allow, so that stories come far."""
        step, language = data.draw(st.sampled_from(self._next_steps()))
        self._take(step, language, data.draw(HOURS))

    @rule(step=STEPS, language=LANGUAGES, hours=HOURS)
    def meddle(self, step: str, language: str, hours: int) -> None:
        """Any step, wherever the story stands."""
        self._take(step, language, hours)

    @rule(on=st.none() | st.just(datetime(2018, 4, 19, tzinfo=UTC).date()))
    def publish_all(self, on: Any) -> None:
        ready = {tag for tag, state in self.work.items() if state == "approved" and tag not in self.public}
        if self._do(publishing.publish_story, publishing.PublishStory(published_on=on), "paul", self.now):
            out = {*ready, *([OWN] if OWN not in self.public else [])} - self.withdrawn
            for language in sorted(out, key=lambda tag: tag != OWN):
                assert self.work[language] in ("approved", "scheduled")
                self._out(language)

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        """Time passes and the clock of news comes by."""
        self.now += timedelta(hours=hours)

        async def tick() -> None:
            async with self.news.database.transaction() as session:
                await publishing.publish_due(session, self.now)

        self.runner.run(tick())
        self.changed = True
        for language in sorted(self.due, key=lambda tag: tag != OWN):
            free = self.until is None or self.until <= self.now
            if self.due[language] <= self.now and free and (language == OWN or OWN in self.public):
                self._out(language)

    @rule(hours=EMBARGO)
    def embargo(self, hours: int | None) -> None:
        until = None if hours is None else self.now + timedelta(hours=hours)
        if self._do(story.set_embargo, story.SetEmbargo(embargo_until=until), "paul") and until != self.until:
            assert not self.public
            self.until = until

    def _next_steps(self) -> list[tuple[str, str]]:
        found = []
        for language in (OWN, "es", "ar"):
            match self.work.get(language):
                case "draft":
                    found.append(("review", language))
                case "approved":
                    found.append(("correct" if language in self.public else "publish", language))
                    found.append(("schedule", language))
                case "scheduled":
                    found += [("publish", language), ("unschedule", language)]
                case _:
                    found.append(("write", language))
            if language in self.public:
                found.append(("withdraw", language))
        return found

    def _take(self, step: str, language: str, hours: int) -> None:
        steps = {
            "write": self._write, "review": self._review, "publish": self._publish, "schedule": self._schedule,
            "unschedule": self._unschedule, "correct": self._correct, "withdraw": self._withdraw,
        }  # fmt: skip
        steps[step](language, hours)

    def _write(self, language: str, hours: int) -> None:
        before = self.newest.get(language)
        command = version.WriteVersion(**dict(self._text(language)), substantive=hours > 1)
        if self._do(version.write_version, language, command, "eva"):
            assert self.work.get(language) != "scheduled"
            assert OWN not in self.withdrawn
            self.withdrawn.discard(language)
            self.work[language] = "draft"
        else:
            self.newest[language] = before or 0

    def _review(self, language: str, hours: int) -> None:
        """It is sent to review unless it is there, and approved unless whoever looks at it has written it."""
        who = "eva" if hours == 1 else "paul"
        if self._do(version.submit_version, language, "eva"):
            assert self.work[language] == "draft"
            self.work[language] = "in_review"
        if self._do(version.approve_version, language, who):
            assert (self.work[language], who) == ("in_review", "paul")
            self.work[language] = "approved"

    def _publish(self, language: str, hours: int) -> None:
        if self._do(publishing.publish_version, language, "paul", self.now) and language not in self.public:
            assert self.work[language] in ("approved", "scheduled")
            self._out(language)

    def _schedule(self, language: str, hours: int) -> None:
        at = self.now + timedelta(hours=hours)
        command = publishing.ScheduleVersion(publish_at=at)
        if self._do(publishing.schedule_version, language, command, "paul", self.now):
            assert self.work[language] in ("approved", "scheduled")
            self.work[language], self.due[language] = "scheduled", at

    def _unschedule(self, language: str, hours: int) -> None:
        if self._do(publishing.unschedule_version, language, "paul"):
            del self.due[language]
            self.work[language] = "approved"

    def _correct(self, language: str, hours: int) -> None:
        command = publishing.CorrectVersion(note="Mended.")
        if self._do(publishing.correct_version, language, command, "paul", self.now):
            assert (self.work[language], language in self.public) == ("approved", True)
            self._out(language)

    def _withdraw(self, language: str, hours: int) -> None:
        whole = hours == 1
        command = publishing.Withdraw(reason="It was wrong.")
        arguments = () if whole else (language,)
        done = publishing.withdraw_story if whole else publishing.withdraw_version
        if self._do(done, *arguments, command, "paul", self.now):
            gone = set(self.public) if whole or language == OWN else {language}
            self.withdrawn |= gone
            for tag in gone:
                self.public.pop(tag, None)
                self.work.pop(tag, None)
                self.due.pop(tag, None)

    @invariant()
    def only_what_is_public_is_seen(self) -> None:
        if not self.changed:
            return
        self.changed = False
        shown, told = self.runner.run(self._outputs())
        everything = "".join(shown.values())
        for mark in self.all:
            assert (f"word{mark}x" in everything) == (mark in self.public.values()), mark
            if mark not in self.ever:
                assert f"head{mark}x" not in everything
                assert f"{mark}x" not in told
        for language, mark in self.public.items():
            for form in ("atom", "rss", "json"):
                assert f"word{mark}x" in shown[f"/{language}/feed.{form}?limit=200"]

    def _text(self, language: str) -> Text:
        mark = next(_NUMBER)
        self.newest[language] = mark
        self.all.add(mark)
        word = f"word{mark}x"
        return Text(headline=f"Head head{mark}x", summary=word, body=word, byline=word, dateline=word)

    def _out(self, language: str) -> None:
        """The newest text of a language is what its readers have from now on."""
        assert self.until is None or self.until <= self.now
        assert language == OWN or OWN in self.public
        self.public[language] = self.newest[language]
        self.ever.add(self.newest[language])
        self.work[language] = "public"
        self.due.pop(language, None)

    def _do(self, command: Any, *arguments: Any) -> bool:
        """Whether it was carried out; a refusal changes nothing."""

        async def carry_out() -> bool:
            try:
                async with self.news.database.transaction() as session:
                    await command(session, self.id, *arguments)
            except Refusal:
                return False
            self.changed = True
            return True

        return self.runner.run(carry_out())

    async def _outputs(self) -> tuple[dict[str, str], str]:
        """All that anybody without a token gets, by address; and all that is announced."""
        shown = {}
        pages = [
            f"/v1/stories/{self.id}",
            f"/v1/stories/{self.id}/related",
            "/v1/archive",
            "/sitemaps/1.xml",
            "/news-sitemap.xml",
            "/v1/stories?limit=500",
        ]
        for language in (OWN, "es", "ar"):
            pages += [f"/v1/stories/{self.id}/ninjs/{language}"]
            pages += [f"/{language}/newsroom", f"/{language}/newsroom/2018"]
            pages += [f"/{language}/feed.{form}?limit=200" for form in ("atom", "rss", "json")]
        story_of_old = (await self.news.http.get(f"/v1/stories/{self.id}")).json().get("path")
        if story_of_old:
            pages += [story_of_old.replace(f"/{OWN}/", f"/{tag}/", 1) for tag in (OWN, "es", "ar")]
        for address in pages:
            for accept in ("text/html", "application/json") if "/newsroom" in address else ("*/*",):
                answer = await self.news.http.get(address, headers={"Accept": accept})
                assert answer.status_code < 500, answer.text
                shown[address] = shown.get(address, "") + answer.text + str(answer.headers)
        marks = sorted(self.all)
        for first in range(0, len(marks), 10):
            asked = " or ".join(f"word{mark}x" for mark in marks[first : first + 10])
            shown[f"search {first}"] = (await self.news.http.get("/v1/search", params={"q": asked})).text
        async with self.news.database.transaction() as session:
            for language in (OWN, "es", "ar"):
                shown[f"letter in {language}"] = await self._letter(session, language)
            rows = await execute(session, select(journal.c.data).where(journal.c.subject == str(self.id)))
        return shown, "".join(str(data) for data in rows.scalars())

    async def _letter(self, session: AsyncSession, language: str) -> str:
        """A digest of all that ever happened."""
        wish = Wish(email="reader@example.org", language=language)
        reader = Subscriber(**dict(wish), confirmed_at=LONG_AGO, told_until=LONG_AGO, next_at=LONG_AGO)
        told = await news_for(session, reader, Reader.of(language, {}), LONG_AGO, self.now)
        envelope = Envelope(self.id, "newsroom@example.org", wish.email, language, self.now)
        return words_of(digest(envelope, told, "https://news.example", "https://news.example/leave"))


@pytest.fixture(scope="module")
def machine(stack: Stack, issuer: TestIssuer) -> Iterator[type[Stories]]:
    with asyncio.Runner() as runner:
        ending = AsyncExitStack()
        Stories.runner = runner
        Stories.news = runner.run(ending.enter_async_context(running(service, stack, issuer, worker=False)))
        yield Stories
        runner.run(ending.aclose())


def test_nothing_is_seen_that_is_not_public(machine: type[Stories]) -> None:
    # A story of thirty steps is short enough to be read; making it shorter would take minutes.
    settled = settings(
        max_examples=25, stateful_step_count=30, deadline=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )  # fmt: skip

    run_state_machine_as_test(machine, settings=settled)
