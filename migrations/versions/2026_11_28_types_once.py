"""A building has one type of a kind without a day; where an earlier 2026112804 dropped the two columns they return."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026112805"
down_revision: str | Sequence[str] | None = "2026112804"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS: Mapping[str, str] = {
    "policy_type": "'new_build', 'model', 'upgrade', 'cluster'",
    "specialty": "'finance', 'intermediary', 'research', 'media', 'none'",
}


def upgrade() -> None:
    stands = sa.text("valid_from is null and voided_at is null")
    with op.batch_alter_table("building_types", schema=None) as batch_op:
        batch_op.create_index(
            "uq_building_types_undated",
            ["building_id", "kind"],
            unique=True,
            sqlite_where=stands,
            postgresql_where=stands,
        )
    if "policy_type" not in {one["name"] for one in sa.inspect(op.get_bind()).get_columns("buildings")}:
        restore()


def restore() -> None:
    """The columns as every other database has them, empty: seals of before do not fit any more."""
    for name in ("buildings", "buildings_history"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            for kind in KINDS:
                batch_op.add_column(sa.Column(kind, sa.String(length=40), nullable=True))
    with op.batch_alter_table("buildings", schema=None) as batch_op:
        for kind, slugs in KINDS.items():
            batch_op.create_check_constraint(op.f(f"ck_buildings_{kind}_slug"), f"{kind} in ({slugs})")


def downgrade() -> None:
    with op.batch_alter_table("building_types", schema=None) as batch_op:
        batch_op.drop_index("uq_building_types_undated")
