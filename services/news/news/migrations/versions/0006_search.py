"""Texts are found by their words in each language, and lists of a tag or a record by an index."""

from alembic import op

revision = "0006"
down_revision = "0005"

STEMMED = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Languages whose words PostgreSQL can bring to their stems; of all others they are taken as they stand."""

# Chinese and Japanese have no spaces between their words: each character is a word, and several are a phrase.
APART = r"regexp_replace(words, '([㐀-鿿豈-﫿ぁ-ヿ])', ' \1 ', 'g')"

VECTOR = """
    setweight(to_tsvector(newsroom_configuration(language), newsroom_apart(headline)), 'A')
    || setweight(to_tsvector(newsroom_configuration(language), newsroom_apart(coalesce(summary, ''))), 'B')
    || setweight(to_tsvector(newsroom_configuration(language), newsroom_apart(html)), 'C')
    || setweight(to_tsvector(newsroom_configuration(language),
                             newsroom_apart(coalesce(byline, '') || ' ' || coalesce(dateline, ''))), 'D')
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    op.execute("CREATE TEXT SEARCH CONFIGURATION newsroom (COPY = simple)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION newsroom ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple"
    )
    for tag, language in STEMMED.items():
        op.execute(f"CREATE TEXT SEARCH CONFIGURATION newsroom_{tag} (COPY = {language})")
        op.execute(
            f"ALTER TEXT SEARCH CONFIGURATION newsroom_{tag}"
            f" ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {language}_stem"
        )
    cases = " ".join(f"WHEN '{tag}' THEN 'newsroom_{tag}'::regconfig" for tag in STEMMED)
    op.execute(
        "CREATE FUNCTION newsroom_configuration(tag text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE"
        f" RETURN CASE split_part(tag, '-', 1) {cases} ELSE 'newsroom'::regconfig END"
    )
    op.execute(
        "CREATE FUNCTION newsroom_apart(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN " + APART
    )
    # The HTML and not the Markdown: tags and the addresses in them are no words to the parser.
    op.execute(f"ALTER TABLE edition ADD COLUMN words tsvector GENERATED ALWAYS AS ({VECTOR}) STORED")
    # Read far more often than written, and faster when it need not be unpacked.
    op.execute("ALTER TABLE edition ALTER COLUMN words SET STORAGE EXTERNAL")
    op.execute("CREATE INDEX edition_words ON edition USING gin (words)")
    op.execute("CREATE INDEX edition_tags ON edition USING gin (tags jsonb_path_ops)")
    op.execute("CREATE INDEX edition_about ON edition USING gin (about jsonb_path_ops)")


def downgrade() -> None:
    for name in ("about", "tags", "words"):
        op.execute(f"DROP INDEX edition_{name}")
    op.execute("ALTER TABLE edition DROP COLUMN words")
    op.execute("DROP FUNCTION newsroom_apart, newsroom_configuration")
    for tag in STEMMED:
        op.execute(f"DROP TEXT SEARCH CONFIGURATION newsroom_{tag}")
    op.execute("DROP TEXT SEARCH CONFIGURATION newsroom")
