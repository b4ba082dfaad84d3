"""凭证文件: evidence files of buildings, as far as assessments of them are seen; what shows tax for who may see tax."""

from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, case, literal, true

from buildings.access import grants
from buildings.access.roles import Permission
from buildings.operations.evidence import KINDS, EvidenceFile
from buildings.register import codes
from buildings.register.tables.buildings import Building
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight


def query(sight: Sight) -> Listing:
    """Files of the buildings that somebody reaches with a role that sees assessments."""
    files, buildings = sight.of(EvidenceFile), sight.of(Building)
    where = [files.c.origin == sight.origin, sight.stands(files), _reached(sight, buildings)]
    if not sight.taxed:
        where.append(files.c.of_tax.is_(False))
    kinds: dict[Any, Any] = {kind.value: literal(name) for kind, name in KINDS.items()}
    return Listing(
        files.join(buildings, buildings.c.id == files.c.building_id),
        where,
        {
            "key": files.c.id,
            "code": files.c.id,
            "building": buildings.c.code,
            "building_name": buildings.c.name,
            "subdistrict": buildings.c.subdistrict_code,
            **{name: files.c[name] for name in ("name", "size_bytes", "sha256", "of_tax", "added_by")},
            "media_type": case(kinds, value=files.c.kind),
            "added_at": files.c.recorded_at,
        },
    )


def _reached(sight: Sight, buildings: FromClause) -> ColumnElement[bool]:
    """Buildings whose assessments somebody sees."""
    own = grants.subdistricts(sight.held, Permission.SEE_RATINGS)
    return true() if own is None else buildings.c.subdistrict_code.in_(sorted(own))


EVIDENCE_FILES: Final = Noun(
    slug="evidence_files",
    path="/evidence",
    permission=Permission.SEE_RATINGS,
    columns=(
        Column("code", Kind.CODE, letter=codes.EVIDENCE),
        Column("building"),
        Column("building_name"),
        Column("name"),
        Column("media_type"),
        Column("size_bytes", Kind.COUNT),
        Column("sha256"),
        Column("of_tax", Kind.FLAG),
        Column("added_by"),
        Column("added_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("building", "building"),
        Filter("subdistrict", "subdistrict"),
        Filter("name", "name", How.HOLDS),
        Filter("media_type", "media_type"),
        Filter("of_tax", "of_tax", How.IS),
        Filter("added_since", "added_at", How.SINCE),
    ),
    sorts=("code", "building", "name", "size_bytes", "added_at"),
    query=query,
    taxed=True,
)
