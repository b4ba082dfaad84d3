"""Templates of the pages and the words they speak."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import headers
from api.pages import links
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.words import Language, label, text

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(request: Request, name: str, language: Language, **context: object) -> HTMLResponse:
    """A page for whoever asks, under the policy of pages."""
    who: Principal | None = getattr(request.state, "who", None)
    around: dict[str, object] = {
        "demonstration": request.app.state.house.demonstration,
        "who": who,
        "roles_held": held(who, language),
        "reports": who is not None and who.account_id is not None and who.may(Permission.REPORT_TENANCY),
        "sign_in": links.sign_in(links.here(request), language),
    }
    return HTMLResponse(render(name, language, **(around | context)), headers=headers.for_page())


def held(who: Principal | None, language: Language) -> str:
    """Roles of somebody who is signed in, in words."""
    return "" if who is None else "、".join(label("role", role.value, language) for role in sorted(who.roles))


def render(name: str, language: Language, **context: object) -> str:
    """A page in a language; ``say`` gives its sentences."""

    def say(slug: str, **details: object) -> str:
        return text("edge", slug, language, **details)

    words: dict[str, Any] = {"say": say, "language": language, "other": "en" if language == "zh" else "zh"}
    return TEMPLATES.get_template(name).render({**words, **context})
