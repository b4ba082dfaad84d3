"""Upgrade projects of buildings with their stages, who pays, and links; each with its history."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from buildings.database.types import Utc

revision: str = "2026112803"
down_revision: str | Sequence[str] | None = "2026112802"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Columns = Callable[[], list[sa.Column[Any]]]


def recorded() -> list[sa.Column[Any]]:
    return [
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", KEY, nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
    ]


def project() -> list[sa.Column[Any]]:
    return [
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("funding_mode", sa.String(length=40), nullable=True),
        sa.Column("one_hand", sa.String(length=40), nullable=True),
        sa.Column("scope_of_works", sa.String(), nullable=True),
        sa.Column("contractor", sa.String(), nullable=True),
        sa.Column("planned_investment_fen", sa.BigInteger(), nullable=True),
        sa.Column("actual_investment_fen", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
    ]


def step() -> list[sa.Column[Any]]:
    return [
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("reached_earliest", sa.Date(), nullable=True),
        sa.Column("reached_latest", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
    ]


def funding() -> list[sa.Column[Any]]:
    return [
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("funder", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
    ]


def link() -> list[sa.Column[Any]]:
    return [
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("caption", sa.String(), nullable=True),
    ]


NATURAL: Mapping[str, tuple[str, ...]] = {
    "upgrade_projects": ("building_id", "title"),
    "project_steps": ("project_id", "stage"),
    "funding_lines": ("project_id", "funder"),
    "project_links": ("project_id", "url"),
}


def upgrade() -> None:
    table(
        "upgrade_projects",
        project,
        sa.CheckConstraint(
            "funding_mode in ('government', 'enterprise', 'social_capital')",
            name=op.f("ck_upgrade_projects_funding_mode_slug"),
        ),
        sa.CheckConstraint(
            "one_hand in ('purchase', 'unified_lease', 'custody', 'none')",
            name=op.f("ck_upgrade_projects_one_hand_slug"),
        ),
        sa.CheckConstraint("planned_investment_fen >= 0", name=op.f("ck_upgrade_projects_planned_investment")),
        sa.CheckConstraint("actual_investment_fen >= 0", name=op.f("ck_upgrade_projects_actual_investment")),
        sa.UniqueConstraint("code", name=op.f("uq_upgrade_projects_code")),
    )
    table(
        "project_steps",
        step,
        sa.CheckConstraint(
            "stage in ('planned', 'approved', 'started', 'finished', 'accepted', 'cancelled')",
            name=op.f("ck_project_steps_stage_slug"),
        ),
        sa.CheckConstraint(
            "reached_latest >= reached_earliest", name=op.f("ck_project_steps_reached_earliest_reached_latest_order")
        ),
        sa.CheckConstraint(
            "reached_earliest is null or reached_latest is not null", name=op.f("ck_project_steps_reached")
        ),
    )
    table("funding_lines", funding, sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_funding_lines_amount")))
    kinds = "kind in ('before', 'after', 'document')"
    table("project_links", link, sa.CheckConstraint(kinds, name=op.f("ck_project_links_kind_slug")))


def table(name: str, columns: Columns, *rules: sa.Constraint) -> None:
    """A table of records and its history."""
    above = "building_id" if name == "upgrade_projects" else "project_id"
    of = "buildings" if name == "upgrade_projects" else "upgrade_projects"
    op.create_table(
        f"{name}_history",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *recorded(),
        *columns(),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f(f"pk_{name}_history")),
    )
    op.create_table(
        name,
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *recorded(),
        *columns(),
        *rules,
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f(f"fk_{name}_audit_id_audit_entries")),
        sa.ForeignKeyConstraint([above], [f"{of}.id"], name=op.f(f"fk_{name}_{above}_{of}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    stands = sa.text("voided_at is null")
    with op.batch_alter_table(name, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{name}_{above}"), [above], unique=False)
        batch_op.create_index(
            "_".join(["uq", name, *NATURAL[name]]),
            list(NATURAL[name]),
            unique=True,
            sqlite_where=stands,
            postgresql_where=stands,
        )


def downgrade() -> None:
    for name in reversed(list(NATURAL)):
        op.drop_table(name)
        op.drop_table(f"{name}_history")
