"""Verdicts say for what reasons a rule does not apply, and hold up to four figures; all are folded again."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "2026112807"
down_revision: str | Sequence[str] | None = "2026112806"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    anew(("value", "second", "third", "fourth"), sa.Column("guard", sa.String(), nullable=False))


def downgrade() -> None:
    anew(("value", "second"), sa.Column("guarded", sa.Boolean(), nullable=False))


def anew(figures: Sequence[str], guard: sa.Column[Any]) -> None:
    """An empty table: verdicts follow from facts, and who looks first lets them be folded."""
    op.execute("delete from fact_states where name like 'verdicts.%'")
    op.drop_table("fact_verdicts")
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
        *(sa.Column(name, sa.Float(), nullable=True) for name in (*figures, "edge", "leave")),
        sa.Column("thin", sa.Boolean(), nullable=False),
        guard,
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("peers", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", "building_id", "rule", name=op.f("pk_fact_verdicts")),
        sqlite_with_rowid=False,
    )
