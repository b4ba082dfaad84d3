"""What the commands of accounts share: their options, and one change of the console, sealed."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from api.cli.screen import actor, say
from buildings.audience import Role
from buildings.errors import InvalidValue

if TYPE_CHECKING:
    from buildings.access.grants import Held
    from buildings.database.changes import Changes

T = TypeVar("T")
Username = Annotated[
    str,
    typer.Argument(
        metavar=say("用户名", "USERNAME"), help=say("小写字母、数字、点、横线", "lower-case letters, digits, . _ -")
    ),
]
RoleName = Annotated[
    str,
    typer.Option(
        "--role",
        metavar=say("角色", "ROLE"),
        help=say("角色：", "one of: ") + " ".join(Role),
    ),
]
Scope = Annotated[
    str,
    typer.Option(
        metavar=say("范围", "SCOPE"),
        help=say(
            "范围：街镇代码，或企业 E-…、楼宇 GL-…、房间 GL-…/301；其他角色不用",
            "scope: sub-district code, enterprise E-…, building GL-…, room GL-…/301; other roles need none",
        ),
    ),
]
First = Annotated[
    dt.datetime | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help=say("第一天，默认今天", "first day, today unless said"),
    ),
]
Last = Annotated[
    dt.datetime | None,
    typer.Option("--to", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help=say("最后一天", "last day")),
]
Reason = Annotated[
    str, typer.Option(metavar=say("理由", "REASON"), help=say("理由，留在记录里", "why; it is recorded"))
]


def change(do: "Callable[[Changes], T]", action: str) -> T:
    """One change of the console, sealed."""
    from buildings.workflows import auditing, edit, opening

    prepared = opening.opened()
    done = edit.apply(prepared.engine, do, actor=actor(), action=action)
    auditing.seal_if_quiet(prepared.engine)
    return done


def held_of(role: str, scope: str, first: dt.datetime | None, last: dt.datetime | None) -> "Held":
    """A role in the scope whose kind shows in its code."""
    from buildings.access.grants import Held, ScopeKind

    if role not in set(Role):
        raise InvalidValue("no_such_audience", value=role, known=" ".join(Role))
    kind = ScopeKind.DISTRICT
    if scope:
        kind = ScopeKind.SUBDISTRICT if scope.isdigit() else ScopeKind.UNIT if "/" in scope else ScopeKind.BUILDING
        kind = ScopeKind.ENTERPRISE if scope.startswith("E-") else kind
    days = (None if one is None else one.date() for one in (first, last))
    return Held(Role(role), kind, scope, *days)
