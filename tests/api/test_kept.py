"""Figures as bytes: the same to who may see the same, never to anybody else, and no longer than they are true."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api import kept
from api.kept import Shelf
from api.sending import Packed, pack
from buildings.access import audit
from buildings.access.grants import ScopeKind
from buildings.audience import Role
from buildings.database import work
from buildings.kinds import Origin
from buildings.register import buildings
from tests.builders.accounts import key_of, scope_for
from tests.builders.edge import client, opened
from tests.builders.register import edit

PATHS = ["/api/v1/buildings", "/api/v1/zones", "/api/v1/district", "/api/v1/geo/buildings.geojson", "/api/v1/metrics"]


@pytest.fixture
def talking(demo_file: Path, loopback: None) -> Iterator[TestClient]:  # noqa: ARG001 - opens databases
    """A client of a demonstration of the test's own; what depends on the engine is tried in tests/database."""
    prepared = opened(f"sqlite:///{demo_file}")
    with client(prepared) as asking:
        asking.app.state.engine = prepared.engine  # type: ignore[attr-defined]
        yield asking
    prepared.engine.dispose()


def engine_of(talking: TestClient) -> Any:  # noqa: ANN401 - an engine
    return talking.app.state.engine  # type: ignore[attr-defined]


def test_what_has_not_changed_is_not_sent_again(talking: TestClient) -> None:
    for path in [*PATHS, "/api/v1/geo/roads.geojson", "/api/v1/geo/district.geojson"]:
        first = talking.get(path)
        tag = first.headers["etag"]
        again = talking.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
        plain = talking.get(path, headers={"accept-encoding": "identity"})
        assert plain.json() == first.json()
        assert plain.headers["etag"] != tag


def test_what_changed_is_sent_at_once(talking: TestClient) -> None:
    before = talking.get("/api/v1/buildings")
    code = before.json()["rows"][0]["code"]

    def rename(changes: work.Changes) -> None:
        buildings.update(changes, buildings.by_code(changes.session, code), {"name": "新名"})

    edit(engine_of(talking), rename, Origin.DEMONSTRATION)
    after = talking.get("/api/v1/buildings", headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.json()["rows"][0]["name"]) == (200, "新名")


def test_nobody_is_sent_what_another_was_drawn(talking: TestClient) -> None:
    """Every audience, in turn and again: each gets the same twice, and no tag says of two that they are one."""
    engine = engine_of(talking)
    keys = {role: key_of(engine, f"k{n}", role, scope=scope_for(role)) for n, role in enumerate(Role)}
    for path in PATHS[:4]:
        seen: dict[str, set[str]] = {}
        for _ in range(2):
            for role, key in keys.items():
                headers = {"authorization": f"Bearer {key}", "louyu-purpose": "test"}
                answer = talking.get(path, headers=headers)
                content = answer.json()
                audience = content["audience"]
                assert role.value in audience or role in {Role.ADMIN, Role.LANDLORD}
                seen.setdefault(answer.headers["etag"], set()).add(json.dumps(content, sort_keys=True))
        assert all(len(contents) == 1 for contents in seen.values()), path
        assert len(seen) == len(Role), path


def test_operators_of_two_buildings_are_sent_their_own(talking: TestClient) -> None:
    engine = engine_of(talking)
    codes = [row["code"] for row in talking.get("/api/v1/buildings").json()["rows"]]
    shown = {}
    for number, code in enumerate(codes[:2]):
        key = key_of(engine, f"op{number}", Role.LANDLORD, scope=(ScopeKind.BUILDING, code))
        answer = talking.get("/api/v1/buildings", headers={"authorization": f"Bearer {key}"})
        rows = {row["code"]: row["figures"]["occupancy_rate"]["state"] for row in answer.json()["rows"]}
        shown[answer.headers["etag"], answer.json()["audience"]] = [one for one in codes if rows[one] == "shown"]
        file = talking.get("/api/v1/subdistricts?format=xlsx", headers={"authorization": f"Bearer {key}"}).content
        (name,) = openpyxl.load_workbook(io.BytesIO(file)).sheetnames
        assert name.endswith(" 示范数据"), name  # however long the name of who looks is
    assert sorted(shown.values()) == [[code] for code in sorted(codes[:2])]
    assert len(shown) == 2


