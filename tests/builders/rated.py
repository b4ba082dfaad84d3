"""Assessments for tests: a building with tax in the town, what an assessor finds, and scores written past the API."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from typing_extensions import override

from buildings.audience import Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.facts import refresh
from buildings.register import assessments, buildings, ratings
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.taxes import Taxpayer
from buildings.register.tables.units import Unit
from buildings.schemes import catalogue
from tests.builders.accounts import key_of
from tests.builders.register import edit, make_lease, make_tax_file
from tests.builders.tenancy import HOME, PAYER, START, Json, Person, Town, month_back

STARS = catalogue.find("star", "gulou-proposed-2026")
JUDGED = {one.slug: one.points for one in STARS.items if one.filling is None}
NO_VETO = {"safety_accident": "no", "fire_not_accepted": "no"}


class _Nobody(Person):
    @property
    @override
    def headers(self) -> dict[str, str]:
        return {}


def leader(town: Town) -> Person:
    """A leader, who grants and revokes."""
    return Person(town.talking, key_of(town.engine, "leader", Role.LEADER, read_only=False))


def nobody(town: Town) -> Person:
    """Somebody without an account."""
    return _Nobody(town.talking, "")


def settle_payer(town: Town) -> None:
    """The town's taxpayer rents room 101; the building has 1000 m² of office area."""

    def do(changes: Changes) -> None:
        home = buildings.by_code(changes.session, HOME)
        firm = changes.session.execute(select(Enterprise).where(Enterprise.name == PAYER)).scalar_one()  # type: ignore[arg-type]
        room = changes.session.execute(select(Unit).where(Unit.label == "101")).scalar_one()  # type: ignore[arg-type]
        make_lease(changes, [room], enterprise_id=firm.key, starts_on=START)
        buildings.set_area(changes, home, "office", 100_000)
        payer = changes.session.execute(select(Taxpayer)).scalar_one()
        for back in range(5, 13):  # with the town's own four these are twelve months
            make_tax_file(changes, month_back(back), [(payer.key, "zzs", 0, None)])

    work.run(town.engine, do, refresh=refresh.refresh, actor="cli:tester", action="test")


def findings(points: dict[str, int], said: dict[str, str] | None = None) -> list[Json]:
    """What an assessor sends."""
    scored = [{"slug": slug, "points": given, "evidence": "现场核查"} for slug, given in points.items()]
    return [*scored, *({"slug": slug, "answer": one} for slug, one in (said or {}).items())]


def applied(town: Town, **points: int) -> Json:
    """An assessment of the building, judged in full but for what is said otherwise."""
    made = town.staff.post("ratings", building=HOME, assessor="评审组")
    given = findings({**JUDGED, **points}, NO_VETO)
    return town.staff.post(f"ratings/{made['code']}/findings", 200, findings=given)


def put(town: Town, code: str, **points: int) -> None:
    """Points past the API, of items that are filled too."""

    def do(changes: Changes) -> None:
        row = assessments.by_code(changes.session, code, "real")
        for item, given in points.items():
            ratings.score(changes, row, item, given, found={"assessed_on": dt.date(2026, 1, 1), "assessed_by": "x"})

    edit(town.engine, do)


def step(who: Person, code: str, status: str, expected: int = 200, **said: Any) -> Json:  # noqa: ANN401
    """A step upon the version that the person reads (any, where it may read none)."""
    seen = who.send("GET", f"ratings/{code}")
    upon = int(seen.headers["etag"].strip('"')) if seen.status_code == 200 else 1
    if status == "notice":
        said = {"note": "以书面材料为据", **said}
    return who.ask("POST", f"ratings/{code}/steps", expected, upon, {"status": status, **said})
