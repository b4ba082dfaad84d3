"""Reading back what a page carries."""

import json
import re
from typing import Any

DATA = re.compile(r'<script type="application/json" id="louyu-data">(.*?)</script>', re.DOTALL)


def data_of(html: str) -> dict[str, Any]:
    """The page's data; exactly one block of it."""
    (text,) = DATA.findall(html)
    found: dict[str, Any] = json.loads(text)
    return found


def layer(data: dict[str, Any], slug: str) -> dict[str, Any]:
    """The payload of one layer."""
    (found,) = [one["data"] for one in data["layers"] if one["slug"] == slug]
    payload: dict[str, Any] = found
    return payload


def metric(data: dict[str, Any], slug: str) -> dict[str, Any]:
    """One metric of the page."""
    (found,) = [one for one in data["metrics"] if one["slug"] == slug]
    payload: dict[str, Any] = found
    return payload
