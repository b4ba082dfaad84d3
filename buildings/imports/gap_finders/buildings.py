"""Gaps of buildings: areas, age, use and status, rooms, declared areas, claims that differ."""

from collections.abc import Iterator
from typing import Any, Final

from buildings import parameters
from buildings.imports.gap_finders.found import Gap, Held
from buildings.kinds import AreaKind, BuildingUse
from buildings.quantities import decimal_of

RATES: Final = ("occupancy_rate", "vacancy_rate", "available_area", "average_occupancy")


def _gap(row: Any, slug: str, spoils: tuple[str, ...], **details: object) -> Gap:  # noqa: ANN401 - a building
    return Gap(row.origin, f"{row.code} {row.name}", slug, spoils, details)


def _known(held: Held, building: int, kind: AreaKind) -> int | None:
    row = held.areas.get((building, kind.value))
    return None if row is None or row.area_dm2 is None else int(row.area_dm2)


def areas(held: Held) -> Iterator[Gap]:
    """Areas nobody knows."""
    for row in held.buildings:
        if _known(held, row.id, AreaKind.GROSS) is None:
            yield _gap(row, "gross_area_unknown", ("gross_area", "yield_gross", "scope"))
        if _known(held, row.id, AreaKind.OFFICE) is None:
            yield _gap(row, "office_area_unknown", ("office_area", "tax_yield"))


def ages(held: Held) -> Iterator[Gap]:
    """Buildings whose completion no source dates."""
    for row in held.buildings:
        dated = [one for one in held.events.get(row.id, []) if one.earliest is not None or one.latest is not None]
        done = [one for one in dated if one.stage == "done"]
        if not done:
            yield _gap(row, "completion_planned" if dated else "completion_unknown", ("ageing",))
        elif all(one.earliest is None for one in done):
            yield _gap(row, "completion_open", ("ageing",), day=max(one.latest for one in done))


def kinds(held: Held) -> Iterator[Gap]:
    """Use or status unknown: whether the building counts in totals cannot be told."""
    for row in held.buildings:
        if row.use == BuildingUse.UNKNOWN:
            yield _gap(row, "use_unknown", ("scope",))
        if not held.states.get(row.id):
            yield _gap(row, "status_unknown", ("scope", *RATES[:2]))
        if row.subdistrict_code is None:
            yield _gap(row, "subdistrict_unknown", ("subdistricts",))


def rooms(held: Held) -> Iterator[Gap]:
    """Room registers without rooms, and rooms without area."""
    for row in held.buildings:
        if row.room_register and not held.units.get(row.id):
            yield _gap(row, "rooms_missing", RATES)
            continue
        unknown = sum(area.area_dm2 is None for area in held.lettable(row.id))
        if unknown:
            slug = "room_area_unknown" if row.room_register else "lettable_area_unknown"
            yield _gap(row, slug, RATES, count=unknown)


def declared(held: Held) -> Iterator[Gap]:
    """The declared lettable area and the sum of the rooms, further apart than the parameter allows."""
    limit = parameters.resolve("quality.lettable_difference", held.day).value
    for row in held.buildings:
        said = _known(held, row.id, AreaKind.LETTABLE_DECLARED)
        sizes = [area.area_dm2 for area in held.lettable(row.id)]
        if not row.room_register or said is None or not sizes or None in sizes:
            continue
        total = sum(sizes)
        if abs(total - said) > limit * said:
            details = {"declared": decimal_of(said), "total": decimal_of(total)}
            yield _gap(row, "lettable_differs", ("lettable_area", *RATES[:2], "yield_lettable"), **details)


def claims(held: Held) -> Iterator[Gap]:
    """Sources that say different things of one building, and figures that were only announced."""
    for row in held.buildings:
        said: dict[str, set[str]] = {}
        for claim in held.claims.get(row.id, []):
            said.setdefault(claim.subject, set()).add(claim.statement)
        for subject, statements in sorted(said.items()):
            if len(statements) > 1 and subject != "remark":
                yield _gap(row, "claims_differ", (), subject=subject, said=" / ".join(sorted(statements)))
        planned = [one for one in held.claims.get(row.id, []) if one.extra.get("stage") == "planned"]
        figures = sorted({one.subject for one in planned} & {"gross_area_m2", "floors_above", "completed"})
        if figures:
            yield _gap(row, "only_announced", ("gross_area", "ageing"), subject="、".join(figures))
