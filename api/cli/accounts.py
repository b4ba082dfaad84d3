"""``accounts``: who may come in, as what, and the keys of machines; the first administrator is made here."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli import usage
from api.cli.screen import actor, language, out, say
from buildings.words import label

if TYPE_CHECKING:
    from buildings.audience import Role

app = typer.Typer(
    cls=usage.Group,
    help=say("账户：谁可以登录、是什么角色、有哪些密钥。", "Accounts: who may come in, as what, with which keys."),
    no_args_is_help=True,
)

Username = Annotated[
    str, typer.Argument(metavar=say("用户名", "USERNAME"), help=say("登录用的名字", "name to sign in"))
]
RoleName = Annotated[
    str,
    typer.Option(
        "--role",
        metavar=say("角色", "ROLE"),
        help="tax_officer promoter subdistrict leader landlord admin",
    ),
]
Scope = Annotated[
    str,
    typer.Option(
        metavar=say("范围", "SCOPE"),
        help=say(
            "街镇代码；业主：企业编码 E-…、所运营的楼宇编码，或“楼宇编码/房号”；其他角色留空",
            "sub-district code; landlords: E-…, a building they operate, or building/room; else empty",
        ),
    ),
]
Reason = Annotated[str, typer.Option(metavar=say("理由", "TEXT"), help=say("为什么（留痕）", "why (logged)"))]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help=say("从标准输入读取密码", "read the password from standard input"))
]


def _role(name: str) -> "Role":
    from buildings.audience import Role
    from buildings.errors import InvalidValue

    if name not in set(Role) - {Role.PUBLIC}:
        raise InvalidValue(
            "no_such_audience", value=name, known=" ".join(one for one in Role if one is not Role.PUBLIC)
        )
    return Role(name)


def _password(from_stdin: bool) -> str:
    """Never an argument: those stand in the shell's history."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    said = say("密码（至少 12 位）", "Password (at least 12 characters)")
    return str(typer.prompt(said, hide_input=True, confirmation_prompt=True))


@app.command("list", cls=usage.Command, help=say("列出账户、角色和密钥。", "List accounts, roles and keys."))
def list_() -> None:
    """List accounts."""
    from buildings.workflows import accounts, start

    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in (("用户名", "username"), ("名称", "name"), ("角色", "roles"), ("密钥", "keys"), ("状态", "state")):
        table.add_column(say(*head), overflow="fold")
    for one in accounts.listed(start.opened().engine):
        roles = "; ".join(f"{label('role', held.role.value, language())} {held.scope}".strip() for held in one.held)
        keys = "; ".join(f"{key.public} {key.name} ({key.expires_at.date()})" for key in one.keys)
        state = say("启用", "enabled") if one.enabled else say("停用", "disabled")
        table.add_row(one.username, one.name, roles or "—", keys or "—", state)
    out.print(table, markup=False)


@app.command(
    cls=usage.Command,
    help=say("新建账户。第一个账户应是管理员：--role admin。", "Make an account; the first one is an administrator."),
)
def add(
    username: Username,
    name: Annotated[str, typer.Option(metavar=say("名称", "NAME"), help=say("人们怎么称呼", "as people know them"))],
    role: RoleName = "",
    scope: Scope = "",
    machine: Annotated[bool, typer.Option("--machine", help=say("机器账户：只用密钥", "a machine: keys only"))] = False,
    password_stdin: FromStdin = False,
) -> None:
    """Make an account."""
    from buildings.workflows import accounts, start

    engine = start.opened().engine
    password = None if machine else _password(password_stdin)
    first = (_role(role), scope) if role else None
    accounts.add(engine, username, name, actor=actor(), machine=machine, password=password, role=first)
    out.print(say(f"已建立账户 {username}。", f"Account {username} stands."), markup=False)


@app.command(cls=usage.Command, help=say("授予角色，从今天起。", "Grant a role from today on."))
def grant(username: Username, role: RoleName, scope: Scope = "", reason: Reason = "") -> None:
    """Grant a role."""
    from buildings.workflows import accounts, start

    engine = start.opened().engine
    accounts.grant(engine, username, (_role(role), scope), actor=actor(), reason=reason)
    units = accounts.reach(engine, username)
    if units is not None:
        out.print(say(f"该账户今天可及 {units} 个房间。", f"The account reaches {units} units today."))


@app.command(cls=usage.Command, help=say("收回角色，须写明理由。", "Withdraw a role, with the reason."))
def withdraw(username: Username, role: RoleName, reason: Reason, scope: Scope = "") -> None:
    """Withdraw a role."""
    from buildings.workflows import accounts, start

    accounts.withdraw(start.opened().engine, username, (_role(role), scope), actor=actor(), reason=reason)
    out.print(say("已收回。", "Withdrawn."))


@app.command(cls=usage.Command, help=say("设置密码，旧的登录全部失效。", "Set a password; old sign-ins end."))
def password(username: Username, password_stdin: FromStdin = False) -> None:
    """Set a password."""
    from buildings.workflows import accounts, start

    accounts.set_password(start.opened().engine, username, _password(password_stdin), actor=actor())
    out.print(say("已设置。", "Set."))


@app.command(
    cls=usage.Command, help=say("停用账户：登录和密钥立即失效。", "Disable an account, its keys and sign-ins.")
)
def disable(username: Username) -> None:
    """Disable an account."""
    from buildings.workflows import accounts, start

    accounts.set_enabled(start.opened().engine, username, enabled=False, actor=actor())
    out.print(say("已停用。", "Disabled."))


@app.command(cls=usage.Command, help=say("重新启用账户。", "Enable an account again."))
def enable(username: Username) -> None:
    """Enable an account."""
    from buildings.workflows import accounts, start

    accounts.set_enabled(start.opened().engine, username, enabled=True, actor=actor())
    out.print(say("已启用。", "Enabled."))


@app.command(
    cls=usage.Command,
    help=say("生成访问密钥，只显示这一次。", "Make an access key; it is shown this once."),
)
def key(
    username: Username,
    purpose: Annotated[str, typer.Option("--for", metavar=say("用途", "TEXT"), help=say("做什么用", "what it is for"))],
    days: Annotated[int, typer.Option(metavar="N", help=say("有效天数", "days it is valid"), min=1)] = 90,
    role: Annotated[
        list[str] | None, typer.Option(metavar=say("角色", "ROLE"), help=say("只有这些角色", "with these roles only"))
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help=say("也可以修改，不只读取", "may change, not only read"))
    ] = False,
) -> None:
    """Make a key."""
    from buildings.access.keys import Asked
    from buildings.workflows import accounts, start

    asked = Asked(purpose, days, [_role(one) for one in role or ()], read_only=not write)
    text = accounts.make_key(start.opened().engine, username, asked, actor=actor())
    out.print(text, markup=False, soft_wrap=True)


@app.command(cls=usage.Command, help=say("作废密钥，立即生效。", "Revoke a key at once."))
def revoke(
    public: Annotated[str, typer.Argument(metavar=say("密钥编号", "KEY"), help=say("列表中的编号", "as listed"))],
    reason: Reason,
) -> None:
    """Revoke a key."""
    from buildings.workflows import accounts, start

    accounts.revoke_key(start.opened().engine, public, actor=actor(), reason=reason)
    out.print(say("已作废。", "Revoked."))
