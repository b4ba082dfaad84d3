"""Buildings as they stand at a month's end."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, LargeBinary, func, select, type_coerce
from sqlmodel import Session

from buildings.facts import stars, types
from buildings.facts.kernel.arrays import calendar
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.facts.reading import among, number, rows, standing, table
from buildings.kinds import AreaKind, BuildingStatus, BuildingUse, TypeKind
from buildings.portfolio import UNKNOWN, BuildingFrame, Flags, Ints, Texts
from buildings.quantities import day_number, day_of, last_day
from buildings.register.tables.buildings import Building, BuildingArea, BuildingEvent, BuildingState

DM2_PER_M2 = 100


@dataclass(frozen=True)
class Moment:
    """Buildings of one origin, by key, looked at on the last day of a month."""

    session: Session
    first: int
    month: int
    position: Mapping[int, int]
    shared: dict[str, Any] = field(default_factory=dict)  # what looks at several months read once for all of them

    @property
    def day(self) -> int:
        """The day of the look."""
        return day_number(last_day(self.month))


def texts(values: Iterable[object]) -> Texts:
    """Values, tuples and bytes too, as a flat array of objects."""
    kept = list(values)
    found = np.empty(len(kept), dtype=object)
    found[:] = kept
    return found


def wkb(session: Session, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A geometry as well-known binary, on both engines."""
    if session.get_bind().dialect.name == "postgresql":
        return func.ST_AsBinary(column, type_=LargeBinary())
    return type_coerce(column, LargeBinary())


def listed(session: Session, origin: str) -> list[tuple[Any, ...]]:
    """Plain columns of the buildings of an origin, in code-point order of their codes."""
    one = table(Building).c
    statement = select(
        one.code, one.id, one.name, one.address, one.subdistrict_code, one.use,
        number(one.room_register), one.point_accuracy_m, wkb(session, one.point), wkb(session, one.footprint),
    ).where(standing(table(Building)), one.origin == str(origin))  # fmt: skip
    return sorted(rows(session, statement), key=lambda row: row[0])


def frame(moment: Moment, found: list[tuple[Any, ...]], smallest_m2: Fraction) -> BuildingFrame:
    """The frame of buildings, scope resolved."""
    code, key, name, address, subdistrict, use, register, accuracy, point, footprint = (
        zip(*found, strict=True) if found else ((),) * 10
    )
    areas = _areas(moment)
    held, star, until, scheme, completed = status(moment), *_stars(moment), _completed(moment)
    policy, specialty = (_types(moment, key, kind) for kind in (TypeKind.POLICY_TYPE, TypeKind.SPECIALTY))
    gross = areas[AreaKind.GROSS][-1]
    in_scope, scope_unknown = scope(texts(use), held, gross, smallest_m2)
    lon, lat = _coordinates(point)
    aliases = _aliases(moment)
    return BuildingFrame(
        id=np.array(key, np.int64),
        code=texts(code),
        name=texts(name),
        aliases=texts(aliases.get(one, ()) for one in key),
        address=texts(address),
        subdistrict=texts(subdistrict),
        use=texts(use),
        status=held,
        policy_type=policy[0],
        specialty=specialty[0],
        policy_type_since=policy[1],
        specialty_since=specialty[1],
        star=star,
        star_valid_until=until,
        star_scheme=scheme,
        gross_dm2=gross,
        office_dm2=areas[AreaKind.OFFICE][-1],
        lettable_declared_dm2=areas[AreaKind.LETTABLE_DECLARED][-1],
        land_dm2=areas[AreaKind.LAND][-1],
        completed_earliest=completed[0],
        completed_latest=completed[1],
        lon=lon,
        lat=lat,
        accuracy_m=np.array([np.nan if one is None else one for one in accuracy], np.float64),
        footprint=texts(None if shape is None else bytes(shape) for shape in footprint),
        room_register=np.array(register, bool),
        in_scope=in_scope,
        scope_unknown=scope_unknown,
        office_dm2_by_month=areas[AreaKind.OFFICE],
    )


