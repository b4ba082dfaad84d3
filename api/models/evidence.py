"""Evidence files as they are told of."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from api.models.accounts import Strict


class EvidenceAnswer(Strict):
    """A file that was kept."""

    code: Annotated[str, Field(examples=["F-0000001"])]
    building: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    of_tax: bool
    added_by: str
    added_at: dt.datetime
