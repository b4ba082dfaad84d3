"""A typed client made from the description of the API: its types hold, and it speaks with a running server."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from sqlalchemy import create_engine

from api.app import create_app
from api.house import House
from buildings.audience import PUBLIC, Role
from tests.builders.accounts import key_of
from tests.builders.edge import BUILDINGS, opened
from tests.fixtures.browser import Serve

NAME = "louyu_client"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the client stands; made as anybody would make it, from the document alone."""
    place = tmp_path_factory.mktemp("client")
    document = place / "openapi.json"
    described = create_app(House(create_engine("sqlite://"), PUBLIC, "real")).openapi()
    document.write_text(json.dumps(described), "utf-8")
    config = Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, document, "utf-8", overwrite=False, output_path=place / NAME
    )
    wrong = [f"{error.header}: {error.detail}" for error in generate(config=config)]
    beyond = ("spreadsheetml", "image/")  # workbooks and pictures are beyond the generator
    assert [one for one in wrong if not any(kind in one for kind in beyond)] == []
    return place


@pytest.fixture
def client(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(folder))
    yield importlib.import_module(NAME)
    for name in [one for one in sys.modules if one.partition(".")[0] == NAME]:
        del sys.modules[name]


def function(tag: str, name: str) -> ModuleType:
    return importlib.import_module(f"{NAME}.api.{tag}.{name}")


def test_every_operation_is_a_function_of_its_name(folder: Path) -> None:
    described = create_app(House(create_engine("sqlite://"), PUBLIC, "real")).openapi()
    wanted = {(one["tags"][0], one["operationId"]) for path in described["paths"].values() for one in path.values()}
    made = {(file.parent.name, file.stem) for file in (folder / NAME / "api").glob("*/[a-z]*.py")}
    assert made == wanted


def test_its_types_hold(folder: Path) -> None:
    options = ("--no-incremental", "--disable-error-code=import-untyped", "--python-executable", sys.executable)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file=", *options, "-p", NAME],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.usefixtures("configure")
def test_it_speaks_with_a_running_server(serve: Serve, demo_file: Path, client: ModuleType) -> None:
    prepared = opened(f"sqlite:///{demo_file}")
    key = key_of(prepared.engine, "machine", Role.PROMOTER)
    address = serve(create_app(House(prepared.engine, prepared.audience, prepared.origin)))
    with client.AuthenticatedClient(base_url=address, token=key) as signed_in:
        rows = function("figures", "list_buildings").sync(client=signed_in)
        assert (len(rows.rows), rows.audience, rows.demonstration) == (BUILDINGS, "promoter", True)
        figure = rows.rows[0].figures["vacancy_rate"]
        assert figure.state in {"shown", "unknown"}
        assert 0 <= figure.value <= 1
        one = function("figures", "read_building").sync(rows.rows[0].code, client=signed_in)
        assert one.name == rows.rows[0].name
        problem = function("figures", "read_building").sync("SF-9999", client=signed_in)
        said = (type(problem).__name__, problem.status, problem.type_)
        assert said == ("Problem", 404, "urn:louyu:problem:not_found")
        refused = function("audit", "list_audit").sync(client=signed_in)
        assert (type(refused).__name__, refused.status) == ("Problem", 403)
    with client.AuthenticatedClient(base_url=address, token="louyu_nobody") as stranger:  # noqa: S106 - no key at all
        assert function("audit", "list_audit").sync(client=stranger).status == 401
    prepared.engine.dispose()
