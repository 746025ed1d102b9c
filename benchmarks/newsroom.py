"""A newsroom full of stories: what it costs to find one, and to read one beside a bare page."""

import asyncio
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

import news
import psycopg
from cabos import migrations
from cabos.local import Guarded, LocalServers
from cabos.local.process import free_port
from news.commands.publishing import ScheduleVersion, schedule_version
from news.commands.story import DraftStory, draft_story
from news.commands.version import approve_version, submit_version
from news.pages.languages import Reader
from news.queries.public import Wanted
from news.queries.search import Asked, search

from benchmarks.ground import Ground, fresh
from benchmarks.hammer import requests_per_second, until_ready, until_shown
from benchmarks.scale import Scale

VOCABULARY = 20_000
WORDS_A_BODY = 120
PHRASES = 100
"""Pairs of a common word and a less common one, one of which is in each text."""

ASKED = 20
"""Questions of each kind, whose median is told."""

AHEAD_S = 2
"""How long before its instant a story is scheduled."""

STORY_PATH = "/en/newsroom/2018/april/the-story-that-is-read"
BODY = "<p>" + " ".join(["The administrations of the region met and took a decision on a plan of work."] * 12) + "</p>"


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Milliseconds by kind of question; requests per second, of Cabos and of the bare page, and of pages made anew;
    seconds from the instant of an embargo until each output has the story."""

    search_ms: dict[str, float]
    pages: list[tuple[float, float]]
    anew: float
    late_s: dict[str, float]


async def measure(servers: LocalServers, scale: Scale, folder: Path) -> Newsroom:
    async with fresh(servers) as ground:
        await asyncio.to_thread(migrations.migrate, Path(news.__file__).parent / "migrations", ground.database_url)
        words = vocabulary()
        await asyncio.to_thread(_fill, ground.database_url, words, scale.stories)
        found = await _ask(ground, words)
        pages, anew = await _read(ground, servers, scale, folder)
        late = await _wait_for_an_embargo(ground, servers, folder)
        return Newsroom(found, pages, anew, late)


def vocabulary() -> list[str]:
    """Words that nobody knows, the most frequent first."""
    drawn = random.Random(7)
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        made["".join(drawn.choice("bdfklmnprstv") + drawn.choice("aeiou") for _ in range(drawn.randint(2, 4)))] = None
    return list(made)


def _fill(url: str, words: Sequence[str], stories: int) -> None:
    """Every story in English, every second one in Spanish too; words as often as Zipf has them."""
    columns = (
        "story_id, language, source_language, revision, stale, state, slug, headline, body, html, region, tags,"
        " published_on, published_at, ordered_at, updated_at"
    )
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE edition DROP CONSTRAINT edition_story_id_fkey")
        with cursor.copy(f"COPY edition ({columns}) FROM STDIN") as copy:
            for row in _rows(words, stories):
                copy.write_row(row)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE edition")


def _rows(words: Sequence[str], stories: int) -> Iterator[tuple[object, ...]]:
    drawn = random.Random(11)
    weights = list(_cumulated(len(words)))
    first = datetime(2010, 1, 1, tzinfo=UTC)
    for number in range(stories):
        at = first + timedelta(minutes=40 * number)
        region = ("AMS", "AP", "ESA", "EUR", "MENA", "WCA")[number % 6]
        for language in ("en", "es")[: 1 + number % 2]:
            body = drawn.choices(words, cum_weights=weights, k=WORDS_A_BODY)
            # As real texts have them: words that often go together.
            place, phrase = drawn.randrange(WORDS_A_BODY), drawn.randrange(PHRASES)
            body[place : place + 2] = [words[phrase], words[phrase + PHRASES]]
            headline = " ".join(drawn.choices(words, cum_weights=weights, k=8))
            text = " ".join(body)
            yield (
                UUID(int=number + 1), language, "en", 1, False, "published", f"story-{number}", headline, text,
                f"<p>{text}</p>", region, '["aeo"]', at.date(), at, at, at,
            )  # fmt: skip
    at = datetime(2018, 4, 19, tzinfo=UTC)
    for language in ("en", "es"):
        yield (
            UUID(int=stories + 1), language, "en", 1, False, "published", "the-story-that-is-read",
            "The story that is read", BODY[3:-4], BODY, "AMS", "[]", at.date(), at, at, at,
        )  # fmt: skip


def _cumulated(count: int) -> Iterator[float]:
    total = 0.0
    for place in range(1, count + 1):
        total += 1 / place
        yield total


async def _ask(ground: Ground, words: Sequence[str]) -> dict[str, float]:
    kinds = {
        "a rare word": [words[-1 - n] for n in range(ASKED)],
        "a word of every hundredth text": [words[1_000 + n] for n in range(ASKED)],
        "a word of most texts": [words[n] for n in range(ASKED)],
        "two words": [f"{words[20 + n]} {words[900 + n]}" for n in range(ASKED)],
        "a phrase": [f'"{words[n]} {words[n + PHRASES]}"' for n in range(ASKED)],
    }
    reader = Reader.of("en", {})
    found = {}
    for kind, questions in kinds.items():
        for language in ("en", None):
            took = []
            for question in questions:
                async with ground.database.transaction() as session:
                    started = time.perf_counter()
                    await search(session, reader, Asked(question), language, Wanted(), 20)
                    took.append((time.perf_counter() - started) * 1_000)
            found[kind if language else f"{kind}, in all languages"] = median(took)
    return found


async def _read(
    ground: Ground, servers: LocalServers, scale: Scale, folder: Path
) -> tuple[list[tuple[float, float]], float]:
    """Both are processes of their own, hammered one after the other by the same client."""
    ours, bare = free_port(), free_port()
    uvicorn = ["-m", "uvicorn", "benchmarks.peers.bare_page:app", "--log-level", "warning", "--no-access-log"]
    with ExitStack() as stack:
        _start(stack, ground, servers, folder, ours, "-m", "news", "api")
        _start(stack, ground, servers, folder, bare, *uvicorn, "--port", str(bare))
        for port in (ours, bare):
            await until_ready(port, STORY_PATH)
        pages = [
            (
                await requests_per_second(ours, STORY_PATH, scale.page_requests),
                await requests_per_second(bare, STORY_PATH, scale.page_requests),
            )
            for _ in range(scale.rounds)
        ]
        return pages, await requests_per_second(ours, STORY_PATH, scale.page_requests // 4, each_another=True)


def _start(stack: ExitStack, ground: Ground, servers: LocalServers, folder: Path, port: int, *command: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": ground.database_url, "REDIS_URL": servers.redis_url, "CABOS_PORT": str(port),
        "CABOS_WORKER_PORT": str(port),
    }  # fmt: skip
    name = " ".join(command[1:3])
    process = Guarded(name, [sys.executable, *command], log=folder / f"{port}.log", env=environment)
    stack.callback(process.stop)


async def _wait_for_an_embargo(ground: Ground, servers: LocalServers, folder: Path) -> dict[str, float]:
    """A story under embargo is scheduled for the instant at which that ends, with API and worker running."""
    api, worker = free_port(), free_port()
    with ExitStack() as stack:
        _start(stack, ground, servers, folder, api, "-m", "news", "api")
        _start(stack, ground, servers, folder, worker, "-m", "news", "worker")
        await until_ready(api, STORY_PATH)
        await until_ready(worker, "/readyz")
        until = datetime.now(UTC) + timedelta(seconds=AHEAD_S)
        await _schedule(ground, until)
        day = until.strftime("%Y-%m-%d")
        outputs = {
            "page": f"/en/newsroom/{until.year}/{until.strftime('%B').lower()}/embargoed",
            "list": "/en/newsroom",
            "feed": "/en/feed.atom",
            "search": f"/v1/search?q=embargoed&since={day}",
            "news sitemap": "/news-sitemap.xml",
        }

        async def late(path: str) -> float:
            await until_shown(api, path, b"mbargoed")
            return (datetime.now(UTC) - until).total_seconds()

        # All of them are looked at from before the instant on, as by their readers.
        return dict(zip(outputs, await asyncio.gather(*map(late, outputs.values())), strict=True))


async def _schedule(ground: Ground, until: datetime) -> None:
    story = UUID(int=999_999_999)
    draft = DraftStory(language="en", headline="Embargoed", body="Embargoed.", embargo_until=until)
    async with ground.database.transaction() as session:
        await draft_story(session, story, draft, "eva")
        await session.flush()
        await submit_version(session, story, "en", "eva")
        await approve_version(session, story, "en", "paul")
        await schedule_version(session, story, "en", ScheduleVersion(publish_at=until), "paul", datetime.now(UTC))
