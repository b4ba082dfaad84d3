"""Pictures for tests: small, whole, and each of its own colour."""

import io
from typing import Final

from PIL import Image

from buildings.operations.evidence import Checked, Sent, check


def picture(kind: str = "png", colour: tuple[int, int, int] = (200, 90, 60), size: tuple[int, int] = (8, 6)) -> bytes:
    """A picture of one colour."""
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, format=kind)
    return held.getvalue()


PNG: Final = picture()


def checked_picture(name: str = "大堂.png", content: bytes = PNG) -> Checked:
    """A file that may be kept."""
    return check(Sent(name, content), most_bytes=2**20, most_pixels=10**6)
