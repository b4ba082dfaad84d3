"""``accounts``: who may come in, with which roles where. The first administrator is made here."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli import usage
from api.cli.account_parts import First, Last, Reason, RoleName, Scope, Username, change, held_of
from api.cli.screen import language, out, say
from buildings.errors import InvalidValue
from buildings.words import label

if TYPE_CHECKING:
    from buildings.access.grants import Grant
    from buildings.database.changes import Changes
    from buildings.workflows.accounts import AccountSeen

app = typer.Typer(
    cls=usage.Group,
    help=say("账户：谁能进来、有哪些角色、管到哪里。", "Accounts: who may come in, with which roles, and where."),
    no_args_is_help=True,
)
FromInput = Annotated[
    bool,
    typer.Option("--password-stdin", help=say("从标准输入读密码（一行）", "read the password from standard input")),
]


def _password(*, from_input: bool) -> str:
    """A password from the keyboard, twice, or from another program; never from the command itself, which others see."""
    if from_input:
        text = sys.stdin.readline().rstrip("\r\n")
        if not text:
            raise InvalidValue("no_password_given")
        return text
    first = typer.prompt(say("密码", "Password"), hide_input=True, err=True)
    if first != typer.prompt(say("再输一次", "Again"), hide_input=True, err=True):
        raise InvalidValue("passwords_differ")
    return str(first)


@app.command(
    "list", cls=usage.Command, help=say("列出账户、角色和范围。", "List accounts with their roles and scopes.")
)
def list_() -> None:
    """List accounts."""
    from buildings.workflows import accounts, opening

    found = accounts.listed(opening.opened().engine, most=100_000)
    table = Table(box=None, padding=(0, 2, 0, 0))
    heads = (("用户名", "user name"), ("姓名", "name"), ("状态", "state"), ("角色与范围", "roles and scopes"))
    for head in heads:
        table.add_column(say(*head), overflow="fold")
    for one in found:
        table.add_row(one.account.username, one.account.name, _state(one), "\n".join(map(_granted, one.grants)) or "—")
    out.print(table, markup=False)
    if not found:
        made = "./louyu accounts add wang --name 王 --role admin"
        out.print(say(f"还没有账户。新建第一位管理员：{made}", f"No accounts yet. The first administrator: {made}"))


def _state(one: "AccountSeen") -> str:
    enabled = "enabled" if one.account.enabled else "disabled"
    parts = [label("account_kind", one.account.kind, language()), label("account_state", enabled, language())]
    if one.account.kind == "person":
        parts.append(label("account_password", one.password, language()))
    return say("、", ", ").join(parts)


def _granted(row: "Grant") -> str:
    from buildings.access.grants import code_of

    days = f"{row.valid_from} – {row.valid_to or ''}".rstrip()
    return " ".join(part for part in (code_of(row), label("role", row.role, language()), row.scope, days) if part)


@app.command(
    cls=usage.Command,
    help=say(
        "新建账户。个人账户会提示输入密码；机器账户只用密钥（accounts key）。",
        "Make an account. A person's password is asked for; machines have keys only (accounts key).",
    ),
)
def add(
    username: Username,
    name: Annotated[str, typer.Option(metavar=say("姓名", "NAME"), help=say("大家认识的名字", "as people know it"))],
    role: RoleName = "",
    scope: Scope = "",
    machine: Annotated[bool, typer.Option("--machine", help=say("机器账户", "a machine"))] = False,
    password_stdin: FromInput = False,
) -> None:
    """Make an account."""
    from buildings.access.accounts import AccountBase
    from buildings.workflows import accounts

    held = held_of(role, scope, None, None) if role else None
    base = AccountBase(username=username, name=name, kind="machine" if machine else "person")
    text = None if machine else _password(from_input=password_stdin)

    def make(changes: "Changes") -> None:
        accounts.create(changes, base)
        if held is not None:
            accounts.grant(changes, username, held)
        if text is not None:
            accounts.set_password(changes, username, text, temporary=False)

    change(make, "create_account")
    out.print(say(f"已新建账户 {username}。", f"Account {username} made."), markup=False)


@app.command(
    cls=usage.Command,
    help=say(
        "设新密码（提示输入），这个账户会在各处退出。--temporary：生成临时密码并显示，下次登录须修改。",
        "Set a password (asked for); it signs the account out. --temporary: make and show one that must be changed.",
    ),
)
def password(
    username: Username,
    temporary: Annotated[bool, typer.Option("--temporary", help=say("生成临时密码", "make a temporary one"))] = False,
    password_stdin: FromInput = False,
) -> None:
    """Set a password."""
    from buildings.workflows import accounts

    text = None if temporary else _password(from_input=password_stdin)
    made = change(lambda changes: accounts.set_password(changes, username, text, temporary=temporary), "set_password")
    shown = say(f"临时密码：{made}", f"Temporary password: {made}") if temporary else say("已修改。", "Changed.")
    out.print(shown, markup=False)


@app.command(cls=usage.Command, help=say("授予角色。", "Give a role."))
def grant(
    username: Username, role: RoleName, scope: Scope = "", first: First = None, last: Last = None, reason: Reason = ""
) -> None:
    """Give a role."""
    from buildings.access.grants import code_of
    from buildings.workflows import accounts

    held = held_of(role, scope, first, last)
    code = change(lambda changes: code_of(accounts.grant(changes, username, held, reason)), "grant_role")
    out.print(say(f"已授予（{code}）。", f"Given ({code})."), markup=False)


@app.command(
    cls=usage.Command,
    help=say("收回角色：立即，或到 --to 那天为止。", "Let a role end: at once, or with the day of --to."),
)
def withdraw(
    username: Username,
    code: Annotated[
        str, typer.Argument(metavar=say("授权号", "GRANT"), help=say("list 里的 G-…", "G-… as list shows it"))
    ],
    reason: Reason,
    last: Last = None,
) -> None:
    """Let a role end."""
    from buildings.workflows import accounts

    day = None if last is None else last.date()
    change(lambda changes: accounts.withdraw(changes, username, code, None, last=day, reason=reason), "withdraw_role")
    out.print(say("已收回。", "Withdrawn."))


@app.command(
    cls=usage.Command, help=say("停用账户，并在各处退出。", "Disable an account; it is signed out everywhere.")
)
def disable(username: Username) -> None:
    """Disable an account."""
    _enable(username, enabled=False)


@app.command(cls=usage.Command, help=say("重新启用账户。", "Enable an account again."))
def enable(username: Username) -> None:
    """Enable an account."""
    _enable(username, enabled=True)


def _enable(username: str, *, enabled: bool) -> None:
    from buildings.workflows import accounts

    change(lambda changes: accounts.change(changes, username, None, enabled=enabled), "change_account")
    out.print(say("已启用。", "Enabled.") if enabled else say("已停用。", "Disabled."))
