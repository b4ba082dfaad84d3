"""Pictures of upgrade projects: also as evidence files, also during the works, with the day and who recorded them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026112806"
down_revision: str | Sequence[str] | None = "2026112805"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("project_links", "project_links_history")
BOTH = {
    "ck_project_links_one_place": "(url is null) <> (file_id is null)",
    "ck_project_links_pictures": "file_id is null or kind <> 'document'",
}
NOW, BEFORE = "kind in ('before', 'during', 'after', 'document')", "kind in ('before', 'after', 'document')"


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("taken_on", sa.Date(), nullable=True))
            batch_op.add_column(sa.Column("added_by", sa.String(), nullable=True))
            batch_op.alter_column("url", existing_type=sa.String(), nullable=True)
    with op.batch_alter_table("project_links", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_project_links_kind_slug"), type_="check")
        batch_op.create_check_constraint(op.f("ck_project_links_kind_slug"), NOW)
        for rule, said in BOTH.items():
            batch_op.create_check_constraint(op.f(rule), said)
        batch_op.create_foreign_key(
            op.f("fk_project_links_file_id_evidence_files"), "evidence_files", ["file_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_project_links_file_id"), ["file_id"], unique=False)


def downgrade() -> None:
    """Files go; a picture during the works stays as a document, which it is, too."""
    for name in TABLES:
        op.execute(f"delete from {name} where url is null")  # noqa: S608 - names of ours
        op.execute(f"update {name} set kind = 'document' where kind = 'during'")  # noqa: S608
    with op.batch_alter_table("project_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_links_file_id"))
        batch_op.drop_constraint(op.f("fk_project_links_file_id_evidence_files"), type_="foreignkey")
        for rule in BOTH:
            batch_op.drop_constraint(op.f(rule), type_="check")
        batch_op.drop_constraint(op.f("ck_project_links_kind_slug"), type_="check")
        batch_op.create_check_constraint(op.f("ck_project_links_kind_slug"), BEFORE)
    for name in TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            for column in ("added_by", "taken_on", "file_id"):
                batch_op.drop_column(column)
            batch_op.alter_column("url", existing_type=sa.String(), nullable=False)
