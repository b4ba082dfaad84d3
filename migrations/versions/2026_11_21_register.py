"""The register, its history and the kept facts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from buildings.database.types import Geom, Utc

revision: str = "2026112101"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_table(
        "building_areas_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_building_areas_history")),
    )
    op.create_table(
        "building_claims_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column(
            "extra", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_building_claims_history")),
    )
    op.create_table(
        "building_events_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_building_events_history")),
    )
    op.create_table(
        "building_operators_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_building_operators_history")),
    )
    op.create_table(
        "building_states_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_building_states_history")),
    )
    op.create_table(
        "buildings_history",
        sa.Column("code", sa.String(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), autoincrement=False, nullable=False),
        sa.Column(
            "aliases", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("complex_code", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("subdistrict_code", sa.String(), nullable=True),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("policy_type", sa.String(length=40), nullable=True),
        sa.Column("specialty", sa.String(length=40), nullable=True),
        sa.Column("floors_above", sa.Integer(), nullable=True),
        sa.Column("floors_below", sa.Integer(), nullable=True),
        sa.Column("point", Geom("POINT", srid=4326), nullable=True),
        sa.Column("point_accuracy_m", sa.Float(), nullable=True),
        sa.Column("point_source", sa.String(), nullable=True),
        sa.Column("footprint", Geom("MULTIPOLYGON", srid=4326), nullable=True),
        sa.Column("room_register", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_buildings_history")),
    )
    op.create_table(
        "enterprise_names_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_enterprise_names_history")),
    )
    op.create_table(
        "enterprises_history",
        sa.Column("code", sa.String(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("uscc_override_reason", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_enterprises_history")),
    )
    op.create_table(
        "fact_attributions",
        sa.Column(
            "building_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "taxpayer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("enterprise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_fen", sa.BigInteger(), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("retained_estimated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("building_id", "month", "taxpayer_id", name=op.f("pk_fact_attributions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_building_month_taxes",
        sa.Column(
            "building_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("column_key", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_estimated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("building_id", "month", "column_key", name=op.f("pk_fact_building_month_taxes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_building_months",
        sa.Column(
            "building_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("operating", sa.Boolean(), nullable=False),
        sa.Column("operated", sa.Boolean(), nullable=False),
        sa.Column("lettable_dm2", sa.BigInteger(), nullable=False),
        sa.Column("let_dm2", sa.BigInteger(), nullable=False),
        sa.Column("own_dm2", sa.BigInteger(), nullable=False),
        sa.Column("out_dm2", sa.BigInteger(), nullable=False),
        sa.Column("committed_dm2", sa.BigInteger(), nullable=False),
        sa.Column("occupied_dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("serviceable_dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("units_occupied", sa.Integer(), nullable=False),
        sa.Column("units_unknown", sa.Integer(), nullable=False),
        sa.Column("units_unknown_taken", sa.Integer(), nullable=False),
        sa.Column("unknown_unit_days", sa.Integer(), nullable=False),
        sa.Column("tenants", sa.Integer(), nullable=False),
        sa.Column("parties", sa.Integer(), nullable=False),
        sa.Column("walt_dm2", sa.BigInteger(), nullable=False),
        sa.Column("walt_dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("walt_break_dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("open_ended_dm2", sa.BigInteger(), nullable=False),
        sa.Column("open_ended_leases", sa.Integer(), nullable=False),
        sa.Column("ends_3_dm2", sa.BigInteger(), nullable=False),
        sa.Column("ends_6_dm2", sa.BigInteger(), nullable=False),
        sa.Column("ends_12_dm2", sa.BigInteger(), nullable=False),
        sa.Column("ends_24_dm2", sa.BigInteger(), nullable=False),
        sa.Column("ends_later_dm2", sa.BigInteger(), nullable=False),
        sa.Column("largest_dm2", sa.BigInteger(), nullable=False),
        sa.Column("largest5_dm2", sa.BigInteger(), nullable=False),
        sa.Column("rented_dm2", sa.BigInteger(), nullable=False),
        sa.Column("rent_dm2_fen12", sa.BigInteger(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=True),
        sa.Column("retained_fen", sa.BigInteger(), nullable=True),
        sa.Column("fee_fen", sa.BigInteger(), nullable=True),
        sa.Column("retained_estimated", sa.Boolean(), nullable=False),
        sa.Column("all_dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("covered_dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("coverage_dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("window_months", sa.Integer(), nullable=False),
        sa.Column("gate_m_n", sa.Integer(), nullable=False),
        sa.Column("gate_m_sum", sa.BigInteger(), nullable=False),
        sa.Column("gate_m_x1", sa.BigInteger(), nullable=False),
        sa.Column("gate_m_x2", sa.BigInteger(), nullable=False),
        sa.Column("gate_y_n", sa.Integer(), nullable=False),
        sa.Column("gate_y_sum", sa.BigInteger(), nullable=False),
        sa.Column("gate_y_x1", sa.BigInteger(), nullable=False),
        sa.Column("gate_y_x2", sa.BigInteger(), nullable=False),
        sa.Column("gate_r_n", sa.Integer(), nullable=False),
        sa.Column("gate_r_sum", sa.BigInteger(), nullable=False),
        sa.Column("gate_r_x1", sa.BigInteger(), nullable=False),
        sa.Column("gate_r_x2", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("building_id", "month", name=op.f("pk_fact_building_months")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_industry_months",
        sa.Column(
            "building_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("dm2", sa.BigInteger(), nullable=False),
        sa.Column("dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("enterprises", sa.Integer(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_fen", sa.BigInteger(), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "section", "building_id", name=op.f("pk_fact_industry_months")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_occupancies",
        sa.Column(
            "building_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("party", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("let_dm2", sa.BigInteger(), nullable=False),
        sa.Column("own_dm2", sa.BigInteger(), nullable=False),
        sa.Column("ledger_let_dm2", sa.BigInteger(), nullable=False),
        sa.Column("dm2_days", sa.BigInteger(), nullable=False),
        sa.Column("unit_days", sa.BigInteger(), nullable=False),
        sa.Column("unknown_unit_days", sa.BigInteger(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("building_id", "month", "party", name=op.f("pk_fact_occupancies")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_fact_occupancies_open",
        "fact_occupancies",
        ["month"],
        unique=False,
        sqlite_where=sa.text("unknown_unit_days > 0"),
        postgresql_where=sa.text("unknown_unit_days > 0"),
    )
    op.create_table(
        "fact_states",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact_states")),
    )
    op.create_table(
        "fact_unattributed",
        sa.Column("month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "taxpayer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("column_key", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_estimated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("month", "taxpayer_id", "column_key", "reason", name=op.f("pk_fact_unattributed")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "industry_classes_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_industry_classes_history")),
    )
    op.create_table(
        "layouts_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_layouts_history")),
    )
    op.create_table(
        "lease_units_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("lease_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_lease_units_history")),
    )
    op.create_table(
        "leases_history",
        sa.Column("code", sa.String(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("reported_party_id", sa.Integer(), nullable=True),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("break_on", sa.Date(), nullable=True),
        sa.Column("ended_early_on", sa.Date(), nullable=True),
        sa.Column("rent_fen", sa.BigInteger(), nullable=True),
        sa.Column("rent_unit", sa.String(length=40), nullable=True),
        sa.Column("renewal_of", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_leases_history")),
    )
    op.create_table(
        "managements_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_managements_history")),
    )
    op.create_table(
        "manual_split_parts_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("split_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_manual_split_parts_history")),
    )
    op.create_table(
        "manual_splits_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("month_from", sa.Integer(), nullable=False),
        sa.Column("month_to", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_manual_splits_history")),
    )
    op.create_table(
        "month_states_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_month_states_history")),
    )
    op.create_table(
        "outages_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_outages_history")),
    )
    op.create_table(
        "ownerships_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(), nullable=True),
        sa.Column("share_ppm", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_ownerships_history")),
    )
    op.create_table(
        "rating_scores_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_rating_scores_history")),
    )
    op.create_table(
        "ratings_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("scheme_version", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("grade", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_ratings_history")),
    )
    op.create_table(
        "registrations_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("in_district", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_registrations_history")),
    )
    op.create_table(
        "reported_parties_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code_as_given", sa.String(), nullable=True),
        sa.Column("reported_by", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_reported_parties_history")),
    )
    op.create_table(
        "stamps",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stamps")),
    )
    op.create_table(
        "subdistricts_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_subdistricts_history")),
    )
    op.create_table(
        "tax_files_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_tax_files_history")),
    )
    op.create_table(
        "taxpayer_links_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_taxpayer_links_history")),
    )
    op.create_table(
        "taxpayers_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("central_income_tax", sa.Boolean(), nullable=False),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_taxpayers_history")),
    )
    op.create_table(
        "unit_areas_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.Column("use", sa.String(length=40), nullable=True),
        sa.Column("lettable", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_unit_areas_history")),
    )
    op.create_table(
        "unit_successions_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_unit_successions_history")),
    )
    op.create_table(
        "units_history",
        sa.Column("building_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(), autoincrement=False, nullable=False),
        sa.Column("floor_label", sa.String(), nullable=True),
        sa.Column("floor_order", sa.Integer(), nullable=True),
        sa.Column("implicit", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_units_history")),
    )
    op.create_table(
        "zone_memberships_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_zone_memberships_history")),
    )
    op.create_table(
        "zones_history",
        sa.Column("layout_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("exclusive_group", sa.String(length=40), nullable=True),
        sa.Column("schematic", sa.Boolean(), nullable=False),
        sa.Column("shape", Geom("MULTIPOLYGON", srid=4326), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_zones_history")),
    )
    op.create_table(
        "enterprises",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("uscc_override_reason", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind in ('company', 'branch', 'representative_office', 'sole_trader', 'unregistered')",
            name=op.f("ck_enterprises_kind_slug"),
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_enterprises_audit_id_audit_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
        sa.UniqueConstraint("code", name=op.f("uq_enterprises_code")),
    )
    op.create_index(op.f("ix_enterprises_name"), "enterprises", ["name"], unique=False)
    op.create_index(
        "uq_enterprises_uscc",
        "enterprises",
        ["uscc"],
        unique=True,
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.create_table(
        "import_batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column(
            "counts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_import_batches_audit_id_audit_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    op.create_index(op.f("ix_import_batches_sha256"), "import_batches", ["sha256"], unique=False)
    op.create_table(
        "layouts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_layouts_audit_id_audit_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layouts")),
        sa.UniqueConstraint("code", name=op.f("uq_layouts_code")),
    )
    op.create_table(
        "month_states",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("ck_month_states_state_slug")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_month_states_audit_id_audit_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_states")),
        sa.UniqueConstraint("month", name=op.f("uq_month_states_month")),
    )
    op.create_table(
        "subdistricts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_subdistricts_audit_id_audit_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subdistricts")),
        sa.UniqueConstraint("code", name=op.f("uq_subdistricts_code")),
    )
    op.create_table(
        "tax_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_tax_files_audit_id_audit_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_files")),
        sa.UniqueConstraint("month", "delivery", name=op.f("uq_tax_files_month_delivery")),
    )
    op.create_index(op.f("ix_tax_files_month"), "tax_files", ["month"], unique=False)
    op.create_table(
        "taxpayers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("central_income_tax", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_taxpayers_audit_id_audit_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxpayers")),
        sa.UniqueConstraint("code", name=op.f("uq_taxpayers_code")),
    )
    op.create_table(
        "buildings",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "aliases", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("complex_code", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("subdistrict_code", sa.String(), nullable=True),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("policy_type", sa.String(length=40), nullable=True),
        sa.Column("specialty", sa.String(length=40), nullable=True),
        sa.Column("floors_above", sa.Integer(), nullable=True),
        sa.Column("floors_below", sa.Integer(), nullable=True),
        sa.Column("point", Geom("POINT", srid=4326), nullable=True),
        sa.Column("point_accuracy_m", sa.Float(), nullable=True),
        sa.Column("point_source", sa.String(), nullable=True),
        sa.Column("footprint", Geom("MULTIPOLYGON", srid=4326), nullable=True),
        sa.Column("room_register", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "policy_type in ('new_build', 'model', 'upgrade', 'cluster')", name=op.f("ck_buildings_policy_type_slug")
        ),
        sa.CheckConstraint(
            "specialty in ('finance', 'intermediary', 'research', 'media', 'none')",
            name=op.f("ck_buildings_specialty_slug"),
        ),
        sa.CheckConstraint("use in ('office', 'mixed_use', 'other', 'unknown')", name=op.f("ck_buildings_use_slug")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_buildings_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(
            ["subdistrict_code"], ["subdistricts.code"], name=op.f("fk_buildings_subdistrict_code_subdistricts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buildings")),
        sa.UniqueConstraint("code", name=op.f("uq_buildings_code")),
    )
    op.create_index(op.f("ix_buildings_complex_code"), "buildings", ["complex_code"], unique=False)
    if op.get_context().dialect.name == "postgresql":  # a B-tree over WKB would help nobody
        op.create_index("ix_buildings_footprint", "buildings", ["footprint"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_buildings_name"), "buildings", ["name"], unique=False)
    if op.get_context().dialect.name == "postgresql":  # a B-tree over WKB would help nobody
        op.create_index("ix_buildings_point", "buildings", ["point"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_buildings_subdistrict_code"), "buildings", ["subdistrict_code"], unique=False)
    op.create_table(
        "enterprise_names",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_enterprise_names_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_enterprise_names_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_enterprise_names_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_names")),
    )
    op.create_index(op.f("ix_enterprise_names_enterprise_id"), "enterprise_names", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_enterprise_names_name"), "enterprise_names", ["name"], unique=False)
    op.create_index(op.f("ix_enterprise_names_uscc"), "enterprise_names", ["uscc"], unique=False)
    op.create_table(
        "industry_classes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "section between 'A' and 'T' and length(section) = 1", name=op.f("ck_industry_classes_section")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_industry_classes_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_industry_classes_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_industry_classes_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industry_classes")),
    )
    op.create_index(op.f("ix_industry_classes_enterprise_id"), "industry_classes", ["enterprise_id"], unique=False)
    op.create_index("ix_industry_classes_section", "industry_classes", ["section"], unique=False)
    op.create_table(
        "manual_splits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("month_from", sa.Integer(), nullable=False),
        sa.Column("month_to", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("month_to >= month_from", name=op.f("ck_manual_splits_month_from_month_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_manual_splits_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(["taxpayer_id"], ["taxpayers.id"], name=op.f("fk_manual_splits_taxpayer_id_taxpayers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_splits")),
    )
    op.create_index(op.f("ix_manual_splits_taxpayer_id"), "manual_splits", ["taxpayer_id"], unique=False)
    op.create_table(
        "registrations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("in_district", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint("in_district in ('yes', 'no', 'unknown')", name=op.f("ck_registrations_in_district_slug")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_registrations_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_registrations_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_registrations_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    op.create_index(op.f("ix_registrations_enterprise_id"), "registrations", ["enterprise_id"], unique=False)
    op.create_table(
        "reported_parties",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code_as_given", sa.String(), nullable=True),
        sa.Column("reported_by", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_reported_parties_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_reported_parties_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_parties")),
    )
    op.create_index(op.f("ix_reported_parties_enterprise_id"), "reported_parties", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_reported_parties_name"), "reported_parties", ["name"], unique=False)
    op.create_table(
        "tax_payments",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("taxpayer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("column_key", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_fen", sa.BigInteger(), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["tax_files.id"], name=op.f("fk_tax_payments_file_id_tax_files")),
        sa.ForeignKeyConstraint(["taxpayer_id"], ["taxpayers.id"], name=op.f("fk_tax_payments_taxpayer_id_taxpayers")),
        sa.PrimaryKeyConstraint("month", "taxpayer_id", "column_key", name=op.f("pk_tax_payments")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tax_payments_taxpayer_id", "tax_payments", ["taxpayer_id"], unique=False)
    op.create_table(
        "tax_payments_history",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taxpayer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("column_key", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("retained_fen", sa.BigInteger(), nullable=True),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["tax_files.id"], name=op.f("fk_tax_payments_history_file_id_tax_files")),
        sa.ForeignKeyConstraint(
            ["taxpayer_id"], ["taxpayers.id"], name=op.f("fk_tax_payments_history_taxpayer_id_taxpayers")
        ),
        sa.PrimaryKeyConstraint("file_id", "taxpayer_id", "column_key", name=op.f("pk_tax_payments_history")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "taxpayer_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_taxpayer_links_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_taxpayer_links_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_taxpayer_links_enterprise_id_enterprises")
        ),
        sa.ForeignKeyConstraint(
            ["taxpayer_id"], ["taxpayers.id"], name=op.f("fk_taxpayer_links_taxpayer_id_taxpayers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxpayer_links")),
    )
    op.create_index(op.f("ix_taxpayer_links_enterprise_id"), "taxpayer_links", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_taxpayer_links_taxpayer_id"), "taxpayer_links", ["taxpayer_id"], unique=False)
    op.create_table(
        "zones",
        sa.Column("layout_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("exclusive_group", sa.String(length=40), nullable=True),
        sa.Column("schematic", sa.Boolean(), nullable=False),
        sa.Column("shape", Geom("MULTIPOLYGON", srid=4326), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('core', 'belt', 'cluster')", name=op.f("ck_zones_kind_slug")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_zones_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(["layout_id"], ["layouts.id"], name=op.f("fk_zones_layout_id_layouts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones")),
        sa.UniqueConstraint("layout_id", "code", name=op.f("uq_zones_layout_id_code")),
    )
    op.create_index(op.f("ix_zones_layout_id"), "zones", ["layout_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":  # a B-tree over WKB would help nobody
        op.create_index("ix_zones_shape", "zones", ["shape"], unique=False, postgresql_using="gist")
    op.create_table(
        "building_areas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind in ('gross', 'office', 'lettable_declared', 'land')", name=op.f("ck_building_areas_kind_slug")
        ),
        sa.CheckConstraint("area_dm2 >= 0", name=op.f("ck_building_areas_area")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_building_areas_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_building_areas_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_building_areas_building_id_buildings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_areas")),
    )
    op.create_index(op.f("ix_building_areas_building_id"), "building_areas", ["building_id"], unique=False)
    op.create_table(
        "building_claims",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column(
            "extra", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_building_claims_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_building_claims_building_id_buildings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_claims")),
    )
    op.create_index(op.f("ix_building_claims_building_id"), "building_claims", ["building_id"], unique=False)
    op.create_table(
        "building_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('completion', 'renovation')", name=op.f("ck_building_events_kind_slug")),
        sa.CheckConstraint("stage in ('planned', 'started', 'done')", name=op.f("ck_building_events_stage_slug")),
        sa.CheckConstraint("latest >= earliest", name=op.f("ck_building_events_earliest_latest_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_building_events_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_building_events_building_id_buildings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_events")),
    )
    op.create_index(op.f("ix_building_events_building_id"), "building_events", ["building_id"], unique=False)
    op.create_table(
        "building_operators",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_building_operators_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_building_operators_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_building_operators_building_id_buildings")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_building_operators_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_operators")),
    )
    op.create_index(op.f("ix_building_operators_building_id"), "building_operators", ["building_id"], unique=False)
    op.create_index(op.f("ix_building_operators_enterprise_id"), "building_operators", ["enterprise_id"], unique=False)
    op.create_table(
        "building_states",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status in ('planned', 'under_construction', 'in_operation', 'under_renovation', 'closed')",
            name=op.f("ck_building_states_status_slug"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_building_states_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_building_states_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_building_states_building_id_buildings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_states")),
    )
    op.create_index(op.f("ix_building_states_building_id"), "building_states", ["building_id"], unique=False)
    op.create_table(
        "leases",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("reported_party_id", sa.Integer(), nullable=True),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("break_on", sa.Date(), nullable=True),
        sa.Column("ended_early_on", sa.Date(), nullable=True),
        sa.Column("rent_fen", sa.BigInteger(), nullable=True),
        sa.Column("rent_unit", sa.String(length=40), nullable=True),
        sa.Column("renewal_of", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('let', 'owner_occupied')", name=op.f("ck_leases_kind_slug")),
        sa.CheckConstraint("rent_unit in ('m2_month', 'm2_day')", name=op.f("ck_leases_rent_unit_slug")),
        sa.CheckConstraint("(enterprise_id is null) <> (reported_party_id is null)", name=op.f("ck_leases_one_party")),
        sa.CheckConstraint("(rent_fen is null) = (rent_unit is null)", name=op.f("ck_leases_rent_has_unit")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_leases_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_leases_enterprise_id_enterprises")
        ),
        sa.ForeignKeyConstraint(["renewal_of"], ["leases.id"], name=op.f("fk_leases_renewal_of_leases")),
        sa.ForeignKeyConstraint(
            ["reported_party_id"], ["reported_parties.id"], name=op.f("fk_leases_reported_party_id_reported_parties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leases")),
        sa.UniqueConstraint("code", name=op.f("uq_leases_code")),
    )
    op.create_index(op.f("ix_leases_enterprise_id"), "leases", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_leases_renewal_of"), "leases", ["renewal_of"], unique=False)
    op.create_index(op.f("ix_leases_reported_party_id"), "leases", ["reported_party_id"], unique=False)
    op.create_index(
        "uq_leases_landlord_number",
        "leases",
        ["landlord", "number"],
        unique=True,
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.create_table(
        "manual_split_parts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("split_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weight > 0", name=op.f("ck_manual_split_parts_weight")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_manual_split_parts_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_manual_split_parts_building_id_buildings")
        ),
        sa.ForeignKeyConstraint(
            ["split_id"], ["manual_splits.id"], name=op.f("fk_manual_split_parts_split_id_manual_splits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_split_parts")),
    )
    op.create_index(op.f("ix_manual_split_parts_building_id"), "manual_split_parts", ["building_id"], unique=False)
    op.create_index(op.f("ix_manual_split_parts_split_id"), "manual_split_parts", ["split_id"], unique=False)
    op.create_index(
        "uq_manual_split_parts_split_id_building_id",
        "manual_split_parts",
        ["split_id", "building_id"],
        unique=True,
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("scheme_version", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("grade", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status in ('applied', 'review', 'notice', 'granted', 'rereview', 'revoked', 'lapsed')",
            name=op.f("ck_ratings_status_slug"),
        ),
        sa.CheckConstraint("valid_until >= granted_on", name=op.f("ck_ratings_granted_on_valid_until_order")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_ratings_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(["building_id"], ["buildings.id"], name=op.f("fk_ratings_building_id_buildings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_building_id"), "ratings", ["building_id"], unique=False)
    op.create_table(
        "units",
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("floor_label", sa.String(), nullable=True),
        sa.Column("floor_order", sa.Integer(), nullable=True),
        sa.Column("implicit", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_units_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_units_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(["building_id"], ["buildings.id"], name=op.f("fk_units_building_id_buildings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_building_id"), "units", ["building_id"], unique=False)
    op.create_index(
        "uq_units_building_id_label",
        "units",
        ["building_id", "label"],
        unique=True,
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.create_table(
        "zone_memberships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("basis in ('recorded', 'footprint', 'point')", name=op.f("ck_zone_memberships_basis_slug")),
        sa.CheckConstraint("share >= 0 and share <= 1", name=op.f("ck_zone_memberships_share")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_zone_memberships_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_zone_memberships_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_zone_memberships_building_id_buildings")
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_zone_memberships_zone_id_zones")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_memberships")),
    )
    op.create_index(op.f("ix_zone_memberships_building_id"), "zone_memberships", ["building_id"], unique=False)
    op.create_index(op.f("ix_zone_memberships_zone_id"), "zone_memberships", ["zone_id"], unique=False)
    op.create_table(
        "lease_units",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("lease_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("area_dm2 > 0", name=op.f("ck_lease_units_area")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_lease_units_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_lease_units_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(["lease_id"], ["leases.id"], name=op.f("fk_lease_units_lease_id_leases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_lease_units_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_units")),
    )
    op.create_index(op.f("ix_lease_units_lease_id"), "lease_units", ["lease_id"], unique=False)
    op.create_index(op.f("ix_lease_units_unit_id"), "lease_units", ["unit_id"], unique=False)
    op.create_table(
        "managements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "mode in ('self_held', 'purchase', 'unified_lease', 'custody', 'none')",
            name=op.f("ck_managements_mode_slug"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_managements_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_managements_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(["manager_id"], ["enterprises.id"], name=op.f("fk_managements_manager_id_enterprises")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_managements_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managements")),
    )
    op.create_index(op.f("ix_managements_unit_id"), "managements", ["unit_id"], unique=False)
    op.create_table(
        "outages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("area_dm2 > 0", name=op.f("ck_outages_area")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_outages_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_outages_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_outages_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index(op.f("ix_outages_unit_id"), "outages", ["unit_id"], unique=False)
    op.create_table(
        "ownerships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(), nullable=True),
        sa.Column("share_ppm", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("share_ppm > 0 and share_ppm <= 1000000", name=op.f("ck_ownerships_share")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_ownerships_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_ownerships_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_ownerships_enterprise_id_enterprises")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_ownerships_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownerships")),
    )
    op.create_index(op.f("ix_ownerships_enterprise_id"), "ownerships", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_ownerships_unit_id"), "ownerships", ["unit_id"], unique=False)
    op.create_table(
        "rating_scores",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_rating_scores_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(["rating_id"], ["ratings.id"], name=op.f("fk_rating_scores_rating_id_ratings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_scores")),
    )
    op.create_index(op.f("ix_rating_scores_rating_id"), "rating_scores", ["rating_id"], unique=False)
    op.create_table(
        "unit_areas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("area_dm2", sa.BigInteger(), nullable=True),
        sa.Column("use", sa.String(length=40), nullable=True),
        sa.Column("lettable", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint("area_dm2 >= 0", name=op.f("ck_unit_areas_area")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_unit_areas_valid_from_valid_to_order")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entries.id"], name=op.f("fk_unit_areas_audit_id_audit_entries")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_areas_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_areas")),
    )
    op.create_index(op.f("ix_unit_areas_unit_id"), "unit_areas", ["unit_id"], unique=False)
    op.create_table(
        "unit_successions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_unit_successions_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f("fk_unit_successions_from_unit_id_units")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name=op.f("fk_unit_successions_to_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_successions")),
        sa.UniqueConstraint("from_unit_id", "to_unit_id", name=op.f("uq_unit_successions_from_unit_id_to_unit_id")),
    )
    op.create_index(op.f("ix_unit_successions_from_unit_id"), "unit_successions", ["from_unit_id"], unique=False)
    op.create_index(op.f("ix_unit_successions_to_unit_id"), "unit_successions", ["to_unit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_unit_successions_to_unit_id"), table_name="unit_successions")
    op.drop_index(op.f("ix_unit_successions_from_unit_id"), table_name="unit_successions")
    op.drop_table("unit_successions")
    op.drop_index(op.f("ix_unit_areas_unit_id"), table_name="unit_areas")
    op.drop_table("unit_areas")
    op.drop_index(op.f("ix_rating_scores_rating_id"), table_name="rating_scores")
    op.drop_table("rating_scores")
    op.drop_index(op.f("ix_ownerships_unit_id"), table_name="ownerships")
    op.drop_index(op.f("ix_ownerships_enterprise_id"), table_name="ownerships")
    op.drop_table("ownerships")
    op.drop_index(op.f("ix_outages_unit_id"), table_name="outages")
    op.drop_table("outages")
    op.drop_index(op.f("ix_managements_unit_id"), table_name="managements")
    op.drop_table("managements")
    op.drop_index(op.f("ix_lease_units_unit_id"), table_name="lease_units")
    op.drop_index(op.f("ix_lease_units_lease_id"), table_name="lease_units")
    op.drop_table("lease_units")
    op.drop_index(op.f("ix_zone_memberships_zone_id"), table_name="zone_memberships")
    op.drop_index(op.f("ix_zone_memberships_building_id"), table_name="zone_memberships")
    op.drop_table("zone_memberships")
    op.drop_index(
        "uq_units_building_id_label",
        table_name="units",
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.drop_index(op.f("ix_units_building_id"), table_name="units")
    op.drop_table("units")
    op.drop_index(op.f("ix_ratings_building_id"), table_name="ratings")
    op.drop_table("ratings")
    op.drop_index(
        "uq_manual_split_parts_split_id_building_id",
        table_name="manual_split_parts",
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.drop_index(op.f("ix_manual_split_parts_split_id"), table_name="manual_split_parts")
    op.drop_index(op.f("ix_manual_split_parts_building_id"), table_name="manual_split_parts")
    op.drop_table("manual_split_parts")
    op.drop_index(
        "uq_leases_landlord_number",
        table_name="leases",
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.drop_index(op.f("ix_leases_reported_party_id"), table_name="leases")
    op.drop_index(op.f("ix_leases_renewal_of"), table_name="leases")
    op.drop_index(op.f("ix_leases_enterprise_id"), table_name="leases")
    op.drop_table("leases")
    op.drop_index(op.f("ix_building_states_building_id"), table_name="building_states")
    op.drop_table("building_states")
    op.drop_index(op.f("ix_building_operators_enterprise_id"), table_name="building_operators")
    op.drop_index(op.f("ix_building_operators_building_id"), table_name="building_operators")
    op.drop_table("building_operators")
    op.drop_index(op.f("ix_building_events_building_id"), table_name="building_events")
    op.drop_table("building_events")
    op.drop_index(op.f("ix_building_claims_building_id"), table_name="building_claims")
    op.drop_table("building_claims")
    op.drop_index(op.f("ix_building_areas_building_id"), table_name="building_areas")
    op.drop_table("building_areas")
    if op.get_context().dialect.name == "postgresql":  # a B-tree over WKB would help nobody
        op.drop_index("ix_zones_shape", table_name="zones", postgresql_using="gist")
    op.drop_index(op.f("ix_zones_layout_id"), table_name="zones")
    op.drop_table("zones")
    op.drop_index(op.f("ix_taxpayer_links_taxpayer_id"), table_name="taxpayer_links")
    op.drop_index(op.f("ix_taxpayer_links_enterprise_id"), table_name="taxpayer_links")
    op.drop_table("taxpayer_links")
    op.drop_table("tax_payments_history")
    op.drop_index("ix_tax_payments_taxpayer_id", table_name="tax_payments")
    op.drop_table("tax_payments")
    op.drop_index(op.f("ix_reported_parties_name"), table_name="reported_parties")
    op.drop_index(op.f("ix_reported_parties_enterprise_id"), table_name="reported_parties")
    op.drop_table("reported_parties")
    op.drop_index(op.f("ix_registrations_enterprise_id"), table_name="registrations")
    op.drop_table("registrations")
    op.drop_index(op.f("ix_manual_splits_taxpayer_id"), table_name="manual_splits")
    op.drop_table("manual_splits")
    op.drop_index("ix_industry_classes_section", table_name="industry_classes")
    op.drop_index(op.f("ix_industry_classes_enterprise_id"), table_name="industry_classes")
    op.drop_table("industry_classes")
    op.drop_index(op.f("ix_enterprise_names_uscc"), table_name="enterprise_names")
    op.drop_index(op.f("ix_enterprise_names_name"), table_name="enterprise_names")
    op.drop_index(op.f("ix_enterprise_names_enterprise_id"), table_name="enterprise_names")
    op.drop_table("enterprise_names")
    op.drop_index(op.f("ix_buildings_subdistrict_code"), table_name="buildings")
    if op.get_context().dialect.name == "postgresql":  # a B-tree over WKB would help nobody
        op.drop_index("ix_buildings_point", table_name="buildings", postgresql_using="gist")
    op.drop_index(op.f("ix_buildings_name"), table_name="buildings")
    if op.get_context().dialect.name == "postgresql":  # a B-tree over WKB would help nobody
        op.drop_index("ix_buildings_footprint", table_name="buildings", postgresql_using="gist")
    op.drop_index(op.f("ix_buildings_complex_code"), table_name="buildings")
    op.drop_table("buildings")
    op.drop_table("taxpayers")
    op.drop_index(op.f("ix_tax_files_month"), table_name="tax_files")
    op.drop_table("tax_files")
    op.drop_table("subdistricts")
    op.drop_table("month_states")
    op.drop_table("layouts")
    op.drop_index(op.f("ix_import_batches_sha256"), table_name="import_batches")
    op.drop_table("import_batches")
    op.drop_index(
        "uq_enterprises_uscc",
        table_name="enterprises",
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.drop_index(op.f("ix_enterprises_name"), table_name="enterprises")
    op.drop_table("enterprises")
    op.drop_table("zones_history")
    op.drop_table("zone_memberships_history")
    op.drop_table("units_history")
    op.drop_table("unit_successions_history")
    op.drop_table("unit_areas_history")
    op.drop_table("taxpayers_history")
    op.drop_table("taxpayer_links_history")
    op.drop_table("tax_files_history")
    op.drop_table("subdistricts_history")
    op.drop_table("stamps")
    op.drop_table("reported_parties_history")
    op.drop_table("registrations_history")
    op.drop_table("ratings_history")
    op.drop_table("rating_scores_history")
    op.drop_table("ownerships_history")
    op.drop_table("outages_history")
    op.drop_table("month_states_history")
    op.drop_table("manual_splits_history")
    op.drop_table("manual_split_parts_history")
    op.drop_table("managements_history")
    op.drop_table("leases_history")
    op.drop_table("lease_units_history")
    op.drop_table("layouts_history")
    op.drop_table("industry_classes_history")
    op.drop_table("fact_unattributed")
    op.drop_table("fact_states")
    op.drop_index(
        "ix_fact_occupancies_open",
        table_name="fact_occupancies",
        sqlite_where=sa.text("unknown_unit_days > 0"),
        postgresql_where=sa.text("unknown_unit_days > 0"),
    )
    op.drop_table("fact_occupancies")
    op.drop_table("fact_industry_months")
    op.drop_table("fact_building_months")
    op.drop_table("fact_building_month_taxes")
    op.drop_table("fact_attributions")
    op.drop_table("enterprises_history")
    op.drop_table("enterprise_names_history")
    op.drop_table("buildings_history")
    op.drop_table("building_states_history")
    op.drop_table("building_operators_history")
    op.drop_table("building_events_history")
    op.drop_table("building_claims_history")
    op.drop_table("building_areas_history")
    op.drop_table("audit_entries")
