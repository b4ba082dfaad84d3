"""Evidence files as they come: pictures are whole, of a size that memory holds, and what their names say."""

import io
import struct
import zlib

import pytest
from PIL import Image

from buildings.errors import InvalidValue
from buildings.operations import evidence
from buildings.operations.evidence import Sent
from buildings.words import sentence
from tests.builders.pictures import picture

KINDS = ("jpeg", "png", "webp")
SIZE = (160, 120)


def check(name: str, content: bytes) -> evidence.Checked:
    return evidence.check(Sent(name, content), most_bytes=2**20, most_pixels=10**6)


def refused(name: str, content: bytes) -> str:
    with pytest.raises(InvalidValue) as refusal:
        check(name, content)
    for language in ("zh", "en"):
        told = sentence(refusal.value, language)
        assert (name in told, "…" in told) == (True, False)
    return refusal.value.name


def noise(kind: str, **more: object) -> bytes:
    """A picture that takes some kilobytes."""
    held = io.BytesIO()
    Image.effect_noise(SIZE, 80).convert("RGB").save(held, format=kind, **more)
    return held.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_head(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def webp_head(form: bytes, body: bytes) -> bytes:
    return b"RIFF\xff\x00\x00\x00WEBP" + form + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_picture_is_taken_under_its_name(kind: str) -> None:
    for name in (f"大堂.{kind}", f"大堂.{kind.upper()}", "大堂", "大堂.照片", "大堂.bin"):
        assert check(name, noise(kind)).kind == kind
    assert check("大堂.JPG", picture("jpeg")).kind == "jpeg"
    assert check("动图.webp", noise("webp", save_all=True, append_images=[Image.new("RGB", SIZE)])).kind == "webp"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_off_is_refused(kind: str, share: float) -> None:
    whole = noise(kind)
    assert refused(f"大堂.{kind}", whole[: int(len(whole) * share)]) == "picture_broken"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\xff\xd8\xff\xe0 rest",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        png_head(4, 4) + chunk(b"IDAT", zlib.compress(b"short")) + chunk(b"IEND", b""),
    ],
)
def test_first_bytes_alone_make_no_picture(content: bytes) -> None:
    assert refused("大堂", content) == "picture_broken"


@pytest.mark.parametrize(
    "content",
    [
        picture(size=(1001, 1000)),
        picture("jpeg", size=(1001, 1000)),
        picture("webp", size=(501, 500)),
        png_head(2**31 - 1, 2**31 - 1) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""),
        webp_head(b"VP8X", bytes(4) + b"\xff\xff\xff" * 2),
        webp_head(b"VP8L", b"\x2f" + struct.pack("<I", 2**28 - 1) + bytes(8)),
        webp_head(b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 16383, 16383) + bytes(8)),
        noise("png", save_all=True, append_images=[Image.new("RGB", SIZE, (number, 0, 0)) for number in range(1, 60)]),
    ],
    ids=["png", "jpeg", "webp", "png head", "VP8X", "VP8L", "VP8", "frames"],
)
def test_more_pixels_than_memory_should_hold_are_refused_before_they_are_drawn(content: bytes) -> None:
    assert refused("大堂", content) == "picture_too_many_pixels"


def test_a_name_that_says_another_kind_is_refused() -> None:
    assert refused("大堂.png", picture("jpeg")) == "evidence_misnamed"
    assert refused("大堂.jpg", picture("webp")) == "evidence_misnamed"
    assert refused("证书.pdf", picture()) == "evidence_misnamed"
    assert refused("大堂.jpeg", b"%PDF-1.7") == "evidence_misnamed"
    assert refused("大堂.gif", b"GIF89a") == "evidence_kind"
