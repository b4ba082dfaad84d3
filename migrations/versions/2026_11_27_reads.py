"""What reading leans on: editions of the record, and how far each subscription was followed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from buildings.database.types import Utc

revision: str = "2026112702"
down_revision: str | Sequence[str] | None = "2026112701"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_editions")),
    )
    # from the newest entry on, so that no state made before is taken for one made later
    op.execute(
        "insert into editions (slug, number, at) select 'record', coalesce(max(id), 0), max(at) from audit_entries"
        " where action not in"
        " ('look_enterprise_tax', 'sign_in', 'sign_in_failed', 'sign_out', 'state_purpose')"
    )
    op.execute("insert into editions (slug, number) values ('doors', 0)")


def downgrade() -> None:
    op.drop_table("editions")
