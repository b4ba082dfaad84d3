"""Rating schemes: what buildings are rated by."""

from typing import Annotated, Any

from fastapi import Depends, Path

from api.models.answers import answers
from api.models.ratings import SchemeHead, SchemeList
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.schemes import catalogue
from buildings.schemes.scheme import Scheme

router = Router(prefix="/api/v1/schemes", tags=["ratings"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
Name = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9._-]+$")]


@router.get("", **answers(SchemeList))
def list_schemes() -> dict[str, Any]:
    """All versions of all schemes."""
    heads = list(SchemeHead.model_fields)
    return {"items": [{name: one.described()[name] for name in heads} for one in catalogue.everything().values()]}


@router.get("/{scheme}/{version}", **answers(Scheme))
def read_scheme(scheme: Name, version: Name) -> dict[str, Any]:
    """One version whole: categories, items with their bands, vetoes, preconditions, levels."""
    return catalogue.find(scheme, version).described()
