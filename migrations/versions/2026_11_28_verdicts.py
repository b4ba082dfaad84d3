"""What the upgrade rules say, month by month."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026112801"
down_revision: str | Sequence[str] | None = "2026112706"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "fact_verdicts",
        sa.Column("month", KEY, autoincrement=False, nullable=False),
        sa.Column("building_id", KEY, autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("verdict", "former", "since", "level", "watch_for", "due_for", "clear_for")
        ),
        sa.Column("guarded", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("value", "second", "edge", "leave")),
        sa.Column("thin", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("peers", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", "building_id", "rule", name=op.f("pk_fact_verdicts")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("fact_verdicts")
