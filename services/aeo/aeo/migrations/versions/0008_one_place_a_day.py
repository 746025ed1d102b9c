"""One live agreement of a pair of programmes on a day; who is recognised by whom is computed anew."""

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0008"
down_revision = "0007"

PLACE = "live_pair WITH =, {} WITH &&, {} WITH &&, daterange(place_from, place_until) WITH &&"
# Null is any programme, as is a range without bounds.
PROGRAMME = "int8range(programme_keys[{0}], programme_keys[{0}], '[]')"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    add_columns(
        op,
        "agreement",
        sa.Column("programme_keys", ARRAY(sa.BigInteger), nullable=False, server_default="{NULL,NULL}"),
        sa.Column("place_from", sa.Date),
        sa.Column("place_until", sa.Date),
    )
    op.execute("ALTER TABLE agreement DISABLE TRIGGER agreement_remembers")
    op.execute("UPDATE agreement_past SET programme_keys = '{NULL,NULL}'")
    op.drop_index("agreement_one_live_for_a_pair", "agreement")
    # Those with an end on record had left their place; of the others each has one that is still to come, until the
    # next change of it tells the days.
    op.execute(
        "UPDATE agreement SET place_from = '9999-12-30',"
        " live_pair = (SELECT string_agg(party, '|' ORDER BY party) FROM unnest(parties) AS party)"
        " WHERE live_pair IS NOT NULL"
    )
    op.execute(
        "UPDATE agreement SET live_pair = NULL WHERE EXISTS"
        " (SELECT FROM agreement other WHERE other.live_pair = agreement.live_pair AND other.id < agreement.id)"
    )
    op.execute("ALTER TABLE agreement ENABLE TRIGGER agreement_remembers")
    op.execute(
        "ALTER TABLE agreement ADD CONSTRAINT agreement_one_live_for_a_pair EXCLUDE USING gist"
        f" ({PLACE.format(PROGRAMME.format(1), PROGRAMME.format(2))}) WHERE (live_pair IS NOT NULL)"
    )
    op.add_column("coverage", sa.Column("rules", sa.Integer, nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("coverage", "rules")
    op.drop_constraint("agreement_one_live_for_a_pair", "agreement")
    op.create_index(
        "agreement_one_live_for_a_pair",
        "agreement",
        [sa.text("md5(live_pair)")],
        unique=True,
        postgresql_where=sa.text("live_pair IS NOT NULL"),
    )
    for name in ("programme_keys", "place_from", "place_until"):
        for table in ("agreement", "agreement_past"):
            op.drop_column(table, name)
