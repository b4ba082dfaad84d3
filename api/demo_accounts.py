"""The demonstration's accounts: written where the person who started it finds them, listed without the password."""

import re
from pathlib import Path
from typing import Any, Final

from buildings import outfiles
from buildings.database.engine import Engine
from buildings.settings import settings
from buildings.words import Language, label, text
from buildings.workflows import demo_accounts
from buildings.workflows.demo_accounts import DemoAccount

FILE: Final = "示范账户.txt"
_PASSWORD: Final = re.compile(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b")


def path() -> Path:
    """Where ``run`` writes how to sign in."""
    return settings().out_dir / FILE


def furnish(engine: Engine, actor: str, language: Language) -> list[str]:
    """Accounts for every role of a demonstration; how to sign in, as lines. Nothing in any other database.

    The password stands in a file that only its owner reads; without the file there is a new one.
    """
    written = path().read_text("utf-8") if path().is_file() else ""
    found = _PASSWORD.search(written)
    password = demo_accounts.furnish(engine, found[0] if found else None, actor=actor)
    if password is None:
        return []
    lines = [
        text("edge", "demo_account_password", language, password=password),
        *map(" ".join, _rows(engine, language)),
    ]
    content = "\n".join([text("edge", "demo_banner", language), *lines]) + "\n"
    if content != written:
        outfiles.put(path(), content.encode(), private=True)
    return lines


def _rows(engine: Engine, language: Language) -> list[tuple[str, str]]:
    return [(f"{one.username:10}", _said(one, language)) for one in demo_accounts.shown(engine)]


def _said(one: DemoAccount, language: Language) -> str:
    return label("role", one.role.value, language) + text("edge", f"demo_account_{one.username}", language)


def listed(engine: Engine, language: Language) -> dict[str, Any]:
    """What pages show of them; an empty list outside a demonstration."""
    found = [{"username": one.username, "said": _said(one, language)} for one in demo_accounts.shown(engine)]
    return {"demonstrations": found, "demo_file": f"{settings().out_dir.name}/{FILE}"}
