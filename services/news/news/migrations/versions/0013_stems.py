"""Words are found by the stem of what is written with accents, and by that of what is written without."""

import importlib

from alembic import op

revision = "0013"
down_revision = "0012"

_first = importlib.import_module("news.migrations.versions.0006_search")
STEMMED: dict[str, str] = _first.STEMMED

FORMS = {
    "es": (("ion", "iones"), ("iones", "ion")),
    "fr": (("es?", "ees"), ("ees?", "e")),
    "pt": (("ao", "oes"), ("ao", "aes"), ("(o|a)es", "ao")),
}
"""Endings of one word, without their accents, that no stem brings together then."""

# Each word as it is stemmed without its accents (`newsroom_es`), and with them (`spanish`): a stem has none in any
# case. Both stand at the place of the word, so that phrases hold; of ASCII alone the two are one.
STEMS = r"""
    CASE WHEN octet_length(words) = char_length(words) THEN to_tsvector(newsroom_configuration(tag), words) ELSE
    (to_tsvector(newsroom_configuration(tag), newsroom_apart(words))::text || ' ' || (
        SELECT coalesce(string_agg(
            format('''%s'':%s', replace(replace(stem, '\', '\\'), '''', ''''''), array_to_string(positions, ',')), ' '
        ), '')
        FROM unnest(to_tsvector(newsroom_stock(tag), newsroom_apart(words))) AS found (lexeme, positions, weights),
             lower(unaccent(lexeme)) AS stem
        WHERE octet_length(stem) BETWEEN 1 AND 2000
    ))::tsvector END
"""

# What is asked for, each word of it in any of its stems.
ASKED = """
    DECLARE
        asked tsquery := websearch_to_tsquery(newsroom_configuration(tag), words);
        word text;
        plain tsquery;
        stems tsquery;
    BEGIN
        IF newsroom_stock(tag) IS NULL THEN
            RETURN asked;
        END IF;
        FOR word IN SELECT DISTINCT lower(token) FROM ts_parse('default', words) LOOP
            plain := plainto_tsquery(newsroom_configuration(tag), word);
            IF numnode(plain) = 1 THEN
                SELECT array_to_string(array_agg(DISTINCT quote_literal(stem)), ' | ')::tsquery INTO stems
                FROM newsroom_forms(tag, word) AS form, unnest(tsvector_to_array(newsroom_stems(tag, form))) AS stem;
                asked := ts_rewrite(asked, plain, stems);
            END IF;
        END LOOP;
        RETURN asked;
    END
"""

VECTOR = """
    setweight(newsroom_stems(language, headline), 'A')
    || setweight(newsroom_stems(language, coalesce(summary, '')), 'B')
    || setweight(newsroom_stems(language, html), 'C')
    || setweight(newsroom_stems(language, coalesce(byline, '') || ' ' || coalesce(dateline, '')), 'D')
"""


def upgrade() -> None:
    cases = " ".join(f"WHEN '{tag}' THEN 'pg_catalog.{language}'::regconfig" for tag, language in STEMMED.items())
    _function("newsroom_stock(tag text) RETURNS regconfig", f"CASE split_part(tag, '-', 1) {cases} END")
    _function("newsroom_stems(tag text, words text) RETURNS tsvector", STEMS)
    endings = ", ".join(f"('{tag}', '{ending}$', '{other}')" for tag, pairs in FORMS.items() for ending, other in pairs)
    _function(
        "newsroom_forms(tag text, word text) RETURNS SETOF text",
        f"""word UNION SELECT regexp_replace(plain, ending, other)
            FROM lower(unaccent(word)) AS plain, (VALUES {endings}) AS known (of, ending, other)
            WHERE of = split_part(tag, '-', 1) AND plain ~ ending""",  # noqa: S608 - made of the constants above
    )
    op.execute(
        "CREATE FUNCTION newsroom_asked(tag text, words text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE"
        f" AS $${ASKED}$$"
    )
    _words(VECTOR)


def downgrade() -> None:
    _words(_first.VECTOR)
    op.execute("DROP FUNCTION newsroom_asked, newsroom_forms, newsroom_stems, newsroom_stock")


def _function(signature: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {signature} LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC SELECT {body}; END")


def _words(vector: str) -> None:
    """What is public already is read anew by it."""
    # A table cannot be altered while a trigger of an earlier migration in this transaction still waits for its end.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute("ALTER TABLE edition DROP COLUMN words")
    op.execute(f"ALTER TABLE edition ADD COLUMN words tsvector GENERATED ALWAYS AS ({vector}) STORED")
    op.execute("ALTER TABLE edition ALTER COLUMN words SET STORAGE EXTERNAL")
    op.execute("CREATE INDEX edition_words ON edition USING gin (words)")
