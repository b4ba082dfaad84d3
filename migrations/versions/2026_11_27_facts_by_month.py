"""Kept facts by month first, so that what is read of all buildings stands together, and who pays or came lately.

The facts are made anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "2026112706"
down_revision: str | Sequence[str] | None = "2026112705"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BY_MONTH = {
    "fact_occupancies": ("month", "building_id", "party"),
    "fact_attributions": ("month", "building_id", "taxpayer_id"),
    "fact_building_month_taxes": ("month", "building_id", "column_key"),
    "fact_building_months": ("month", "building_id"),
}
BY_BUILDING = {name: (building, month, *rest) for name, (month, building, *rest) in BY_MONTH.items()}


RESIDENTS: Mapping[str, sa.types.TypeEngine[Any]] = {"paying": sa.BigInteger(), "newly_arrived": sa.Boolean()}
"""Columns of fact_occupancies that are new; paying may be unknown."""


def upgrade() -> None:
    renew(BY_MONTH, [sa.Column(name, kind, nullable=name == "paying") for name, kind in RESIDENTS.items()])


def downgrade() -> None:
    renew(BY_BUILDING, [])


def renew(keys: Mapping[str, Sequence[str]], residents: Sequence[sa.Column[Any]]) -> None:
    """The tables under another key, empty; what the facts stood on is forgotten, so the next start makes them."""
    for name, key in keys.items():
        before = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
        others = [column for column in before.c if column.name not in {*key, *RESIDENTS}]
        columns = [
            sa.Column(column.name, column.type, nullable=column.nullable, autoincrement=False)
            for column in (*(before.c[part] for part in key), *others)
        ]
        columns += residents if name == "fact_occupancies" else []
        op.drop_table(name)
        op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")), sqlite_with_rowid=False)
    op.create_index(
        "ix_fact_occupancies_open",
        "fact_occupancies",
        ["month"],
        sqlite_where=sa.text("unknown_unit_days > 0"),
        postgresql_where=sa.text("unknown_unit_days > 0"),
    )
    op.execute("delete from fact_states where name <> 'ensured'")
