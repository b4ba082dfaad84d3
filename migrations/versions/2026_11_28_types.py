"""Policy type and specialty of a building become dated decisions; what stood in two columns is copied over, once.

The columns stay: audit seals set before cover them. What is copied stands under an entry of its own, for the same
reason: nothing is added to an entry that is sealed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from buildings.database.types import Utc

revision: str = "2026112804"
down_revision: str | Sequence[str] | None = "2026112803"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SLUG = sa.String(length=40)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
POLICIES = "'new_build', 'model', 'upgrade', 'cluster'"
SPECIALTIES = "'finance', 'intermediary', 'research', 'media', 'none'"
KINDS: Mapping[str, str] = {"policy_type": POLICIES, "specialty": SPECIALTIES}
NO_LONGER = "no longer said of the building"
VOID = ("voided_at", "voided_by", "void_reason")
Row = dict[str, Any]


def recorded() -> list[sa.Column[Any]]:
    return [
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("audit_id", KEY, nullable=False),
        sa.Column("origin", SLUG, nullable=False),
        sa.Column("voided_at", Utc(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
    ]


def said() -> list[sa.Column[Any]]:
    return [
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("kind", SLUG, nullable=False),
        sa.Column("value", SLUG, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("basis", DOCUMENT, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "building_types_history",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *recorded(),
        *said(),
        sa.Column("superseded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_building_types_history")),
    )
    op.create_table(
        "building_types",
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *recorded(),
        *said(),
        sa.CheckConstraint("kind in ('policy_type', 'specialty')", name=op.f("ck_building_types_kind_slug")),
        sa.CheckConstraint(
            f"(kind = 'policy_type' and value in ({POLICIES}, 'none')) or"
            f" (kind = 'specialty' and value in ({SPECIALTIES}))",
            name=op.f("ck_building_types_value_of_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit_entries.id"], name=op.f("fk_building_types_audit_id_audit_entries")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["buildings.id"], name=op.f("fk_building_types_building_id_buildings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_types")),
    )
    stands = sa.text("voided_at is null")
    with op.batch_alter_table("building_types", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_building_types_building_id"), ["building_id"], unique=False)
        batch_op.create_index(
            "uq_building_types_building_id_kind_valid_from",
            ["building_id", "kind", "valid_from"],
            unique=True,
            sqlite_where=stands,
            postgresql_where=stands,
        )
    copy()


def columns(name: str) -> sa.TableClause:
    """A table as far as it is moved."""
    plain = [sa.column("id", KEY), sa.column("version", sa.Integer()), *recorded(), sa.column("superseded_at", Utc())]
    more = [sa.column(kind, SLUG) for kind in KINDS] if name.startswith("buildings") else said()
    return sa.table(name, *(sa.column(one.name, one.type) for one in (*plain, *more)))


def versions(name: str) -> dict[int, list[Row]]:
    """Every version of every row of a table, oldest first; ``superseded_at`` None is the one that stands."""
    now, past = columns(name), columns(f"{name}_history")
    names = [one.name for one in now.columns if one.name != "superseded_at"]
    found: dict[int, list[Row]] = {}
    for table, ends in ((past, past.c.superseded_at), (now, sa.null().label("superseded_at"))):
        for row in op.get_bind().execute(sa.select(*(table.c[one] for one in names), ends)).mappings():
            found.setdefault(row["id"], []).append(dict(row))
    return {key: sorted(rows, key=lambda row: row["version"]) for key, rows in sorted(found.items())}


def entry() -> int:
    """An audit entry of this migration."""
    table = sa.table(
        "audit_entries",
        *(sa.column("id", KEY), sa.column("at", Utc()), sa.column("actor"), sa.column("action")),
        sa.column("details", DOCUMENT),
    )
    values = {"at": dt.datetime.now(dt.UTC), "actor": "migration", "action": "migration"}
    made = sa.insert(table).values(**values, details={"revision": revision}).returning(table.c.id)
    return int(op.get_bind().execute(made).scalar_one())


def copy() -> None:
    """Each column of a building becomes one row, with a version for each time it changed."""
    tables = columns("building_types"), columns("building_types_history")
    key = 0
    rows: tuple[list[Row], list[Row]] = ([], [])
    for building in versions("buildings").values():
        for kind in KINDS:
            course = list(told(building, kind))
            key += bool(course)
            for version, row in enumerate(course, 1):
                later = course[version]["recorded_at"] if version < len(course) else None
                end = {} if later is None else {"superseded_at": later}
                rows[later is not None].append({**row, "id": key, "version": version, **end})
    number = entry() if key else 0
    for table, found in zip(tables, rows, strict=True):
        if found:
            op.get_bind().execute(sa.insert(table), [row | {"audit_id": number} for row in found])
    if key and op.get_bind().dialect.name == "postgresql":
        op.execute(f"select setval(pg_get_serial_sequence('building_types', 'id'), {key})")


def told(building: list[Row], kind: str) -> Iterator[Row]:
    """The states of one column, each once; a value that went is a row taken out."""
    before: tuple[object, ...] | None = None
    value = None
    for one in building:
        gone = one[kind] is None
        if gone and value is None:
            continue
        value = one[kind] or value
        mark = {name: one[name] for name in VOID}
        if gone and one["voided_at"] is None:
            mark = {"voided_at": one["recorded_at"], "voided_by": "migration", "void_reason": NO_LONGER}
        now = (value, gone, one["voided_at"])
        if now != before:
            named = {name: one[name] for name in ("recorded_at", "origin")}
            blank = dict.fromkeys(("valid_from", "decided_by", "reason"))
            yield {**named, **mark, **blank, "building_id": one["id"], "kind": kind, "value": value, "basis": {}}
        before = now


def downgrade() -> None:
    back()
    op.drop_table("building_types")
    op.drop_table("building_types_history")


def back() -> None:
    """What was decided last, as it was known when each version of a building was made, and as it is known now."""
    decided: dict[tuple[int, str], list[Row]] = {}
    for rows in versions("building_types").values():
        for row in rows:
            decided.setdefault((row["building_id"], row["kind"]), []).append(row)
    for key, building in versions("buildings").items():
        for one in building:
            values = {kind: held(decided.get((key, kind), []), one) for kind in KINDS}
            values["policy_type"] = None if values["policy_type"] == "none" else values["policy_type"]
            if any(one[kind] != value for kind, value in values.items()):
                table = columns("buildings" if one["superseded_at"] is None else "buildings_history")
                wanted = (table.c.id == key, table.c.version == one["version"])
                op.get_bind().execute(sa.update(table).where(*wanted).values(**values))


def held(known: list[Row], building: Row) -> str | None:
    """The value that begins last, of what was on record as long as a version of the building stood."""
    at = building["superseded_at"]
    then = [
        row
        for row in known
        if (row["superseded_at"] is None if at is None else covers(row, at))
        and (row["voided_at"] is None or building["voided_at"] is not None)
    ]
    last = max(then, key=lambda row: (str(row["valid_from"] or ""), row["id"]), default=None)
    return None if last is None else str(last["value"])


def covers(row: Row, at: Any) -> bool:  # noqa: ANN401 - an instant
    """Whether a version stood just before an instant."""
    return row["recorded_at"] < at and (row["superseded_at"] is None or row["superseded_at"] >= at)
