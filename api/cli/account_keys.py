"""``accounts key`` and ``accounts link``: what else an account comes in with, a key or an outside sign-in."""

from functools import partial
from typing import Annotated

import typer

from api.cli.account_parts import Username, change
from api.cli.screen import actor, out, say
from buildings.audience import Role
from buildings.errors import InvalidValue

KEY = say(
    "新建访问密钥，只显示一次。--rotate 更换一个，--revoke 停用一个。",
    "Make an access key, shown once. --rotate replaces one, --revoke ends one.",
)
LINK = say(
    "让外部登录（OpenID Connect）的一个用户对应这个账户；不写 --subject 则解除。",
    "Let a user of the outside sign-in (OpenID Connect) be this account; without --subject, nobody.",
)


def key(  # noqa: PLR0913, PLR0917 - each is an option
    username: Username,
    name: Annotated[
        str, typer.Option("--for", metavar=say("用处", "PURPOSE"), help=say("做什么用", "what it is for"))
    ] = "",
    days: Annotated[int | None, typer.Option(metavar="N", help=say("有效天数", "days it is valid"), min=1)] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(metavar=say("角色", "ROLE"), help=say("只用这个角色（可多次）", "only this role (repeatable)")),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help=say("可以写入", "may change things"))] = False,
    rotate: Annotated[
        str | None, typer.Option(metavar=say("编号", "ID"), help=say("更换这个密钥", "replace this key"))
    ] = None,
    revoke: Annotated[
        str | None, typer.Option(metavar=say("编号", "ID"), help=say("停用这个密钥", "end this key"))
    ] = None,
) -> None:
    """See KEY."""
    from buildings.access.keys import Asked
    from buildings.access.principals import Principal, Via
    from buildings.workflows import keyring

    who = Principal(actor=actor(), via=Via.CONSOLE)
    if revoke is not None:
        reason = say("在服务器上停用", "revoked on the server")
        change(partial(keyring.revoke, who=who, username=username, public=revoke, reason=reason), keyring.REVOKE)
        out.print(say("已停用。", "Revoked."))
        return
    if rotate is not None:
        renew = partial(keyring.rotate, who=who, username=username, public=rotate, days=days)
        _, secret = change(renew, keyring.ROTATE)
    else:
        wanted = Asked(name, days or keyring.most_days(), [_role(one) for one in role or ()], not write)
        _, secret = change(partial(keyring.make, who=who, username=username, asked=wanted), keyring.MAKE)
    out.print(say("新密钥，只显示这一次：", "The new key, shown this once:"))
    out.print(secret, markup=False, soft_wrap=True)


def _role(text: str) -> Role:
    if text not in set(Role):
        raise InvalidValue("no_such_audience", value=text, known=" ".join(Role))
    return Role(text)


def link(
    username: Username,
    subject: Annotated[
        str | None,
        typer.Option(metavar=say("编号", "SUBJECT"), help=say("登录服务里的用户编号（sub）", "the provider's `sub`")),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            metavar=say("地址", "URL"), help=say("登录服务，默认 LOUYU_OIDC_ISSUER", "LOUYU_OIDC_ISSUER unless said")
        ),
    ] = None,
) -> None:
    """See LINK."""
    from buildings.access.outside import subject_of
    from buildings.settings import settings
    from buildings.workflows import accounts

    provider = issuer or settings().oidc_issuer
    if subject is not None and not provider:
        raise InvalidValue("no_outside")
    named = None if subject is None else subject_of(provider, subject)
    change(lambda changes: accounts.link(changes, username, None, named), "link_account")
    out.print(say("已对应。", "Linked.") if named else say("已解除。", "Unlinked."))
