"""What is answered of one upgrade project."""

from typing import Any, Final, get_args

from pydantic import BaseModel, ConfigDict, create_model

from api.models.lists import page_of
from buildings.register.views.projects import UPGRADE_PROJECTS


class FunderSeen(BaseModel):
    """Who pays how much; null: not known."""

    model_config = ConfigDict(extra="forbid")

    funder: str
    amount_fen: int | None


class LinkSeen(BaseModel):
    """A picture before or after, or a document."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    url: str
    caption: str | None


def _whole() -> type[BaseModel]:
    """The row of the list, with what one project says beside it."""
    row: type[BaseModel] = get_args(page_of(UPGRADE_PROJECTS).model_fields["items"].annotation)[0]
    more: dict[str, Any] = {"funding": list[FunderSeen], "links": list[LinkSeen]}
    return create_model("UpgradeProject", __base__=row, __doc__="One upgrade project.", **more)


Project: Final = _whole()
