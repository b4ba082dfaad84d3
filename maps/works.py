"""Upgrade projects of a month beside their buildings, as far as who looks may see any."""

from collections.abc import Iterator, Mapping

from buildings.disclosure.figures import Figures, State
from buildings.kinds import ProjectStage
from maps.layer import Payload
from maps.texts import both


def listed(figures: Figures) -> Iterator[tuple[int, Mapping[str, object]]]:
    """What is told of each project, with the row of its building."""
    sheet = figures.sheets.get("projects")
    place = {code: row for row, code in enumerate(figures.tables["building"].codes.tolist())}
    if sheet is None:
        return
    for values in sheet.rows:
        one = dict(zip(sheet.headers, values, strict=True))
        if one["code"] in place:
            yield place[str(one["code"])], one


def cards(figures: Figures) -> Mapping[int, list[Payload]]:
    """What the card of a building says of its projects, by row: code, title, stage, and how many pictures there are."""
    found: dict[int, list[Payload]] = {}
    for row, one in listed(figures):
        found.setdefault(row, []).append(_said(one))
    return found


def _said(one: Mapping[str, object]) -> Payload:
    stage, photos = one["stage"], one["photos"]
    known = {"stage": both("project_stage", str(stage))} if stage in set(ProjectStage) else {}
    pictured = {} if isinstance(photos, State) else {"photos": photos}
    return {"code": one["project"], "title": one["title"], **known, **pictured}
