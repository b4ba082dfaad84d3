"""Assessments: evidence files, the steps of a rating, answers to vetoes, and what each finding leans on."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from buildings.database.types import Utc

revision: str = "2026112802"
down_revision: str | Sequence[str] | None = "2026112801"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SLUG = sa.String(length=40)
STATUSES = "'applied', 'review', 'notice', 'granted', 'rereview', 'revoked', 'lapsed'"


def applied() -> list[sa.Column[Any]]:
    """What an assessment says beside a rating that a file stated."""
    return [
        sa.Column("assessor", sa.String(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("filled_month", sa.Integer(), nullable=True),
    ]


def found() -> list[sa.Column[Any]]:
    """What a finding leans on beside words."""
    return [
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("assessed_by", sa.String(), nullable=True),
    ]


def step() -> list[sa.Column[Any]]:
    return [
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("status", SLUG, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("grade", SLUG, nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=False),
    ]


def answer() -> list[sa.Column[Any]]:
    return [
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        *found(),
        sa.Column("question", SLUG, nullable=False),
        sa.Column("answer", SLUG, nullable=False),
    ]


def file() -> list[sa.Column[Any]]:
    return [
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", SLUG, nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("of_tax", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
    ]


def recorded() -> list[sa.Column[Any]]:
    return [
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", KEY, nullable=False),
        sa.Column("origin", SLUG, nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
    ]


def records(name: str, columns: Callable[[], list[sa.Column[Any]]], *constraints: sa.Constraint) -> None:
    """A table of records with its history."""
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
        *constraints,
        reference(name, "audit_id", "audit_entries"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def reference(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "evidence_contents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_evidence_contents")),
    )
    records(
        "evidence_files",
        file,
        check("evidence_files", "kind_slug", "kind in ('pdf', 'jpeg', 'png', 'webp', 'xlsx')"),
        reference("evidence_files", "building_id", "buildings"),
        reference("evidence_files", "sha256", "evidence_contents", "sha256"),
    )
    records(
        "rating_steps",
        step,
        check("rating_steps", "status_slug", f"status in ({STATUSES})"),
        reference("rating_steps", "rating_id", "ratings"),
    )
    records(
        "rating_answers",
        answer,
        check("rating_answers", "answer_slug", "answer in ('yes', 'no', 'unknown')"),
        reference("rating_answers", "rating_id", "ratings"),
        reference("rating_answers", "file_id", "evidence_files"),
    )
    for table, column in (
        ("evidence_files", "building_id"),
        ("rating_steps", "rating_id"),
        ("rating_answers", "rating_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for table, columns in (("ratings", applied), ("rating_scores", found)):
        for name in (table, f"{table}_history"):
            with op.batch_alter_table(name, schema=None) as batch_op:
                for one in columns():
                    batch_op.add_column(one)
    points(nullable=True)
    with op.batch_alter_table("rating_scores", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_rating_scores_points"), "points >= 0")
        batch_op.create_foreign_key(
            op.f("fk_rating_scores_file_id_evidence_files"), "evidence_files", ["file_id"], ["id"]
        )


def points(*, nullable: bool) -> None:
    """Whether an item may be on record as looked at and not to be told."""
    for name in ("rating_scores", "rating_scores_history"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.alter_column("points", existing_type=sa.Integer(), nullable=nullable)


def downgrade() -> None:
    for name in ("rating_scores", "rating_scores_history"):
        op.execute(f"delete from {name} where points is null")  # noqa: S608 - names of ours
    points(nullable=False)
    with op.batch_alter_table("rating_scores", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_rating_scores_file_id_evidence_files"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_rating_scores_points"), type_="check")
    for table, columns in (("ratings", applied), ("rating_scores", found)):
        for name in (table, f"{table}_history"):
            with op.batch_alter_table(name, schema=None) as batch_op:
                for one in columns():
                    batch_op.drop_column(one.name)
    for name in ("rating_answers", "rating_steps", "evidence_files"):
        op.drop_table(name)
        op.drop_table(f"{name}_history")
    op.drop_table("evidence_contents")
