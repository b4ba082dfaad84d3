"""Accounts from the console: the first administrator, passwords that no other user sees, the demonstration's."""

import io
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from api import demo_accounts
from buildings.access import audit
from buildings.access.principals import Principal
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import connect
from buildings.errors import NotSignedIn
from buildings.workflows import accounts, doors
from buildings.workflows import demo_accounts as furnishing
from tests.builders.edge import MONTHS, Louyu

SECRET = "correct horse battery"  # noqa: S105 - of a test
KEY = re.compile(r"louyu_([a-z0-9]{10})_[\w-]{43}")
PASSWORD = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
pytestmark = pytest.mark.usefixtures("loopback")
Type = Callable[..., None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Type:
    """What a person types when asked, or another program writes."""

    def typed(*words: str) -> None:
        ahead = iter(words)
        monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(ahead))
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{word}\n" for word in words)))

    return typed


def come_in(file: Path, name: str, password: str) -> Principal:
    engine = connect(f"sqlite:///{file}")
    _, who = doors.sign_in(engine, name, password, address="127.0.0.1")
    engine.dispose()
    return who


def by_key(file: Path, text: str) -> Principal:
    engine = connect(f"sqlite:///{file}")
    who = doors.by_key(engine, text)
    engine.dispose()
    return who


def test_the_first_administrator_is_made_here(louyu: Louyu, real_file: Path, types: Type) -> None:
    assert "还没有账户" in louyu("accounts", "list", at=real_file).out
    types(SECRET, SECRET)
    said = louyu("accounts", "add", "wang", "--name", "王", "--role", "admin")
    assert (said.code, said.err) == (0, "")
    assert SECRET not in said.both
    assert come_in(real_file, "wang", SECRET).roles == {Role.ADMIN}
    listed = louyu("accounts", "list").out
    assert all(part in listed for part in ("wang", "王", "个人、启用、有密码", "G-0000001 管理员"))
    types(SECRET, SECRET)
    again = louyu("accounts", "add", "wang", "--name", "另一个")
    assert (again.code, "已有人使用" in again.err) == (1, True)


def test_passwords_come_from_the_keyboard_or_another_program(louyu: Louyu, real_file: Path, types: Type) -> None:
    types(SECRET, "something else")
    said = louyu("accounts", "add", "wang", "--name", "王", at=real_file)
    assert (said.code, "两次输入的密码不同" in said.err) == (1, True)
    types("short", "short")
    assert "至少 12 位" in louyu("accounts", "add", "wang", "--name", "王").err
    types("")
    assert "没有收到密码" in louyu("accounts", "add", "wang", "--name", "王", "--password-stdin").err
    assert "还没有账户" in louyu("accounts", "list").out  # all or nothing
    types(SECRET)
    assert louyu("accounts", "add", "wang", "--name", "王", "--password-stdin").code == 0
    come_in(real_file, "wang", SECRET)
    refused = louyu("accounts", "add", "li", "--name", "李", "--password", SECRET)
    assert (refused.code, "没有选项 --password" in refused.err) == (2, True)


def test_a_forgotten_password_is_replaced(louyu: Louyu, real_file: Path, types: Type) -> None:
    types(SECRET, SECRET)
    louyu("accounts", "add", "wang", "--name", "王", "--role", "leader", at=real_file)
    found = PASSWORD.search(louyu("accounts", "password", "wang", "--temporary").out)
    assert found is not None
    assert come_in(real_file, "wang", found[0]).temporary
    with pytest.raises(NotSignedIn):
        come_in(real_file, "wang", SECRET)
    types("another good one", "another good one")
    assert louyu("accounts", "password", "wang").code == 0
    assert not come_in(real_file, "wang", "another good one").temporary


@pytest.mark.parametrize(
    ("role", "scope", "words"),
    [
        ("mayor", "", "不是受众"),
        ("subdistrict", "", "不能授予"),
        ("subdistrict", "350102999", "没有这个范围"),
        ("landlord", "E-0000001", "没有这个范围"),
        ("landlord", "GL-9999", "没有这个范围"),
        ("landlord", "GL-0001/301", "没有这个范围"),
        ("leader", "350102001", "不能授予"),
    ],
)
def test_a_role_is_given_where_it_means_something(
    louyu: Louyu, real_file: Path, types: Type, role: str, scope: str, words: str
) -> None:
    types(SECRET, SECRET)
    arguments = ["--role", role, *(["--scope", scope] if scope else [])]
    said = louyu("accounts", "add", "wang", "--name", "王", *arguments, at=real_file)
    assert (said.code, words in said.err) == (1, True), said.err


