"""What the API answers to anything its description allows, and to what it forbids: to every role as described.

In the suite one request of each kind and operation, by everybody; ``CONTRACT_EXAMPLES=100`` in the environment asks
more. Codes of what is there are put among the random ones, or nearly every answer would be that nothing is there.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import product
from typing import Any, Final

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from sqlalchemy import Engine, create_engine

from api.app import create_app
from api.house import House
from buildings.audience import PUBLIC, Role
from tests.builders import tenancy
from tests.builders.accounts import key_of
from tests.builders.edge import LOCAL
from tests.builders.rated import applied
from tests.builders.tenancy import Json, Town, on

CHECKED: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
TOWNSPEOPLE: Final = ("one", "operator", "staff", "street", "tax")
EXAMPLES: Final = int(os.environ.get("CONTRACT_EXAMPLES", "1"))
"""How often each operation is asked rightly and wrongly, by everybody."""
BOUNDED: Final = settings(phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
AS_IF_NOT_THERE: Final = {401, 403, 404}
Known = dict[str, list[str]]
Case = schemathesis.Case[Any]
Operation = schemathesis.APIOperation[Any, Any, Any, Any]


@pytest.fixture(autouse=True)
def _configured(configure: Callable[..., None]) -> None:
    """Settings of these tests alone."""


@pytest.fixture
def world(engine: Engine) -> Iterator[Town]:
    """The town with a lease, a lease that ended, an outage, a proposal and a subscriber; no limit of requests."""
    town = tenancy.build(engine)
    house = House(engine, PUBLIC, "real", requests_per_minute=1_000_000)
    with TestClient(create_app(house), base_url=LOCAL, raise_server_exceptions=False) as talking:
        for person in (town.one, town.two, town.operator, town.staff, town.street, town.tax):
            person.talking = talking
        town.talking = talking
        town.lease("101", starts_on=on(-200))
        town.lease("102", starts_on=on(-400), ends_on=on(-100))
        town.one.post("outages", unit=town.rooms["102"], starts_on=on(10), reason="装修")
        town.close(2)
        late: Json = {"unit": town.rooms["102"], "starts_on": on(-90), "ends_on": on(-9)}
        town.one.post("leases", 202, units=[late], tenant={"name": "补报"}, reason="漏报")
        firm = next(row["code"] for row in town.tax.get("enterprises")["items"] if row["uscc"] == tenancy.CODE)
        paid = town.lease("103", town.officer, tenant={"enterprise": firm}, starts_on=on(-200))
        town.staff.post(f"leases/{paid['code']}/void", 202, paid["version"], reason="重复")
        town.one.post("webhooks", url="http://127.0.0.1:9/hook", kinds=["lease"])
        applied(town)
        about = {"building": tenancy.HOME, "name": "证书.pdf"}
        sent = talking.post("/api/v1/evidence", params=about, content=b"%PDF-1.7", headers=town.staff.headers)
        assert sent.is_success, sent.text
        yield town


def known(town: Town) -> Known:
    """Codes of what is there, by the part of an address or the field that names it."""
    found = {
        name: [row["code"] for row in town.staff.get(f"{name}?limit=100")["items"]]
        for name in ("units", "leases", "outages", "parties", "proposals", "enterprises")
    }
    subscribers = [row["code"] for row in town.one.get("webhooks")["items"]]
    return found | {
        "webhooks": subscribers,
        "ratings": [row["code"] for row in town.staff.get(f"buildings/{tenancy.HOME}/ratings")["items"]],
        "evidence": ["F-0000001"],
        "scheme": ["star", "gbt39069"],
        "version": ["gulou-proposed-2026", "2020"],
        "slug": ["lifts", "safety_accident"],
        "buildings": [tenancy.HOME, "GL-0002"],
        "unit": found["units"],
        "building": [tenancy.HOME, "GL-0002"],
        "lease": found["leases"],
        "party": found["parties"],
        "enterprise": found["enterprises"],
        "subdistrict": [tenancy.A, tenancy.B],
        "collection": ["buildings", "zones", "roads"],
        "username": ["one", "two", "street"],
        "entry": ["1", "2", "7"],
        "feature": [tenancy.HOME],
        "month": ["2026-01", f"{tenancy.TODAY:%Y-%m}"],
        "if-match": ['"1"', '"2"', "*"],
        "starts_on": [on(-30), on(0), on(40)],
        "ends_on": [on(-10), on(30), on(400)],
    }


def meant(case: Case, data: st.DataObject, codes: Known) -> None:
    """Put codes of what is there in place of half of the random ones."""
    steps = [step for step in case.path.split("/") if step]

    def drawn(name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return {key: drawn(key, one) for key, one in value.items()}
        if isinstance(value, list):
            return [drawn(name, one) for one in value]
        if name in codes and not data.draw(st.booleans()):  # the first request has them all
            return data.draw(st.sampled_from(codes[name]))
        return value

    for name, value in dict(case.path_parameters or {}).items():
        place = steps[steps.index(f"{{{name}}}") - 1] if name == "code" and f"{{{name}}}" in steps else name
        case.path_parameters[name] = drawn(place, value)
    if "if-match" in {name.lower() for name in case.headers or {}}:
        case.headers["if-match"] = drawn("if-match", case.headers.pop("if-match", None) or '"1"')
    for name, value in dict(case.query or {}).items():
        case.query[name] = drawn(name, value)
    if isinstance(case.body, dict | list):
        case.body = drawn("", case.body)


def as_file(one: Any) -> Any:  # noqa: ANN401 - whatever was drawn as a part of a form
    """A part of a form as it can be sent."""
    if isinstance(one, tuple):
        name, content, *kind = one
        return (name, as_file(content), *kind)
    return one if isinstance(one, bytes | str) else json.dumps(one).encode()


def ask(talking: TestClient, case: Case, headers: dict[str, str]) -> Any:  # noqa: ANN401 - the client's answer
    """Send a case as it was drawn."""
    sent = case.as_transport_kwargs(base_url=LOCAL, headers=headers)
    parts = {name: sent[name] for name in ("params", "json", "data", "files") if sent.get(name) is not None}
    if "files" in parts:
        parts["files"] = [(name, as_file(one)) for name, one in sent["files"]]
    if isinstance(parts.get("data"), bytes | str):
        parts["content"] = parts.pop("data")
    answer = talking.request(sent["method"], sent["url"], headers=dict(sent["headers"]), **parts)
    answer.request.read()  # a form is sent as a stream; what is found wrong shows it again
    return answer


@cache
def operations() -> list[Operation]:
    """Every operation of the description; its strategies are kept with it."""
    described = create_app(House(create_engine("sqlite://"), PUBLIC, "real")).openapi()
    found = schemathesis.openapi.from_dict(json.loads(json.dumps(described))).get_all_operations()
    return [operation.ok() for operation in found if isinstance(operation, Ok)]


def noun_of(path: str) -> str:
    """Whose code an address names: ``leases`` of ``…/leases/{code}/end``; '' where it names more, or nothing."""
    return path.split("/")[-2 if path.endswith("{code}") else -3] if path.count("{") == 1 and "{code}" in path else ""


@cache
def drawn_from(place: int, mode: GenerationMode) -> st.SearchStrategy[Case]:
    """Requests of an operation, by its place in the list."""
    return operations()[place].as_strategy(generation_mode=mode)


def tried(case: Case, town: Town, keys: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Ask the same as everybody; statuses, and what is wrong with an answer."""
    for who, key in keys.items():
        door = {"authorization": f"Bearer {key}"} if key else {}
        answer = ask(town.talking, case, {"louyu-purpose": "test", **door})
        try:
            case.validate_response(answer, checks=CHECKED)
        except (FailureGroup, Failure) as error:
            yield answer.status_code, f"{who}: {case.operation.label}: {error}"
        yield answer.status_code, ""