def test_a_look_is_logged_even_when_nothing_needs_to_be_sent(talking: TestClient) -> None:
    key = key_of(engine_of(talking), "lin", Role.TAX_OFFICER)
    headers = {"authorization": f"Bearer {key}", "louyu-purpose": "check"}
    tag = talking.get("/api/v1/buildings", headers=headers).headers["etag"]
    assert talking.get("/api/v1/buildings", headers={**headers, "if-none-match": tag}).status_code == 304
    with work.reading(engine_of(talking)) as session:
        assert [look.purpose for look in audit.looks(session)] == ["check", "check"]


def test_a_file_says_what_the_table_says(promoter: TestClient) -> None:
    rows = promoter.get("/api/v1/buildings").json()["rows"]
    answer = promoter.get("/api/v1/buildings?format=csv")
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert "promoter" in answer.headers["content-disposition"]
    assert "%E7%A4%BA%E8%8C%83" in answer.headers["content-disposition"]
    assert [line[0] for line in lines] == [row["code"] for row in rows]
    assert {line[-1] for line in lines} == {"示范数据"}
    area, tax = head.index("商务面积 (㎡)"), next(n for n, title in enumerate(head) if title.startswith("近12个月税收"))
    hidden = 0
    for row, line in zip(rows, lines, strict=True):
        figure = row["figures"]["office_area"]
        assert figure["value"] is None or float(line[area]) == figure["value"]
        figure = row["figures"]["tax_12"]
        hidden += figure["state"] == "hidden"
        wanted = "＊" if figure["state"] == "hidden" else None
        assert line[tax] == wanted or float(line[tax]) == figure["value"] / 100
    assert hidden
    sheet = openpyxl.load_workbook(io.BytesIO(promoter.get("/api/v1/buildings?format=xlsx").content)).active
    assert sheet is not None
    table = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in table[1:]] == [row["code"] for row in rows]
    assert [row[tax] for row in table[1:] if isinstance(row[tax], str)] == ["＊"] * hidden
    for level in ("zones", "subdistricts", "industries", "district"):
        count = len(promoter.get(f"/api/v1/{level}").json()["rows"])
        for kind in ("csv", "xlsx"):
            assert promoter.get(f"/api/v1/{level}?format={kind}&lang=en").status_code == 200
        text = promoter.get(f"/api/v1/{level}?format=csv&lang=en").content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text, newline="")))) == count + 1


def test_an_unknown_format_or_month_is_refused(promoter: TestClient) -> None:
    assert promoter.get("/api/v1/buildings?format=pdf").status_code == 422
    assert promoter.get("/api/v1/buildings?month=1999-01&format=csv").status_code == 404
    assert promoter.get("/api/v1/geo/buildings.geojson?month=x").status_code == 422


def test_the_shelf_keeps_to_its_size_and_draws_once() -> None:
    shelf, drawn = Shelf(2_500), []

    def draw(name: str) -> Callable[[], Packed]:
        def make() -> Packed:
            drawn.append(name)
            threading.Event().wait(0.05)
            return Packed(b"x" * 1_000, None, "text/plain")

        return make

    threads = [threading.Thread(target=shelf.get, args=("a", draw("a"))) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert drawn == ["a"]
    for name in ("b", "a", "c", "a", "b"):
        shelf.get(name, draw(name))
    assert drawn == ["a", "b", "c", "b"]
    assert shelf._size == 2_000


def test_compressed_bytes_do_not_tell_the_time() -> None:
    body = json.dumps(list(range(2_000))).encode()
    assert pack(body, "x").zipped == pack(body, "x").zipped
    assert pack(b"short", "x").zipped is None
    assert kept.as_json({"a": 1}).body == b'{"a":1}'
