"""Scripts and styles of the page: vendored ones linked or written in, our own written in; nothing from outside."""

import base64
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Final, Literal

from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Template

from buildings.errors import Misconfigured
from buildings.settings import DATA, ROOT

Mode = Literal["link", "inline"]
VENDOR: Final = DATA / "vendor"
OWN: Final = ROOT / "maps" / "static"
BASE: Final = "/static/vendor"
VENDORED: Final = {
    "leaflet_css": "leaflet/leaflet.css",
    "leaflet": "leaflet/leaflet.js",
}
LICENCES: Final = ("leaflet/LICENSE",)
STYLES: Final = ("page.css",)
SCRIPTS: Final = ("format.js", "card.js", "draw.js", "dots.js", "rings.js", "legend.js", "panel.js", "start.js")
DATA_GOES_HERE: Final = "louyu-data-goes-here"
_RANDOM_ID: Final = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")


class Raw(Element):
    """Text that goes into the page as it is."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def script(path: Path) -> str:
    """A script that may stand inside HTML: no source map, no closing tag."""
    text = re.sub(r"(?m)^//[#@]\s*sourceMappingURL=.*$", "", path.read_text("utf-8"))
    return text.replace("</script", r"<\/script").replace("<!--", r"<\!--")


def style(path: Path) -> str:
    """A style sheet with its pictures inside."""

    def picture(found: re.Match[str]) -> str:
        file = path.parent / found[2]
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return f"url(data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()})"

    return re.sub(r"url\((['\"]?)(?!data:|#)([^)'\"]+)\1\)", picture, path.read_text("utf-8"))


def _inside(path: Path) -> str:
    return f"<style>{style(path)}</style>" if path.suffix == ".css" else f"<script>{script(path)}</script>"


@cache
def _vendored(mode: Mode) -> tuple[tuple[str, str], ...]:
    if mode == "link":
        return tuple((name, f"{BASE}/{file}") for name, file in VENDORED.items())
    notices = "\n".join((VENDOR / file).read_text("utf-8") for file in LICENCES).replace("--", "- -")
    written = tuple((name, _inside(VENDOR / file)) for name, file in VENDORED.items())
    return (*written, ("licences", f"<!--\n{notices}\n-->"))


@cache
def _own() -> str:
    return "\n".join(_inside(OWN / file) for file in (*STYLES, *SCRIPTS))


def shell() -> str:
    """The page's frame around the map, its fixed words still to be filled in."""
    block = f'<script type="application/json" id="louyu-data">{DATA_GOES_HERE}</script>'
    return (OWN / "page.html").read_text("utf-8") + block


def furnish(figure: Figure, mode: Mode) -> None:
    """Put the vendored and our own scripts and styles into the page's head."""
    for name, text in _vendored(mode):
        if mode == "inline":
            figure.header.add_child(Raw(text), name=name)
        else:
            figure.header.add_child(CssLink(text) if text.endswith(".css") else JavascriptLink(text), name=name)
    figure.header.add_child(Raw(_own()), name="louyu")


def rendered(figure: Figure) -> str:
    """The page as text, equal for equal content; Misconfigured when an element brought an asset of its own.

    folium's elements add their links while they render, so that a foreign one shows up only then.
    """
    html: str = figure.render()
    foreign = [
        name
        for name, element in figure.header._children.items()  # noqa: SLF001 - branca offers no other way to look
        if isinstance(element, JavascriptLink | CssLink) and not element.url.startswith(f"{BASE}/")
    ]
    if foreign:
        raise Misconfigured("asset_not_vendored", names=", ".join(foreign))
    seen: dict[str, str] = {}
    return _RANDOM_ID.sub(lambda found: seen.setdefault(found[0], f"{len(seen):06x}"), html)
