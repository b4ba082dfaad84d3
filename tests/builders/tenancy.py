"""A small town for tests of tenancy: two owners in one building, an operator, staff; and people who talk to its API."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.app import create_app
from api.house import House
from buildings.access import clock
from buildings.access.grants import ScopeKind
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.facts import refresh
from buildings.facts import verify as verifying
from buildings.register import buildings, capacity, codes, months, owners
from buildings.register.owners import Share
from buildings.register.tables.buildings import Building
from tests.builders.accounts import key_of
from tests.builders.edge import LOCAL
from tests.builders.register import (
    edit,
    make_building,
    make_enterprise,
    make_subdistrict,
    make_tax_file,
    make_taxpayer,
    make_unit,
)

Json = dict[str, Any]
API = "/api/v1"
A, B = "350102001", "350102002"
HOME = "GL-0001"
PAYER, CODE = "已登记的公司", "91350100M000100Y43"
TODAY = clock.today()
START = dt.date(2020, 1, 1)


def month_back(count: int) -> int:
    """A month before today's."""
    return TODAY.year * 12 + TODAY.month - 1 - count


def on(days: int) -> str:
    """A day so many days from today."""
    return (TODAY + dt.timedelta(days=days)).isoformat()


@dataclass
class Person:
    """Somebody with a key that writes."""

    talking: TestClient
    key: str
    purpose: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Who it is, and why if that is said."""
        stated = {"louyu-purpose": quote(self.purpose)} if self.purpose else {}
        return {"authorization": f"Bearer {self.key}", **stated}

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 - the client's answer
        """Any request, as it is answered."""
        sent = {**self.headers, **{name.replace("_", "-"): one for name, one in headers.items()}}
        return self.talking.request(method, path if path.startswith("/") else f"{API}/{path}", json=body, headers=sent)

    def get(self, path: str, status: int = 200) -> Json:
        """What is read; the ETag as ``etag``."""
        answer = self.send("GET", path)
        assert answer.status_code == status, answer.text
        return {**answer.json(), "etag": answer.headers.get("etag")}

    def post(self, path: str, status: int = 201, upon: object = None, **body: object) -> Json:
        """What is answered to a change; ``upon`` is the version."""
        return self.ask("POST", path, status, upon, body)

    def patch(self, path: str, status: int = 200, upon: object = None, **body: object) -> Json:
        """What is answered to a change; ``upon`` is the version."""
        return self.ask("PATCH", path, status, upon, body)

    def ask(self, method: str, path: str, status: int, upon: object, body: object) -> Json:
        """Any change."""
        headers = {} if upon is None else {"if_match": f'"{upon}"'}
        answer = self.send(method, path, body, **headers)
        assert answer.status_code == status, answer.text
        found: Json = answer.json()
        return found

    def version(self, path: str) -> int:
        """The version that a change is made upon."""
        return int(self.get(path)["etag"].strip('"'))


@dataclass
class Town:
    """Building GL-0001 has rooms 101, 102 (owner one) and 103 (owner two); GL-0002 is in another sub-district."""

    engine: Engine
    talking: TestClient
    one: Person
    two: Person
    operator: Person
    staff: Person
    street: Person
    tax: Person
    rooms: dict[str, str]

    @property
    def officer(self) -> Person:
        """The tax officer, who says why."""
        return replace(self.tax, purpose="核对")

    def lease(self, room: str = "101", who: Person | None = None, **said: object) -> Json:
        """A lease of a room as landlord one reports it."""
        part: Json = {"unit": self.rooms[room], "starts_on": said.pop("starts_on", on(0))}
        part |= {name: said.pop(name) for name in ("ends_on", "area_m2") if name in said}
        body: Json = {"tenant": {"name": "某公司"}, "units": [part], **said}
        return (who or self.one).post("leases", **body)

    def close(self, count: int = 1) -> str:
        """Close a month before today's."""
        month = month_back(count)
        edit(self.engine, lambda changes: months.close(changes, month))
        return f"{month // 12:04d}-{month % 12 + 1:02d}"

    def sound(self) -> None:
        """No room is over-full, and the facts are those of a rebuild."""
        with work.reading(self.engine) as session:
            assert list(capacity.check(session)) == []
            assert verifying.verify(session) == []


