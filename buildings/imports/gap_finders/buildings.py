"""Gaps of buildings beyond what figures tell: completions only begun, claims that differ or were only announced."""

from collections.abc import Iterator
from typing import Any

from buildings.imports.gap_finders.gap import Gap
from buildings.imports.gap_finders.register import Register


def _gap(row: Any, slug: str, spoils: tuple[str, ...], **details: object) -> Gap:  # noqa: ANN401 - a building
    return Gap(row.origin, f"{row.code} {row.name}", slug, spoils, details)


def begun(register: Register) -> Iterator[Gap]:
    """Buildings of which sources date a plan or a beginning and no completion."""
    for row in register.buildings:
        dated = [one for one in register.events.get(row.id, []) if one.earliest is not None or one.latest is not None]
        stages = {one.stage for one in dated if one.kind == "completion"}
        if stages and "done" not in stages:
            yield _gap(row, "completion_planned", ("ageing",))


def claims(register: Register) -> Iterator[Gap]:
    """Sources that say different things of one building, and figures that were only announced."""
    for row in register.buildings:
        said: dict[str, set[str]] = {}
        for claim in register.claims.get(row.id, []):
            said.setdefault(claim.subject, set()).add(claim.statement)
        for subject, statements in sorted(said.items()):
            if len(statements) > 1 and subject != "remark":
                yield _gap(row, "claims_differ", (), subject=(subject,), said=" / ".join(sorted(statements)))
        planned = [one for one in register.claims.get(row.id, []) if one.extra.get("stage") == "planned"]
        figures = sorted({one.subject for one in planned} & {"gross_area_m2", "floors_above", "completed"})
        if figures:
            yield _gap(row, "only_announced", ("gross_area", "ageing"), subject=tuple(figures))