def scope(use: Texts, state: Texts, gross: Ints, smallest_m2: Fraction) -> tuple[Flags, Flags]:
    """Whether each building counts in totals, and whether that cannot be told (nothing known speaks against it)."""
    counted = [BuildingUse.OFFICE.value, BuildingUse.MIXED_USE.value]
    use_known = np.array([one not in (None, BuildingUse.UNKNOWN.value) for one in use], bool)
    use_counts = np.array([one in counted for one in use], bool)
    runs = np.array([one == BuildingStatus.IN_OPERATION.value for one in state], bool)
    status_known = np.array([one is not None for one in state], bool)
    large = (gross == UNKNOWN) | (gross >= math.ceil(smallest_m2 * DM2_PER_M2))
    possible = (use_counts | ~use_known) & (runs | ~status_known) & large
    certain = use_counts & runs & large
    return certain, possible & ~certain


def _coordinates(points: Iterable[Any]) -> tuple["np.ndarray[Any, np.dtype[np.float64]]", ...]:
    shapes = shapely.from_wkb([None if point is None else bytes(point) for point in points])
    return np.asarray(shapely.get_x(shapes), np.float64), np.asarray(shapely.get_y(shapes), np.float64)


def _aliases(moment: Moment) -> dict[int, tuple[str, ...]]:
    one = Building.__table__.c  # type: ignore[attr-defined]
    found = moment.session.execute(select(one.id, one.aliases).where(among(one.id, moment.position)))
    return {key: tuple(aliases or ()) for key, aliases in found}


def _dated(moment: Moment, cls: Any, *columns: ColumnElement[Any]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """(position, first day, last day, columns…) of the rows of a dated table, those of other buildings left out."""
    own = table(cls)
    statement = select(
        own.c.building_id, number(own.c.valid_from, MIN_DAY), number(own.c.valid_to, FAR_DAY), *columns
    ).where(standing(own))
    for key, *rest in rows(moment.session, statement):
        place = moment.position.get(key)
        if place is not None:
            yield place, *rest


def _areas(moment: Moment) -> dict[str, Ints]:
    """Area of each kind at each month's end, (months, buildings)."""
    months = calendar(moment.first, moment.month)
    found = {kind.value: np.full((len(months), len(moment.position)), UNKNOWN) for kind in AreaKind}
    own = table(BuildingArea).c
    for place, first, last, kind, dm2 in _dated(moment, BuildingArea, own.kind, number(own.area_dm2)):
        start, stop = np.searchsorted(months.ends, first, "left"), np.searchsorted(months.ends, last, "right")
        found[kind][start:stop, place] = dm2
    return found


def status(moment: Moment) -> Texts:
    """BuildingStatus of each building on the day; None = not known; (n,)."""
    found = texts(None for _ in moment.position)
    for place, first, last, slug in _dated(moment, BuildingState, table(BuildingState).c.status):
        if first <= moment.day <= last:
            found[place] = slug
    return found


def _stars(moment: Moment) -> tuple[Texts, Texts, Texts]:
    """Grade of the star rating that holds, the one awarded last where several do; its last day; its scheme."""
    grade, until, scheme = (texts(None for _ in moment.position) for _ in range(3))
    for key, star in stars.holding(moment.session, last_day(moment.month)).items():
        place = moment.position.get(key)
        if place is not None:
            last = star.standing.valid_until
            grade[place], until[place] = star.standing.grade, None if last is None else last.isoformat()
            scheme[place] = f"{stars.STAR}@{star.version}"
    return grade, until, scheme


def _types(moment: Moment, keys: Iterable[int], kind: str) -> tuple[Texts, Texts]:
    """What is decided of each building for the day, and the first day of it."""
    if "types" not in moment.shared:
        moment.shared["types"] = types.recorded(moment.session)
    found = types.holding(moment.shared["types"], last_day(moment.month))
    held = [found.get((kind, key)) for key in keys]
    since = (None if one is None or one.since is None else one.since.isoformat() for one in held)
    return texts(None if one is None else one.value for one in held), texts(since)


def _completed(moment: Moment) -> tuple[Texts, Texts]:
    """Earliest and latest day of completion, of buildings whose completion is recorded as done."""
    own = table(BuildingEvent)
    days = texts(None for _ in moment.position), texts(None for _ in moment.position)
    statement = select(own.c.building_id, number(own.c.earliest), number(own.c.latest)).where(
        standing(own), own.c.kind == "completion", own.c.stage == "done"
    )
    for key, *edges in sorted(rows(moment.session, statement)):
        place = moment.position.get(key)
        if place is not None:
            for column, day in zip(days, edges, strict=True):
                column[place] = None if day == UNKNOWN else day_of(day).isoformat()
    return days