@dataclass(frozen=True)
class Settled:
    """What tests must know of a filled town: rooms by label, keys of its people."""

    rooms: dict[str, str]
    keys: dict[str, str]


_KNOWN: dict[tuple[str, bool], Settled] = {}


def settle(engine: Engine, *, filed: bool) -> Settled:
    """Fill a database with the town, with tax files of last months if facts are to be kept."""

    def stock(changes: Changes) -> tuple[dict[str, str], dict[str, str]]:
        make_subdistrict(changes, code=A)
        make_subdistrict(changes, code=B, name="鼓西街道")
        firms = {name: make_enterprise(changes, name=name) for name in ("业主甲", "业主乙", "运营方")}
        home = make_building(changes, code=HOME, subdistrict_code=A)
        other = make_building(changes, code="GL-0002", subdistrict_code=B)
        buildings.set_operator(changes, other, firms["运营方"].key)
        rooms = {}
        for label, house, owner in (
            *(("101", home, "业主甲"), ("102", home, "业主甲"), ("103", home, "业主乙")),
            *(("201", other, "业主甲"), ("202", other, "业主乙")),
        ):
            unit = make_unit(changes, house, label=label, floor_label="1", floor_order=1)
            owners.own(changes, unit, [Share(firms[owner].key)], valid_from=START)
            rooms[label] = codes.code(codes.UNIT, unit.key)
        payer = make_taxpayer(changes, make_enterprise(changes, name=PAYER, uscc=CODE), code=CODE)
        for back in range(4, 0, -1) if filed else ():
            make_tax_file(changes, month_back(back), [(payer.key, "zzs", 123_456_789, None)])
        return rooms, {name: row.code for name, row in firms.items()}

    rooms, firms = work.run(engine, stock, actor="cli:tester", action="test", refresh=refresh.refresh)
    district = (ScopeKind.DISTRICT, "")
    people = {
        "one": (Role.LANDLORD, (ScopeKind.ENTERPRISE, firms["业主甲"])),
        "two": (Role.LANDLORD, (ScopeKind.ENTERPRISE, firms["业主乙"])),
        "operator": (Role.LANDLORD, (ScopeKind.ENTERPRISE, firms["运营方"])),
        "staff": (Role.PROMOTER, district),
        "street": (Role.SUBDISTRICT, (ScopeKind.SUBDISTRICT, A)),
        "tax": (Role.TAX_OFFICER, district),
    }
    keys = {name: key_of(engine, name, role, scope=scope, read_only=False) for name, (role, scope) in people.items()}
    return Settled(rooms, keys)


def settle_to_copy(engine: Engine, *, filed: bool) -> None:
    """Fill the database that others are copied from; ``build`` knows their people by it."""
    _KNOWN[engine.dialect.name, filed] = settle(engine, filed=filed)


def build(engine: Engine, *, filed: bool = True) -> Town:
    """The town in a database: settled already where the test is marked ``stocked``, else now."""
    with work.reading(engine) as session:
        there = session.execute(select(Building.id).where(Building.code == HOME)).first() is not None  # type: ignore[call-overload]
    known = _KNOWN[engine.dialect.name, filed] if there else settle(engine, filed=filed)
    talking = TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL)
    people = {name: Person(talking, key) for name, key in known.keys.items()}
    return Town(engine, talking, **people, rooms=dict(known.rooms))


def pointers(answer: Json) -> Sequence[str]:
    """Where a problem says that something is wrong."""
    return [one["pointer"] for one in answer.get("errors", [])]
