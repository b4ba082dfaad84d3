"""The description of the API: valid, readable, complete, and true of what is answered."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import Engine, create_engine

from api.app import create_app
from api.house import House
from buildings.audience import PUBLIC, Role
from buildings.words import text
from tests.builders.accounts import key_of, scope_for
from tests.builders.edge import LOCAL

pytestmark = pytest.mark.usefixtures("configure")
Json = dict[str, Any]
PROBLEM = "application/problem+json"
BOUNDED = re.compile(r"[a-z][a-z0-9_]{2,50}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def described() -> Json:
    return create_app(House(create_engine("sqlite://"), PUBLIC, "real")).openapi()


@pytest.fixture(scope="module")
def document() -> Json:
    return described()


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_it_is_valid(document: Json) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["servers"][0]["url"] == "/"


def test_operations_are_named_as_people_call_functions(document: Json) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names)) > 20
    assert [name for name in names if not BOUNDED.fullmatch(name)] == []


def test_every_operation_says_in_both_languages_what_it_does(document: Json) -> None:
    for _, _, operation in operations(document):
        name = operation["operationId"]
        assert CHINESE.search(text("operations", name, "zh")), name
        assert text("operations", name, "en"), name
        assert operation["summary"].startswith(text("operations", name, "zh"))
        assert operation["tags"], name
    assert {tag["name"] for tag in document["tags"] if not CHINESE.search(tag.get("description", ""))} == set()


def test_every_operation_declares_its_answer_and_its_problems(document: Json) -> None:
    for method, path, operation in operations(document):
        answers = operation["responses"]
        assert {"401", "429", "503"} <= set(answers), path
        for status, answer in answers.items():
            if int(status) >= 400:
                assert list(answer["content"]) == [PROBLEM], (path, status)
                assert answer["content"][PROBLEM]["schema"]["$ref"] == "#/components/schemas/Problem"
        good = [status for status in answers if status.startswith("2")]
        assert good, path
        if "{" in path:
            assert "404" in answers, path
        if method != "get":
            assert {"403", "409", "413", "422"} <= set(answers), path
        assert operation["security"], path
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_what_receivers_are_sent_is_described(document: Json) -> None:
    operation = document["webhooks"]["change"]["post"]
    assert {one["name"] for one in operation["parameters"]} == {
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    }
    schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert set(document["components"]["schemas"][schema]["properties"]) == {"type", "timestamp", "data"}
    assert CHINESE.search(operation["summary"])
    assert list(operation["responses"]) == ["2XX"]


def test_secured_operations_ask_for_a_key_or_a_cookie(document: Json) -> None:
    free = {path for _, path, operation in operations(document) if {} in operation["security"]}
    assert "/api/v1/buildings" in free
    assert "/api/v1/audit" not in free
    assert set(document["components"]["securitySchemes"]) == {"key", "session"}


def fits(document: Json, method: str, path: str, answer: Any) -> None:  # noqa: ANN401 - the client's answer
    """The answer is one that its operation declares, and its body is of the declared schema."""
    declared = document["paths"][path][method]["responses"]
    assert str(answer.status_code) in declared, (path, answer.status_code, answer.text)
    content = declared[str(answer.status_code)].get("content", {})
    kind = answer.headers["content-type"]
    assert kind in content or kind.partition(";")[0] in content, (path, kind)
    if "json" not in kind:
        assert answer.content[:2] == b"PK", (path, kind)  # a workbook: declared as a file, and it is one
        return
    schema = (content.get(kind) or content[kind.partition(";")[0]]).get("schema", {})
    if schema.get("format") == "binary":
        assert answer.content.startswith(b"PK"), path
        return
    whole = {**schema, "components": document["components"]}
    errors = [error.message[:300] for error in OAS31Validator(whole).iter_errors(answer.json())]
    assert errors == [], path


def walk(talking: TestClient, document: Json, **headers: str) -> int:
    """Ask everything that can be asked for without knowing anything; how much was answered well."""
    good = 0
    for method, path, _ in operations(document):
        if method == "get":
            answer = talking.get(
                path.replace("{collection}", "zones").replace("{", "").replace("}", ""), headers=headers
            )
            fits(document, method, path, answer)
            good += answer.status_code == 200
    return good


def test_answers_are_as_declared(promoter: TestClient, public: TestClient, document: Json) -> None:
    assert walk(promoter, document) > 15
    assert walk(public, document) > 15
    known = promoter.get("/api/v1/buildings").json()["rows"][0]["code"]
    for path, real in (
        ("/api/v1/buildings/{code}", f"/api/v1/buildings/{known}"),
        ("/api/v1/buildings/{code}", "/api/v1/buildings/%00"),
        ("/api/v1/buildings", "/api/v1/buildings?month=2026-13"),
        ("/api/v1/zones", "/api/v1/zones?month=1999-01"),
        ("/ogc/collections/{collection}/items/{feature}", f"/ogc/collections/buildings/items/{known}"),
        ("/ogc/collections/{collection}/items", "/ogc/collections/roads/items?limit=x"),
    ):
        fits(document, "get", path, promoter.get(real))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TAX_OFFICER, Role.LANDLORD, Role.SUBDISTRICT])
def test_answers_to_every_role_are_as_declared(engine: Engine, document: Json, role: Role) -> None:
    key = key_of(engine, "somebody", role, scope=scope_for(role))
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL) as talking:
        assert walk(talking, document, authorization=f"Bearer {key}", **{"louyu-purpose": "test"}) > 3
        if role is Role.ADMIN:
            mine = {"authorization": f"Bearer {key}"}
            fits(document, "get", "/api/v1/audit/{entry}", talking.get("/api/v1/audit/1", headers=mine))
        fits(document, "get", "/api/v1/months", talking.get("/api/v1/months", headers={"authorization": "Bearer x"}))