def test_roles_come_and_go(louyu: Louyu, real_file: Path, types: Type) -> None:
    types(SECRET, SECRET)
    louyu("accounts", "add", "wang", "--name", "王", "--role", "admin", at=real_file)
    assert "没有人能管理账户" in louyu("accounts", "withdraw", "wang", "G-0000001", "--reason", "累了").err
    assert "没有人能管理账户" in louyu("accounts", "disable", "wang").err
    given = louyu("accounts", "grant", "wang", "--role", "subdistrict", "--scope", "350102001", "--from", "2026-01-01")
    assert (given.code, "G-0000002" in given.out) == (0, True)
    louyu("accounts", "grant", "wang", "--role", "landlord", "--scope", "GL-0001", "--to", "2099-12-31")
    listed = louyu("accounts", "list").out
    assert "街镇 350102001 2026-01-01 –" in listed
    assert "2099-12-31" in listed
    assert come_in(real_file, "wang", SECRET).roles == {Role.ADMIN, Role.SUBDISTRICT, Role.LANDLORD}
    assert louyu("accounts", "withdraw", "wang", "G-0000002", "--reason", "调走").code == 0
    assert come_in(real_file, "wang", SECRET).roles == {Role.ADMIN, Role.LANDLORD}
    types(SECRET, SECRET)
    louyu("accounts", "add", "li", "--name", "李", "--role", "leader")
    assert louyu("accounts", "disable", "li").code == 0
    with pytest.raises(NotSignedIn):
        come_in(real_file, "li", SECRET)
    assert louyu("accounts", "enable", "li").code == 0
    come_in(real_file, "li", SECRET)


def test_a_machine_gets_a_key(louyu: Louyu, real_file: Path) -> None:
    assert louyu("accounts", "add", "gis", "--name", "GIS", "--machine", "--role", "leader", at=real_file).code == 0
    found = KEY.search(louyu("accounts", "key", "gis", "--for", "map server", "--role", "leader").out)
    assert found is not None
    who = by_key(real_file, found[0])
    assert (set(who.roles), who.read_only) == ({Role.LEADER}, True)
    fresh = KEY.search(louyu("accounts", "key", "gis", "--rotate", found[1], "--days", 9).out)
    assert fresh is not None
    assert louyu("accounts", "key", "gis", "--revoke", found[1]).code == 0
    with pytest.raises(NotSignedIn):
        by_key(real_file, found[0])
    assert not by_key(real_file, KEY.search(louyu("accounts", "key", "gis", "--for", "x", "--write").out)[0]).read_only  # type: ignore[index]
    assert louyu("accounts", "key", "gis").code == 1  # for nothing
    assert "没有找到“nobody”" in louyu("accounts", "key", "nobody", "--for", "x").err


def test_an_outside_sign_in_is_linked(louyu: Louyu, real_file: Path) -> None:
    louyu("accounts", "add", "gis", "--name", "GIS", "--machine", at=real_file)
    assert "没有设置外部登录" in louyu("accounts", "link", "gis", "--subject", "42").err
    assert louyu("accounts", "link", "gis", "--subject", "42", "--issuer", "https://sso.example/").code == 0
    engine = connect(f"sqlite:///{real_file}")
    assert accounts.one(engine, "gis").account.subject == "https://sso.example 42"
    assert louyu("accounts", "link", "gis").code == 0
    assert accounts.one(engine, "gis").account.subject is None
    engine.dispose()


def test_what_the_console_does_is_audited(louyu: Louyu, real_file: Path, types: Type) -> None:
    types(SECRET, SECRET)
    louyu("accounts", "add", "wang", "--name", "王", "--role", "admin", at=real_file)
    said = louyu("audit", "list", "--action", "create_account").out
    assert "cli:" in said
    assert "create_account" in said
    assert "grants" in said
    assert louyu("audit", "verify").code == 0


