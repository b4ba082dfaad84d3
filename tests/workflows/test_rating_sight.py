"""Points beside a star that a file stated, past the gate itself: hidden where the building's tax is, and only there."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine

from buildings.access.principals import Principal
from buildings.audience import Role, audience
from buildings.database import work
from buildings.database.work import Changes
from buildings.facts.refresh import refresh
from buildings.kinds import Origin
from buildings.register import assessments, buildings, ratings
from buildings.workflows import guards, rating_seen
from tests.workflows.test_plan_targets import stock, taxes

DAY = dt.date(2025, 12, 31)
CODES = tuple(f"GL-{place + 1:04d}" for place in range(9))
VERSION = "gulou-proposed-2026"


def scored(changes: Changes) -> None:
    for code in CODES:
        home = buildings.by_code(changes.session, code)
        star = {"grade": "4", "granted_on": dt.date(2025, 6, 1)}
        row = ratings.record(changes, home.key, "star", VERSION, star)
        ratings.score(changes, row, "lifts", 30)


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.LEADER])
def test_points_beside_a_star_are_hidden_where_the_gate_hides_tax(engine: Engine, role: Role) -> None:
    for do in (stock, taxes, scored):
        work.run(engine, do, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    who, officer = (
        Principal("cli:test", standing=audience(one, purpose="核对" if one is Role.TAX_OFFICER else None))
        for one in (role, Role.TAX_OFFICER)
    )
    hidden = {}
    for code in CODES:
        with work.reading(engine) as session:
            (row,) = ratings.of_building(session, buildings.by_code(session, code).key)
            rating, hidden[code] = assessments.code_of(row), guards.hides(engine, session, "real", code)
        assert lifts(engine, who, rating)["suppressed"] is hidden[code]
        assert lifts(engine, officer, rating)["points"] == 30
    assert hidden["GL-0009"]  # of one payer
    assert not all(hidden.values())


def lifts(engine: Engine, who: Principal, rating: str) -> Any:  # noqa: ANN401 - JSON
    points = rating_seen.one(engine, who, rating, "real", DAY)["points"]
    return next(one for one in points["items"] if one["slug"] == "lifts")
