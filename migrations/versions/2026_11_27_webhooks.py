"""Webhooks: secrets apart from the history, how far each was followed, messages with an id of their own."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from buildings.database.types import Utc

revision: str = "2026112705"
down_revision: str | Sequence[str] | None = "2026112702"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def recorded() -> list[sa.Column[Any]]:
    return [
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", KEY, nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
    ]


def now() -> list[sa.Column[Any]]:
    return [
        sa.Column("kinds", DOCUMENT, nullable=False),
        sa.Column("roles", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
    ]


def before() -> list[sa.Column[Any]]:
    return [
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("kinds", DOCUMENT, nullable=False),
        sa.Column("after_event", KEY, nullable=False),
    ]


def drop() -> None:
    """What stands of the tables; nothing ever wrote to the ones before."""
    op.drop_table("deliveries")
    op.drop_table("subscriptions")
    op.drop_table("subscriptions_history")


def upgrade() -> None:
    drop()
    op.create_table(
        "subscriptions_history",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *recorded(),
        *now(),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_subscriptions_history")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *recorded(),
        *now(),
        sa.CheckConstraint("state in ('active', 'paused', 'stopped')", name=op.f("ck_subscriptions_state_slug")),
        *references("subscriptions", account_id="accounts", audit_id="audit_entries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_table(
        "subscription_secrets",
        sa.Column("subscription_id", KEY, nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("former", sa.String(), nullable=True),
        sa.Column("former_until", Utc(), nullable=True),
        *references("subscription_secrets", subscription_id="subscriptions"),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_subscription_secrets")),
    )
    op.create_table(
        "subscription_progress",
        sa.Column("subscription_id", KEY, nullable=False),
        sa.Column("after_event", KEY, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", Utc(), nullable=True),
        sa.Column("rest_until", Utc(), nullable=False),
        *references("subscription_progress", subscription_id="subscriptions"),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_subscription_progress")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("subscription_id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", Utc(), nullable=False),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("first_at", Utc(), nullable=True),
        sa.Column("last_at", Utc(), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'delivered', 'given_up', 'not_for_it')", name=op.f("ck_deliveries_state_slug")
        ),
        *references("deliveries", event_id="events", subscription_id="subscriptions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message", name=op.f("uq_deliveries_message")),
        sa.UniqueConstraint("subscription_id", "event_id", name=op.f("uq_deliveries_subscription_id_event_id")),
    )
    index("subscriptions", "account_id")
    index("deliveries", "next_at")
    index("deliveries", "subscription_id", "next_at")


def references(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in to.items()
    ]


def index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f("_".join(["ix", table, *columns])), list(columns), unique=False)


def downgrade() -> None:
    op.drop_table("subscription_progress")
    op.drop_table("subscription_secrets")
    drop()
    op.create_table(
        "subscriptions_history",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *recorded(),
        *before(),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_subscriptions_history")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *recorded(),
        *before(),
        *references("subscriptions", account_id="accounts", audit_id="audit_entries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_table(
        "deliveries",
        sa.Column("subscription_id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Utc(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        *references("deliveries", event_id="events", subscription_id="subscriptions"),
        sa.PrimaryKeyConstraint("subscription_id", "event_id", name=op.f("pk_deliveries")),
    )
    index("subscriptions", "account_id")
    index("deliveries", "next_at")
