"""Signed in on a demonstration: figures and files of one's role, and each look of a tax officer in the audit."""

import io
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.builders.edge import LOCAL, Louyu, client, opened

SECRET = "correct horse battery"  # noqa: S105 - of a test
pytestmark = pytest.mark.usefixtures("configure")


@pytest.fixture
def made(demo_file: Path, louyu: Louyu, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A demonstration with two accounts, and a browser before it."""
    for name, role in (("wang", "promoter"), ("tax", "tax_officer")):
        monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
        said = louyu("accounts", "add", name, "--name", name, "--role", role, "--password-stdin", at=demo_file)
        assert said.code == 0, said.both
    return client(opened(f"sqlite:///{demo_file}"), origin=LOCAL)


def come_in(browser: TestClient, name: str) -> None:
    form = {"username": name, "password": SECRET}
    assert browser.post("/sign-in", data=form, follow_redirects=False).status_code == 303


def mark(browser: TestClient) -> str:
    """What a form of the page sends along."""
    return browser.get("/account").text.partition('name="csrf" value="')[2].partition('"')[0]


def look_for(browser: TestClient, purpose: str) -> str:
    """State a purpose; the page one is led to."""
    return browser.post("/purpose", data={"csrf": mark(browser), "purpose": purpose}).text


def looks(louyu: Louyu, file: Path) -> str:
    """All looks of the audit, as listed."""
    return louyu("audit", "list", "--action", "look_enterprise_tax", "--most", "500", at=file).out


def test_a_role_sees_its_figures_and_without_one_what_the_public_sees(made: TestClient) -> None:
    def seen() -> str:
        return str(made.get("/api/v1/district").json()["audience"])

    assert seen() == "public"
    come_in(made, "wang")
    assert seen() == "promoter"
    assert "受众 招商" in made.get("/").text
    made.post("/sign-out", data={"csrf": mark(made)})
    assert seen() == "public"


def test_a_tax_officer_states_a_purpose_and_each_look_is_logged(
    made: TestClient, demo_file: Path, louyu: Louyu
) -> None:
    come_in(made, "tax")
    assert made.get("/api/v1/district").json()["audience"] == "promoter"
    assert looks(louyu, demo_file).count("user:tax") == 0
    assert "受众 税务专员" in look_for(made, "月度核对")
    assert looks(louyu, demo_file).count("user:tax") == 1  # the page one is led to shows figures
    assert made.get("/api/v1/district").json()["audience"] == "tax_officer"
    said = looks(louyu, demo_file)
    assert said.count("user:tax") == said.count("月度核对") == 2


def test_fetching_a_tax_officers_file_is_a_look(made: TestClient, demo_file: Path, louyu: Louyu) -> None:
    asked = ("report", "--audience", "tax_officer", "--purpose", "写文件", "--only", "html")
    assert louyu(*asked, at=demo_file).code == 0
    come_in(made, "tax")
    page = look_for(made, "取文件")
    address = next(part for part in re.findall(r'href="(/files/[^"]+)"', page) if "tax_officer" in part)
    before = looks(louyu, demo_file).count("user:tax")
    assert made.get(address).status_code == 200
    assert looks(louyu, demo_file).count("user:tax") == before + 1
