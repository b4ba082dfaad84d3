"""分类与专业: what was decided of a building, what the evidence speaks for, and deciding."""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Response

from api import kept
from api.auth import WhoNow
from api.deeds import WriteNow, done, etag
from api.dependencies import FiguresNow, LanguageNow, LookingNow, beside_of
from api.house import HouseNow
from api.kept import Ask
from api.models.answers import answers
from api.models.answers import kept as kept_by_clients
from api.models.types import BuildingTypes, TypeProposals, TypesAfter
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code
from buildings.access.roles import Permission
from buildings.database.changes import Changes
from buildings.disclosure import plain, typed
from buildings.disclosure.figures import Figures
from buildings.kinds import TypeKind
from buildings.quantities import parse_month
from buildings.words import Language
from buildings.workflows import figures as figures_workflow
from buildings.workflows import types
from buildings.workflows.deeds import Done
from buildings.workflows.type_shapes import TypeDecision, TypeVoid

router = Router(prefix="/api/v1", tags=["types"])
READS = [Depends(requires(Permission.SEE_FIGURES))]
WRITES = [Depends(requires(Permission.DECIDE_TYPES))]
AskNow = Annotated[Ask, Depends(kept.asks)]


@router.get("/type-proposals", dependencies=READS, **kept_by_clients(TypeProposals))
def list_type_proposals(ask: AskNow, language: LanguageNow) -> Response:
    """Buildings of which the evidence speaks for another type than was decided; what the rules are."""
    return ask.answer(("types", language), partial(_list, language))


def _list(language: Language, figures: Figures) -> Any:  # noqa: ANN401 - packed
    said = {"rules": typed.rules(figures, language), "buildings": typed.rows(figures, language)}
    return kept.as_json({**plain.imprint(figures), **said})


@router.get("/buildings/{code}/types", dependencies=READS, **answers(BuildingTypes))
def read_building_types(
    figures: FiguresNow, house: HouseNow, language: LanguageNow, code: Code, response: Response
) -> dict[str, Any]:
    """What holds at the month's end, what is proposed with its evidence, and every decision that stands."""
    table = figures.tables["building"]
    at = table.row_of(code)
    history, version = types.history(house.engine, figures, at)
    response.headers["etag"] = etag(version)
    return {
        **plain.imprint(figures),
        "code": code,
        "name": table.names[at],
        "held": [typed.held(figures, kind, at, language) for kind in TypeKind],
        "proposals": [typed.plain(kind, found[at], language) for kind, found in figures.proposals.items()],
        "history": history,
    }


@router.post("/buildings/{code}/types", dependencies=WRITES, **answers(TypesAfter))
def decide_building_type(
    write: WriteNow, looking: LookingNow, who: WhoNow, code: Code, asked: TypeDecision
) -> Response:
    """Decide a type from a day on; the proposal of a month that was looked at is kept along."""
    basis: dict[str, Any] = {}
    if asked.upon is not None:
        month = figures_workflow.month_or_latest(looking.engine, looking.origin, parse_month(asked.upon))
        found = beside_of(looking, month, who.actor, f"/api/v1/buildings/{code}/types").figures
        basis = types.basis(found, code, asked.kind.value)

    def change(changes: Changes) -> Done:
        types.decide(changes, write.deed.who, code, write.upon, asked, basis)
        return _answer(changes, code)

    return write(change, "type_decide")


@router.post("/buildings/{code}/types/void", dependencies=WRITES, **answers(TypesAfter))
def void_building_type(write: WriteNow, code: Code, asked: TypeVoid) -> Response:
    """Take out a decision that was wrong; what held before it holds again."""

    def change(changes: Changes) -> Done:
        types.void(changes, write.deed.who, code, write.upon, asked)
        return _answer(changes, code)

    return write(change, "type_void")


def _answer(changes: Changes, code: str) -> Done:
    history, version = types.seen(changes.session, code, str(changes.origin), own=True)
    return done({"code": code, "version": version, "history": history}, version=version)
