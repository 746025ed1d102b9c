"""A newsroom of the first version is upgraded with its stories: what was public is, and what was a draft is one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from cabos.migrations import configuration
from cabos.testing.stack import Stack
from news.app import service
from sqlalchemy import Connection, create_engine, text

PUBLIC, DRAFT = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2))
DECISION = "71de1e9d-cfff-5d56-b652-fa788686d149"
BLOCKS = [
    {"text": "They met.\nIn two *lines*."},
    {"items": ["first", "second"], "bullet": "  • "},
]

STORY = """
    INSERT INTO story (id, language, slug, state, published_on, version)
    VALUES (:id, 'en', 'customs-meets', :state, CAST(:day AS date), 2)
"""
REVISION = """
    INSERT INTO revision (story_id, language, revision, headline, blocks, made_from, substantive, written_at)
    VALUES (:id, :language, :revision, :headline, CAST(:blocks AS jsonb), :made_from, true, '2018-04-20T09:00:00Z')
"""


def text_of(story: str, language: str, revision: int, headline: str, made_from: int | None = None) -> dict[str, Any]:
    return {
        "id": story, "language": language, "revision": revision, "headline": headline, "blocks": json.dumps(BLOCKS),
        "made_from": made_from,
    }  # fmt: skip


@pytest.fixture
def upgraded(stack: Stack) -> Iterator[Connection]:
    with stack.fresh_database("upgraded_news") as url:
        config = configuration(service.migrations, url)
        command.upgrade(config, "0002")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(STORY), {"id": PUBLIC, "state": "published", "day": "2018-04-19"})
            connection.execute(text(STORY), {"id": DRAFT, "state": "draft", "day": None})
            for each in (
                text_of(PUBLIC, "en", 1, "Customs meets"),
                text_of(PUBLIC, "en", 2, "Customs met"),
                text_of(PUBLIC, "es", 1, "Las administraciones", 1),
                text_of(DRAFT, "en", 1, "A draft"),
            ):
                connection.execute(text(REVISION), each)
            reference = "INSERT INTO story_reference VALUES (:id, 'decision', :decision, 1)"
            connection.execute(text(reference), {"id": PUBLIC, "decision": DECISION})
            command.upgrade(config, "head")
            yield connection
        engine.dispose()


def test_what_was_public_is_an_edition_and_what_was_a_draft_is_none(upgraded: Connection) -> None:
    editions = upgraded.execute(text("SELECT * FROM edition ORDER BY language")).mappings().all()

    assert [(str(each["story_id"]), each["language"], each["headline"], each["stale"]) for each in editions] == [
        (PUBLIC, "en", "Customs met", False),
        (PUBLIC, "es", "Las administraciones", True),
    ]
    assert editions[0]["about"] == [{"id": DECISION, "kind": "decision"}]
    assert editions[0]["html"] == (
        "<p>They met.<br>\nIn two *lines*.</p>\n<ul>\n<li>first</li>\n<li>second</li>\n</ul>\n"
    )
    states = upgraded.execute(
        text("SELECT story_id, language, state FROM language_version ORDER BY story_id, language")
    )
    assert [(str(each.story_id), each.language, each.state) for each in states] == [
        (PUBLIC, "en", "published"),
        (PUBLIC, "es", "published"),
        (DRAFT, "en", "draft"),
    ]


def test_a_text_of_old_is_not_discarded(upgraded: Connection) -> None:
    discarded = upgraded.execute(text("SELECT count(*) FROM revision WHERE discarded_at IS NOT NULL"))

    assert discarded.scalar_one() == 0


def test_what_was_public_is_found_by_its_words(upgraded: Connection) -> None:
    found = upgraded.execute(text("SELECT language FROM edition WHERE words @@ to_tsquery('newsroom_en', 'line')"))

    assert found.scalars().all() == ["en"]
    one = upgraded.execute(text("SELECT language FROM edition WHERE words @@ newsroom_asked('es', 'administración')"))
    assert one.scalars().all() == ["es"]
