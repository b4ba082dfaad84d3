"""Whether a picture is whole: it is decoded once, when it comes, and thrown away; none may fill the memory."""

import io
import struct
import threading
from typing import Final

from PIL import Image

from buildings.errors import InvalidValue
from buildings.kinds import MediaType

FORMATS: Final = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
"""Pictures, by Pillow's name of their format."""
WEBP_SHARE: Final = 4
"""Part of the pixels that a WebP may have: it takes 16 bytes each while it is decoded, a JPEG six, a PNG four."""

Image.MAX_IMAGE_PIXELS = None  # a limit of its own stands below, before anything is decoded
_ONE_AT_A_TIME: Final = threading.Lock()


def check(name: str, content: bytes, kind: MediaType, most_pixels: int) -> None:
    """InvalidValue naming the file when it does not decode to its end, or to more pixels than are taken."""
    most = most_pixels // (WEBP_SHARE if kind is MediaType.WEBP else 1)
    try:
        with _ONE_AT_A_TIME:
            _decode(name, content, kind, most)
    except (InvalidValue, MemoryError):
        raise
    except Exception as error:
        # what decoders raise is no closed list
        raise InvalidValue("picture_broken", name=name, kind=kind.value, known=tuple(FORMATS)) from error


def _decode(name: str, content: bytes, kind: MediaType, most_pixels: int) -> None:
    if kind is MediaType.WEBP:
        _few(name, _webp_pixels(content), most_pixels)  # its decoder takes the memory when it opens
    with Image.open(io.BytesIO(content), formats=(FORMATS[kind],)) as picture:
        frames = 1 if kind is MediaType.JPEG else int(getattr(picture, "n_frames", 1))
        _few(name, picture.width * picture.height * frames, most_pixels)
        picture.draft(None, (1, 1))  # of a JPEG all is read and an eighth of it drawn
        for frame in range(frames):
            picture.seek(frame)
            picture.load()


def _few(name: str, pixels: int, most: int) -> None:
    if pixels > most:
        said = {"name": name, "megapixels": -(-pixels // 10**6), "most": most // 10**6}
        raise InvalidValue("picture_too_many_pixels", **said)


def _webp_pixels(content: bytes) -> int:
    """Pixels of the canvas as the head of a WebP says; struct.error when it is cut off."""
    form = content[12:16]
    if form == b"VP8X":
        low, high, low_2, high_2 = struct.unpack_from("<HBHB", content, 24)
        return int((low + (high << 16) + 1) * (low_2 + (high_2 << 16) + 1))
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return int(((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1))
    width, height = struct.unpack_from("<HH", content, 26)
    return int((width & 0x3FFF) * (height & 0x3FFF))