def test_a_demonstration_has_an_account_for_each_role(louyu: Louyu, demo_file: Path, tmp_path: Path) -> None:
    said = louyu("run", "--once", at=demo_file)
    assert said.code == 0
    file = tmp_path / "out" / demo_accounts.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (password,) = set(PASSWORD.findall(said.out))
    assert password in file.read_text("utf-8")
    roles = [come_in(demo_file, one.username, password).held for one in furnishing.ACCOUNTS]
    assert {held[0].role for held in roles} == set(Role) - {Role.PUBLIC}
    landlords = [held[0].scope for held in roles if held[0].role is Role.LANDLORD]
    assert len(set(landlords)) == 3
    assert all(scope.startswith("E-") for scope in landlords)
    again = louyu("run", "--once")
    assert set(PASSWORD.findall(again.out)) == {password}
    come_in(demo_file, "admin", password)


def test_a_lost_file_means_a_new_password(louyu: Louyu, demo_file: Path, tmp_path: Path) -> None:
    (first,) = set(PASSWORD.findall(louyu("run", "--once", at=demo_file).out))
    os.remove(tmp_path / "out" / demo_accounts.FILE)  # noqa: PTH107 - as a person does
    (second,) = set(PASSWORD.findall(louyu("run", "--once").out))
    assert first != second
    come_in(demo_file, "promoter", second)
    with pytest.raises(NotSignedIn):
        come_in(demo_file, "promoter", first)


def test_who_changed_a_password_keeps_it(louyu: Louyu, demo_file: Path, types: Type) -> None:
    (first,) = set(PASSWORD.findall(louyu("run", "--once", at=demo_file).out))
    types(SECRET, SECRET)
    louyu("accounts", "password", "admin")
    louyu("accounts", "disable", "leader")
    (second,) = set(PASSWORD.findall(louyu("run", "--once").out))
    assert first == second
    come_in(demo_file, "admin", SECRET)
    with pytest.raises(NotSignedIn):
        come_in(demo_file, "leader", second)


def test_no_other_database_gets_such_accounts(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    said = louyu("run", "--once", at=real_file)
    assert (said.code, PASSWORD.findall(said.out)) == (0, [])
    refused = louyu("run", "--demo", "--once", "--buildings", 40, "--months", MONTHS)
    assert PASSWORD.findall(refused.out) == []
    assert "还没有账户" in louyu("accounts", "list").out
    assert not (tmp_path / "out" / demo_accounts.FILE).exists()
    engine = connect(f"sqlite:///{real_file}")
    assert furnishing.furnish(engine, None, actor="cli:tester") is None
    assert furnishing.shown(engine) == []
    with work.reading(engine) as session:
        assert audit.looks(session) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("run", "--host", "0.0.0.0"), {}, "run 只能绑定本机地址"),  # noqa: S104 - refused
        (("run", "--host", "0.0.0.0"), {"public_url": "https://louyu.example.cn"}, "run 只能绑定本机地址"),  # noqa: S104
        (("serve", "--host", "0.0.0.0"), {}, "LOUYU_PUBLIC_URL"),  # noqa: S104
        (("serve", "--host", "0.0.0.0", "--port", 0), {"public_url": "http://10.0.0.1"}, "须先有账户"),  # noqa: S104
        (
            ("serve", "--port", 0),
            {"public_url": "https://louyu.example.cn"},
            "须先有账户",
        ),  # a proxy may stand before it
        (("serve",), {"public_url": "louyu.example.cn"}, "LOUYU_PUBLIC_URL"),
        (("serve",), {"public_url": "https://louyu.example.cn/path"}, "LOUYU_PUBLIC_URL"),
        (("serve",), {"public_url": "https://a b"}, "LOUYU_PUBLIC_URL"),
    ],
)
def test_others_are_let_in_only_when_it_is_said_how_and_who(
    louyu: Louyu, real_file: Path, configure: Callable[..., None], arguments: tuple[str, ...], settings: dict[str, str],
    words: str,
) -> None:  # fmt: skip
    configure(**settings)
    said = louyu(*arguments, at=real_file)
    assert (said.code, words in said.err) == (1, True), said.err
