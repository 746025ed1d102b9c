"""However a story is written, held back, published, corrected and withdrawn, nothing is seen that is not public."""

import asyncio
import re
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
from news.model.picture import StoredPicture
from news.model.text import Picture, Text
from sqlalchemy import select

from tests.news.outputs import FOR_PROGRAMS, LANGUAGES_SHOWN, LISTS, LONG_AGO, addresses_of, letter, outputs

OWN = "en"
LANGUAGES = st.sampled_from([OWN, OWN, "es", "ar"])
HOURS = st.integers(min_value=1, max_value=4)
STEPS = st.sampled_from(["write", "review", "publish", "schedule", "unschedule", "correct", "withdraw"])
# Longer than most lives, so that a story is more often under its embargo than past it.
EMBARGO = st.sampled_from([None, 2, 40, 40])
PICTURE = "a picture"
_NUMBER = count(1)


class Stories(RuleBasedStateMachine):
    """One story in three languages; what should be public is kept beside it, by the rules alone.

    A text has two marks: one in its headline, whose words stay in the address, and one in everything else; and a
    picture that no other text shows.
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
        self.all: dict[int, UUID] = {}
        # The mark in its address, which stays known when nothing of it is read any more.
        self.slug = 0
        self.path: str | None = None
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
        shown, told = self.runner.run(self._seen())
        everything = "".join(shown.values())
        for mark in self.all:
            assert (f"word{mark}x" in everything) == (mark in self.public.values()), mark
            if mark not in self.ever:
                assert f"head{mark}x" not in everything
                assert f"{mark}x" not in told
        for mark, picture in self.all.items():
            assert (shown[f"/pictures/{picture}"] == PICTURE) == (mark in self.public.values()), mark
        for language in self.withdrawn:
            gone = re.compile(rf"/{language}/newsroom/\d+/[a-z]+/head-head{self.slug}x")
            for address in shown:
                # While one language is left, a list leads from another one to the page that says so.
                if FOR_PROGRAMS.match(address) or (not self.public and LISTS.match(address)):
                    assert not gone.search(shown[address]), (language, address)
        for language, mark in self.public.items():
            for form in ("atom", "rss", "json"):
                assert f"word{mark}x" in shown[f"/{language}/feed.{form}?limit=200"]

    async def _seen(self) -> tuple[dict[str, str], str]:
        """What anybody gets, by address, and all that is announced."""
        path = (await self.news.http.get(f"/v1/stories/{self.id}")).json().get("path")
        self.path = path or self.path
        addresses = [*addresses_of(self.id, self.path), *(f"/pictures/{each}" for each in self.all.values())]
        shown = await outputs(self.news, addresses, sorted(self.all))
        async with self.news.database.transaction() as session:
            for language in LANGUAGES_SHOWN:
                shown[f"letter in {language}"] = await letter(session, language, self.now)
            rows = await execute(session, select(journal.c.data).where(journal.c.subject == str(self.id)))
        return shown, "".join(str(data) for data in rows.scalars())

    def _text(self, language: str) -> Text:
        mark = next(_NUMBER)
        self.newest[language] = mark
        self.all[mark] = self._picture()
        word = f"word{mark}x"
        picture = Picture(picture_id=self.all[mark], alt=word, credit=word, caption=word)
        return Text(
            headline=f"Head head{mark}x", summary=word, body=word, byline=word, dateline=word, pictures=(picture,)
        )

    def _picture(self) -> UUID:
        stored = StoredPicture(
            id=uuid4(), media_type="image/png", width=1, height=1, data=PICTURE.encode(), uploaded_by="eva",
            uploaded_at=LONG_AGO,
        )  # fmt: skip
        id_ = stored.id

        async def add() -> None:
            async with self.news.database.transaction() as session:
                session.add(stored)

        self.runner.run(add())
        return id_

    def _out(self, language: str) -> None:
        """The newest text of a language is what its readers have from now on."""
        assert self.until is None or self.until <= self.now
        assert language == OWN or OWN in self.public
        self.public[language] = self.newest[language]
        self.slug = self.slug or self.newest[OWN]
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