@pytest.mark.stocked("town")
def test_whatever_is_asked_is_answered_as_described(world: Town) -> None:
    keys = {name: getattr(world, name).key for name in TOWNSPEOPLE} | {"nobody": ""}
    keys |= {name: key_of(world.engine, name, Role(name), read_only=False) for name in ("leader", "admin")}
    codes = known(world)
    seen: Counter[int] = Counter()
    met: set[str] = set()
    wrong: list[str] = []

    def asked(place: int, mode: GenerationMode) -> Callable[[], None]:
        @settings(BOUNDED, max_examples=EXAMPLES)
        @given(case=drawn_from(place, mode), data=st.data())
        def one(case: Case, data: st.DataObject) -> None:
            nonlocal met
            meant(case, data, codes)
            for status, said in tried(case, world, keys):
                seen[status] += 1
                met |= set() if status in AS_IF_NOT_THERE else {case.operation.label}
                wrong.extend([said] if said else [])

        return one

    for place, mode in product(range(len(operations())), GenerationMode):
        with suppress(Unsatisfiable):  # nothing can be asked wrongly here
            asked(place, mode)()
    assert not wrong, "\n\n".join(wrong)
    world.sound()
    assert seen[200] > 200, seen
    of_known = {operation.label for operation in operations() if noun_of(operation.path) in codes}
    assert of_known <= met
    assert len(of_known) > 15
