"""Headers of every answer: what a browser may load, embed, guess and keep."""

import base64
import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from buildings.settings import Settings, settings

POLICY: Final = "content-security-policy"
_INLINE: Final = re.compile(r"<!--.*?-->|<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_NOTHING: Final = "default-src 'none'; frame-ancestors 'self'"
_PAGE: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS: Final = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"SAMEORIGIN",
    b"cache-control": b"private, no-cache",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    POLICY.encode(): _NOTHING.encode(),
}
_HTTPS: Final = {  # browsers heed these of a secure site only
    b"strict-transport-security": b"max-age=31536000",
    b"cross-origin-opener-policy": b"same-origin",
}


def for_page() -> dict[str, str]:
    """What a page of ours may load: this server's own files; no script or style stands in the page itself."""
    return {POLICY: _PAGE}


def for_drawing(text: str) -> dict[str, str]:
    """What a map or report may load: the scripts and styles that stand in it, by their hashes, and linked ones of ours.

    The text must be exactly what is sent.
    """
    scripts, styles = ["'self'"], ["'self'"]
    for found in _INLINE.finditer(text):
        kind, attributes, content = (found[1] or "").lower(), found[2] or "", found[3]
        if kind and " src=" not in attributes and "application/json" not in attributes:
            (styles if kind == "style" else scripts).append(_hash(content))
    pictures = " ".join(["'self'", "data:", *tile_origins(settings())])
    return {
        POLICY: f"default-src 'none'; script-src {' '.join(scripts)}; style-src {' '.join(styles)}; "
        f"img-src {pictures}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    }


def _hash(content: str) -> str:
    normal = content.replace("\r\n", "\n").replace("\r", "\n")  # as a browser reads it
    return f"'sha256-{base64.b64encode(hashlib.sha256(normal.encode()).digest()).decode()}'"


def tile_origins(setting: Settings) -> list[str]:
    """Where the base map's pictures come from, if it has one."""
    if not setting.tile_url:
        return []
    found = (setting.tile_url.replace("{s}", one) for one in setting.tile_subdomains or "abc")
    return sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, found)})


class SafeHeaders:
    """Adds the headers every answer carries, unless the answer says otherwise."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = {**_HEADERS, **(_HTTPS if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(pair for pair in self.headers.items() if pair[0] not in known),
                ]
            await send(message)

        await self.app(scope, receive, complete if scope["type"] == "http" else send)
