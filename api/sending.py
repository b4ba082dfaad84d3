"""Answers that a client may keep: a strong ETag of each encoding, 304 to who has it, compressed once."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import Request, Response

ZIP_FROM: Final = 1_000  # bytes: less is not worth it
_ZIPPED: Final = "-gz"
_VARY: Final = "Accept-Encoding, Accept-Language, Authorization, Cookie, Louyu-Purpose"


@dataclass(frozen=True)
class Packed:
    """Bytes as they leave, plain and compressed, of one media type."""

    body: bytes
    zipped: bytes | None
    media_type: str

    def __len__(self) -> int:
        """What it takes to keep it."""
        return len(self.body) + len(self.zipped or b"")


def pack(body: bytes, media_type: str, *, level: int = 6) -> Packed:
    """Compress what is long enough."""
    if len(body) < ZIP_FROM:
        return Packed(body, None, media_type)
    made = zlib.compressobj(level, wbits=31)  # gzip, without a time: same content, same bytes
    return Packed(body, made.compress(body) + made.flush(), media_type)


def tag(*parts: object) -> str:
    """What stands for an answer: of all that it depends on."""
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:32]


def known(request: Request, state: str) -> Response | None:
    """304 when the client has what it would be sent."""
    given = request.headers.get("if-none-match")
    if given is None:
        return None
    held = {one.strip().removeprefix("W/").strip('"') for one in given.split(",")}
    for mine in (state, state + _ZIPPED):
        if mine in held or "*" in held:
            return Response(status_code=304, headers={"etag": f'"{mine}"', "vary": _VARY})
    return None


def send(request: Request, packed: Packed, state: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer in the encoding the client takes."""
    more = {"vary": _VARY, **(headers or {})}
    if packed.zipped is not None and takes_gzip(request):
        more |= {"content-encoding": "gzip", "etag": f'"{state}{_ZIPPED}"'}
        return Response(packed.zipped, headers=more, media_type=packed.media_type)
    return Response(packed.body, headers={**more, "etag": f'"{state}"'}, media_type=packed.media_type)


def takes_gzip(request: Request) -> bool:
    """Whether the client asks for gzip; ``gzip;q=0`` refuses it."""
    for one in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, rest = one.strip().partition(";")
        if name.strip() in {"gzip", "x-gzip", "*"}:
            return rest.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def attached(name: str) -> dict[str, str]:
    """The header that names a file, for old clients in ASCII."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
